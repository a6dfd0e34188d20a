import type { GraphAnswer, Relation } from "@kontrollrom/contracts/graph.ts";
import { brickClasses } from "@kontrollrom/twin/graph/brick-classes.ts";
import { Parser } from "n3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAudit } from "../events/audit.ts";
import { type RegisterPlatform, seedSchool, startRegister } from "../register/test-register.ts";
import { createGraphBook } from "./graph-book.ts";
import { graphHandlers } from "./routes.ts";

let platform: RegisterPlatform;
beforeAll(async () => {
  platform = await startRegister(({ db, catalogue }) =>
    graphHandlers({
      db,
      book: createGraphBook({ db, catalogue }),
      audit: createAudit(db, Date.now),
      now: Date.now,
    }),
  );
  await seedSchool(platform.db);
  await seedSchool(platform.db, { id: "care", name: "Granli «sykehjem» & co", location: "+B=" });
  for (const building of ["school", "care"])
    await platform.db
      .insertInto("device")
      .values({
        id: `${building}-device`,
        external_id: `${building}-co2`,
        name: `CO2 ${building}`,
        building_id: building,
        storey_id: `${building}-3.5`,
        space_id: `${building}-201`,
        lost_frames: 0,
      })
      .execute();
  for (const device_id of ["school-device", "care-device"])
    await platform.db.insertInto("point").values({ device_id, quantity: "co2", channel: "" }).execute();
  await platform.catalogue.load();
});
afterAll(() => platform?.stop());

const call: RegisterPlatform["call"] = (method, path, body) => platform.call(method, path, body);
const ask = async (query: object) =>
  (await call<GraphAnswer>("POST", "/graph/query", query)).items.map(({ name }) => name);
const file = async (query: string) => (await fetch(`${platform.url}/api/v1/graph?${query}`)).text();
const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (problem) => problem,
  );
const pump = "component:school-320.001-JP401";
const coil = "component:school-360.001-LV401";

describe("the graph", () => {
  it("answers which CO₂ sensors are in rooms that system 360.001 feeds on the second floor", async () => {
    const query = {
      find: "sensor",
      things: {
        sensor: { class: "CO2_Sensor" },
        room: { class: "Room" },
        system: { class: "System", tag: "360.001" },
        floor: { class: "Floor", name: "2. etasje" },
      },
      relations: [
        ["sensor", "hasLocation", "room"],
        ["system", "feeds", "room"],
        ["room", "isPartOf+", "floor"],
      ],
    };
    expect(await ask(query)).toEqual(["CO2 care co2", "CO2 school co2"]);
    expect(await ask({ ...query, buildingId: "school" })).toEqual(["CO2 school co2"]);
    expect(await refused(call("POST", "/graph/query", { ...query, buildingId: "nope" }))).toMatchObject({
      status: 404,
    });
  });

  it.each([
    [{ find: "a", things: {} }, 400, "invalid-request"],
    [{ find: "a", things: { b: {} } }, 400, "invalid-request"],
    [{ find: "a", things: { a: { class: "Kaffemaskin" } } }, 422, "class-unknown"],
    [{ find: "a", things: { a: {} }, relations: [["a", "eats", "a"]] }, 400, "invalid-request"],
  ])("refuses %j", async (query, status, code) => {
    expect(await refused(call("POST", "/graph/query", query))).toMatchObject({ status, code });
  });

  it("is said more of by hand, and forgets it again", async () => {
    const feeds = { from: pump, relation: "feeds", to: coil };
    const made = await call<Relation>("POST", "/relations", feeds);
    expect(made).toMatchObject({ source: "hand", from: { class: "Pump" }, to: { class: "Heating_Coil" } });
    expect(
      await refused(call("POST", "/relations", { from: coil, relation: "isFedBy", to: pump })),
    ).toMatchObject({ code: "relation-known" });
    const { items } = await call<{ items: Relation[] }>("GET", `/relations?of=${coil}`);
    expect(items).toContainEqual(
      expect.objectContaining({ relation: "isFedBy", source: "hand", id: made.id }),
    );
    expect(items).toContainEqual(
      expect.objectContaining({ relation: "isPartOf", to: expect.objectContaining({ name: "360.001" }) }),
    );
    await call("DELETE", `/relations/${made.id}`);
    expect(
      (await call<{ items: Relation[] }>("GET", `/relations?of=${coil}`)).items.some(({ id }) => id),
    ).toBe(false);
    expect(await refused(call("POST", "/relations", { ...feeds, to: "component:nope" }))).toMatchObject({
      code: "node-not-found",
    });
  });

  it("is exported as Turtle that reads back, with classes that Brick has", async () => {
    const quads = new Parser().parse(await file("format=turtle"));
    const types = quads.filter(({ predicate }) => predicate.value.endsWith("#type"));
    expect(types.length).toBeGreaterThan(20);
    for (const { object } of types)
      expect(
        brickClasses.has(object.value.replace("https://brickschema.org/schema/Brick#", "")),
        object.value,
      ).toBe(true);
    expect(quads.filter(({ object }) => object.value === "Granli «sykehjem» & co")).toHaveLength(1);
    const subjects = new Set(types.map(({ subject }) => subject.value));
    for (const { predicate, object } of quads)
      if (/Brick#(has|feeds|meters)/.test(predicate.value))
        expect(subjects.has(object.value), object.value).toBe(true);
  });

  it("says the same in JSON-LD as in Turtle", async () => {
    const { "@context": context, "@graph": nodes } = JSON.parse(
      await file("format=json-ld&buildingId=school"),
    );
    const full = (name: string) => {
      const [prefix = "", rest] = String(context[name] ?? name).split(":");
      return rest === undefined || context[prefix] === undefined ? name : `${context[prefix]}${rest}`;
    };
    const said = new Set<string>();
    for (const { "@id": id, "@type": type, ...rest } of nodes) {
      said.add(`${id} http://www.w3.org/1999/02/22-rdf-syntax-ns#type ${full(type)}`);
      for (const [name, value] of Object.entries(rest))
        for (const each of [value].flat() as (string | { "@id": string })[])
          said.add(`${id} ${full(name)} ${typeof each === "string" ? each : each["@id"]}`);
    }
    const quads = new Parser().parse(await file("format=turtle&buildingId=school"));
    expect(said).toEqual(
      new Set(
        quads.map(({ subject, predicate, object }) => `${subject.value} ${predicate.value} ${object.value}`),
      ),
    );
  });
});
