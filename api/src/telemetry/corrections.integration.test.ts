import type { Correction } from "@kontrollrom/contracts/sample.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTelemetry, type TestTelemetry } from "./test/telemetry-platform.ts";

const hour = 3_600_000;
const base = Date.parse("2026-03-01T00:00:00Z");
const at = (hours: number) => new Date(base + hours * hour).toISOString();
const device = { externalId: "maaler-1", quantities: ["temperature"], expectedIntervalS: 3600 };

describe("corrections", () => {
  let telemetry: TestTelemetry;
  let id = 0;
  beforeEach(async () => {
    telemetry = await startTelemetry([device]);
    id = telemetry.pointOf("maaler-1", "temperature");
    for (const [hours, value] of [10, 11, 60, 61, 14].entries())
      await telemetry.send("maaler-1", base + hours * hour, "temperature", value);
    telemetry.judged.length = 0;
  });
  afterEach(() => telemetry.stop());

  const correct = (body: object) => telemetry.call<Correction>("POST", `/points/${id}/corrections`, body);
  async function stored(): Promise<[number, string][]> {
    const { body } = await telemetry.call<{ points: { entries: { value: number; quality: string }[] }[] }>(
      "GET",
      `/points/${id}/samples?from=${at(0)}&to=${at(100)}`,
    );
    return (body.points[0]?.entries ?? []).map(({ value, quality }) => [value, quality]);
  }
  const measured: [number, string][] = [10, 11, 60, 61, 14].map((value) => [value, "good"]);

  it.each<[string, object, [number, string][]]>([
    [
      "give one sample another value",
      { time: at(2), change: { kind: "value", value: 12 } },
      [
        [10, "good"],
        [11, "good"],
        [12, "substituted"],
        [61, "good"],
        [14, "good"],
      ],
    ],
    [
      "leave a period out",
      { from: at(2), to: at(4), change: { kind: "exclude" } },
      [
        [10, "good"],
        [11, "good"],
        [60, "bad"],
        [61, "bad"],
        [14, "good"],
      ],
    ],
    [
      "draw a straight line over a period",
      { from: at(2), to: at(4), change: { kind: "interpolate" } },
      [
        [10, "good"],
        [11, "good"],
        [12, "substituted"],
        [13, "substituted"],
        [14, "good"],
      ],
    ],
  ])("%s, and what was measured comes back when they are withdrawn", async (_what, body, expected) => {
    const made = await correct({ ...body, reason: "sensor sto i sola" });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body).toMatchObject({
      by: "Kari",
      reason: "sensor sto i sola",
      first: { original: 60, originalQuality: "good" },
    });
    expect(await stored()).toEqual(expected);
    const withdrawn = await telemetry.call<Correction>(
      "POST",
      `/points/${id}/corrections/${made.body.id}/withdraw`,
      { reason: "det var riktig likevel" },
    );
    expect(withdrawn.body.withdrawn).toMatchObject({ by: "Kari", reason: "det var riktig likevel" });
    expect(await stored()).toEqual(measured);
    const list = await telemetry.call<{ items: Correction[] }>("GET", `/points/${id}/corrections`);
    expect(list.body.items).toEqual([withdrawn.body]);
    const audit = await telemetry.db.selectFrom("audit").select(["who", "action", "subject"]).execute();
    expect(audit).toEqual([
      { who: "Kari", action: "samples-corrected", subject: String(id) },
      { who: "Kari", action: "correction-withdrawn", subject: String(id) },
    ]);
  });

  it("stand against what the wire sends again, and let new samples through", async () => {
    await correct({ time: at(2), change: { kind: "value", value: 12 }, reason: "feil avlesing" });
    await telemetry.send("maaler-1", base + 2 * hour, "temperature", 60);
    await telemetry.send("maaler-1", base + 5 * hour, "temperature", 15);
    expect((await stored()).map(([value]) => value)).toEqual([10, 11, 12, 61, 14, 15]);
    expect(telemetry.judged.map(({ value }) => value)).toEqual([15]);
  });

  it("show at once and raise no rule", async () => {
    await correct({ time: at(4), change: { kind: "value", value: 13.5 }, reason: "feil avlesing" });
    expect(telemetry.changed.map(({ value }) => value)).toEqual([13.5]);
    expect(telemetry.fresh.get(id)?.value).toBe(13.5);
    expect(telemetry.judged).toEqual([]);
  });

  it("outlive a restart, also one that cut them off", async () => {
    const made = await correct({
      time: at(2),
      change: { kind: "value", value: 12 },
      reason: "feil avlesing",
    });
    // As a crash between the registry and the store leaves it.
    await telemetry.db
      .updateTable("correction")
      .set({ state: "applying" })
      .where("id", "=", made.body.id)
      .execute();
    await telemetry.store(id, [[base + 2 * hour, 60]]);
    await telemetry.stop({ keep: true });
    telemetry = await startTelemetry([device], { folder: telemetry.folder });
    expect((await stored())[2]).toEqual([12, "substituted"]);
    await telemetry.send("maaler-1", base + 2 * hour, "temperature", 60);
    expect((await stored())[2]).toEqual([12, "substituted"]);
  });

  it.each<[string, object, number, string]>([
    ["where nothing was measured", { time: at(50), change: { kind: "exclude" } }, 404, "no-samples"],
    ["to what cannot be", { time: at(2), change: { kind: "value", value: 900 } }, 422, "value-out-of-range"],
    ["without saying which", { change: { kind: "exclude" } }, 400, "invalid-request"],
    ["of an empty period", { from: at(4), to: at(2), change: { kind: "exclude" } }, 400, "empty-period"],
    [
      "by a line to nowhere",
      { from: at(2), to: at(9), change: { kind: "interpolate" } },
      422,
      "nothing-to-interpolate-from",
    ],
  ])("are refused %s", async (_what, body, status, code) => {
    const refused = await correct({ ...body, reason: "feil avlesing" });
    expect(refused).toMatchObject({ status, body: { code } });
    expect(await stored()).toEqual(measured);
  });

  it("do not lie over each other", async () => {
    await correct({ time: at(2), change: { kind: "value", value: 12 }, reason: "feil avlesing" });
    const second = await correct({
      from: at(1),
      to: at(4),
      change: { kind: "exclude" },
      reason: "alt er feil",
    });
    expect(second).toMatchObject({ status: 409, body: { code: "corrected-already" } });
  });

  it("need a permission that operators do not have", async () => {
    const { key } = await telemetry.server.addKey("operator");
    const response = await fetch(`${telemetry.url}/points/${id}/corrections`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ time: at(2), change: { kind: "exclude" }, reason: "feil" }),
    });
    expect(response.status).toBe(403);
  });
});

describe("present values", () => {
  it("are told as stale when they are older than three expected intervals", async () => {
    let now = base + 10 * hour;
    const telemetry = await startTelemetry([device], { now: () => now });
    try {
      const id = telemetry.pointOf("maaler-1", "temperature");
      await telemetry.send("maaler-1", base + 9 * hour, "temperature", 20);
      now = base + 12 * hour;
      expect(telemetry.fresh.get(id)?.quality).toBe("good");
      now = base + 12 * hour + 1;
      expect(telemetry.fresh.many([id])[0]?.quality).toBe("stale");
    } finally {
      await telemetry.stop();
    }
  });
});
