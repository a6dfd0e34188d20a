import { call } from "../data/call.ts";

/** Lets this browser take pushed notices for somebody. False where the browser, or its owner, does not want to. */
export async function takePush(personId: string, publicKey: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const registration = await navigator.serviceWorker.register("/service-worker.js");
  await active(registration);
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  const { endpoint, keys } = subscription.toJSON();
  if (endpoint === undefined || keys?.p256dh === undefined || keys.auth === undefined) return false;
  await call("POST /notices/push-subscriptions", {
    body: { personId, endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } },
  });
  return true;
}

function active(registration: ServiceWorkerRegistration): Promise<void> {
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (worker === null || worker.state === "activated") return Promise.resolve();
  return new Promise((resolve) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve();
    });
  });
}
