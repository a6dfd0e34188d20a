// Shows what the platform pushes, also when no page is open, and leads to the alarm.
self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  const { id, title, body, url } = event.data?.json() ?? {};
  event.waitUntil(
    self.registration.showNotification(title ?? "Kontrollrom", {
      body: body ?? "",
      // One that is sent again takes the place of itself.
      tag: id,
      requireInteraction: true,
      icon: "/favicon.svg",
      data: { url },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = event.notification.data ?? {};
  // Only into this site, whatever was sent.
  const target = url && URL.canParse(url) ? new URL(url).pathname : "/alarmer";
  event.waitUntil(self.clients.openWindow(target));
});
