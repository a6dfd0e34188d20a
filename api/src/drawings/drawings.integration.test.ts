import type { Plan, RoomMeshes } from "@kontrollrom/contracts/building.ts";
import type { Drawing } from "@kontrollrom/contracts/drawing.ts";
import type { Problem } from "@kontrollrom/contracts/problem.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createAreas } from "../areas/service.ts";
import { createAudit } from "../events/audit.ts";
import { drawingHandlers } from "./routes.ts";
import { createDrawings } from "./service.ts";
import { type DrawnBuildingTest, startDrawnBuilding } from "./test/drawn-building.ts";

let test: DrawnBuildingTest;
beforeEach(async () => {
  test = await startDrawnBuilding(({ db, files, catalogue, now }) =>
    drawingHandlers({
      drawings: createDrawings({
        db,
        files,
        areas: createAreas({ db, files }),
        now,
        changed: () => catalogue.loadPlaces(),
      }),
      audit: createAudit(db, now),
    }),
  );
});
afterEach(() => test.stop());

const newId = "0b5f6c9e-0000-4000-8000-000000000001";
const path = "/storeys/storey/drawing";
const read = async () => (await test.call<Drawing>("GET", path)).body;
const save = async (commands: unknown[]) =>
  test.call<Drawing>("POST", `${path}/commands`, { revision: (await read()).revision, commands });
const areas = (drawing: Drawing) =>
  Object.fromEntries(drawing.rooms.map(({ spaceId, area }) => [spaceId, Number(area.toFixed(2))]));
const split = {
  kind: "split",
  roomId: "101",
  newRoomId: newId,
  line: [
    [1, 2],
    [1, 8],
  ],
};

it("lets the plan, the register and the bodies follow an edit", async () => {
  const { status, body } = await save([
    {
      kind: "moveWall",
      roomId: "101",
      edge: [
        [4, 2.2],
        [4, 7.2],
      ],
      offset: 1,
    },
    { kind: "setFunction", roomId: "102", functionCode: "311" },
  ]);
  expect(status).toBe(200);
  expect(areas(body)).toMatchObject({ 101: 25, 102: 15 });
  const plan = (await test.call<Plan>("GET", "/storeys/storey/plan")).body;
  expect(plan.rooms.find(({ spaceId }) => spaceId === "101")?.area).toBe(25);
  const rows = await test.db.selectFrom("space").selectAll().orderBy("id").execute();
  expect(rows.map(({ area, function_code }) => [area, function_code])).toEqual([
    [25, "221"],
    [15, "311"],
    [null, "511"],
  ]);
  const meshes = (await test.call<RoomMeshes>("GET", "/buildings/building/rooms")).body;
  expect(meshes.rooms.find(({ spaceId }) => spaceId === "101")?.positions).toHaveLength(24);
});

it("hangs what a merged room had on the one that is kept, and back when that is undone", async () => {
  await test.addDevice("sensor", "102");
  const merged = (await save([{ kind: "merge", keepId: "101", otherId: "102" }])).body;
  expect(await test.spaceOf("sensor")).toBe("101");
  expect(areas(merged)).toMatchObject({ 101: 41 });
  const undone = (await test.call<Drawing>("POST", `${path}/undo`, { revision: merged.revision })).body;
  expect(await test.spaceOf("sensor")).toBe("102");
  expect(undone.rooms.map(({ spaceId }) => spaceId).sort()).toEqual(["101", "102", "103"]);
  const redone = (await test.call<Drawing>("POST", `${path}/redo`, { revision: undone.revision })).body;
  expect(await test.spaceOf("sensor")).toBe("101");
  expect(areas(redone)).toEqual(areas(merged));
  const { body } = await test.call<{ items: { kind: string; by: string }[] }>("GET", `${path}/history`);
  expect(body.items.map(({ kind, by }) => `${by} ${kind}`)).toEqual(["Eva redo", "Eva undo", "Eva edit"]);
});

it("keeps the id of a divided room with its larger part, and what was hung on the new one when undone", async () => {
  await test.addDevice("sensor", "101");
  const { body } = await save([split]);
  expect(areas(body)).toMatchObject({ 101: 15, [newId]: 5 });
  expect(await test.spaceOf("sensor")).toBe("101");
  await test.addDevice("later", newId);
  await test.call("POST", `${path}/undo`, { revision: body.revision });
  expect(await test.spaceOf("later")).toBe("101");
});

it("refuses what was made on an older drawing, and says who changed what", async () => {
  const { revision } = await read();
  await save([{ kind: "rename", roomId: "103", name: "Gang" }]);
  const { status, body } = await test.call<Problem>("POST", `${path}/commands`, {
    revision,
    commands: [split],
  });
  expect(status).toBe(409);
  expect(body).toMatchObject({ code: "drawing-changed" });
  expect(body.detail).toContain("Eva");
  expect(body.errors?.[0]?.message).toContain("103 (changed)");
});

it("tries commands without keeping them, and refuses all when one cannot be done", async () => {
  const { revision } = await read();
  const tried = await test.call<Drawing>("POST", `${path}/preview`, { revision, commands: [split] });
  expect(areas(tried.body)).toMatchObject({ [newId]: 5 });
  expect((await read()).revision).toBe(revision);
  expect(tried.body.areas).toBeUndefined();
  const measured = await test.call<Drawing>("POST", `${path}/preview`, {
    revision,
    commands: [{ ...split, thickness: 0.2 }],
    areas: true,
  });
  expect(measured.body.areas).toEqual({ net: 55.4, usable: 59, gross: 68.6 });
  const refused = await test.call<Problem>("POST", `${path}/commands`, {
    revision,
    commands: [split, { kind: "delete", roomId: "none" }],
  });
  expect(refused).toMatchObject({
    status: 422,
    body: { code: "drawing-room-not-found", errors: [{ path: "commands[1]" }] },
  });
  expect((await read()).revision).toBe(revision);
});

it("has nothing to undo in a drawing that nobody edited, or that was imported anew", async () => {
  const { revision } = await read();
  expect(await test.call("POST", `${path}/undo`, { revision })).toMatchObject({
    status: 409,
    body: { code: "nothing-to-undo" },
  });
  const edited = (await save([split])).body;
  const plan = (await test.call<Plan>("GET", "/storeys/storey/plan")).body;
  const key = await test.files.put(JSON.stringify({ ...plan, name: "Ny tegning" }));
  await test.db.updateTable("storey").set({ plan_key: key }).execute();
  expect((await read()).undo).toBeUndefined();
  expect(await test.call("POST", `${path}/undo`, { revision: edited.revision })).toMatchObject({
    status: 409,
    body: { code: "drawing-changed" },
  });
});

it("lets only those who may change the register edit", async () => {
  const { revision } = await read();
  expect(
    await test.call("POST", `${path}/commands`, { revision, commands: [split] }, "reader"),
  ).toMatchObject({ status: 403 });
});
