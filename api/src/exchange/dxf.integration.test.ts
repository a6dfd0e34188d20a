import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RoomMeshes } from "@kontrollrom/contracts/building.ts";
import type { DxfInspection, DxfPreview } from "@kontrollrom/contracts/exchange.ts";
import type { Job } from "@kontrollrom/contracts/job.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Groups, insert, line, rectangle, smallDxf, text } from "../../../twin/test/small-dxf.ts";
import { startExchange, type TestExchange } from "./test-exchange.ts";

let folder: string;
let kr: TestExchange;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kontrollrom-dxf-test-"));
  kr = await startExchange(folder);
});
afterEach(async () => {
  await kr.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Five rooms in a row, no two alike, and a corridor along them. */
const widths = [4000, 5000, 3500, 6000, 4500];
const school = (numbers = ["101", "102", "103", "104", "105"], moved = 0): Groups[] => [
  ...widths.flatMap((width, i) => {
    const x = moved + widths.slice(0, i).reduce((sum, one) => sum + one + 100, 0);
    return [
      rectangle("A-ROM", x, 0, width, 5000),
      text("A-TEKST", x + 500, 2500, numbers[i] ?? ""),
      text("A-TEKST", x + 500, 2000, i === 3 ? "Grupperom" : "Klasserom"),
    ];
  }),
  rectangle("A-ROM", moved, 5100, 23_400, 2200),
  text("A-TEKST", moved + 500, 6000, "100"),
  text("A-TEKST", moved + 500, 5500, "Korridor"),
  line("A-VEGG", moved, 0, moved + 23_400, 0),
  insert("A-DØR", "DØR", moved + 1000, 5000),
];
const dxf = (entities = school()): string =>
  smallDxf({ insUnits: 4, entities, blocks: [{ name: "DØR", entities: [rectangle("0", 0, 0, 900, 100)] }] });
const reading = {
  layers: { rooms: ["A-ROM"], walls: ["A-VEGG"], doors: ["A-DØR"], texts: ["A-TEKST"] },
  height: 3,
};

const inspect = (file: string) => kr.call<DxfInspection>("POST", "/drawings/dxf/inspect", Buffer.from(file));
async function newBuilding(): Promise<string> {
  return (await kr.call<{ id: string }>("POST", "/buildings", { name: "Gamle skolen" })).id;
}
async function importDxf(buildingId: string, file: string, storey: object, more: object = {}) {
  const { fileKey } = await inspect(file);
  const { jobId } = await kr.call<{ jobId: string }>("POST", `/buildings/${buildingId}/storeys/import-dxf`, {
    fileKey,
    name: "plan1.dxf",
    reading: { ...reading, ...more },
    storey,
  });
  return kr.jobDone(jobId);
}
const result = (job: Job) => {
  if (job.kind !== "model-import" || job.result === undefined) throw new Error(JSON.stringify(job));
  return job.result;
};
const rooms = (buildingId: string) =>
  kr.db
    .selectFrom("space")
    .selectAll()
    .where("building_id", "=", buildingId)
    .where("ended_revision", "is", null)
    .orderBy("number")
    .execute();

describe("a building without IFC gets its storeys from DXF drawings", () => {
  it("shows what is in the file, previews it, and imports it with plan, areas and bodies", async () => {
    const buildingId = await newBuilding();
    const inspection = await inspect(dxf());
    expect(inspection).toMatchObject({ unit: "millimetre", unitFrom: "file", extent: [0, 0, 23_400, 7300] });
    expect(inspection.layers.find(({ name }) => name === "A-ROM")).toMatchObject({
      closed: 6,
      suggested: "rooms",
    });

    const preview = await kr.call<DxfPreview>("POST", "/drawings/dxf/preview", {
      fileKey: inspection.fileKey,
      reading,
    });
    expect(preview.rooms.map(({ number, name, area }) => `${number} ${name} ${area}`)).toEqual([
      "100 Korridor 51.48",
      "101 Klasserom 20",
      "102 Klasserom 25",
      "103 Klasserom 17.5",
      "104 Grupperom 30",
      "105 Klasserom 22.5",
    ]);

    const done = result(await importDxf(buildingId, dxf(), { name: "1. etasje", elevation: 0 }));
    expect(done.buildings[0]).toMatchObject({ id: buildingId, storeys: 1, spaces: 6 });
    const [storey] = await kr.db.selectFrom("storey").selectAll().execute();
    const plan = await kr.call<{ rooms: { area: number }[]; doors: unknown[] }>(
      "GET",
      `/storeys/${storey?.id}/plan`,
    );
    expect(plan.rooms.reduce((sum, { area }) => sum + area, 0)).toBeCloseTo(166.48, 3);
    expect(plan.doors).toHaveLength(1);
    expect((await rooms(buildingId)).map(({ height, volume }) => [height, volume])[1]).toEqual([3, 60]);
    const meshes = await kr.call<RoomMeshes>("GET", `/buildings/${buildingId}/rooms`);
    expect(meshes.rooms).toHaveLength(6);
    expect(Math.max(...(meshes.rooms[0]?.positions ?? []).filter((_, i) => i % 3 === 1))).toBe(3);
  });

  it("keeps rooms and their devices when the storey is imported again, renumbered and moved", async () => {
    const buildingId = await newBuilding();
    await importDxf(buildingId, dxf(), { name: "1. etasje", elevation: 0 });
    const before = await rooms(buildingId);
    const device = await kr.addDevice(before.find(({ number }) => number === "104")?.id ?? "");
    const done = result(
      await importDxf(buildingId, dxf(school(["201", "202", "203", "204", "205"], 50_000)), {
        name: "1. Etasje",
        elevation: 9,
      }),
    );
    expect(done.buildings[0]?.revision).toMatchObject({ number: 2, rooms: { gone: 0, new: 0, unsure: 0 } });
    const after = await rooms(buildingId);
    expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
    expect(after.find(({ id }) => id === device.spaceId)?.number).toBe("204");
    expect(await kr.spaceOf(device.id)).toBe(device.spaceId);
    expect(await kr.db.selectFrom("storey").select(["name", "elevation"]).execute()).toEqual([
      { name: "1. etasje", elevation: 0 },
    ]);
  });

  it("leaves the other storeys as they are", async () => {
    const buildingId = await newBuilding();
    await importDxf(buildingId, dxf(), { name: "1. etasje", elevation: 0 });
    const first = await rooms(buildingId);
    const upper = dxf(
      school(["201", "202", "203", "204", "205"]).map((entity) =>
        entity.map(([code, value]) => [code, value === "100" ? "200" : value] as const),
      ),
    );
    const done = result(await importDxf(buildingId, upper, { name: "2. etasje", elevation: 3.2 }));
    expect(done.buildings[0]).toMatchObject({
      storeys: 2,
      spaces: 12,
      revision: { rooms: { unchanged: 6, new: 6, gone: 0, unsure: 0 } },
    });
    const now = await rooms(buildingId);
    expect(
      now.filter(({ number }) => number.startsWith("1")).map(({ id, area, floor_z }) => [id, area, floor_z]),
    ).toEqual(first.map(({ id, area, floor_z }) => [id, area, floor_z]));
    expect(now.filter(({ number }) => number.startsWith("2")).map(({ floor_z }) => floor_z)).toEqual(
      Array(6).fill(3.2),
    );
    const meshes = await kr.call<RoomMeshes>("GET", `/buildings/${buildingId}/rooms`);
    expect(meshes.rooms).toHaveLength(12);
  });

  it("draws a storey of an IFC building anew without touching the rest of it", async () => {
    const buildingId = await kr.importSmallIfc();
    const before = await rooms(buildingId);
    const [storey] = await kr.db.selectFrom("storey").selectAll().orderBy("elevation").execute();
    const entities = before
      .filter(({ storey_id }) => storey_id === storey?.id)
      .flatMap((_, i) => [
        rectangle("A-ROM", i * 8000, 0, 7500, 5000),
        text("A-TEKST", i * 8000 + 500, 2500, `10${i + 1}`),
      ]);
    const file = smallDxf({ insUnits: 4, entities });
    const done = result(
      await importDxf(buildingId, file, { id: storey?.id }, { layers: { rooms: ["A-ROM"] } }),
    );
    expect(done.buildings[0]?.revision).toMatchObject({
      discipline: "architecture",
      number: 2,
      rooms: { unsure: 0, gone: 0 },
    });
    const after = await rooms(buildingId);
    const untouched = (list: typeof after) =>
      list
        .filter(({ storey_id }) => storey_id !== storey?.id)
        .map(({ id, ifc_global_id, area, number }) => ({ id, ifc_global_id, area, number }));
    expect(untouched(after)).toEqual(untouched(before));
    expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
    const elements = await kr.db.selectFrom("element").selectAll().execute();
    expect(elements.length).toBeGreaterThan(0);
    expect(elements.every(({ space_id }) => after.some(({ id }) => id === space_id))).toBe(true);
  });

  it.each([
    ["a file that is no drawing", "<html>", 422, "not-dxf"],
    ["an empty file", "", 422, "empty-file"],
    ["a file that was cut off", dxf().slice(0, 1000), 422, "truncated-file"],
  ])("refuses %s", async (_, file, status, code) => {
    const problem = await inspect(file).catch((error: unknown) => error);
    expect(problem).toMatchObject({ status, code });
  });

  it("refuses what it does not know, and tells of a drawing without rooms", async () => {
    const buildingId = await newBuilding();
    const { fileKey } = await inspect(dxf());
    const path = `/buildings/${buildingId}/storeys/import-dxf`;
    const storey = { name: "1", elevation: 0 };
    const refused = (where: string, body: object) =>
      kr.call("POST", where, body).catch((error: unknown) => error);
    expect(await refused("/buildings/nix/storeys/import-dxf", { fileKey, reading, storey })).toMatchObject({
      status: 404,
    });
    expect(await refused(path, { fileKey: "0".repeat(64), reading, storey })).toMatchObject({
      code: "file-not-found",
    });
    expect(await refused(path, { fileKey, reading, storey: { id: randomUUID() } })).toMatchObject({
      code: "storey-not-found",
    });
    const job = await importDxf(buildingId, dxf(), storey, { layers: { rooms: ["A-VEGG"] } });
    expect(job).toMatchObject({ state: "failed", error: { code: "no-rooms" } });
    expect(await rooms(buildingId)).toEqual([]);
  });
});
