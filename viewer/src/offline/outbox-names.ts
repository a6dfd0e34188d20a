/** Tells tabs and the service worker that what waits has changed. */
export const outboxChannel = "kontrollrom-outbox";
/** Held by whoever sends: this page, another tab, or the service worker. */
export const outboxLock = "kontrollrom-outbox";
/** Background Sync. */
export const syncTag = "kontrollrom-outbox";
