import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Building, Space } from "@kontrollrom/contracts/building.ts";
import type { WorkOrder, WorkOrderDetail, WorkOrderInput } from "@kontrollrom/contracts/work-order.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, visit } from "./browser.ts";
import { type Demo, startDemo } from "./demo.ts";

const phone = { width: 390, height: 844, offline: true } as const;
/** Who a visitor of the demo is until they choose. */
const me = "Systemansvarlig";

describe("the caretaker's round", () => {
  let demo: Demo;
  let browser: Browser;
  let building: Building;
  let rooms: Space[];

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
    const { items } = await demo.call<"GET /buildings">("GET", "/buildings");
    const found = items.find(({ name }) => name === "Solbakken sykehjem");
    if (found === undefined) throw new Error("the demo has no Solbakken sykehjem");
    building = found;
    rooms = (await demo.call<"GET /buildings/{id}/spaces">("GET", `/buildings/${building.id}/spaces`)).items;
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  const make = (title: string, more: Partial<WorkOrderInput> = {}) =>
    demo.call<"POST /work-orders">("POST", "/work-orders", {
      title,
      description: "Se etter slark i hengslene.",
      assignee: me,
      priority: 2,
      spaceId: rooms[0]?.id,
      ...more,
    });
  const detail = (order: WorkOrder): Promise<WorkOrderDetail> =>
    demo.call<"GET /work-orders/{id}">("GET", `/work-orders/${order.id}`);

  /** Opens the round with a network, until all that it needs without one is on the device. */
  async function opened(title: string) {
    const visited = await visit(browser, demo.url, phone);
    const { page } = visited;
    await page.goto("/runde");
    await page.getByText(title).first().waitFor();
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      while (navigator.serviceWorker.controller === null) await new Promise((wake) => setTimeout(wake, 50));
    });
    return { ...visited, context: page.context() };
  }
  const waiting = (page: Page) => page.getByRole("link", { name: /^Utboks/ }).textContent();
  const count = (page: Page, acts: number) =>
    expect.poll(() => waiting(page), { timeout: 60_000 }).toBe(acts === 0 ? "Utboks" : `Utboks ${acts}`);

  it("opens, shows and takes a whole order without a network, survives being killed, and sends each act once", async () => {
    const order = await make("Dør henger");
    await demo.call<"POST /work-orders/{id}/checklist">("POST", `/work-orders/${order.id}/checklist`, {
      items: [{ text: "Hengsler smurt" }, { text: "Spalte målt", unit: "mm" }],
    });
    const { page, context, close } = await opened("Dør henger");
    await context.setOffline(true);
    await page.reload();
    await page.getByText(/^Uten nett\. Viser det som ble hentet/).waitFor({ timeout: 60_000 });
    await page.getByRole("link", { name: /Dør henger/ }).click();
    await page.getByRole("heading", { name: "Dør henger", level: 1 }).waitFor();
    await page.getByRole("img", { name: /Utsnitt av planen/ }).waitFor();
    await page.getByText("Se etter slark i hengslene.").waitFor();

    await page.locator("input[type=file]").setInputFiles({
      name: "IMG_0001.jpg",
      mimeType: "image/jpeg",
      buffer: await photoWithPosition(page),
    });
    await page.getByRole("img", { name: /venter på nett/ }).waitFor();
    await page.getByLabel("Hengsler smurt").check();
    await page.getByLabel("Verdi").fill("3,5");
    await page.getByLabel("Verdi").blur();
    await page.getByLabel("Kommentar").fill("Strammet to skruer");
    await page.getByRole("button", { name: "Legg til kommentar" }).click();
    await page.getByRole("button", { name: "Før 0,5 t" }).click();
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByRole("button", { name: "Utført" }).click();
    await page.getByLabel("Hva ble gjort?").fill("Hengsler strammet");
    await page.getByRole("button", { name: "Utført" }).click();
    await count(page, 7);
    expect((await detail(order)).status).toBe("assigned");

    // Killed without a network: what was done is there, and the order is done as far as its owner can see.
    await page.close();
    const second = await context.newPage();
    await second.goto("/runde/utboks");
    await count(second, 7);
    await second.getByText("«Strammet to skruer»").waitFor();
    await second.getByRole("link", { name: "Runden" }).click();
    await second.getByRole("heading", { name: "Min runde" }).waitFor();
    await expect.poll(() => second.getByText("Dør henger").count(), { timeout: 30_000 }).toBe(0);

    // Killed in the midst of sending: the server has the comment, the phone never heard so.
    let taken = () => {};
    const commentTaken = new Promise<void>((resolve) => {
      taken = resolve;
    });
    let heard = 0;
    await context.route("**/api/v1/work-orders/*/comments", async (route) => {
      heard += 1;
      // The worker may be the one who sends again.
      if (heard > 1) return route.continue();
      await route.fetch();
      taken();
    });
    await context.setOffline(false);
    await commentTaken;
    await second.close();
    expect((await detail(order)).comments).toHaveLength(1);

    const third = await context.newPage();
    await third.goto("/runde");
    // The box is empty too before the device's storage has been read: the server is who knows.
    await expect.poll(async () => (await detail(order)).status, { timeout: 90_000 }).toBe("done");
    await count(third, 0);
    const sent = await detail(order);
    expect(sent).toMatchObject({ status: "done", action: "Hengsler strammet", actualHours: 0.5 });
    expect(sent.comments.map(({ text }) => text)).toEqual(["Strammet to skruer"]);
    expect(sent.hours).toHaveLength(1);
    expect(sent.checklist).toMatchObject([
      { text: "Hengsler smurt", doneBy: me },
      { text: "Spalte målt", value: 3.5, doneBy: me },
    ]);
    expect(sent.history.filter(({ field, to }) => field === "status" && to === "done")).toHaveLength(1);
    expect(sent.attachments).toMatchObject([{ mediaType: "image/jpeg", kind: "before" }]);
    const photo = await fetch(
      `${demo.url}/api/v1/work-orders/${order.id}/attachments/${sent.attachments[0]?.id}`,
    );
    const bytes = Buffer.from(await photo.arrayBuffer());
    expect(bytes.subarray(0, 2).toString("hex")).toBe("ffd8");
    expect(bytes.includes("GPS")).toBe(false);
    expect(bytes.includes("Exif")).toBe(false);
    await close();
  });

  it("shows what another did meanwhile, keeps what was done here, and lets its owner decide", async () => {
    const order = await make("Vindu på gløtt");
    const { page, context, close } = await opened("Vindu på gløtt");
    await context.setOffline(true);
    await page.getByRole("link", { name: /Vindu på gløtt/ }).click();
    await page.getByRole("button", { name: "Utført" }).click();
    await page.getByLabel("Hva ble gjort?").fill("Lukket vinduet");
    await page.getByRole("button", { name: "Utført" }).click();
    await count(page, 1);
    await demo.call("PATCH", `/work-orders/${order.id}`, { status: "cancelled" });
    await context.setOffline(false);

    await page.getByRole("link", { name: /^Utboks/ }).click();
    await page.getByRole("heading", { name: "Trenger deg" }).waitFor({ timeout: 60_000 });
    await page.getByText("Ordren er endret av en annen siden du så den.").waitFor();
    await page.getByText(/Den er nå annullert/).waitFor();
    await page.getByText("«Lukket vinduet»").waitFor();
    expect((await detail(order)).status).toBe("cancelled");
    // What cannot follow upon what the other did is told in the server's words, and is still kept.
    await page.getByRole("button", { name: "Gjør det likevel" }).click();
    await page.getByText(/Det lar seg ikke gjøre nå/).waitFor();
    await page.getByText("«Lukket vinduet»").waitFor();
    await page.getByRole("button", { name: "Forkast" }).click();
    await page.getByText("Alt er sendt").waitFor();
    await close();
  });

  it("goes on upon a change of another where its owner says so", async () => {
    const order = await make("Lampe blinker");
    const { page, context, close } = await opened("Lampe blinker");
    await context.setOffline(true);
    await page.getByRole("link", { name: /Lampe blinker/ }).click();
    await page.getByRole("button", { name: "Start" }).click();
    await count(page, 1);
    await demo.call("PATCH", `/work-orders/${order.id}`, { priority: 1 });
    await context.setOffline(false);
    await page.getByRole("link", { name: /^Utboks/ }).click();
    await page.getByRole("button", { name: "Gjør det likevel" }).click({ timeout: 60_000 });
    await page.getByText("Alt er sendt").waitFor();
    expect(await detail(order)).toMatchObject({ status: "inProgress", priority: 1 });
    await close();
  });

  it("shows what was sent as done while the round is read again, and goes on from there", async () => {
    const order = await make("Filter tett");
    await demo.call<"POST /work-orders/{id}/checklist">("POST", `/work-orders/${order.id}/checklist`, {
      items: [{ text: "Filter byttet" }],
    });
    const { page, context, close } = await opened("Filter tett");
    await page.getByRole("link", { name: /Filter tett/ }).click();
    const tick = page.getByLabel("Filter byttet");
    await tick.waitFor();
    let readAgain = () => {};
    const held = new Promise<void>((resolve) => {
      readAgain = resolve;
    });
    await context.route(/\/api\/v1\/work-orders\?/, async (route) => {
      await held;
      await route.continue();
    });
    const doneBy = async () => (await detail(order)).checklist[0]?.doneBy;
    await tick.check();
    await expect.poll(doneBy, { timeout: 30_000 }).toBe(me);
    await count(page, 0);
    expect(await tick.isChecked()).toBe(true);
    await tick.uncheck();
    await expect.poll(doneBy, { timeout: 30_000 }).toBeUndefined();
    await count(page, 0);
    expect(await tick.isChecked()).toBe(false);
    await page.getByLabel("Kommentar").fill("Det gamle var fint");
    await page.getByRole("button", { name: "Legg til kommentar" }).click();
    await expect.poll(async () => (await detail(order)).comments.length, { timeout: 30_000 }).toBe(1);
    await count(page, 0);

    readAgain();
    const kept = () =>
      page.evaluate(async () => {
        const db = await new Promise<IDBDatabase>((resolve, reject) => {
          const asked = indexedDB.open("kontrollrom");
          asked.onsuccess = () => resolve(asked.result);
          asked.onerror = () => reject(asked.error);
        });
        return new Promise<number>((resolve) => {
          const asked = db.transaction("acts").objectStore("acts").count();
          asked.onsuccess = () => {
            db.close();
            resolve(asked.result);
          };
        });
      });
    await expect.poll(kept, { timeout: 60_000 }).toBe(0);
    expect(await tick.isChecked()).toBe(false);
    expect(await page.getByText("Det gamle var fint").count()).toBe(1);
    await close();
  });

  it("shows the next user nothing, and sends what waits only for who did it", async () => {
    const order = await make("Nøkkel mangler");
    const { page, context, close } = await opened("Nøkkel mangler");
    await context.setOffline(true);
    await page.getByRole("link", { name: /Nøkkel mangler/ }).click();
    await page.getByLabel("Kommentar").fill("Ligger i skapet");
    await page.getByRole("button", { name: "Legg til kommentar" }).click();
    await count(page, 1);
    await page.close();
    // The demo's way of being another: the cookie says so from now on, before the phone has a network again.
    const as = (role: string) => context.request.post("/api/v1/session", { data: { role } });
    expect((await as("caretaker")).status()).toBe(200);
    await context.setOffline(false);
    const next = await context.newPage();
    await next.goto("/runde/utboks");
    await next.getByText(/1 handling fra en annen bruker/).waitFor();
    await count(next, 0);
    expect(await next.getByText("Ligger i skapet").count()).toBe(0);
    const owners = await next.evaluate(async () => {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const asked = indexedDB.open("kontrollrom");
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      });
      return new Promise<string[]>((resolve) => {
        const asked = db.transaction("snapshots").objectStore("snapshots").getAllKeys();
        asked.onsuccess = () => resolve(asked.result.map((key) => String((key as string[])[0])));
      });
    });
    expect(owners.every((owner) => owner === "caretaker/Vaktmester")).toBe(true);
    expect((await detail(order)).comments).toEqual([]);
    await as("administrator");
    await next.goto("/runde/utboks");
    await next.getByText("Alt er sendt").waitFor();
    await expect.poll(async () => (await detail(order)).comments.length, { timeout: 30_000 }).toBe(1);
    await close();
  });

  it("keeps nothing of the interface in the worker's caches", async () => {
    const { page, close } = await opened("Nøkkel mangler");
    const kept = await page.evaluate(async () => {
      const paths: string[] = [];
      for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname);
      return paths;
    });
    expect(kept).toContain("/index.html");
    expect(kept.filter((path) => /^\/(api|socket\.io)/.test(path))).toEqual([]);
    const manifest = await page.evaluate(async () => (await fetch("/manifest.webmanifest")).json());
    for (const { src } of manifest.icons) expect((await page.request.get(src)).status()).toBe(200);
    await close();
  });

  it("finds a place by its label, and reports a fault there with a photo, also without a network", async () => {
    await make("Etikett er løs");
    const room = rooms[0];
    const { items } = await demo.call<"POST /report-places">("POST", "/report-places", {
      spaceIds: [room?.id],
    });
    const token = items[0]?.token ?? "";
    const { page, context, close } = await opened("Etikett er løs");
    await page.reload();
    await page.getByText("Etikett er løs").first().waitFor();
    await context.setOffline(true);
    await page.getByRole("link", { name: "Skann" }).click();
    await page.getByText("Fant ikke noe kamera").waitFor();
    await page.getByLabel(/^Kode på etiketten/).fill(token);
    await page.getByRole("button", { name: "Finn" }).click();
    await page.getByRole("heading", { name: `${room?.number} ${room?.name}`, level: 1 }).waitFor();
    await page.getByText("Etikett er løs").waitFor();
    await page.locator(".round-order").getByRole("link", { name: "Meld feil" }).click();
    await page.getByLabel("Hva er galt?").fill("Vask lekker");
    await page.locator("input[type=file]").setInputFiles({
      name: "vask.jpg",
      mimeType: "image/jpeg",
      buffer: await photoWithPosition(page),
    });
    await page.getByText("Bilde er lagt ved.").waitFor();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await count(page, 2);
    await context.setOffline(false);
    await count(page, 0);
    const found = await demo.call<"GET /work-orders">("GET", "/work-orders?search=Vask%20lekker");
    expect(found.items).toMatchObject([{ title: "Vask lekker", spaceId: room?.id, priority: 3 }]);
    const [order] = found.items;
    if (order === undefined) throw new Error("nothing was reported");
    expect((await detail(order)).attachments).toHaveLength(1);
    await close();
  });

  it("reads a label with the camera, with a reader from this site alone", async () => {
    const { items } = await demo.call<"POST /report-places">("POST", "/report-places", {
      spaceIds: [rooms[1]?.id],
    });
    const folder = await mkdtemp(join(tmpdir(), "kontrollrom-camera-"));
    const film = join(folder, "label.y4m");
    const label = await fetch(`${demo.url}/api/v1/report-places/${items[0]?.token}/qr`);
    const drawing = await visit(browser, demo.url);
    await drawing.page.goto("/runde");
    await writeFile(film, await filmOf(drawing.page, await label.text()));
    await drawing.close();
    const withCamera = await launchBrowser([
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-video-capture=${film}`,
    ]);
    const { page, complaints, close } = await visit(withCamera, demo.url, { width: 390, height: 844 });
    const hosts = new Set<string>();
    page.on("request", (request) => hosts.add(new URL(request.url()).host));
    await page.goto("/runde/skann");
    await page.getByRole("heading", { name: `${rooms[1]?.number} ${rooms[1]?.name}`, level: 1 }).waitFor();
    expect([...hosts].filter((host) => host !== "" && host !== new URL(demo.url).host)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
    await withCamera.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    ["light", 360],
    ["dark", 390],
  ] as const)("is accessible and fits (%s, %i px)", async (theme, width) => {
    const order = await make("Ventilasjon piper høyt når døren til gangen står oppe", { priority: 1 });
    await demo.call("POST", `/work-orders/${order.id}/checklist`, {
      items: [{ text: "Filter", unit: "Pa" }],
    });
    const { page, close } = await visit(browser, demo.url, { width, height: 780, dark: theme === "dark" });
    const pages = [
      ["/runde", "list"],
      [`/runde/ordre/${order.id}`, "order"],
      ["/runde/skann", "scan"],
      ["/runde/meld", "report"],
      ["/runde/utboks", "outbox"],
    ] as const;
    for (const [path, name] of pages) {
      await page.goto(path);
      await page.locator(".round h1").first().waitFor();
      if (name === "list") await page.getByText("Ventilasjon piper").first().waitFor();
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
        .analyze();
      expect(
        violations.map(({ id, nodes }) => `${path} ${id}: ${nodes.map((node) => node.target).join(" ")}`),
      ).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const folder = process.env.KR_SHOTS;
      if (folder !== undefined)
        await page.screenshot({ path: join(folder, `round-${name}-${theme}-${width}.png`) });
    }
    await close();
  });
});

/** A photo as a phone takes it: a JPEG that tells where it was taken. */
async function photoWithPosition(page: Page): Promise<Buffer> {
  const plain = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2400, 1800];
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("no canvas");
    context.fillStyle = "teal";
    context.fillRect(0, 0, 2400, 1800);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg"));
    return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
  });
  const said = Buffer.from("Exif\0\0GPS 59.9 N 10.7 E");
  const length = Buffer.alloc(2);
  length.writeUInt16BE(said.length + 2);
  const bytes = Buffer.from(plain);
  return Buffer.concat([bytes.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, said, bytes.subarray(2)]);
}

/** A film of a label held still, as Chromium's false camera plays it (YUV4MPEG2, 4:2:0). */
async function filmOf(page: Page, svg: string): Promise<Buffer> {
  const [width, height] = [640, 480];
  const light = await page.evaluate(
    async ({ svg, width, height }) => {
      const picture = new Image();
      picture.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
      await picture.decode();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width, height];
      const context = canvas.getContext("2d");
      if (context === null) throw new Error("no canvas");
      context.fillStyle = "white";
      context.fillRect(0, 0, width, height);
      context.drawImage(picture, (width - 360) / 2, (height - 360) / 2, 360, 360);
      const { data } = context.getImageData(0, 0, width, height);
      return Array.from({ length: width * height }, (_, index) => ((data[index * 4] ?? 0) > 127 ? 235 : 16));
    },
    { svg, width, height },
  );
  const frame = Buffer.concat([
    Buffer.from("FRAME\n"),
    Buffer.from(light),
    Buffer.alloc((width * height) / 2, 128),
  ]);
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420mpeg2\n`);
  return Buffer.concat([head, ...Array.from({ length: 10 }, () => frame)]);
}
