import { afterEach, beforeEach, expect, it } from "vitest";
import { openRegistry, type RegistryDatabase } from "../registry/database.ts";
import { type Catalogue, createCatalogue } from "./catalogue.ts";

let db: RegistryDatabase;
let catalogue: Catalogue;

async function add(id: string, quantities: readonly string[]): Promise<void> {
  await db.insertInto("device").values({ id, external_id: id, name: id, lost_frames: 0 }).execute();
  await addPoints(id, quantities);
}
async function addPoints(id: string, quantities: readonly string[]): Promise<void> {
  for (const quantity of quantities)
    await db.insertInto("point").values({ device_id: id, quantity, channel: "" }).execute();
}
/** What is told as new since before the change; undefined: look at everything. */
async function newAfter(change: () => Promise<void>): Promise<readonly string[] | undefined> {
  const before = catalogue.version;
  await change();
  return catalogue
    .newSince(before)
    ?.map((id) => `${catalogue.points.get(id)?.device.id} ${catalogue.points.get(id)?.quantity}`);
}

beforeEach(async () => {
  db = await openRegistry(":memory:");
  await add("old", ["co2"]);
  catalogue = createCatalogue(db);
  await catalogue.load();
});
afterEach(() => db.destroy());

it("tells the points of devices that came, and those that a device has begun to report, since a version", async () => {
  const brought = await newAfter(async () => {
    await add("a", ["co2", "temperature"]);
    await catalogue.loadDevices(["a"]);
    await catalogue.ensurePoints([{ deviceId: "old", quantity: "humidity", channel: undefined }]);
  });
  expect(brought).toEqual(["a co2", "a temperature", "old humidity"]);
  expect(catalogue.newSince(catalogue.version)).toEqual([]);
});

it.each<[string, () => Promise<unknown>]>([
  ["another name", () => db.updateTable("device").set({ name: "x" }).execute()],
  ["another interval", () => db.updateTable("device").set({ expected_interval_s: 60 }).execute()],
  ["a tag", () => db.updateTable("device").set({ tfm_tag: "=360.001-RT401" }).execute()],
  ["a place", () => db.updateTable("device").set({ building_id: "b" }).execute()],
  ["a point apart from its device", () => db.updateTable("point").set({ bound_by: "space" }).execute()],
  ["an end", () => db.updateTable("device").set({ removed_at: 1 }).execute()],
])("tells nothing of its own when a device was given %s", async (_, change) => {
  await db.insertInto("building").values({ id: "b", name: "B", created_at: 0 }).execute();
  const brought = await newAfter(async () => {
    await change();
    await catalogue.loadDevices(["old"]);
  });
  expect(brought).toBeUndefined();
});

it("tells nothing of its own when places were read again, nor of what was long ago", async () => {
  expect(await newAfter(() => catalogue.loadPlaces())).toBeUndefined();
  const long = await newAfter(async () => {
    for (let i = 0; i < 200; i++) await catalogue.loadDevices(["old"]);
  });
  expect(long).toBeUndefined();
  expect(catalogue.newSince(catalogue.version - 50)).toEqual([]);
});
