import type { DerivedPoint } from "@kontrollrom/contracts/derived-point.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTelemetry, type TestTelemetry } from "../telemetry/test/telemetry-platform.ts";

const hour = 3_600_000;
const base = Date.parse("2026-02-28T23:00:00Z");
const march = "from=2026-02-28T23:00:00Z&to=2026-03-31T22:00:00Z";

describe("points that are computed of others", () => {
  let telemetry: TestTelemetry;
  const id = (device: string, quantity: string) => telemetry.pointOf(device, quantity);
  const days = 31;
  beforeEach(async () => {
    telemetry = await startTelemetry([
      { externalId: "inn", quantities: ["water-volume", "energy"], buildingId: "skole" },
      { externalId: "ut-1", quantities: ["water-volume", "temperature"], buildingId: "skole" },
      { externalId: "ut-2", quantities: ["water-volume"], buildingId: "skole" },
      { externalId: "ute", quantities: ["outside-air-temperature"] },
    ]);
    // Meters that count 10, 6 and 3 m³ an hour, and 24 kWh; 7 °C outdoors.
    const reading = (perHour: number) =>
      Array.from({ length: days * 24 + 1 }, (_, i) => [base + i * hour, 100 + i * perHour] as const);
    await telemetry.store(id("inn", "water-volume"), reading(10));
    await telemetry.store(id("ut-1", "water-volume"), reading(6));
    await telemetry.store(id("ut-2", "water-volume"), reading(3));
    await telemetry.store(id("inn", "energy"), reading(24));
    await telemetry.store(
      id("ute", "outside-air-temperature"),
      reading(0).map(([time]) => [time, 7] as const),
    );
  });
  afterEach(() => telemetry.stop());

  const add = (name: string, derivation: object, more: object = {}) =>
    telemetry.call<DerivedPoint & { code: string; detail: string }>("POST", "/derived-points", {
      name,
      derivation,
      ...more,
    });
  async function made(name: string, derivation: object, more: object = {}): Promise<DerivedPoint> {
    const { status, body } = await add(name, derivation, more);
    expect(status, JSON.stringify(body)).toBe(201);
    return body;
  }
  async function entries(point: number, query: string): Promise<Record<string, unknown>[]> {
    const { status, body } = await telemetry.call<{ points: { entries: Record<string, unknown>[] }[] }>(
      "GET",
      `/points/${point}/samples?${query}`,
    );
    expect(status, JSON.stringify(body)).toBe(200);
    return body.points[0]?.entries ?? [];
  }
  const one = "from=2026-03-10T10:00:00Z&to=2026-03-10T11:00:00Z&bucket=PT1H&aggregates=consumption,avg";

  it("add up, subtract, divide and balance, by the bucket that is asked for", async () => {
    const [into, out1, out2] = [
      id("inn", "water-volume"),
      id("ut-1", "water-volume"),
      id("ut-2", "water-volume"),
    ];
    const sum = await made("Ut i alt", { kind: "sum", points: [out1, out2] });
    expect(sum).toMatchObject({ unit: "m3", nature: "amount", resolution: "PT1H" });
    const [hourly] = await entries(sum.id, one);
    expect(hourly).toMatchObject({ consumption: expect.closeTo(9, 6) });

    const difference = await made("Ukjent", { kind: "difference", from: into, subtract: [sum.id] });
    expect((await entries(difference.id, one))[0]).toMatchObject({ consumption: expect.closeTo(1, 6) });

    const loss = await made("Tap", { kind: "balance", in: [into], out: [out1, out2], answer: "percent" });
    expect(loss).toMatchObject({ unit: "%", nature: "level" });
    expect((await entries(loss.id, one))[0]).toMatchObject({ avg: expect.closeTo(10, 6) });
    const [month] = await entries(loss.id, `${march}&bucket=P1M&aggregates=avg,min,max,count`);
    expect(month).toMatchObject({ time: base, avg: expect.closeTo(10, 3), min: expect.closeTo(10, 3) });

    const share = await made("Andel", { kind: "ratio", numerator: out1, denominator: into }, { unit: "%" });
    expect((await entries(share.id, one))[0]).toMatchObject({ avg: expect.closeTo(60, 6) });

    const formula = await made(
      "Halvparten",
      { kind: "formula", expression: `(p${out1} + p${out2}) * 0.5` },
      { unit: "L" },
    );
    expect(formula.nature).toBe("amount");
    expect((await entries(formula.id, one))[0]).toMatchObject({ consumption: expect.closeTo(4500, 3) });
  });

  it("stream as measured points do, and are listed with their names", async () => {
    const sum = await made("Ut i alt", {
      kind: "sum",
      points: [id("ut-1", "water-volume"), id("ut-2", "water-volume")],
    });
    const response = await telemetry.get(`/points/${sum.id}/samples?${march}`, { accept: "text/csv" });
    const lines = (await response.text()).trim().split("\r\n");
    expect(lines).toHaveLength(days * 24);
    expect(lines[1]).toMatch(/^2000000001,Ut i alt,computed,m3,2026-02-28T23:00:00\.000Z,9(\.0+\d*)?,good$/);
  });

  it("can be looked at before they are kept, and are refused in the same words", async () => {
    const outlets = [id("ut-1", "water-volume"), id("ut-2", "water-volume")];
    const look = (derivation: object, more: object = {}) =>
      telemetry.call("POST", "/derived-points/preview", {
        name: "Ut i alt",
        derivation,
        from: "2026-03-10T10:00:00Z",
        to: "2026-03-10T12:00:00Z",
        ...more,
      });
    expect(await look({ kind: "sum", points: outlets })).toMatchObject({
      status: 200,
      body: {
        unit: "m3",
        nature: "amount",
        bucket: "PT1H",
        entries: [{ consumption: expect.closeTo(9, 6) }, { consumption: expect.closeTo(9, 6) }],
      },
    });
    expect(
      await look({ kind: "balance", in: [id("inn", "water-volume")], out: outlets, answer: "percent" }),
    ).toMatchObject({ body: { unit: "%", entries: [{ avg: expect.closeTo(10, 6) }, {}] } });
    expect((await telemetry.call<{ items: [] }>("GET", "/derived-points")).body.items).toEqual([]);
    const mixed = { kind: "sum", points: [outlets[0], id("inn", "energy")] };
    expect(await look(mixed)).toMatchObject({ status: 422, body: { code: "units-disagree" } });
    const kept = await made("Ut i alt", { kind: "sum", points: outlets });
    expect(await look({ kind: "sum", points: [kept.id] }, { id: kept.id })).toMatchObject({
      status: 422,
      body: { code: "cycle" },
    });
    const minutes = { bucket: "PT1M", to: "2026-03-12T10:00:00Z" };
    expect(await look({ kind: "sum", points: outlets }, minutes)).toMatchObject({ status: 413 });
    expect(await look({ kind: "sum", points: outlets }, { id: 77 })).toMatchObject({ status: 404 });
  });

  it("correct energy by degree days, in months", async () => {
    const corrected = await made("Graddagskorrigert", {
      kind: "degree-day",
      energy: id("inn", "energy"),
      outdoor: id("ute", "outside-air-temperature"),
      normalDegreeDays: [620, 550, 620, 340, 180, 60, 30, 50, 170, 320, 470, 590],
    });
    expect(corrected).toMatchObject({ resolution: "P1M", unit: "kW.h" });
    // 10 degree days each of 31 days, where a normal March has 620: twice the energy.
    const [month] = await entries(corrected.id, march);
    const [measured] = await entries(id("inn", "energy"), `${march}&bucket=P1M&aggregates=consumption`);
    expect(month?.value).toBeCloseTo(2 * Number(measured?.consumption), 3);
    const refused = await telemetry.call("GET", `/points/${corrected.id}/samples?${one}`);
    expect(refused).toMatchObject({ status: 422, body: { code: "bucket-too-short" } });
  });

  it("divide by the area of the building as the register has it", async () => {
    const energy = id("inn", "energy");
    const without = await add(
      "kWh/m²",
      { kind: "per-area", point: energy, area: "net" },
      { buildingId: "skole" },
    );
    expect(without).toMatchObject({ status: 422, body: { code: "area-unknown" } });
    await telemetry.db
      .insertInto("storey")
      .values({ id: "1", building_id: "skole", name: "1", elevation: 0 } as never)
      .execute();
    for (const [room, area] of [
      ["a", 80],
      ["b", 40],
    ] as const)
      await telemetry.db
        .insertInto("space")
        .values({
          id: room,
          building_id: "skole",
          storey_id: "1",
          number: room,
          name: room,
          area,
          zones: "[]",
        } as never)
        .execute();
    await telemetry.catalogue.loadPlaces();
    const intensity = await made(
      "kWh/m²",
      { kind: "per-area", point: energy, area: "net" },
      { buildingId: "skole", quantity: "energy-intensity" },
    );
    expect(intensity.unit).toBe("kW.h/m2");
    expect((await entries(intensity.id, one))[0]).toMatchObject({ consumption: expect.closeTo(0.2, 6) });
    await telemetry.db.updateTable("space").set({ area: 160 }).where("id", "=", "a").execute();
    await telemetry.catalogue.loadPlaces();
    expect((await entries(intensity.id, one))[0]).toMatchObject({ consumption: expect.closeTo(0.12, 6) });
  });

  it("say what is missing: a sum is uncertain, a difference absent", async () => {
    await telemetry.store(id("ut-1", "temperature"), [[base + hour, 20]]);
    const pieces = { points: [id("ut-1", "temperature"), id("ute", "outside-air-temperature")] };
    const sum = await made("Sum", { kind: "sum", ...pieces });
    const late = "from=2026-03-20T10:00:00Z&to=2026-03-20T11:00:00Z&bucket=PT1H&aggregates=avg";
    expect(await entries(sum.id, late)).toMatchObject([{ avg: 7, quality: "uncertain" }]);
    const difference = await made("Differanse", {
      kind: "difference",
      from: id("ut-1", "temperature"),
      subtract: [id("ute", "outside-air-temperature")],
    });
    expect(await entries(difference.id, late)).toEqual([]);
  });

  it("are refused where units do not agree, inputs are unknown, or formulas are wrong", async () => {
    const [water, energy] = [id("inn", "water-volume"), id("inn", "energy")];
    const codes = [];
    for (const derivation of [
      { kind: "sum", points: [water, energy] },
      { kind: "sum", points: [987_654] },
      { kind: "formula", expression: `p${water} +` },
      { kind: "formula", expression: "1 + 2" },
      { kind: "formula", expression: `p${water} + p${energy}` },
      { kind: "degree-day", energy: water, outdoor: energy, normalDegreeDays: 4000 },
    ])
      codes.push((await add("x", derivation)).body.code);
    expect(codes).toEqual([
      "units-disagree",
      "input-unknown",
      "formula-wrong",
      "no-inputs",
      "units-disagree",
      "units-disagree",
    ]);
    const wrongUnit = await add("x", { kind: "sum", points: [water] }, { unit: "kW.h" });
    expect(wrongUnit.body.code).toBe("units-disagree");
  });

  it("are never computed of themselves, nor deeper than is allowed", async () => {
    const water = id("inn", "water-volume");
    let last = (await made("1", { kind: "sum", points: [water] })).id;
    const first = last;
    for (const name of ["2", "3", "4", "5"]) last = (await made(name, { kind: "sum", points: [last] })).id;
    expect((await add("6", { kind: "sum", points: [last] })).body.code).toBe("too-deep");
    const loop = await telemetry.call("PATCH", `/derived-points/${first}`, {
      derivation: { kind: "sum", points: [water, last] },
    });
    expect(loop).toMatchObject({ status: 422, body: { code: "cycle" } });
    expect(await telemetry.call("DELETE", `/derived-points/${first}`)).toMatchObject({
      status: 409,
      body: { code: "in-use" },
    });
    expect((await telemetry.call("DELETE", `/derived-points/${last}`)).status).toBe(204);
  });

  it("are the same after a restart", async () => {
    const sum = await made("Ut i alt", {
      kind: "sum",
      points: [id("ut-1", "water-volume"), id("ut-2", "water-volume")],
    });
    const before = await entries(sum.id, one);
    await telemetry.stop({ keep: true });
    telemetry = await startTelemetry([], { folder: telemetry.folder });
    expect((await telemetry.call("GET", `/derived-points/${sum.id}`)).body).toEqual(sum);
    expect(await entries(sum.id, one)).toEqual(before);
  });
});
