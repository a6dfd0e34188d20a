import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan } from "@kontrollrom/contracts/building.ts";
import { DxfReading, PlanGeoJson } from "@kontrollrom/contracts/exchange.ts";
import { inspectDxf } from "@kontrollrom/twin/exchange/dxf-inspect.ts";
import { readDxfShapes } from "@kontrollrom/twin/exchange/dxf-shapes.ts";
import { readDxfStorey } from "@kontrollrom/twin/exchange/dxf-storey.ts";
import { polygonArea } from "@kontrollrom/twin/geometry/polygon.ts";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chooseSheet } from "./plan-pdf.ts";
import { startExchange, type TestExchange } from "./test-exchange.ts";

let folder: string;
let kr: TestExchange;
let storeyId: string;
let plan: Plan;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kontrollrom-plans-test-"));
  kr = await startExchange(folder);
  await kr.importSmallIfc();
  storeyId = (await kr.db.selectFrom("storey").select("id").orderBy("elevation").executeTakeFirstOrThrow())
    .id;
  plan = await kr.call<Plan>("GET", `/storeys/${storeyId}/plan`);
});
afterAll(async () => {
  await kr.stop();
  await rm(folder, { recursive: true, force: true });
});
const fetchPlan = (format: string, query = "") =>
  fetch(`${kr.url}/api/v1/storeys/${storeyId}/export/${format}${query}`);
const total = () => plan.rooms.reduce((sum, { area }) => sum + area, 0);

describe("the plan of a storey as a file", () => {
  it("reads back from DXF with the same rooms, numbers and areas", async () => {
    const answer = await fetchPlan("dxf");
    expect(answer.headers.get("content-type")).toBe("image/vnd.dxf");
    expect(answer.headers.get("content-disposition")).toContain('filename="Prveskolen 1. etasje.dxf"');
    const shapes = readDxfShapes(await answer.text());
    const inspection = inspectDxf(shapes);
    expect(inspection).toMatchObject({ unit: "millimetre", unitFrom: "file" });
    const reading = DxfReading.parse({ layers: { rooms: ["A-ROM"], texts: ["A-ROMTEKST"] } });
    const again = readDxfStorey(shapes, reading, inspection.unit);
    expect(again.rooms.map(({ number, name }) => `${number} ${name}`)).toEqual(
      plan.rooms.map(({ number, name }) => `${number} ${name}`),
    );
    for (const [i, room] of again.rooms.entries()) expect(room.area).toBeCloseTo(plan.rooms[i]?.area ?? 0, 3);
  });

  it("is GeoJSON in the model's metres, and says so, where nobody knows the building's place", async () => {
    const json = PlanGeoJson.parse(await (await fetchPlan("geojson")).json());
    expect(json).toMatchObject({ coordinates: "local-metres", note: expect.stringContaining("not degrees") });
    const rooms = json.features.filter(({ properties }) => properties.layer === "room");
    const area = rooms.reduce(
      (sum, { geometry }) => sum + polygonArea(geometry.coordinates.map((ring) => ring.slice(0, -1))),
      0,
    );
    expect(area).toBeCloseTo(total(), 2);
    for (const { geometry } of rooms)
      for (const ring of geometry.coordinates) expect(ring.at(0)).toEqual(ring.at(-1));
  });

  it("is GeoJSON in degrees where the drawing says where it lies", async () => {
    const georeference = {
      crs: "EPSG:25832",
      eastings: 569_000,
      northings: 7_034_000,
      height: 0,
      rotation: Math.PI / 6,
    };
    await kr.db
      .updateTable("model")
      .set({ georeference: JSON.stringify(georeference) })
      .execute();
    const json = PlanGeoJson.parse(await (await fetchPlan("geojson")).json());
    expect(json.coordinates).toBe("WGS84");
    const ring = json.features[0]?.geometry.coordinates[0] ?? [];
    const metres = ring.map(([lon, lat]): [number, number] => [
      lon * 111_320 * Math.cos((63.43 * Math.PI) / 180),
      lat * 111_320,
    ]);
    // Degrees to metres on a sphere: good to half a per cent.
    expect(polygonArea([metres]) / (plan.rooms[0]?.area ?? 1)).toBeCloseTo(1, 1);
    expect(ring[0]?.[0]).toBeCloseTo(10.38, 1);
    expect(ring[0]?.[1]).toBeCloseTo(63.43, 1);
    await kr.db.updateTable("model").set({ georeference: null }).execute();
  });

  it.each([
    ["", "1:100"],
    ["?scale=50", "1:50"],
    ["?scale=200&language=en", "1:200"],
  ])("is PDF to scale with its texts as texts (%s)", async (query, scale) => {
    const answer = await fetchPlan("pdf", query);
    expect(answer.headers.get("content-type")).toBe("application/pdf");
    const task = getDocument({ data: new Uint8Array(await answer.arrayBuffer()), verbosity: 0 });
    const pdf = await task.promise;
    const page = await pdf.getPage(1);
    const content = await page.getTextContent();
    const texts = content.items.flatMap((item) => ("str" in item ? item.str : []));
    for (const word of [scale, "Prøveskolen", "1. etasje", ...plan.rooms.map(({ number }) => number)])
      expect(texts).toContain(word);
    expect(texts).toContain(query.includes("en") ? "Scale" : "Målestokk");
    const { width, height } = page.getViewport({ scale: 1 });
    const across = ((plan.bounds[2] - plan.bounds[0]) * 1000) / Number(scale.slice(2));
    expect((width * 25.4) / 72).toBeGreaterThan(across + 20);
    expect(
      [width, height].some(
        (side) => Math.abs((side * 25.4) / 72 - 297) < 0.1 || Math.abs((side * 25.4) / 72 - 841) < 0.1,
      ),
    ).toBe(true);
    await task.destroy();
  });

  it("takes the smallest paper at a scale, and says which scale fits", () => {
    const bounds = (width: number, height: number): Plan["bounds"] => [0, 0, width, height];
    const chosen = (width: number, height: number, scale?: number) => {
      const sheet = chooseSheet(bounds(width, height), scale);
      return (
        sheet && `${sheet.paper} 1:${sheet.scale} ${sheet.width > sheet.height ? "landscape" : "portrait"}`
      );
    };
    expect(chosen(20, 10)).toBe("A4 1:100 landscape");
    expect(chosen(10, 20)).toBe("A4 1:100 portrait");
    expect(chosen(20, 10, 50)).toBe("A2 1:50 landscape");
    expect(chosen(100, 60)).toBe("A0 1:100 landscape");
    expect(chosen(200, 120)).toBe("A0 1:200 landscape");
    expect(chosen(200, 120, 50)).toBeUndefined();
  });

  it("refuses a format and a storey that are not there", async () => {
    expect((await fetchPlan("dwg")).status).toBe(400);
    expect((await fetch(`${kr.url}/api/v1/storeys/nix/export/pdf`)).status).toBe(404);
    expect(await (await fetchPlan("svg")).text()).toContain("<svg");
  });
});
