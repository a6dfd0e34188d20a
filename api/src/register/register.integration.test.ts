import type { Building } from "@kontrollrom/contracts/building.ts";
import type { Component, Property, SearchHit, Unit } from "@kontrollrom/contracts/register.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RegisterPlatform, seedSchool, startRegister } from "./test-register.ts";

let platform: RegisterPlatform;
beforeAll(async () => {
  platform = await startRegister();
  await seedSchool(platform.db);
  await platform.catalogue.load();
});
afterAll(() => platform?.stop());

const call: RegisterPlatform["call"] = (method, path, body) => platform.call(method, path, body);
const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (problem) => problem,
  );
const number = (gnr: number, more: object = {}) => ({ municipality: "1505", gnr, bnr: 34, ...more });

describe("a property", () => {
  it("keeps its numbers through renumbering, the one that holds now first", async () => {
    const made = await call<Property>("POST", "/properties", {
      name: "Furuset skole, tomt",
      cadastralNumbers: [
        { municipality: "0512", gnr: 1, bnr: 2, validTo: "2019-12-31" },
        number(12, { snr: 2, validFrom: "2020-01-01" }),
      ],
    });
    expect(made.cadastralNumbers.map(({ text }) => text)).toEqual(["1505-12/34/0/2", "0512-1/2"]);
    await call("PATCH", "/buildings/school", { propertyId: made.id, yearBuilt: 1974, status: "in-use" });
    expect(await call<Property>("GET", `/properties/${made.id}`)).toMatchObject({
      buildings: [{ id: "school", name: "Furuset skole" }],
    });
    expect(await refused(call("DELETE", `/properties/${made.id}`))).toMatchObject({
      code: "property-in-use",
    });
    expect(await call<Building>("PATCH", "/buildings/school", { propertyId: null })).not.toHaveProperty(
      "propertyId",
    );
    await call("DELETE", `/properties/${made.id}`);
  });

  it("has numbers that no other has", async () => {
    const first = await call<Property>("POST", "/properties", { name: "A", cadastralNumbers: [number(77)] });
    const second = await call<Property>("POST", "/properties", { name: "B" });
    expect(
      await refused(call("PATCH", `/properties/${second.id}`, { cadastralNumbers: [number(77)] })),
    ).toMatchObject({ status: 409, code: "cadastral-number-taken" });
    expect((await call<Property>("GET", `/properties/${first.id}`)).cadastralNumbers).toHaveLength(1);
  });

  it.each([
    ["a municipality of three digits", { municipality: "505", gnr: 1, bnr: 1 }, "four digits"],
    ["a farm number that is too large", { ...number(123_456) }, "gnr"],
    ["days in the wrong order", number(5, { validFrom: "2020-01-01", validTo: "2019-01-01" }), "before"],
  ])("is refused with %s", async (_what, bad, part) => {
    const problem = await refused(call("POST", "/properties", { name: "X", cadastralNumbers: [bad] }));
    expect(problem).toMatchObject({ status: 400, detail: expect.stringContaining(part) });
  });
});

describe("a building", () => {
  it("is refused a number that is not nine digits, and a property that is not there", async () => {
    expect(await refused(call("PATCH", "/buildings/school", { buildingNumber: "1234" }))).toMatchObject({
      detail: expect.stringContaining("nine digits"),
    });
    expect(await refused(call("PATCH", "/buildings/school", { propertyId: "nope" }))).toMatchObject({
      code: "property-not-found",
    });
  });

  it("has units by their numbers", async () => {
    const unit = await call<Unit>("POST", "/buildings/school/units", { number: "H0101", area: 54.5 });
    expect(await refused(call("POST", "/buildings/school/units", { number: "H0101" }))).toMatchObject({
      code: "unit-taken",
    });
    expect(await refused(call("POST", "/buildings/school/units", { number: "X0101" }))).toMatchObject({
      status: 400,
    });
    await call("POST", "/buildings/school/units", { number: "H0101", address: "Skoleveien 2" });
    const { items } = await call<{ items: Unit[] }>("GET", "/buildings/school/units");
    expect(items.map(({ number: each, address }) => [each, address])).toContainEqual([
      "H0101",
      "Skoleveien 2",
    ]);
    await call("DELETE", `/units/${unit.id}`);
  });

  it("pages its storeys", async () => {
    const first = await call<{ items: { name: string }[]; nextCursor: string }>(
      "GET",
      "/buildings/school/storeys?limit=1",
    );
    const second = await call<{ items: { name: string }[]; nextCursor?: string }>(
      "GET",
      `/buildings/school/storeys?limit=1&cursor=${first.nextCursor}`,
    );
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(["1. etasje", "2. etasje"]);
    expect(second.nextCursor).toBeUndefined();
    expect(await refused(call("GET", `/buildings/school/spaces?cursor=${first.nextCursor}`))).toMatchObject({
      code: "bad-cursor",
    });
  });
});

describe("a component", () => {
  const list = async (query: string) =>
    (await call<{ items: Component[] }>("GET", `/components?${query}`)).items.map(({ name }) => name);

  it("of a drawing gets what a person knows of it, and stays the drawing's", async () => {
    const id = "school-360.001-JV401";
    const before = await call<Component>("GET", `/components/${id}`);
    expect(before).toMatchObject({
      origin: "drawing",
      ns3451: "36",
      ns3451FromTag: true,
      systems: ["360.001", "Ventilasjon skole"],
      meaning: { nb: "vifte" },
      spaceLabel: "002 Teknisk rom",
      revision: 0,
    });
    const after = await call<Component>("PATCH", `/components/${id}`, {
      maker: "Systemair",
      product: "DVCI 500",
      year: 2019,
      warrantyUntil: "2024-06-30",
      ns3451: "365",
      revision: 0,
    });
    expect(after).toMatchObject({ maker: "Systemair", ns3451: "365", ns3451FromTag: false, revision: 1 });
    expect(await refused(call("PATCH", `/components/${id}`, { maker: "X", revision: 0 }))).toMatchObject({
      status: 409,
      code: "component-changed",
    });
    expect(await refused(call("PATCH", `/components/${id}`, { name: "Annet" }))).toMatchObject({
      code: "component-drawn",
    });
    expect(await refused(call("DELETE", `/components/${id}`))).toMatchObject({ code: "component-drawn" });
    expect(await call<Component>("PATCH", `/components/${id}`, { ns3451: null })).toMatchObject({
      ns3451: "36",
      ns3451FromTag: true,
    });
  });

  it("is made by hand where no drawing has it, found by its tag, and removed again", async () => {
    const made = await call<Component>("POST", "/components", {
      buildingId: "school",
      name: "Varmepumpe",
      tag: "320.002-ik401",
      spaceId: "school-002",
    });
    expect(made).toMatchObject({
      origin: "hand",
      tag: "=320.002-IK401",
      storeyId: "school-0",
      ns3451: "32",
      status: "in-use",
    });
    expect(made).not.toHaveProperty("ifcClass");
    expect(await list("origin=hand")).toEqual(["Varmepumpe"]);
    const moved = await call<Component>("PATCH", `/components/${made.id}`, { spaceId: "school-201" });
    expect(moved).toMatchObject({ storeyId: "school-3.5", revision: 2 });
    expect(await refused(call("PATCH", `/components/${made.id}`, { spaceId: "elsewhere" }))).toMatchObject({
      code: "room-not-found",
    });
    expect(await refused(call("PATCH", `/components/${made.id}`, { tag: "320.1" }))).toMatchObject({
      code: "tfm-tag-invalid",
    });
    await call("DELETE", `/components/${made.id}`);
    expect(await list("origin=hand")).toEqual([]);
  });

  it.each([
    ["system=360.001&buildingId=school", 5],
    ["system=Ventilasjon%20skole", 5],
    ["system=360.00", 0],
    ["ns3451=36", 5],
    ["ns3451=32", 1],
    ["spaceId=school-201", 2],
    ["storeyId=school-0", 4],
    ["search=vav%20201", 1],
    ["search=jv401", 1],
    ["tagged=false", 0],
    ["status=removed", 0],
  ])("is found by %s", async (query, count) => {
    expect(await list(query)).toHaveLength(count);
  });
});

describe("a search", () => {
  const search = async (q: string) =>
    (await call<{ items: SearchHit[] }>("GET", `/search?q=${encodeURIComponent(q)}`)).items;

  it.each([
    ["360.001-jv4", "component", "Tilluftsvifte"],
    ["+A=360.001-JV401", "component", "Tilluftsvifte"],
    ["jv401", "component", "Tilluftsvifte"],
    ["vav 2", "component", "VAV 201"],
    ["201", "room", "201 Naturfag"],
    ["NATURF", "room", "201 Naturfag"],
    ["furuset", "building", "Furuset skole"],
    ["co2-f", "component", "CO2-føler 201"],
  ])("for %j finds a %s", async (q, kind, title) => {
    expect(await search(q)).toContainEqual(expect.objectContaining({ kind, title }));
  });

  it("finds what was just made or renamed, and no more what is gone", async () => {
    const made = await call<Component>("POST", "/components", {
      buildingId: "school",
      name: "Løftebord Ærlig",
    });
    expect(await search("ærlig")).toHaveLength(1);
    await call("PATCH", `/components/${made.id}`, { name: "Løftebord Ny" });
    expect(await search("ærlig")).toHaveLength(0);
    expect(await search("løft ny")).toMatchObject([{ id: made.id, buildingName: "Furuset skole" }]);
    await call("DELETE", `/components/${made.id}`);
    expect(await search("løftebord")).toHaveLength(0);
    await platform.db
      .updateTable("space")
      .set({ ended_revision: "x" })
      .where("id", "=", "school-101")
      .execute();
    expect(await search("klasserom")).toHaveLength(0);
  });

  it.each(['"', "*", "AND", "NEAR(", "a:b", "'; drop table", "{", "-", "(((("])(
    "is not disturbed by %j",
    async (q) => {
      expect(Array.isArray(await search(q))).toBe(true);
    },
  );

  it("gives every kind its share", async () => {
    for (let i = 0; i < 40; i++)
      await call("POST", "/components", { buildingId: "school", name: `Furuset lampe ${i}` });
    const found = await search("furuset");
    expect(found).toHaveLength(30);
    expect(found.filter(({ kind }) => kind === "building")).toHaveLength(1);
  });
});
