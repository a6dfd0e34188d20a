import type { BuildingAreas, RoomFunctions, StoreyAreas } from "@kontrollrom/contracts/area.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type DrawnBuildingTest, startDrawnBuilding } from "../drawings/test/drawn-building.ts";
import { areaHandlers } from "./routes.ts";
import { createAreas } from "./service.ts";

let test: DrawnBuildingTest;
beforeEach(async () => {
  test = await startDrawnBuilding((deps) => areaHandlers({ areas: createAreas(deps) }));
});
afterEach(() => test.stop());

it("gives the rooms of a storey with one decimal, and the storey between its walls and outside them", async () => {
  const { status, body } = await test.call<StoreyAreas>("GET", "/storeys/storey/areas", undefined, "reader");
  expect(status).toBe(200);
  expect(body.edition).toBe("NS 3940:2023");
  expect(body.rooms.map(({ number, net, group }) => [number, net, group])).toEqual([
    ["101", 20, "functional"],
    ["102", 20, "functional"],
    ["103", 16.4, "circulation"],
  ]);
  expect(body.net).toBe(56.4);
  expect(body.usable).toBe(59);
  expect(body.gross).toBe(68.6);
  expect(body.byGroup).toEqual({ functional: 40, technical: 0, circulation: 16.4, unassigned: 0 });
  expect(body.findings).toEqual([]);
});

it("gives a building in whole square metres, and its storeys", async () => {
  const { body } = await test.call<BuildingAreas>("GET", "/buildings/building/areas");
  expect(body).toMatchObject({ net: 56, usable: 59, gross: 69 });
  expect(body.storeys).toMatchObject([{ name: "1. etasje", rooms: 3, net: 56.4, usable: 59, gross: 68.6 }]);
});

it("follows a change of function", async () => {
  await test.call("GET", "/storeys/storey/areas");
  await test.db.updateTable("space").set({ function_code: "411" }).where("id", "=", "102").execute();
  const { body } = await test.call<StoreyAreas>("GET", "/storeys/storey/areas");
  expect(body.byGroup).toMatchObject({ functional: 20, technical: 20 });
});

it("names what is missing", async () => {
  expect(await test.call("GET", "/storeys/none/areas")).toMatchObject({
    status: 404,
    body: { code: "storey-not-found" },
  });
  expect(await test.call("GET", "/buildings/none/areas")).toMatchObject({
    status: 404,
    body: { code: "building-not-found" },
  });
});

it("lists functions with the licence of the list", async () => {
  const { body } = await test.call<RoomFunctions>("GET", "/room-functions");
  expect(body.licence).toMatch(/copyrighted/);
  expect(body.items.find(({ code }) => code === "5")?.group).toBe("circulation");
});
