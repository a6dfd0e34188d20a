import type { AreaLayer, AreaLayerHead, AreaOfLayerInput } from "@kontrollrom/contracts/area-layer.ts";
import type { Drawing } from "@kontrollrom/contracts/drawing.ts";
import type { Problem } from "@kontrollrom/contracts/problem.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAreas } from "../areas/service.ts";
import { drawingHandlers } from "../drawings/routes.ts";
import { createDrawings } from "../drawings/service.ts";
import { box, type DrawnBuildingTest, startDrawnBuilding } from "../drawings/test/drawn-building.ts";
import { createAudit } from "../events/audit.ts";
import { isLinked, linkedTables, linkedTo, moveLinks } from "../models/linked.ts";
import { areasFollowSplit } from "./follow.ts";
import { areaLayerHandlers } from "./routes.ts";
import { createAreaLayers } from "./service.ts";

let test: DrawnBuildingTest;
beforeEach(async () => {
  test = await startDrawnBuilding(({ db, files, catalogue, now }) => {
    const audit = createAudit(db, now);
    return {
      ...areaLayerHandlers({
        layers: createAreaLayers({ db, files, areas: createAreas({ db, files }), now }),
        audit,
      }),
      ...drawingHandlers({
        drawings: createDrawings({
          db,
          files,
          areas: createAreas({ db, files }),
          now,
          changed: () => catalogue.loadPlaces(),
        }),
        audit,
      }),
    };
  });
});
afterEach(() => test.stop());

const ofBuilding = "/buildings/building/area-layers";
const newId = "0b5f6c9e-0000-4000-8000-000000000001";
type Area = Partial<AreaOfLayerInput> & { code: string };
const make = async (areas: Area[], more: object = {}) =>
  test.call<AreaLayer>("POST", ofBuilding, { kind: "fire-compartment", name: "Brannceller", areas, ...more });
const made = async (areas: Area[], more: object = {}) => (await make(areas, more)).body;
const read = async ({ id }: { id: string }) => (await test.call<AreaLayer>("GET", `/area-layers/${id}`)).body;
const rooms = (layer: AreaLayer) =>
  Object.fromEntries(layer.areas.map(({ code, roomIds }) => [code, roomIds]));
const found = (layer: AreaLayer) => layer.findings.map(({ code, spaceIds }) => [code, spaceIds]);
const edit = async (...commands: unknown[]) => {
  const { revision } = (await test.call<Drawing>("GET", "/storeys/storey/drawing")).body;
  const { status, body } = await test.call<Drawing>("POST", "/storeys/storey/drawing/commands", {
    revision,
    commands,
  });
  expect(status).toBe(200);
  return body;
};
const undo = ({ revision }: Drawing) =>
  test.call<Drawing>("POST", "/storeys/storey/drawing/undo", { revision });
const redo = ({ revision }: Drawing) =>
  test.call<Drawing>("POST", "/storeys/storey/drawing/redo", { revision });
const split = {
  kind: "split",
  roomId: "101",
  newRoomId: newId,
  line: [
    [1, 2],
    [1, 8],
  ],
};

describe("a layer", () => {
  it("has the figures of its areas, and says what is in none", async () => {
    const { status, body } = await make([
      { code: "B1", name: "Kontorer", properties: { fireClass: "EI 60" }, roomIds: ["101", "102"] },
    ]);
    expect(status).toBe(201);
    expect(body).toMatchObject({ kind: "fire-compartment", covers: true, exclusive: true, revision: 1 });
    expect(body.areas[0]).toMatchObject({
      net: 40,
      gross: 41,
      rooms: 2,
      properties: { fireClass: "EI 60" },
      storeys: [{ storeyId: "storey", net: 40, share: 0.709, perimeter: 26.4 }],
    });
    expect(body.findings).toEqual([
      { code: "gap", areaIds: [], spaceIds: ["103"], storeyId: "storey", area: 16.4 },
    ]);
    expect(body.covered).toEqual([{ storeyId: "storey", share: 0.709 }]);
  });

  it("measures outlines, and says where areas lie on each other", async () => {
    const outlines = [{ storeyId: "storey", polygon: box(3, 3, 1, 2) }];
    const layer = await made([
      { code: "1", roomIds: ["101", "102", "103"] },
      { code: "2", outlines },
    ]);
    expect(layer.areas[1]).toMatchObject({ gross: 2, net: 2, rooms: 0 });
    expect(layer.findings).toMatchObject([{ code: "overlap", spaceIds: ["101"], area: 2 }]);
    const routes = await made(
      [
        { code: "1", roomIds: ["101", "103"] },
        { code: "2", outlines },
      ],
      { kind: "escape-route" },
    );
    expect(routes.findings).toEqual([]);
  });

  it("has the id that it came with, once", async () => {
    expect((await made([], { id: newId })).id).toBe(newId);
    expect((await make([], { id: newId })).status).toBe(409);
  });

  it("is listed with its building, fire compartments first", async () => {
    await made([], { kind: "lease", name: "Utleie" });
    await made([{ code: "B1" }]);
    const { body } = await test.call<{ items: AreaLayerHead[] }>("GET", ofBuilding, undefined, "reader");
    expect(body.items.map(({ kind, areas, changedBy }) => [kind, areas, changedBy])).toEqual([
      ["fire-compartment", 1, "Eva"],
      ["lease", 0, "Eva"],
    ]);
  });

  it("is given out as a table that a spreadsheet opens without running what is in it", async () => {
    const { id } = await made(
      [{ code: "=1+1", name: 'Sone "A"; vest', properties: { qualityLevel: 4 }, roomIds: ["103"] }],
      { kind: "cleaning", name: "Renhold" },
    );
    const { body } = await test.csv(`/area-layers/${id}/figures`);
    const [head, line] = body.replace("\uFEFF", "").split("\r\n");
    expect(head).toContain("Nettoareal m²;Bruttoareal m²");
    expect(line).toBe(`Prøvehuset;Renhold;'=1+1;"Sone ""A""; vest";1. etasje;1;16,4;16,4;29,1;20,4;4;;;`);
    expect((await test.csv(`/area-layers/${id}/figures?language=en`)).body).toContain(
      ",16.4,16.4,29.1,20.4,",
    );
  });
});

describe("changing a layer", () => {
  it("writes it as it shall be, and keeps the ids of areas", async () => {
    const layer = await made([{ code: "A", roomIds: ["101"] }, { code: "B" }]);
    const [a] = layer.areas;
    const { status, body } = await test.call<AreaLayer>("PUT", `/area-layers/${layer.id}`, {
      revision: 1,
      name: "Nye celler",
      areas: [
        { id: a?.id, code: "A", roomIds: ["101", "103"] },
        { code: "C", roomIds: ["102"] },
      ],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ revision: 2, name: "Nye celler", findings: [] });
    expect(body.areas[0]?.id).toBe(a?.id);
    expect(rooms(body)).toEqual({ A: ["101", "103"], C: ["102"] });
  });

  it("refuses what was made on an older layer, and says who changed it", async () => {
    const { id } = await made([{ code: "A" }]);
    const put = (name: string) =>
      test.call<Problem>("PUT", `/area-layers/${id}`, { revision: 1, name, areas: [] });
    await put("Først");
    const { status, body } = await put("Sist");
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: "area-layer-changed" });
    expect(body.detail).toContain("Eva");
    expect((await read({ id })).name).toBe("Først");
    const removed = await test.call<Problem>("DELETE", `/area-layers/${id}?revision=1`);
    expect(removed.status).toBe(409);
  });

  it.each<[string, Area[], string]>([
    ["a room of another building", [{ code: "A", roomIds: ["other"] }], '"other" is not a room'],
    ["two areas of one code", [{ code: "A" }, { code: "A" }], "is the code of another area"],
    ["a property of another kind", [{ code: "A", properties: { tenant: "Kafé AS" } }], "has fireClass"],
    ["an id that is no UUID", [{ id: "mine", code: "A" }], "UUID"],
    [
      "an outline that crosses itself",
      [
        {
          code: "A",
          outlines: [
            {
              storeyId: "storey",
              polygon: [
                [
                  [0, 0],
                  [2, 2],
                  [2, 0],
                  [0, 2],
                ],
              ],
            },
          ],
        },
      ],
      "crosses itself",
    ],
  ])("names what is wrong: %s", async (_, areas, text) => {
    const { status, body } = await test.call<Problem>("POST", ofBuilding, {
      kind: "fire-compartment",
      name: "Brannceller",
      areas,
    });
    expect(status).toBe(422);
    expect(body.errors?.map(({ message }) => message).join()).toContain(text);
    const { body: list } = await test.call<{ items: unknown[] }>("GET", ofBuilding);
    expect(list.items).toEqual([]);
  });

  it("removes it, and writes down who did what", async () => {
    const { id } = await made([{ code: "A", roomIds: ["101"] }]);
    expect((await test.call("DELETE", `/area-layers/${id}?revision=1`)).status).toBe(204);
    expect((await test.call("GET", `/area-layers/${id}`)).status).toBe(404);
    const audit = await test.db.selectFrom("audit").select(["who", "action"]).execute();
    expect(audit).toEqual([
      { who: "Eva", action: "area-layer-created" },
      { who: "Eva", action: "area-layer-removed" },
    ]);
  });

  it("is for those who may change the register", async () => {
    const answer = await test.call("POST", ofBuilding, { kind: "own", name: "Mitt" }, "reader");
    expect(answer.status).toBe(403);
  });
});

describe("when the drawing is edited", () => {
  it("follows rooms whose walls are moved", async () => {
    const layer = await made([{ code: "A", roomIds: ["101"] }]);
    const edge = [
      [4, 2.2],
      [4, 7.2],
    ];
    await edit({ kind: "moveWall", roomId: "101", edge, offset: 1 });
    expect((await read(layer)).areas[0]?.net).toBe(25);
  });

  it("has both parts of a divided room, and the whole one when that is undone", async () => {
    const layer = await made([{ code: "A", roomIds: ["101", "102", "103"] }]);
    const divided = await edit(split);
    expect(rooms(await read(layer)).A).toEqual([newId, "101", "102", "103"].sort());
    expect((await read(layer)).findings).toEqual([]);
    const undone = (await undo(divided)).body;
    expect(rooms(await read(layer)).A).toEqual(["101", "102", "103"]);
    await redo(undone);
    expect((await read(layer)).findings).toEqual([]);
  });

  it("leaves a room of another area where it is when its part is one with it again", async () => {
    const layer = await made([
      { code: "A", roomIds: ["101", "102"] },
      { code: "B", roomIds: ["103"] },
    ]);
    const divided = await edit(split);
    const [a, b] = (await read(layer)).areas;
    await test.call("PUT", `/area-layers/${layer.id}`, {
      revision: 1,
      name: layer.name,
      areas: [
        { id: a?.id, code: "A", roomIds: ["101", "102"] },
        { id: b?.id, code: "B", roomIds: ["103", newId] },
      ],
    });
    await undo(divided);
    expect(rooms(await read(layer))).toEqual({ A: ["101", "102"], B: ["103"] });
  });

  it("follows merged rooms, and back when that is undone", async () => {
    const layer = await made([
      { code: "A", roomIds: ["101"] },
      { code: "B", roomIds: ["102", "103"] },
    ]);
    const merged = await edit({ kind: "merge", keepId: "103", otherId: "102" });
    expect(rooms(await read(layer))).toEqual({ A: ["101"], B: ["103"] });
    await undo(merged);
    expect(rooms(await read(layer))).toEqual({ A: ["101"], B: ["102", "103"] });
  });

  it("reports a room that two areas have after a merge: nobody knows which it belongs to", async () => {
    const layer = await made([
      { code: "A", roomIds: ["101"] },
      { code: "B", roomIds: ["102", "103"] },
    ]);
    await edit({ kind: "merge", keepId: "101", otherId: "102" });
    const after = await read(layer);
    expect(rooms(after)).toEqual({ A: ["101"], B: ["101", "103"] });
    expect(found(after)).toEqual([["overlap", ["101"]]]);
  });

  it("reports rooms that were deleted, until they are taken out of the area", async () => {
    const layer = await made([{ code: "A", roomIds: ["101", "102", "103"] }]);
    await edit({ kind: "delete", roomId: "102" });
    const after = await read(layer);
    expect(found(after)).toEqual([["room-ended", ["102"]]]);
    const { id, code } = after.areas[0] ?? {};
    const put = (roomIds: string[]) =>
      test.call<AreaLayer>("PUT", `/area-layers/${layer.id}`, {
        revision: after.revision,
        name: layer.name,
        areas: [{ id, code, roomIds }],
      });
    expect(found((await put(["101", "103"])).body)).toEqual([]);
  });
});

describe("when a new revision of the drawing is imported", () => {
  const imported = (steps: (tx: Parameters<typeof areasFollowSplit>[0]) => Promise<void>) =>
    test.db.transaction().execute(steps);

  it("has the parts of a divided room, but not those that somebody put in another area", async () => {
    const layer = await made([
      { code: "A", roomIds: ["101"] },
      { code: "B", roomIds: ["103"] },
    ]);
    await imported((tx) => areasFollowSplit(tx, "101", ["101", "102", "103"]));
    expect(rooms(await read(layer))).toEqual({ A: ["101", "102"], B: ["103"] });
  });

  it("goes where rooms that were merged go, and asks nobody about it", async () => {
    const layer = await made([{ code: "A", roomIds: ["101", "102", "103"] }]);
    await imported(async (tx) => {
      const tables = await linkedTables(tx);
      expect(isLinked(await linkedTo(tx, tables, "102"))).toBe(false);
      await moveLinks(tx, tables, "102", "101");
      await tx.updateTable("space").set({ ended_revision: "r2" }).where("id", "=", "102").execute();
    });
    expect(rooms(await read(layer))).toEqual({ A: ["101", "103"] });
  });

  it("says which outlines were drawn on an older drawing", async () => {
    const outlines = [{ storeyId: "storey", polygon: box(0, 0, 2, 2) }];
    const layer = await made([{ code: "A", outlines }], { kind: "risk" });
    expect(layer.findings).toEqual([]);
    await test.db
      .insertInto("revision")
      .values({
        id: "r2",
        building_id: "building",
        discipline: "architecture",
        number: 2,
        name: "Ny tegning",
        imported_at: 0,
        rooms: "{}",
        elements: "{}",
      } as never)
      .execute();
    expect((await read(layer)).findings.map(({ code }) => code)).toEqual(["drawing-changed"]);
  });
});
