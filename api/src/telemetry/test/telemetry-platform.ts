import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Job } from "@kontrollrom/contracts/job.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import { createIngest } from "@kontrollrom/ingest/app.ts";
import { readIngestConfig } from "@kontrollrom/ingest/config.ts";
import { createPresentValues } from "@kontrollrom/twin/live/present-values.ts";
import pino from "pino";
import { createDerivedSource } from "../../derived/evaluate.ts";
import { derivedPointHandlers } from "../../derived/routes.ts";
import { createDerivedPoints } from "../../derived/service.ts";
import { createAudit } from "../../events/audit.ts";
import { createExportFiles } from "../../exports/export-files.ts";
import { createExportWork } from "../../exports/export-work.ts";
import { exportHandlers } from "../../exports/routes.ts";
import { createBuildingHistory } from "../../history/building-history.ts";
import { historyHandlers } from "../../history/routes.ts";
import { createTestServer } from "../../http/test-server.ts";
import { createJobs } from "../../models/jobs.ts";
import { createCatalogue } from "../../register/catalogue.ts";
import { openRegistry } from "../../registry/database.ts";
import { createCorrectedTimes } from "../corrected-times.ts";
import { correctionHandlers } from "../correction-routes.ts";
import { createCorrections } from "../corrections.ts";
import { createFreshness } from "../freshness.ts";
import { createPointBook } from "../point-book.ts";
import { telemetryHandlers } from "../routes.ts";
import { createSeriesAnswers } from "../series-answer.ts";
import { createSeriesSource } from "../series-source.ts";

/** One device of the test's register, with a point for each quantity. */
export interface TestDevice {
  readonly externalId: string;
  readonly quantities: readonly string[];
  readonly buildingId?: string;
  readonly expectedIntervalS?: number;
}

/** Telemetry as the platform composes it: real registry, real ingest with its store, real HTTP. */
export async function startTelemetry(
  devices: readonly TestDevice[],
  options: { folder?: string; limits?: { streams?: number; streamMs?: number }; now?: () => number } = {},
) {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "kr-telemetry-")));
  const now = options.now ?? Date.now;
  const log = pino({ level: "silent" });
  const db = await openRegistry(join(folder, "registry.sqlite"));
  const buildings = new Set(devices.flatMap(({ buildingId }) => buildingId ?? []));
  for (const id of buildings)
    await db
      .insertInto("building")
      .values({ id, name: id, created_at: 0 } as never)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  for (const { externalId, quantities, buildingId, expectedIntervalS } of devices) {
    await db
      .insertInto("device")
      .values({
        id: externalId,
        external_id: externalId,
        name: externalId,
        building_id: buildingId ?? null,
        expected_interval_s: expectedIntervalS ?? null,
        lost_frames: 0,
      } as never)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    for (const quantity of quantities)
      await db
        .insertInto("point")
        .values({ device_id: externalId, quantity, channel: "" } as never)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
  }
  const catalogue = createCatalogue(db);
  await catalogue.load();

  const present = createPresentValues();
  const judged: CommittedSample[] = [];
  const times = createCorrectedTimes();
  const ingest = createIngest(
    readIngestConfig({
      KR_DATA_DIR: folder,
      KR_DUCKDB_MEMORY_MB: "256",
      KR_MQTT_PORT: "0",
      KR_MQTT_HOST: "127.0.0.1",
    }),
    {
      pointIndex: catalogue,
      authenticate: async () => undefined,
      corrected: times,
      onCommitted(samples) {
        judged.push(...samples);
        present.apply(samples);
      },
      onDevicesSeen: () => undefined,
      now,
      log,
    },
  );
  await ingest.start();
  const derived = createDerivedPoints({ db, catalogue, now });
  await derived.load();
  const book = createPointBook({ catalogue, derivedPoint: (id) => derived.point(id) });
  const source = createSeriesSource({
    store: ingest.store,
    derived: createDerivedSource({ store: ingest.store, nodes: derived }),
    isDerived: (id) => derived.find(id) !== undefined,
  });
  const changed: CommittedSample[] = [];
  const corrections = createCorrections({
    db,
    store: ingest.store,
    book,
    times,
    changed(samples) {
      changed.push(...samples);
      present.apply(samples);
    },
    now,
  });
  await corrections.start();
  const audit = createAudit(db, now);
  const exportFiles = createExportFiles(join(folder, "exports"), { now, onError: () => undefined });
  await exportFiles.start();
  const other = async () => {
    throw new Error("not of this test");
  };
  const jobs = createJobs({
    db,
    now,
    onError: () => undefined,
    work: {
      "series-export": createExportWork({ source, book, files: exportFiles, now }),
      "model-import": other,
      "frame-replay": other,
      "register-import": other,
      backup: other,
      "ifc-export": other,
    },
  });
  await jobs.start();
  const server = createTestServer({
    checkAnswers: true,
    handlers: {
      ...telemetryHandlers({
        answers: createSeriesAnswers({
          source,
          store: ingest.store,
          book,
          ...(options.limits && { limits: options.limits }),
        }),
      }),
      ...correctionHandlers({ corrections, audit }),
      ...derivedPointHandlers({ derived, store: ingest.store, audit }),
      ...historyHandlers({
        db,
        history: createBuildingHistory({ db, store: ingest.store, catalogue, now }),
        now,
      }),
      ...exportHandlers({
        jobs,
        files: exportFiles,
        book,
        catalogue,
        derivedPoints: () => derived.points(),
        audit,
      }),
      "GET /jobs/{id}": async ({ params }) => (await jobs.get(params.id)) as Job,
    },
  });
  const { url } = await server.start();
  await ingest.open();
  const { key } = await server.addKey("property-manager", "Kari");

  return {
    url: `${url}/api/v1`,
    folder,
    key,
    db,
    server,
    ingest,
    source,
    book,
    judged,
    changed,
    catalogue,
    fresh: createFreshness({ present, catalogue, now }),
    pointOf(externalId: string, quantity: string): number {
      const id = catalogue.device(externalId)?.points.get(quantity);
      if (id === undefined) throw new Error(`${externalId} has no ${quantity}`);
      return id;
    },
    /** Straight to the store, as many as one likes. */
    async store(pointId: number, samples: readonly (readonly [time: number, value: number])[]) {
      for (let at = 0; at < samples.length; at += 50_000)
        await ingest.store.commit({
          samples: samples.slice(at, at + 50_000).map(([time, value]) => ({
            pointId,
            time,
            value,
            quality: "good",
            frameId: "1",
            receivedAt: time,
          })),
          frames: [],
          deadLetters: [],
        });
    },
    /** As a gateway sends it. */
    send: (device: string, time: number, quantity: string, value: number) =>
      ingest.receive([
        {
          format: "json",
          source: "http:json",
          receivedAt: now(),
          payload: Buffer.from(
            JSON.stringify({ time: new Date(time).toISOString(), device, values: [{ quantity, value }] }),
          ),
        },
      ]),
    get: (path: string, headers: Record<string, string> = {}, signal?: AbortSignal) =>
      fetch(`${url}/api/v1${path}`, {
        headers: { authorization: `Bearer ${key}`, ...headers },
        ...(signal && { signal }),
      }),
    call: async <T = Record<string, unknown>>(
      method: string,
      path: string,
      body?: unknown,
    ): Promise<{ status: number; body: T }> => {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: (text === "" ? undefined : JSON.parse(text)) as T };
    },
    async stop({ keep = false } = {}) {
      await server.stop();
      await jobs.stop();
      exportFiles.stop();
      await ingest.stop();
      await db.destroy();
      if (!keep) await rm(folder, { recursive: true, force: true });
    },
  };
}

export type TestTelemetry = Awaited<ReturnType<typeof startTelemetry>>;
