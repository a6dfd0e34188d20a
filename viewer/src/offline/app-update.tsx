import { useEffect, useState } from "react";
import { useTranslation } from "../i18n/text.ts";

/** Registers the service worker, and says quietly when a new version of the page is ready. */
export function AppUpdate() {
  const { t } = useTranslation();
  const [waiting, setWaiting] = useState<ServiceWorker>();
  useEffect(() => {
    if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
    let gone = false;
    void register((worker) => !gone && setWaiting(worker));
    return () => {
      gone = true;
    };
  }, []);
  if (waiting === undefined) return null;
  const reload = () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => window.location.reload(), {
      once: true,
    });
    waiting.postMessage("take-over");
  };
  return (
    <button type="button" className="app-update" onClick={reload}>
      {t("app.newVersion")}
    </button>
  );
}

const askAgainMs = 60 * 60_000;

async function register(onWaiting: (worker: ServiceWorker) => void) {
  let registration: ServiceWorkerRegistration | undefined;
  try {
    registration = await navigator.serviceWorker.register("/service-worker.js");
  } catch {
    // Without it the page works as long as there is a network.
    return;
  }
  // A browser that is told to block workers answers with nothing.
  if (registration === undefined) return;
  const worker = registration;
  const look = () => {
    // The very first one has nobody to take over from.
    if (worker.waiting !== null && navigator.serviceWorker.controller !== null) onWaiting(worker.waiting);
  };
  look();
  worker.addEventListener("updatefound", () => worker.installing?.addEventListener("statechange", look));
  setInterval(() => void worker.update().catch(() => undefined), askAgainMs);
}
