import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Building } from "@kontrollrom/contracts/building.ts";
import type { Browser, CDPSession, Locator, Page } from "playwright-core";
import { build } from "vite";
import { launchBrowser, visit } from "../test/browser.ts";
import { type Demo, startDemo, until } from "../test/demo.ts";
import { createReport, median, quantile, type Report, slope } from "./figures.ts";

const root = resolve(import.meta.dirname, "..");
const rounds = 5;
const orbitMs = 5000;
const probes = 100;
const changesPerSecond = 1000;
const markers = 10_000;
const warmUpTours = 20;

interface Bench {
  readonly demo: Demo;
  readonly browser: Browser;
  readonly building: Building;
  readonly report: Report;
  /** How long pages are moved about while the heap is watched. */
  readonly minutes: number;
}

const parts = { paint, bundle, picture, change, map, heap } as const;
type Part = keyof typeof parts;

/**
 * The page in the real Chromium on the real platform. Arguments: names of parts (paint, bundle, picture, change, map, heap) and
 * `--minutes=N` for the heap; all parts and two minutes where nothing is said.
 */
export async function runViewerBench(options: {
  readonly json: boolean;
  write(line: string): void;
  readonly arguments: readonly string[];
}): Promise<void> {
  const minutes = Number(
    options.arguments.find((text) => text.startsWith("--minutes="))?.slice("--minutes=".length) ?? 2,
  );
  const named = options.arguments.filter((text): text is Part => Object.hasOwn(parts, text));
  const unknown = options.arguments.filter((text) => !text.startsWith("--") && !Object.hasOwn(parts, text));
  if (unknown.length > 0 || !(minutes > 0))
    throw new Error(
      `"${unknown[0] ?? `--minutes=${minutes}`}" is not known: npm run bench -- viewer [${Object.keys(parts).join("|")}]… [--minutes=N]`,
    );
  const report = createReport(options.json, options.write);
  // What the demo measures by itself would be counted too: its clock all but stands.
  const [demo, browser] = await Promise.all([startDemo({ KR_DEMO_RATE: "0.001" }), launchBrowser()]);
  try {
    const { items } = await demo.call<"GET /buildings">("GET", "/buildings");
    const building = items.find(({ name }) => name === "Havnsund skole");
    if (building === undefined) throw new Error("the demo has no Havnsund skole");
    const bench: Bench = { demo, browser, building, report, minutes };
    for (const name of named.length === 0 ? (Object.keys(parts) as Part[]) : named) await parts[name](bench);
  } finally {
    await browser.close();
    await demo.stop();
  }
}

/** From the address being followed, with nothing cached, until map, alarms and orders are drawn. */
async function paint({ browser, demo, report }: Bench): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { page, close } = await visit(browser, demo.url);
    await page.addInitScript(() => {
      const useful = () =>
        document.querySelector(".city-map-canvas canvas, .city-list") !== null &&
        document.querySelectorAll(".column-part").length >= 2 &&
        document.querySelector(".column .loading") === null;
      const watch = new MutationObserver(() => {
        if (!useful()) return;
        watch.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("kontrollrom-useful")));
      });
      watch.observe(document, { childList: true, subtree: true });
    });
    await page.goto("/");
    await page.waitForFunction(() => performance.getEntriesByName("kontrollrom-useful").length > 0);
    times.push(
      await page.evaluate(() => performance.getEntriesByName("kontrollrom-useful")[0]?.startTime ?? 0),
    );
    await close();
  }
  report("first_paint_ms", median(times), "ms", rounds);
}

async function bundle({ report }: Bench): Promise<void> {
  const dist = join(root, "dist");
  const html = readFileSync(join(dist, "index.html"), "utf8");
  const files = [...html.matchAll(/"\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, file]) => file ?? "");
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0);
  report("entry_kb_gzip", bytes / 1000, "kB", files.length);
}

/** The building until it stands on the screen, and frames a second while it turns; both against the libraries alone. */
async function picture({ browser, demo, building, report }: Bench): Promise<void> {
  const window = { width: 1280, height: 720 };
  const model = await fetch(`${demo.url}/api/v1/models/${building.modelId}/fragments`);
  const peer = await servePeer(Buffer.from(await model.arrayBuffer()));
  const ours: number[] = [];
  const theirs: number[] = [];
  const ourFrames: number[] = [];
  const theirFrames: number[] = [];
  const cpu: number[] = [];
  try {
    // In turns, so that what else the machine does hits both alike.
    for (let round = 0; round < 3; round++) {
      const mine = await visit(browser, demo.url, window);
      await mine.page.goto(`/?bygg=${building.id}`);
      await mine.page.locator('.scene canvas[data-drawings~="architecture"]').waitFor();
      ours.push(await mine.page.evaluate(() => performance.now()));
      const session = await mine.page.context().newCDPSession(mine.page);
      await session.send("Performance.enable");
      const before = await taskMs(session);
      const frames = await framesWhile(mine.page, "key");
      cpu.push(((await taskMs(session)) - before) / Math.max(1, frames));
      ourFrames.push(frames / (orbitMs / 1000));
      await mine.close();

      const other = await visit(browser, peer.url, window);
      await other.page.goto("/");
      await other.page.waitForFunction(() => "peerReadyMs" in globalThis);
      theirs.push(
        await other.page.evaluate(() => (globalThis as unknown as { peerReadyMs: number }).peerReadyMs),
      );
      theirFrames.push((await framesWhile(other.page, "turn")) / (orbitMs / 1000));
      await other.close();
    }
  } finally {
    await peer.stop();
  }
  const against = "bare three + @thatopen/fragments, the same model";
  const ratio = (a: number, b: number) => Math.round((a / b) * 1000) / 1000;
  report("building_ms", median(ours), "ms", ours.length, {
    peer: `${against}: ${Math.round(median(theirs))} ms`,
    ratio: ratio(median(ours), median(theirs)),
  });
  const frames = ratio(median(ourFrames), median(theirFrames));
  report("orbit_frames_per_s", median(ourFrames), "1/s", ourFrames.length, {
    peer: `${against}: ${median(theirFrames).toFixed(1)} 1/s`,
    ratio: frames,
  });
  report("frame_ratio", frames, "ratio", ourFrames.length, { peer: against, ratio: frames });
  report("orbit_cpu_ms", median(cpu), "ms a frame", cpu.length, {
    note: "main thread alone, without drawing",
  });
}

/** Frames that were drawn while the camera was turned once in each. */
function framesWhile(page: Page, how: "key" | "turn"): Promise<number> {
  return page.evaluate(
    ({ how, orbitMs }) =>
      new Promise<number>((done) => {
        const canvas = document.querySelector("canvas");
        const start = performance.now();
        let frames = 0;
        const step = () => {
          if (performance.now() - start >= orbitMs) return done(frames);
          frames++;
          if (how === "turn") (globalThis as unknown as { turn(): void }).turn();
          else canvas?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    { how, orbitMs },
  );
}

/** A reading's way from being sent until it is drawn, while a thousand others a second arrive for the same building. */
async function change({ browser, demo, building, report }: Bench): Promise<void> {
  const points = await demo.call<"GET /points">("GET", `/points?buildingId=${building.id}&limit=1000`);
  const measured = points.items.filter(({ quantity }) => quantity === "temperature");
  const devices = new Map<string, string>();
  for (const { items } of [
    await demo.call<"GET /devices">("GET", `/devices?buildingId=${building.id}&limit=1000`),
  ])
    for (const device of items) devices.set(device.id, device.externalId);
  const { items: spaces } = await demo.call<"GET /buildings/{id}/spaces">(
    "GET",
    `/buildings/${building.id}/spaces?limit=1000`,
  );
  const room = spaces[0];
  await demo.call("POST", "/devices", {
    externalId: "bench-probe",
    name: "Prøve",
    spaceId: room?.id,
    points: ["sound-level"],
  });
  const probe = (
    await demo.call<"GET /points">("GET", `/points?spaceId=${room?.id}&quantity=sound-level&limit=10`)
  ).items[0];
  if (probe === undefined) throw new Error("the probe has no point");

  const { page, close } = await visit(browser, demo.url);
  await page.goto(`/?bygg=${building.id}&rom=${room?.id}`);
  const shown = page.locator(`[data-point="${probe.id}"]`);
  await shown.waitFor();
  await page.evaluate((id) => {
    const element = document.querySelector(`[data-point="${id}"]`);
    const seen: Record<string, number> = {};
    (globalThis as unknown as { seen: typeof seen }).seen = seen;
    new MutationObserver(() => {
      const text = element?.textContent ?? "";
      requestAnimationFrame(() => {
        seen[text] ??= Date.now();
      });
    }).observe(element ?? document, { childList: true, characterData: true, subtree: true });
  }, probe.id);

  let stop = false;
  let sent = 0;
  const underWay = new Set<Promise<void>>();
  const load = (async () => {
    const externals = measured.flatMap(({ deviceId }) => devices.get(deviceId) ?? []);
    const every = 100;
    let tick = Date.now();
    for (let n = 0; !stop; n++) {
      const time = new Date().toISOString();
      const batch = Array.from({ length: changesPerSecond / (1000 / every) }, (_, i) => ({
        time,
        device: externals[(n * 100 + i) % externals.length] ?? "",
        values: [{ quantity: "temperature", value: Math.round((18 + Math.random() * 8) * 10) / 10 }],
      }));
      // Not waited for: a platform that is slow to answer is not sent less.
      underWay.add(
        demo.call("POST", "/ingest/json", batch).then(
          () => {
            sent += batch.length;
          },
          () => {},
        ),
      );
      tick += every;
      await sleep(Math.max(0, tick - Date.now()));
    }
  })();
  await sleep(2000);
  const startedAt = Date.now();
  const sentBefore = sent;
  const started = new Map<string, number>();
  for (let i = 0; i < probes; i++) {
    const value = 30 + i;
    started.set(String(value), Date.now());
    await demo.call("POST", "/ingest/json", {
      time: new Date().toISOString(),
      device: "bench-probe",
      values: [{ quantity: "sound-level", value }],
    });
    await sleep(250);
  }
  const perSecond = (sent - sentBefore) / ((Date.now() - startedAt) / 1000);
  await sleep(1500);
  stop = true;
  await load;
  await Promise.all(underWay);
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: Record<string, number> }).seen);
  const times = Object.entries(seen).flatMap(([text, at]) => {
    const begun = started.get(String(Number.parseInt(text, 10)));
    return begun === undefined ? [] : [at - begun];
  });
  await close();
  report("change_to_screen_p50_ms", median(times), "ms", times.length, {
    note: `${Math.round(perSecond)} other changes a second`,
  });
  report("change_to_screen_p99_ms", quantile(times, 0.99), "ms", times.length, {
    note: `${Math.round(perSecond)} other changes a second`,
  });
}

/** Ten thousand sensors on the map: moved about, and with values that change a thousand times a second. */
async function map({ browser, demo, report }: Bench): Promise<void> {
  const header = "externalId,name,lat,lon,expectedIntervalS,points";
  const rows = Array.from({ length: markers }, (_, i) => {
    const [x, y] = [i % 100, Math.floor(i / 100)];
    return `bench-${i},Merke ${i},${(63.09 + y * 0.0005).toFixed(5)},${(7.7 + x * 0.001).toFixed(5)},3600,fill-level`;
  });
  const imported = await fetch(`${demo.url}/api/v1/devices/import`, {
    method: "POST",
    headers: { "content-type": "text/csv" },
    body: [header, ...rows].join("\n"),
  });
  if (!imported.ok) throw new Error(`import of markers: ${imported.status} ${await imported.text()}`);
  const { page, close } = await visit(browser, demo.url);
  let fetched = 0;
  page.on("response", (response) => {
    if (!response.url().includes("/map/sensors")) return;
    void response
      .request()
      .sizes()
      .then(({ responseBodySize }) => {
        fetched += responseBodySize;
      });
  });
  await page.goto("/?kart=63.115,7.75,13.5");
  await page.locator('.city-map-canvas[data-ready="true"]').waitFor();
  const shown = page.locator('.city-map [role="status"]');
  await until(
    async () => Number(/(\d+) følere ute/.exec(await plainText(shown))?.[1] ?? 0) >= markers,
    60_000,
  );
  await sleep(5000);
  report("map_10000_fetched_kb", fetched / 1000, "kB", 1, { note: "sensors, as sent" });
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const box = await page.locator(".city-map-canvas canvas").boundingBox();
  const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2];

  const frames = async (work: () => Promise<void>) => {
    await page.evaluate(() => {
      const spent: number[] = [];
      let before = performance.now();
      const holder = globalThis as unknown as { frames: number[]; counting: boolean };
      holder.frames = spent;
      holder.counting = true;
      const step = () => {
        const now = performance.now();
        spent.push(now - before);
        before = now;
        if (holder.counting) requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    });
    const before = await taskMs(session);
    await work();
    const task = (await taskMs(session)) - before;
    const spent = await page.evaluate(() => {
      const holder = globalThis as unknown as { frames: number[]; counting: boolean };
      holder.counting = false;
      return holder.frames;
    });
    return { spent, cpu: task / Math.max(1, spent.length) };
  };
  const moving = await frames(async () => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let i = 0; i < 60; i++) await page.mouse.move(x + 200 * Math.sin(i / 6), y + 120 * Math.cos(i / 6));
    await page.mouse.up();
  });
  report("map_10000_move_frame_p50_ms", median(moving.spent), "ms", moving.spent.length, {
    note: "drawn in software: no GPU here",
  });
  report("map_10000_move_cpu_ms", moving.cpu, "ms a frame", moving.spent.length, {
    note: "main thread alone",
  });
  const changes = async () => {
    const end = Date.now() + 8000;
    for (let n = 0; Date.now() < end; n++) {
      const tick = Date.now();
      await demo.call(
        "POST",
        "/ingest/json",
        Array.from({ length: 100 }, (_, i) => ({
          time: new Date().toISOString(),
          device: `bench-${(n * 997 + i * 101) % markers}`,
          values: [{ quantity: "fill-level", value: Math.round(Math.random() * 100) }],
        })),
      );
      await sleep(Math.max(0, tick + 100 - Date.now()));
    }
  };
  const changing = await frames(changes);
  report("map_10000_change_frame_p50_ms", median(changing.spent), "ms", changing.spent.length, {
    note: "1000 changes a second",
  });
  report("map_10000_change_cpu_ms", changing.cpu, "ms a frame", changing.spent.length, {
    note: "main thread alone, 1000 changes a second",
  });
  // Near enough for each to stand by itself: what changes is seen.
  await page.goto("/?kart=63.115,7.75,15.2");
  await page.locator('.city-map-canvas[data-ready="true"]').waitFor();
  await sleep(5000);
  const near = await frames(changes);
  report("map_10000_near_change_frame_p50_ms", median(near.spent), "ms", near.spent.length, {
    note: "each sensor by itself, 1000 changes a second in the municipality",
  });
  report("map_10000_near_change_cpu_ms", near.cpu, "ms a frame", near.spent.length, {
    note: "main thread alone, each sensor by itself",
  });
  await close();
}

/** Without the spaces between the digits of large numbers. */
async function plainText(of: Locator): Promise<string> {
  return ((await of.textContent()) ?? "").replace(/(?<=\d)\s(?=\d)/g, "");
}

/** The heap after a forced collection, time and again while somebody moves about the pages. */
async function heap({ browser, demo, building, report, minutes }: Bench): Promise<void> {
  const { page, close } = await visit(browser, demo.url);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await session.send("HeapProfiler.enable");
  await page.goto("/");
  const tour = async () => {
    const go = (path: string) =>
      page.evaluate((to) => {
        window.history.pushState(null, "", to);
        window.dispatchEvent(new Event("kontrollrom:address"));
      }, path);
    for (const [path, ready] of [
      [`/?bygg=${building.id}`, '.scene canvas[data-drawings~="architecture"]'],
      [`/?bygg=${building.id}&visning=plan`, ".plan-room"],
      [`/?bygg=${building.id}&visning=list`, ".room-table tr"],
      ["/alarmer", ".alarms, .alarm-row, .empty-state"],
      ["/arbeidsordrer", "main h1"],
      ["/register", "main h1"],
      ["/integrasjoner", ".integrations table"],
      ["/", ".city-map, .city-list"],
    ] as const) {
      await go(path);
      await page.locator(ready).first().waitFor();
      await sleep(300);
    }
  };
  const used = async () => {
    for (let i = 0; i < 2; i++) await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    return usedSize / 1e6;
  };
  // What is loaded and cached once is no growth, nor is code that the engine compiles while it is used the first few times.
  for (let i = 0; i < warmUpTours; i++) await tour();
  const start = Date.now();
  const samples: [number, number][] = [[0, await used()]];
  while (Date.now() - start < minutes * 60_000) {
    await tour();
    samples.push([(Date.now() - start) / 3_600_000, await used()]);
  }
  const metrics = await session.send("Performance.getMetrics");
  const nodes = metrics.metrics.find(({ name }) => name === "Nodes")?.value ?? 0;
  report("heap_mb", samples.at(-1)?.[1] ?? 0, "MB", samples.length, { note: "after a forced collection" });
  report("heap_growth_mb_per_h", slope(samples), "MB/h", samples.length - 1, {
    note: `${minutes} min of moving about eight pages without a rest, extrapolated`,
  });
  report("dom_nodes", nodes, "nodes", 1);
  await close();
}

async function taskMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0) * 1000;
}

/** The peer's page with the model beside it, on a port of its own. */
async function servePeer(model: Buffer): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "kr-peer-"));
  await build({
    root: join(import.meta.dirname, "peer"),
    configFile: false,
    logLevel: "error",
    resolve: { alias: [{ find: /^web-ifc$/, replacement: join(root, "src/picture/web-ifc-stub.ts") }] },
    worker: { format: "es" },
    build: {
      target: "es2023",
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: { checks: { importIsUndefined: false } },
    },
  });
  const types: Record<string, string> = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://peer").pathname;
    if (path === "/model.frag") {
      response.end(model);
      return;
    }
    try {
      const file = path === "/" ? "/index.html" : path;
      const body = readFileSync(join(folder, file));
      response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
