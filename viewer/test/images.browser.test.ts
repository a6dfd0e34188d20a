import type { Building, Plan } from "@kontrollrom/contracts/building.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { colourAt, launchBrowser, visit } from "./browser.ts";
import { type Demo, importDrawing, startEmpty, until } from "./demo.ts";

type Room = Plan["rooms"][number];
interface Fixed {
  readonly room: Room;
  readonly temperature: number;
}

/** Over the whole scale and beyond its ends. */
const temperatures = [10, 15, 17.5, 20, 21, 22.5, 25, 27, 33];
const [lowest, highest] = [15, 27];
/** Of 255, for each of red, green and blue: screens and dithering, not another colour. */
const tolerance = 8;

describe("the pictures of a building with known values", () => {
  let demo: Demo;
  let browser: Browser;
  let building: Building;
  let plan: Plan;
  let fixed: readonly Fixed[];

  beforeAll(async () => {
    // Nothing but the test says what is measured.
    [demo, browser] = await Promise.all([startEmpty(), launchBrowser()]);
    await importDrawing(demo, "kindergarten", { name: "barnehage.ifc" });
    const { items } = await demo.call<"GET /buildings">("GET", "/buildings");
    const [found] = items;
    if (found === undefined) throw new Error("the drawing made no building");
    building = found;
    const storeys = await demo.call<"GET /buildings/{id}/storeys">(
      "GET",
      `/buildings/${building.id}/storeys`,
    );
    const storey = storeys.items.find(({ spaces }) => spaces > 0);
    plan = await demo.call<"GET /storeys/{id}/plan">("GET", `/storeys/${storey?.id}/plan`);
    const largest = [...plan.rooms].sort((a, b) => b.area - a.area).slice(0, temperatures.length);
    fixed = largest.map((room, i) => ({ room, temperature: temperatures[i] ?? 0 }));
    expect(fixed.length).toBe(temperatures.length);

    const time = new Date().toISOString();
    for (const { room } of fixed)
      await demo.call<"POST /devices">("POST", "/devices", {
        externalId: `picture-${room.spaceId}`,
        name: `Prøve ${room.number}`,
        spaceId: room.spaceId,
        expectedIntervalS: 86_400,
        points: ["temperature", "occupancy"],
      });
    await demo.call<"POST /ingest/{format}">(
      "POST",
      "/ingest/json",
      fixed.map(({ room, temperature }, i) => ({
        time,
        device: `picture-${room.spaceId}`,
        values: [
          { quantity: "temperature", value: temperature },
          { quantity: "occupancy", value: i % 2 },
        ],
      })),
    );
    await until(async () => {
      const points = await demo.call<"GET /points">(
        "GET",
        `/points?buildingId=${building.id}&quantity=temperature&limit=1000`,
      );
      return points.items.filter(({ present }) => present !== undefined).length >= fixed.length;
    }, 60_000);
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  /** The colour that the legend on the screen has for a value. */
  async function legendColour(page: Page, value: number) {
    const bar = await page.locator(".legend-bar").boundingBox();
    if (bar === null) throw new Error("there is no legend");
    const part = Math.min(1, Math.max(0, (value - lowest) / (highest - lowest)));
    // Three pixels inside its ends, where its outline is not.
    const x = bar.x + Math.min(bar.width - 3, Math.max(3, part * bar.width));
    return pixel(page, x, bar.y + bar.height / 2);
  }

  for (const theme of ["light", "dark"] as const) {
    it(`have the legend's colours in the plan in ${theme}`, async () => {
      const { page, complaints, close } = await visit(browser, demo.url, wide(theme));
      await page.goto(`/?bygg=${building.id}&etasje=${plan.storeyId}&visning=plan`);
      for (const { room, temperature } of fixed) {
        const shape = page.locator(`.plan-room[data-space="${room.spaceId}"]`);
        await expect
          .poll(async () => (await shape.getAttribute("aria-label"))?.replaceAll("\u00a0", " "), patience)
          .toContain(`${temperature.toFixed(1).replace(".", ",")} °C`);
        const place = () =>
          shape.evaluate((element, [x, y]) => {
            const path = element.querySelector<SVGGraphicsElement>(".plan-room-fill");
            const point = new DOMPoint(x, -(y ?? 0)).matrixTransform(path?.getScreenCTM() ?? undefined);
            return [point.x, point.y] as const;
          }, room.label);
        const wanted = await legendColour(page, temperature);
        // Asked again, since the plan is laid out anew when its window has got its size.
        await expect
          .poll(
            async () => {
              const [x, y] = await place();
              // Under its number and value, where the floor is bare.
              return distance(await colourAt(page, Math.round(x), Math.round(y) + 24), wanted);
            },
            { ...patience, message: `${room.number} at ${temperature} °C` },
          )
          .toBeLessThanOrEqual(tolerance);
      }
      expect(complaints).toEqual([]);
      await close();
    });

    it(`have the legend's colours in 3D in ${theme}`, async () => {
      const { page, complaints, close } = await visit(browser, demo.url, wide(theme));
      const [minX, minY, maxX, maxY] = plan.bounds;
      const [x, y] = [Math.round((minX + maxX) / 2), Math.round((minY + maxY) / 2)];
      const span = Math.ceil((maxY - minY) * 1.8);
      // Straight from above, north up, without the drawing before the rooms: where a room is on the screen is known.
      const camera = [x, y, 0, 0, 0, span, "p"].join();
      await page.goto(`/?bygg=${building.id}&etasje=${plan.storeyId}&kamera=${camera}&uten=architecture`);
      const canvas = page.locator(".scene canvas");
      await canvas.waitFor();
      await page.locator(".legend-bar").waitFor();
      const box = await canvas.boundingBox();
      if (box === null) throw new Error("there is no picture");
      for (const { room, temperature } of fixed) {
        const at = [
          box.x + box.width / 2 + ((room.label[0] - x) / span) * box.height,
          box.y + box.height / 2 - ((room.label[1] - y) / span) * box.height,
        ] as const;
        const wanted = await legendColour(page, temperature);
        await expect
          .poll(async () => distance(await colourAt(page, Math.round(at[0]), Math.round(at[1])), wanted), {
            ...patience,
            message: `${room.number} at ${temperature} °C`,
          })
          .toBeLessThanOrEqual(tolerance);
      }
      expect(complaints).toEqual([]);
      await close();
    });
  }

  it("show a state in its two colours, as the legend says", async () => {
    const { page, close } = await visit(browser, demo.url, wide("light"));
    await page.goto(`/?bygg=${building.id}&etasje=${plan.storeyId}&visning=plan&lag=occupancy`);
    await expect.poll(() => page.locator(".legend").textContent(), patience).toContain("I bruk");
    const keys = await page
      .locator(".legend-key")
      .evaluateAll((all) => all.slice(0, 2).map((key) => getComputedStyle(key).backgroundColor));
    for (const [i, { room }] of fixed.entries()) {
      const filled = page.locator(`.plan-room[data-space="${room.spaceId}"] .plan-room-fill`);
      await expect
        .poll(() => filled.evaluate((path) => getComputedStyle(path).fill), patience)
        .toBe(keys[i % 2]);
    }
    await close();
  });
});

const patience = { timeout: 60_000 };
const wide = (theme: "light" | "dark") => ({ width: 1800, height: 1000, dark: theme === "dark" });

type Colour = readonly [number, number, number];
/** The most that red, green or blue is off. */
const distance = (seen: Colour, wanted: Colour) =>
  Math.max(...seen.map((part, i) => Math.abs(part - (wanted[i] ?? 0))));

async function pixel(page: Page, x: number, y: number): Promise<readonly [number, number, number]> {
  const png = await page.screenshot({ clip: { x: Math.round(x), y: Math.round(y), width: 1, height: 1 } });
  return page.evaluate(
    async (bytes) => {
      const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
      const pen = new OffscreenCanvas(1, 1).getContext("2d");
      if (pen === null) throw new Error("no 2D canvas");
      pen.drawImage(bitmap, 0, 0);
      const [r = 0, g = 0, b = 0] = pen.getImageData(0, 0, 1, 1).data;
      return [r, g, b] as const;
    },
    [...png],
  );
}
