import type { NotificationEvent, PushEvent, WorkerScope } from "./scope.ts";

/** Shows what the platform pushes, also when no page is open. */
export function showPushed(scope: WorkerScope, event: PushEvent): Promise<void> {
  const { id, title, body, url } = read(event);
  return scope.registration.showNotification(title ?? "Kontrollrom", {
    body: body ?? "",
    // One that is sent again takes the place of itself.
    ...(id === undefined ? {} : { tag: id }),
    requireInteraction: true,
    icon: "/icons/icon-192.png",
    badge: "/icons/badge-96.png",
    data: { url },
  } as NotificationOptions);
}

function read(event: PushEvent): { id?: string; title?: string; body?: string; url?: string } {
  try {
    return (event.data?.json() ?? {}) as object;
  } catch {
    return {};
  }
}

/** Leads to the alarm, in the window that is open where there is one. Only into this site, whatever was sent. */
export async function followNotice(scope: WorkerScope, event: NotificationEvent): Promise<void> {
  event.notification.close();
  const { url } = (event.notification.data ?? {}) as { url?: string };
  const target =
    url !== undefined && URL.canParse(url, scope.location.origin)
      ? new URL(url, scope.location.origin).pathname
      : "/alarmer";
  await scope.clients.openWindow(target);
}
