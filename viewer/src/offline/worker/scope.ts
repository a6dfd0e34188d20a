/** The parts of a service worker's surroundings that ours uses: the page's own types and a worker's cannot stand in one program. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
export interface FetchEvent extends Waiting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
export interface PushEvent extends Waiting {
  readonly data: { json(): unknown } | null;
}
export interface NotificationEvent extends Waiting {
  readonly notification: Notification;
}
export interface SyncEvent extends Waiting {
  readonly tag: string;
}
interface WorkerEvents {
  install: Waiting;
  activate: Waiting;
  fetch: FetchEvent;
  push: PushEvent;
  notificationclick: NotificationEvent;
  sync: SyncEvent;
  message: MessageEvent;
}
interface WorkerWindow {
  readonly url: string;
  focus(): Promise<unknown>;
  navigate(url: string): Promise<unknown>;
}
export interface WorkerScope {
  readonly location: Location;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    openWindow(url: string): Promise<unknown>;
    matchAll(options: { type: "window"; includeUncontrolled?: boolean }): Promise<readonly WorkerWindow[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<K extends keyof WorkerEvents>(name: K, listener: (event: WorkerEvents[K]) => void): void;
}
