import { openOfflineDatabase } from "../database.ts";
import { outboxChannel, outboxLock, syncTag } from "../outbox-names.ts";
import { sendActs } from "../send-acts.ts";
import { fromCache, kindOf } from "./answer.ts";
import { followNotice, showPushed } from "./push.ts";
import type { WorkerScope } from "./scope.ts";

/** Written by the build: see viewer/build/service-worker.ts. */
declare const __BUILD__: {
  readonly version: string;
  /** What the page needs to open without a network. */
  readonly assets: readonly string[];
  /** What is kept when it is first used. */
  readonly later: readonly string[];
};

const scope = self as unknown as WorkerScope;
/** Files with a hash in their names: the same name is always the same bytes, so versions share them. */
const assetCache = "kontrollrom-assets";
const pageCache = `kontrollrom-page-${__BUILD__.version}`;
const plain = ["/manifest.webmanifest", "/favicon.svg", "/icons/icon-192.png"];
const kept = new Set([...__BUILD__.assets, ...__BUILD__.later]);

scope.addEventListener("install", (event) => event.waitUntil(install()));
scope.addEventListener("activate", (event) => event.waitUntil(activate()));

async function install() {
  const assets = await caches.open(assetCache);
  const held = new Set((await assets.keys()).map((request) => new URL(request.url).pathname));
  await assets.addAll(__BUILD__.assets.filter((asset) => !held.has(asset)));
  const pages = await caches.open(pageCache);
  await pages.addAll(["/index.html", ...plain].map((path) => new Request(path, { cache: "reload" })));
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith("kontrollrom-page-") && name !== pageCache) await caches.delete(name);
  }
  const assets = await caches.open(assetCache);
  for (const request of await assets.keys()) {
    if (!kept.has(new URL(request.url).pathname)) await assets.delete(request);
  }
  await scope.clients.claim();
}

// Answers of the interface are private and never pass through here: what is kept of them lies with their owner in IndexedDB.
scope.addEventListener("fetch", (event) => {
  const kind = kindOf(event.request, scope.location.origin, kept);
  if (kind === "asset") event.respondWith(fromCache(assetCache, event.request, true));
  else if (kind === "page") event.respondWith(fromCache(pageCache, new Request("/index.html"), false));
  else if (kind === "plain" && plain.includes(new URL(event.request.url).pathname))
    event.respondWith(fromCache(pageCache, event.request, false));
});

// A new version waits until the reader says so: nobody's half-written form is swept away.
scope.addEventListener("message", (event) => {
  if (event.data === "take-over") void scope.skipWaiting();
});

scope.addEventListener("sync", (event) => {
  if (event.tag === syncTag) event.waitUntil(sendWaiting());
});

/** Rejects where something still waits for a network, so that the browser tries again. */
async function sendWaiting() {
  const db = await openOfflineDatabase();
  const channel = new BroadcastChannel(outboxChannel);
  try {
    const onChange = () => channel.postMessage("changed");
    const result = await navigator.locks.request(outboxLock, () =>
      sendActs({ db, fetch: (url, init) => fetch(url, init), onChange, now: () => Date.now() }),
    );
    if (result === "away") throw new Error("the platform did not answer");
  } finally {
    channel.close();
    db.close();
  }
}

scope.addEventListener("push", (event) => event.waitUntil(showPushed(scope, event)));
scope.addEventListener("notificationclick", (event) => event.waitUntil(followNotice(scope, event)));
