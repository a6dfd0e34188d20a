import type { DeviceProfile } from "@kontrollrom/contracts/device-profile.ts";
import type { Device, DeviceFrame, DeviceHealthSummary, Point } from "@kontrollrom/contracts/point.ts";
import { chirpstackUp, elsysFrame } from "@kontrollrom/ingest/test/messages.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DevicePlatform, globalId, startDevicePlatform } from "./test-platform.ts";

let platform: DevicePlatform;
beforeAll(async () => {
  platform = await startDevicePlatform();
});
afterAll(() => platform?.stop());

const call: DevicePlatform["call"] = (method, path, body) => platform.call(method, path, body);
const put = (input: object) => call<Device>("POST", "/devices", input);
const read = (id: string) => call<Device>("GET", `/devices/${id}`);
const list = async (query: string) => (await call<{ items: Device[] }>("GET", `/devices?${query}`)).items;
const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (problem) => problem,
  );
let count = 0;
const profile = (input: object) =>
  call<DeviceProfile>("POST", "/device-profiles", { name: `Profile ${++count}`, ...input });

describe("a device profile", () => {
  it("says what a device does not say itself, and changes its devices with it", async () => {
    const made = await profile({
      name: "CO₂ i klasserom",
      vendor: "Elsys",
      model: "ERS CO2",
      decoder: "elsys",
      points: ["temperature", "co2"],
      expectedIntervalS: 600,
    });
    const plain = await put({ externalId: "p-1", name: "En", profile: "co₂ i  KLASSEROM" });
    expect(plain).toMatchObject({
      profile: { id: made.id, name: "CO₂ i klasserom" },
      decoder: "elsys",
      model: "ERS CO2",
      expectedIntervalS: 600,
      fromProfile: ["decoder", "model", "expectedIntervalS"],
    });
    expect(plain.pointIds).toHaveLength(2);
    const own = await put({ externalId: "p-2", name: "To", profile: made.id, expectedIntervalS: 60 });
    expect(own).toMatchObject({ expectedIntervalS: 60, fromProfile: ["decoder", "model"] });

    const change = await call("PATCH", `/device-profiles/${made.id}`, { expectedIntervalS: 900 });
    expect(change).toMatchObject({
      profile: { expectedIntervalS: 900, devices: 2 },
      changedDevices: 1,
      addedPoints: 0,
    });
    expect(await read(plain.id)).toMatchObject({ expectedIntervalS: 900 });
    expect(await read(own.id)).toMatchObject({ expectedIntervalS: 60 });

    const points = { points: ["temperature", "co2", "humidity"] };
    expect(await call("PATCH", `/device-profiles/${made.id}`, points)).toMatchObject({
      changedDevices: 2,
      addedPoints: 2,
    });
    expect((await read(plain.id)).pointIds).toHaveLength(3);

    // Its own value taken away, the device follows the profile again.
    expect(await call("PATCH", `/devices/${own.id}`, { expectedIntervalS: null })).toMatchObject({
      expectedIntervalS: 900,
      fromProfile: ["decoder", "model", "expectedIntervalS"],
    });
    expect((await list(`profileId=${made.id}`)).map(({ name }) => name)).toEqual(["En", "To"]);
  });

  it("is followed by a device that gets it, in all that it says", async () => {
    const made = await profile({ decoder: "elsys", expectedIntervalS: 300 });
    const before = await put({ externalId: "p-3", name: "Tre", decoder: "cayenne-lpp", model: "Egen" });
    const after = await put({ externalId: "p-3", name: "Tre", profile: made.name });
    expect(after).toMatchObject({ id: before.id, decoder: "elsys", model: "Egen" });
    // Imported once more, nothing changes.
    const csv = `externalId,name,profile\np-3,Tre,${made.name}\np-3b,Fire,Finnes ikke\n`;
    expect(await call("POST", "/devices/import", csv)).toMatchObject({
      unchanged: 1,
      rejected: [{ line: 3, reason: expect.stringContaining('no device profile "Finnes ikke"') }],
    });
    const without = await call("PATCH", `/devices/${after.id}`, { profile: null });
    expect(without).toMatchObject({ fromProfile: [] });
    expect(without).not.toHaveProperty("decoder");
  });

  it("is not removed while devices have it, and the refusal says how many", async () => {
    const made = await profile({ decoder: "elsys" });
    const device = await put({ externalId: "p-4", name: "Fire", profile: made.id });
    expect(await refused(call("DELETE", `/device-profiles/${made.id}`))).toMatchObject({
      status: 409,
      code: "profile-in-use",
      detail: expect.stringContaining("1 device has the profile"),
    });
    await call("DELETE", `/devices/${device.id}`);
    await call("DELETE", `/device-profiles/${made.id}`);
    expect(await refused(call("GET", `/device-profiles/${made.id}`))).toMatchObject({ status: 404 });
    // Taken back, it is what it was.
    expect(await put({ externalId: "p-4", name: "Fire" })).toMatchObject({
      id: device.id,
      decoder: "elsys",
      fromProfile: [],
    });
  });

  it("has a name of its own and a decoder that there is", async () => {
    const made = await profile({});
    expect(await refused(profile({ name: made.name.toUpperCase() }))).toMatchObject({
      code: "profile-name-taken",
    });
    expect(await refused(profile({ decoder: "elsis" }))).toMatchObject({ code: "decoder-unknown" });
    expect(await refused(profile({ points: ["hapiness"] }))).toMatchObject({ code: "quantity-unknown" });
  });

  it("is suggested for every make and model that can be read", async () => {
    const find = async (name: string) =>
      (
        await call<{ items: { name: string; profileId?: string }[] }>("GET", "/device-profiles/suggestions")
      ).items.find((suggestion) => suggestion.name === name);
    const suggestion = await find("Elsys ERS");
    expect(suggestion).toMatchObject({ vendor: "Elsys", model: "ERS", decoder: "elsys" });
    expect(suggestion).not.toHaveProperty("profileId");
    const { vendor, model, decoder, points } = suggestion as unknown as DeviceProfile;
    const made = await profile({ vendor, model, decoder, points });
    expect(await find("Elsys ERS")).toMatchObject({ profileId: made.id });
  });
});

describe("the place of a device", () => {
  const a401 = { ifc: globalId("schoolaRT401"), space: "school-a-002" };

  it.each([
    ["a tag with its location", { tfmTag: "+a=360.001-rt401" }, "school-a-002", "tfm-tag"],
    ["a tag in a building", { tfmTag: "360.001-RT601", building: "Granli skole" }, "school-b-101", "tfm-tag"],
    ["a tag that only one place has", { tfmTag: "=360.002-RY501" }, "school-a-101", "tfm-tag"],
    ["the GlobalId of a component", { elementGlobalId: a401.ifc }, a401.space, "element-global-id"],
    ["the GlobalId of a room", { spaceGlobalId: globalId("schoola101") }, "school-a-101", "space-global-id"],
    ["a room by hand", { spaceId: "school-b-002" }, "school-b-002", "space"],
    [
      "building and room number",
      { building: "Furuset skole", roomNumber: "101" },
      "school-a-101",
      "room-number",
    ],
  ])("is found by %s", async (_name, where, spaceId, by) => {
    const device = await put({ externalId: `place-${by}-${spaceId}`, name: "Føler", ...where });
    expect(device).toMatchObject({ spaceId, binding: { by } });
  });

  it("is told with the component and what its letters mean", async () => {
    const device = await put({ externalId: "place-told", name: "Føler", tfmTag: "+A=360.001-RT401" });
    expect(device.binding).toEqual({
      by: "tfm-tag",
      tfmTag: "+A=360.001-RT401",
      elementGlobalId: a401.ifc,
      elementName: "Komponent RT401",
      meaning: { nb: "føler for temperatur", en: "temperature sensor" },
    });
    // A row that names no place leaves it where it is.
    expect(await put({ externalId: "place-told", name: "Ny" })).toMatchObject({ spaceId: a401.space });
    expect(await call("PATCH", `/devices/${device.id}`, { spaceId: null })).not.toHaveProperty("binding");
  });

  it.each([
    ["that is none", { tfmTag: "RT401" }, "tfm-tag-invalid", ["expected a system and a component"]],
    [
      "on several components",
      { tfmTag: "=360.001-RT401" },
      "place-ambiguous",
      ["+A=360.001-RT401", "Furuset skole, 002 Teknisk rom", "+B=360.001-RT401", "Granli skole"],
    ],
    ["on no component", { tfmTag: "+A=360.001-RT402" }, "place-unknown", ["is it one of +A=360.001-RT401"]],
    ["that is far from all", { tfmTag: "=999.009-XQ999" }, "place-unknown", ["import the drawing"]],
    [
      "of a component in another room than the one named",
      { tfmTag: "+A=360.001-RT401", spaceId: "school-a-101" },
      "place-contradictory",
      ["does not stand in 101 Klasserom"],
    ],
    [
      "of another component than the one named",
      { tfmTag: "+A=360.001-JV401", elementGlobalId: a401.ifc },
      "place-contradictory",
      ["is not tagged +A=360.001-JV401"],
    ],
  ])("is refused for a tag %s", async (_name, where, code, parts) => {
    const problem = await refused(put({ externalId: "place-refused", name: "Føler", ...where }));
    expect(problem).toMatchObject({ status: 422, code });
    for (const part of parts) expect(problem.detail).toContain(part);
  });

  it("follows its component through a new revision of the drawing: by GlobalId, else by tag", async () => {
    const device = await put({ externalId: "place-moves", name: "Vifte", tfmTag: "+B=360.001-JV401" });
    expect(device.spaceId).toBe("school-b-002");
    const element = () =>
      platform.db
        .updateTable("element")
        .where("tag", "=", "+B=360.001-JV401")
        .where("building_id", "=", "school-b");
    await element().set({ space_id: "school-b-101" }).execute();
    expect(await platform.devices.bindAgain(["school-a"])).toBe(0);
    expect(await platform.devices.bindAgain(["school-b"])).toBe(1);
    expect(await read(device.id)).toMatchObject({ spaceId: "school-b-101" });
    await element()
      .set({ space_id: "school-b-002", ifc_global_id: globalId("newrevision") })
      .execute();
    expect(await platform.devices.bindAgain(["school-b"])).toBe(1);
    expect(await read(device.id)).toMatchObject({
      spaceId: "school-b-002",
      binding: { elementGlobalId: globalId("newrevision") },
    });
    expect(await platform.devices.bindAgain(["school-b"])).toBe(0);
  });

  it("is not that of a point which stands elsewhere", async () => {
    const device = await put({
      externalId: "plant-1",
      name: "Ventilasjon 360.001",
      spaceId: "school-a-002",
      points: ["temperature@RT401", "temperature@RT601"],
    });
    const [supply = 0, room = 0] = device.pointIds;
    const point = await call<Point>("PATCH", `/points/${room}`, { tfmTag: "+A=360.001-RT601" });
    expect(point).toMatchObject({
      spaceId: "school-a-101",
      binding: { by: "tfm-tag", tfmTag: "+A=360.001-RT601", elementName: "Komponent RT601" },
    });
    const inRoom = await call<{ items: Point[] }>("GET", "/points?spaceId=school-a-101&quantity=temperature");
    expect(inRoom.items.map(({ id }) => id)).toContain(room);
    expect(inRoom.items.map(({ id }) => id)).not.toContain(supply);
    expect(await call<Point>("GET", `/points/${supply}`)).not.toHaveProperty("binding");

    const back = await call<Point>("PATCH", `/points/${room}`, { spaceId: null });
    expect(back).toMatchObject({ spaceId: "school-a-002" });
    expect(back).not.toHaveProperty("binding");
    expect(await refused(call("PATCH", `/points/${room}`, {}))).toMatchObject({ status: 400 });
  });

  it("is looked for among the components by what one has typed of a tag", async () => {
    const tags = async (query: string) =>
      (await call<{ items: { tag: string }[] }>("GET", `/elements?${query}`)).items.map(({ tag }) => tag);
    expect(await tags("tag=rt4")).toEqual(["+A=360.001-RT401", "+B=360.001-RT401"]);
    expect(await tags("tag=360.001-&buildingId=school-a")).toEqual([
      "+A=360.001-JV401",
      "+A=360.001-RT401",
      "+A=360.001-RT601",
    ]);
  });
});

describe("the health of devices", () => {
  const now = Date.now();
  const send = (messages: object[]) => call("POST", "/ingest/json", messages);
  const message = (device: string, minutesAgo: number, values: object) => ({
    device,
    time: new Date(now - minutesAgo * 60_000).toISOString(),
    values: Object.entries(values).map(([quantity, value]) => ({ quantity, value })),
  });

  beforeAll(async () => {
    const volts = await profile({ name: "Litium", lowBatteryV: 3, expectedIntervalS: 600 });
    const here = { building: "Granli skole", roomNumber: "101" };
    await put({ externalId: "h-ok", name: "H 10 frisk", expectedIntervalS: 600, ...here });
    await put({ externalId: "h-silent", name: "H 9 taus", expectedIntervalS: 600, ...here });
    await put({ externalId: "h-never", name: "H aldri", ...here });
    await put({ externalId: "h-volt", name: "H svak", profile: volts.id, ...here });
    await send([
      message("h-ok", 5, { "battery-level": 90, temperature: 21 }),
      message("h-silent", 31, { "battery-level": 20, temperature: 21 }),
      message("h-volt", 1, { "battery-voltage": 2.9 }),
    ]);
    platform.now = now;
  });

  it("comes from its last sign of life and its diagnostic points, apart from what it measures", async () => {
    const [ok] = await list("externalId=h-ok");
    expect(ok).toMatchObject({ state: "ok", battery: { level: 90, low: false } });
    const [silent] = await list("externalId=h-silent");
    expect(silent).toMatchObject({ state: "silent", battery: { level: 20, low: true } });
    const [volt] = await list("externalId=h-volt");
    expect(volt).toMatchObject({ state: "ok", battery: { voltage: 2.9, low: true } });
    const [never] = await list("externalId=h-never");
    expect(never?.state).toBe("never-heard");
    expect(never).not.toHaveProperty("battery");
  });

  it.each([
    ["search=h-+granli&sort=name", ["H 9 taus", "H 10 frisk", "H aldri", "H svak"]],
    ["search=h-+granli&sort=name&order=desc", ["H svak", "H aldri", "H 10 frisk", "H 9 taus"]],
    ["search=h-+granli&sort=state", ["H 9 taus", "H aldri", "H svak", "H 10 frisk"]],
    ["search=h-+granli&sort=battery", ["H 9 taus", "H 10 frisk", "H svak", "H aldri"]],
    ["search=h-+granli&sort=lastSeen&order=desc", ["H svak", "H 10 frisk", "H 9 taus", "H aldri"]],
    ["search=h-+granli&state=silent", ["H 9 taus"]],
    ["search=h-+granli&battery=low", ["H 9 taus", "H svak"]],
    ["search=LITIUM", ["H svak"]],
  ])("GET /devices?%s", async (query, expected) => {
    expect((await list(query)).map(({ name }) => name)).toEqual(expected);
    // Page by page it is the same list.
    const names: string[] = [];
    let cursor: string | undefined = "";
    while (cursor !== undefined) {
      const page: { items: Device[]; nextCursor?: string } = await call(
        "GET",
        `/devices?${query}&limit=1${cursor && `&cursor=${cursor}`}`,
      );
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(names).toEqual(expected);
  });

  it("is counted by building, those with most to visit first", async () => {
    const summary = await call<DeviceHealthSummary>("GET", "/devices/health");
    const granli = summary.buildings.find(({ buildingName }) => buildingName === "Granli skole");
    const there = await list("buildingId=school-b");
    expect(granli).toEqual({
      buildingId: "school-b",
      buildingName: "Granli skole",
      total: there.length,
      ok: 2,
      silent: 1,
      neverHeard: there.length - 3,
      lowBattery: 2,
    });
    for (const field of ["total", "ok", "silent", "neverHeard", "lowBattery"] as const)
      expect(summary.buildings.reduce((sum, each) => sum + each[field], 0)).toBe(summary[field]);
    expect(summary.buildings.some(({ buildingId }) => buildingId === undefined)).toBe(true);
  });
});

describe("the messages of a device", () => {
  const eui = "A8-17-58-FF-FE-03-12-AB";
  const bare = "a81758fffe0312ab";

  it("lead back to the raw frames with what was read, and its counter tells what was lost", async () => {
    const device = await put({ externalId: eui, name: "Klima", decoder: "elsys" });
    expect(device.externalId).toBe(bare);
    const now = Date.now();
    for (const [fCnt, temperature] of [
      [7, 20.5],
      [10, 21.5],
    ] as const)
      await call(
        "POST",
        "/ingest/chirpstack-v4?event=up",
        JSON.parse(
          chirpstackUp({
            devEui: bare,
            time: now - (20 - fCnt) * 1000,
            fCnt,
            bytes: elsysFrame(temperature, 40, 600),
          }),
        ),
      );
    expect(await read(device.id)).toMatchObject({ lostFrames: 2, heardFrames: 2, rssi: -87 });
    const { items } = await call<{ items: DeviceFrame[] }>("GET", `/devices/${device.id}/frames?limit=5`);
    expect(
      items.map(({ values }) => values.find(({ quantity }) => quantity === "temperature")?.value),
    ).toEqual([21.5, 20.5]);
    expect(JSON.parse(Buffer.from(items[0]?.payload ?? "", "base64").toString())).toMatchObject({ fCnt: 10 });
  });

  it.each([eui, bare.toUpperCase(), "a8:17:58:ff:fe:03:12:ab"])(
    "are its own when they name it %s",
    async (device) => {
      const time = new Date().toISOString();
      const values = [{ quantity: "humidity", value: 40 }];
      expect(await call("POST", "/ingest/json", { device, time, values })).toEqual({
        samples: 1,
        deadLetters: 0,
      });
      expect(await list(`externalId=${device}`)).toMatchObject([{ externalId: bare }]);
    },
  );
});
