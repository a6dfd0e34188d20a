import { parquetReadObjects } from "hyparquet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTelemetry, type TestTelemetry } from "./test/telemetry-platform.ts";

const base = Date.parse("2026-03-01T00:00:00Z");
const minute = 60_000;
const period = "from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z";

describe("series as streams", () => {
  let telemetry: TestTelemetry;
  let temperature = 0;
  beforeEach(async () => {
    telemetry = await startTelemetry(
      [{ externalId: "=cmd;rom", quantities: ["temperature", "energy"], expectedIntervalS: 60 }],
      { limits: { streams: 2 } },
    );
    temperature = telemetry.pointOf("=cmd;rom", "temperature");
  });
  afterEach(() => telemetry.stop());

  const values = (count: number, step = minute) =>
    Array.from({ length: count }, (_, i) => [base + i * step, 20 + (i % 50) / 10] as const);

  it("leave as NDJSON, a line for each entry, without limit on their number", async () => {
    await telemetry.store(temperature, values(150_000, 1000));
    const response = await telemetry.get(`/points/${temperature}/samples?${period}`, {
      accept: "application/x-ndjson",
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("application/x-ndjson");
    const lines = (await response.text()).trim().split("\n");
    expect(lines).toHaveLength(150_000);
    expect(JSON.parse(lines[1] ?? "")).toEqual({
      pointId: temperature,
      time: base + 1000,
      value: 20.1,
      quality: "good",
    });
    const tooMany = await telemetry.get(`/points/${temperature}/samples?${period}&limit=100000`);
    expect(tooMany.status).toBe(413);
  });

  it("leave as CSV for programs, and as CSV that a Norwegian Excel opens", async () => {
    await telemetry.store(temperature, values(3));
    const ask = async (more: string) =>
      (
        await telemetry.get(`/points/${temperature}/samples?${period}${more}`, { accept: "text/csv" })
      ).arrayBuffer();
    expect(Buffer.from(await ask("")).toString()).toBe(
      [
        "point,device,quantity,unit,time,value,quality",
        `${temperature},'=cmd;rom,temperature,Cel,2026-03-01T00:00:00.000Z,20,good`,
        `${temperature},'=cmd;rom,temperature,Cel,2026-03-01T00:01:00.000Z,20.1,good`,
        `${temperature},'=cmd;rom,temperature,Cel,2026-03-01T00:02:00.000Z,20.2,good`,
        "",
      ].join("\r\n"),
    );
    expect(Buffer.from(await ask("&csv=excel-nb&bucket=PT1H&aggregates=avg,count")).toString()).toBe(
      `\uFEFFpoint;device;quantity;unit;time;avg;count;quality\r\n${temperature};"'=cmd;rom";temperature;Cel;2026-03-01 01:00:00;20,1;3;good\r\n`,
    );
  });

  it("leave as Parquet that another reader understands", async () => {
    await telemetry.store(temperature, values(120_000, 1000));
    const body = {
      pointIds: [temperature],
      from: "2026-03-01T00:00:00Z",
      to: "2026-04-01T00:00:00Z",
      bucket: "raw",
    };
    const response = await fetch(`${telemetry.url}/samples/query`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${telemetry.key}`,
        accept: "application/vnd.apache.parquet",
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    });
    const file = await response.arrayBuffer();
    const rows = await parquetReadObjects({ file });
    expect(rows).toHaveLength(120_000);
    expect(rows[119_999]).toEqual({
      point: temperature,
      time: new Date(base + 119_999_000),
      value: 24.9,
      quality: "good",
    });
  });

  it("tells what is wrong before the stream begins", async () => {
    const accept = { accept: "text/csv" };
    expect((await telemetry.get(`/points/999/samples?${period}`, accept)).status).toBe(404);
    expect((await telemetry.get(`/points/${temperature}/samples?${period}&zone=Mars`, accept)).status).toBe(
      400,
    );
    expect((await telemetry.get(`/points/${temperature}/samples?${period}&gaps=auto`, accept)).status).toBe(
      400,
    );
  });

  it("thins a series for drawing and tells its gaps, as JSON", async () => {
    await telemetry.store(temperature, [
      ...values(5000),
      ...values(5000).map(([time, value]) => [time + 20 * 86_400_000, value] as const),
    ]);
    const { body } = await telemetry.call<{
      points: { entries: { time: number; value: number }[]; gaps: { from: number; to: number }[] }[];
    }>("GET", `/points/${temperature}/samples?${period}&points=100&method=min-max&gaps=auto`);
    const [series] = body.points;
    expect(series?.entries.length).toBeLessThanOrEqual(100);
    expect(Math.max(...(series?.entries ?? []).map(({ value }) => value))).toBe(24.9);
    expect(series?.gaps).toEqual([
      { from: base + 4999 * minute, to: base + 20 * 86_400_000 },
      { from: base + 20 * 86_400_000 + 4999 * minute, to: Date.parse("2026-04-01T00:00:00Z") },
    ]);
  });

  it("counts days, weeks and months by the calendar of the zone that is asked for", async () => {
    await telemetry.store(temperature, values(31 * 24, 3_600_000));
    const first = async (more: string) => {
      const { body } = await telemetry.call<{ points: { entries: { time: number }[] }[] }>(
        "GET",
        `/points/${temperature}/samples?${period}&aggregates=count&${more}`,
      );
      return new Date(body.points[0]?.entries[1]?.time ?? 0).toISOString();
    };
    expect(await first("bucket=P1D")).toBe("2026-03-01T23:00:00.000Z");
    expect(await first("bucket=P1D&zone=UTC")).toBe("2026-03-02T00:00:00.000Z");
    expect(await first("bucket=P1W&zone=UTC")).toBe("2026-03-02T00:00:00.000Z");
  });

  it("ends a stream that breaks off with a line that says so, and a connection that is cut", async () => {
    await telemetry.store(temperature, values(100));
    const { store } = telemetry.ingest;
    const { stream } = store;
    store.stream = async function* (request) {
      yield* stream(request);
      throw new Error("the disk has gone");
    };
    const response = await telemetry.get(`/points/${temperature}/samples?${period}`, {
      accept: "application/x-ndjson",
    });
    let text = "";
    const read = async () => {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
    };
    await expect(read()).rejects.toThrow();
    const lines = text.trim().split("\n");
    expect(lines).toHaveLength(101);
    expect(JSON.parse(lines[100] ?? "")).toMatchObject({ error: { code: "stream-broke-off" } });
    expect(text).not.toContain("disk");
    const cut = await telemetry.get(`/points/${temperature}/samples?${period}`, { accept: "text/csv" });
    await expect(cut.text()).rejects.toThrow();
  });

  it("stops reading when the caller leaves, and lets only so many read at once", async () => {
    await telemetry.store(temperature, values(200_000, 1000));
    const { store } = telemetry.ingest;
    const { stream } = store;
    let ended = 0;
    store.stream = async function* (request) {
      try {
        yield* stream(request);
      } finally {
        ended += 1;
      }
    };
    const ask = (signal?: AbortSignal) =>
      telemetry.get(`/points/${temperature}/samples?${period}`, { accept: "application/x-ndjson" }, signal);
    const leaving = new AbortController();
    const [first, second] = [await ask(leaving.signal), await ask(leaving.signal)];
    expect([first.status, second.status, (await ask()).status]).toEqual([200, 200, 503]);
    leaving.abort();
    await expect.poll(() => ended, { timeout: 20_000 }).toBe(2);
    await expect.poll(async () => (await ask()).status, { timeout: 20_000 }).toBe(200);
  });
});

describe("a series of millions of entries", () => {
  it("streams in bounded memory", async () => {
    const names = Array.from({ length: 8 }, (_, i) => `rom-${i}`);
    const telemetry = await startTelemetry(
      names.map((externalId) => ({ externalId, quantities: ["temperature"] })),
    );
    try {
      const ids = names.map((name) => telemetry.pointOf(name, "temperature"));
      const each = 250_000;
      for (const id of ids)
        await telemetry.store(
          id,
          Array.from({ length: each }, (_, i) => [base + i * 1000, i % 997] as const),
        );
      const response = await fetch(`${telemetry.url}/samples/query`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${telemetry.key}`,
          accept: "application/x-ndjson",
          "content-type": "application/json",
        },
        body: JSON.stringify({
          pointIds: ids,
          from: "2026-03-01T00:00:00Z",
          to: "2026-04-01T00:00:00Z",
          bucket: "raw",
        }),
      });
      let lines = 0;
      let bytes = 0;
      let begin = 0;
      let most = 0;
      for await (const chunk of response.body ?? []) {
        for (const byte of chunk as Uint8Array) if (byte === 10) lines += 1;
        bytes += (chunk as Uint8Array).length;
        begin ||= process.memoryUsage.rss();
        most = Math.max(most, process.memoryUsage.rss());
      }
      expect(lines).toBe(names.length * each);
      // All of it as objects would take some 300 MB more than a part of it.
      expect(bytes).toBeGreaterThan(120_000_000);
      expect(most - begin).toBeLessThan(300_000_000);
    } finally {
      await telemetry.stop();
    }
  });
});
