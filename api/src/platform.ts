import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import { createIngest } from "@kontrollrom/ingest/app.ts";
import { decoderInfos } from "@kontrollrom/ingest/decoder-names.ts";
import { importModel } from "@kontrollrom/twin/ifc/import-model.ts";
import { createPresentValues } from "@kontrollrom/twin/live/present-values.ts";
import { createRuleEngine } from "@kontrollrom/twin/live/rule-engine.ts";
import type { Logger } from "pino";
import { createTaskSystems, linksOf } from "./adapters/task-systems.ts";
import { createAlarms } from "./alarms/alarms.ts";
import { areaLayerHandlers } from "./area-layers/routes.ts";
import { createAreaLayers } from "./area-layers/service.ts";
import { areaHandlers } from "./areas/routes.ts";
import { createAreas } from "./areas/service.ts";
import { createBackups } from "./backup/backup.ts";
import { backupHandlers } from "./backup/routes.ts";
import { heldByNewPoints } from "./codecs/begin-new-points.ts";
import { createCodecBook } from "./codecs/codec-book.ts";
import { createFrameReplays } from "./codecs/frame-replays.ts";
import { codecHandlers } from "./codecs/routes.ts";
import { createCodecService } from "./codecs/service.ts";
import type { PlatformConfig } from "./config.ts";
import { createDerivedSource } from "./derived/evaluate.ts";
import { listDerivedPoints } from "./derived/listed.ts";
import { derivedPointHandlers } from "./derived/routes.ts";
import { createDerivedPoints } from "./derived/service.ts";
import { deviceProfileHandlers } from "./device-profiles/routes.ts";
import { createDeviceProfileService } from "./device-profiles/service.ts";
import { createDeviceHealth } from "./devices/health.ts";
import { deviceHandlers } from "./devices/routes.ts";
import { createDeviceService } from "./devices/service.ts";
import { documentHandlers } from "./documents/routes.ts";
import { drawingHandlers } from "./drawings/routes.ts";
import { createDrawings } from "./drawings/service.ts";
import { createAudit } from "./events/audit.ts";
import { createAuditLog } from "./events/audit-log.ts";
import { createDomainEvents } from "./events/domain-events.ts";
import { dxfHandlers } from "./exchange/dxf-routes.ts";
import { createIfcExport, ifcExportHandlers } from "./exchange/ifc-export.ts";
import { importDxf } from "./exchange/import-dxf.ts";
import { createInspectedFiles } from "./exchange/inspected-files.ts";
import { planExportHandlers } from "./exchange/plan-routes.ts";
import { underlayHandlers } from "./exchange/underlay-routes.ts";
import { createExportFiles } from "./exports/export-files.ts";
import { createExportWork } from "./exports/export-work.ts";
import { exportHandlers } from "./exports/routes.ts";
import { createFileStore } from "./files/file-store.ts";
import { createGraphBook } from "./graph/graph-book.ts";
import { graphHandlers } from "./graph/routes.ts";
import { createHealth, healthHandlers } from "./health/routes.ts";
import { createBuildingHistory } from "./history/building-history.ts";
import { historyHandlers } from "./history/routes.ts";
import type { Handlers } from "./http/handler.ts";
import { createHttpServer } from "./http/server.ts";
import { createStaticFiles } from "./http/static-files.ts";
import { createAccess } from "./identity/access.ts";
import { createKeyStore, createSessionStore } from "./identity/registry-stores.ts";
import { identityHandlers } from "./identity/routes.ts";
import { createCheckpointStore } from "./ingest/checkpoints.ts";
import { ingestHandlers } from "./ingest/routes.ts";
import { liveMessageHandlers } from "./live-messages/routes.ts";
import { mapHandlers } from "./map/routes.ts";
import { createJobs } from "./models/jobs.ts";
import { persistModel } from "./models/persist.ts";
import { reloadBuildings } from "./models/reload.ts";
import { reviewHandlers } from "./models/review-routes.ts";
import { createReviews } from "./models/reviews.ts";
import { revisionHandlers } from "./models/revision-routes.ts";
import { modelHandlers, onceForEachFile } from "./models/routes.ts";
import { readUpload } from "./models/upload.ts";
import { createNotices } from "./notices/notices.ts";
import { createRoundMaker } from "./recurring/make-rounds.ts";
import { createPlans } from "./recurring/plans.ts";
import { createHoursReset } from "./recurring/reset-hours.ts";
import { recurringHandlers } from "./recurring/routes.ts";
import { createCatalogue } from "./register/catalogue.ts";
import { componentHandlers } from "./register/component-routes.ts";
import { createRegisterImport, registerFileHandlers } from "./register/exchange/routes.ts";
import { propertyHandlers } from "./register/properties.ts";
import { createRegisterRepository } from "./register/repository.ts";
import { registerHandlers } from "./register/routes.ts";
import { searchHandlers } from "./register/search.ts";
import { openRegistry } from "./registry/database.ts";
import { createReportPlaces } from "./reports/places.ts";
import { createReports } from "./reports/reports.ts";
import { reportHandlers } from "./reports/routes.ts";
import { backtestHandlers } from "./rules/backtest/routes.ts";
import { createLiveRules } from "./rules/live.ts";
import { ruleHandlers } from "./rules/routes.ts";
import { savedViewHandlers } from "./saved-views/routes.ts";
import { shiftLogHandlers } from "./shift-log/routes.ts";
import { createSockets } from "./sockets/sockets.ts";
import { createCorrectedTimes } from "./telemetry/corrected-times.ts";
import { correctionHandlers } from "./telemetry/correction-routes.ts";
import { createCorrections } from "./telemetry/corrections.ts";
import { createFreshness } from "./telemetry/freshness.ts";
import { createPointBook } from "./telemetry/point-book.ts";
import { telemetryHandlers } from "./telemetry/routes.ts";
import { createSeriesAnswers } from "./telemetry/series-answer.ts";
import { createSeriesSource } from "./telemetry/series-source.ts";
import { orderFileHandlers } from "./webhooks/file-routes.ts";
import { createOutbox } from "./webhooks/outbox.ts";
import { createReporterMail } from "./webhooks/reporter-mail.ts";
import { webhookHandlers } from "./webhooks/routes.ts";
import { createWebhookTarget } from "./webhooks/webhook-target.ts";
import { createAlarmFollower } from "./work-orders/follow-alarms.ts";
import { createOrderWriter } from "./work-orders/order-writer.ts";
import { workOrderPartHandlers } from "./work-orders/part-routes.ts";
import { workOrderHandlers } from "./work-orders/routes.ts";
import { createWorkOrderService } from "./work-orders/service.ts";

export interface Platform {
  /** Opens the stores, judges what a crash left, and only then lets messages and callers in. */
  start(): Promise<{ url: string; mqttPort: number }>;
  /** Takes no more, finishes what was taken, and closes the stores. */
  stop(): Promise<void>;
}

const tickMs = 1000;
const checkpointMs = 30_000;
/** Transitions that may wait for the registry before ingest is slowed. */
const maxRuleBacklog = 10_000;

/** The whole platform in one process: the only place where ingest, twin and the registry meet. */
export function createPlatform(config: PlatformConfig, deps: { log: Logger; now(): number }): Platform {
  const { log, now } = deps;
  const version = packageVersion();
  const onStop: (() => Promise<void> | void)[] = [];

  async function compose(): Promise<{ url: string; mqttPort: number }> {
    const db = await openRegistry(config.registryPath);
    onStop.push(() => db.destroy());
    const files = createFileStore(config.filesDir);
    const catalogue = createCatalogue(db);
    await catalogue.load();
    const codecBook = createCodecBook(db);
    await codecBook.load();

    const audit = createAudit(db, now);
    const events = createDomainEvents(db, (event) => sockets.eventHappened(event));
    await events.load();
    const keys = createKeyStore(db);
    const sessions = createSessionStore(db);
    const access = createAccess(config.http, { keys, sessions, now, log });

    const present = createPresentValues();
    const fresh = createFreshness({ present, catalogue, now });
    const correctedTimes = createCorrectedTimes();
    const health = createDeviceHealth(db);
    await health.load();
    const ingest = createIngest(config.ingest, {
      pointIndex: catalogue,
      codecs: codecBook,
      checkpoints: createCheckpointStore(db),
      corrected: correctedTimes,
      authenticate: ({ username, password, remoteAddress }) =>
        access.authenticateMqtt({ username, password, remoteAddress }),
      onCommitted,
      onReplayed,
      onDevicesSeen: (seen) => health.seen(seen),
      retentionOf: (id) => {
        const quantity = catalogue.points.get(id)?.quantity ?? "";
        return config.ingest.retention.byQuantity.get(quantity) ?? config.ingest.retention;
      },
      now,
      log,
    });
    const backups = createBackups(
      { dataDir: config.ingest.dataDir, backupDir: config.backupDir, version },
      { telemetry: ingest.backup, now },
    );

    const { smtpUrl, smtpFrom } = config.notices;
    const reporterMail = smtpUrl === undefined ? undefined : createReporterMail({ smtpUrl, from: smtpFrom });
    const taskSystems = createTaskSystems(config.taskSystems, {
      db,
      service: () => workOrders,
      now,
      onError: (system, error) =>
        log.error({ err: error, system }, "a task system could not be read; trying again"),
    });
    const outbox = createOutbox({
      db,
      targets: [
        createWebhookTarget({ db, now }),
        ...(reporterMail ? [reporterMail] : []),
        ...taskSystems.map((system) => system.target),
      ],
      now,
      onError: (error) => log.error({ err: error }, "messages about orders could not be sent; trying again"),
      onGivenUp: ({ seq, target }, detail) =>
        log.error({ delivery: seq, target, detail }, "a message about an order was given up"),
    });
    const hoursReset = createHoursReset({
      db,
      rule: (id) => rules.get(id),
      reset: (reset) => rules.reset(reset),
      now,
      onError: (error) => log.error({ err: error }, "running hours could not be counted anew"),
    });
    onStop.push(() => hoursReset.settled());
    const orderWriter = createOrderWriter({
      events,
      followers: [
        outbox,
        hoursReset,
        { changed: async () => {}, committed: () => alarms.holds.ordersChanged() },
      ],
      now,
    });
    const workOrders = createWorkOrderService({ db, writer: orderWriter, catalogue, now });
    const orderFollower = createAlarmFollower({
      db,
      writer: orderWriter,
      sampleFrom: async (pointId, from) => (await ingest.store.samplesAfter(pointId, from - 1, 1))[0],
      now,
      onError: (error) => log.error({ err: error }, "orders could not follow their alarms; trying again"),
    });
    const alarms = createAlarms(config.alarms, {
      db,
      catalogue,
      events,
      health,
      workOrders,
      audit,
      rule: (id) => rules.get(id),
      onError: (error) => log.error({ err: error }, "alarms could not be brought up to date; trying again"),
      now,
    });
    const notices = createNotices(config.notices, {
      db,
      alarms: alarms.service,
      audit,
      onError: (error) => log.error({ err: error }, "notices could not be sent; trying again"),
      now,
    });
    const rules = createLiveRules({
      db,
      engine: createRuleEngine({ now, lastKnown: (pointId) => present.get(pointId) }),
      catalogue,
      alarms: alarms.service,
      reader: ingest.store,
      lastKnown: (pointId) => present.get(pointId),
      now,
      onError: (error) => log.error({ err: error }, "rules could not be written; trying again"),
    });

    const roundMaker = createRoundMaker({
      db,
      service: workOrders,
      writer: orderWriter,
      now,
      onError: (error) => log.error({ err: error }, "rounds could not be made; trying again"),
    });

    let followedVersion = catalogue.version;
    function followPlaces(): void {
      if (followedVersion === catalogue.version) return;
      const fresh = catalogue.newSince(followedVersion);
      followedVersion = catalogue.version;
      // Nobody follows a place by what came outdoors.
      const indoors = (id: number) => catalogue.points.get(id)?.device.buildingId !== undefined;
      if (fresh === undefined || fresh.some(indoors)) sockets.placesChanged();
    }

    /** Called in order; the next commit's samples wait for the promise. */
    async function onCommitted(samples: readonly CommittedSample[]): Promise<void> {
      rules.judge(samples);
      const changed = present.apply(samples);
      followPlaces();
      if (changed.length > 0) sockets.valuesChanged(changed);
      if (rules.backlog > maxRuleBacklog) await rules.settled();
    }

    const derived = createDerivedPoints({ db, catalogue, now });
    await derived.load();
    const pointBook = createPointBook({ catalogue, derivedPoint: (id) => derived.point(id) });
    const seriesSource = createSeriesSource({
      store: ingest.store,
      derived: createDerivedSource({ store: ingest.store, nodes: derived }),
      isDerived: (id) => derived.find(id) !== undefined,
    });
    const exportFiles = createExportFiles(join(config.ingest.dataDir, "exports"), {
      now,
      onError: (error) => log.error({ err: error }, "old exports could not be removed"),
    });
    const inspected = createInspectedFiles(join(config.ingest.dataDir, "inspected"), {
      now,
      onError: (error) => log.error({ err: error }, "old DXF drawings could not be removed"),
    });
    const corrections = createCorrections({
      db,
      store: ingest.store,
      times: correctedTimes,
      book: pointBook,
      changed: (samples) => sockets.valuesChanged(present.apply(samples)),
      now,
    });

    /** Corrected values are judged in their place, as late ones are; points that are new begin with the value that holds. */
    async function onReplayed(samples: readonly CommittedSample[]): Promise<void> {
      const held = heldByNewPoints(samples, present);
      if (held.length > 0) {
        const changed = present.apply(held);
        rules.beginWithHeld(changed);
        followPlaces();
        sockets.valuesChanged(changed);
      }
      await onCommitted(samples);
      // At once: after a crash a rule would else take a new point's history for what it has not judged yet.
      if (held.length > 0) await rules.checkpoint();
    }

    const register = createRegisterRepository(db);
    const areas = createAreas({ db, files });
    const graph = createGraphBook({ db, catalogue });
    const deviceDeps = {
      db,
      catalogue,
      decoders: codecBook,
      onRegistered: (externalIds: readonly string[]) => {
        ingest.deadLetters
          .replayUnknown(externalIds)
          .catch((error: unknown) =>
            log.error({ err: error }, "frames that waited for a device could not be replayed"),
          );
      },
      now,
    };
    const devices = createDeviceService({ ...deviceDeps, register });
    const frameReplays = createFrameReplays({ db, frames: ingest.frames });
    const jobs = createJobs({
      db,
      now,
      onError: (error) => log.error({ err: error }, "a job failed unexpectedly"),
      work: {
        "model-import": onceForEachFile(db, async (job, progress, signal) => {
          const upload = readUpload(job.input);
          const result =
            upload.dxf !== undefined
              ? await importDxf({ db, files, now }, upload, job.id, { signal, onProgress: progress })
              : await persistModel(
                  { db, files, now },
                  { ...upload, name: job.name },
                  await importModel(
                    { path: files.path(upload.fileKey), name: job.name },
                    { signal, onProgress: (fraction) => progress(fraction * 0.95) },
                  ),
                );
          const buildingIds = result.buildings.map((building) => building.id);
          await reloadBuildings(db, catalogue, rules, buildingIds);
          await devices.bindAgain(buildingIds);
          return result;
        }),
        "series-export": createExportWork({ source: seriesSource, book: pointBook, files: exportFiles, now }),
        "ifc-export": createIfcExport({ db, files, exports: exportFiles, now }),
        "frame-replay": frameReplays.work,
        "register-import": createRegisterImport({
          db,
          files,
          changed: async () => {
            await catalogue.loadPlaces();
            graph.changed();
          },
          now,
        }),
        backup: (job, progress, signal) => backups.make(job.input, job.id, progress, signal),
      },
    });

    const reached = {
      publicUrl: config.http.publicUrl,
      https: config.http.tls !== undefined || config.http.behindProxy,
    };
    const platformHealth = createHealth({ db, ingest, rules, taskSystems, mode: config.http.mode, version });
    const handlers: Handlers = {
      ...healthHandlers({ health: platformHealth, ingest, version }),
      ...identityHandlers({
        config: config.http,
        access,
        keys,
        sessions,
        now,
        log: createAuditLog(log, audit),
        revoked: (credential) => {
          sockets.revoke(credential);
          ingest.disconnectMqtt(credential);
        },
      }),
      ...backupHandlers({ backups, jobs, audit }),
      ...modelHandlers({ db, files, jobs, audit }),
      ...dxfHandlers({ db, files, inspected, jobs, audit }),
      ...ifcExportHandlers({ db, files, exports: exportFiles, jobs, audit, now }),
      ...underlayHandlers({ db, files, audit, now }),
      ...planExportHandlers({ db, files, now }),
      ...revisionHandlers({ db, files }),
      ...reviewHandlers({
        db,
        reviews: createReviews({ db, files, now }),
        audit,
        onDecided: (buildingId) => reloadBuildings(db, catalogue, rules, [buildingId]),
      }),
      ...registerHandlers({ repository: register, catalogue, files, now }),
      ...propertyHandlers({ db, audit, now }),
      ...componentHandlers({ db, audit, changed: () => graph.changed(), now }),
      ...graphHandlers({ db, book: graph, audit, now }),
      ...registerFileHandlers({ db, files, jobs, audit }),
      ...documentHandlers({ db, files, audit, now }),
      ...searchHandlers({ db, catalogue }),
      ...areaHandlers({ areas }),
      ...areaLayerHandlers({ layers: createAreaLayers({ db, files, areas, now }), audit }),
      ...drawingHandlers({
        drawings: createDrawings({
          db,
          files,
          areas,
          now,
          changed: (buildingId) => reloadBuildings(db, catalogue, rules, [buildingId]),
        }),
        audit,
      }),
      ...deviceHandlers({
        db,
        service: devices,
        catalogue,
        health,
        audit,
        store: ingest.store,
        presentValue: (id) => fresh.get(id),
        offerReplay: (externalId) => frameReplays.offer({ devices: [externalId] }),
        now,
      }),
      ...deviceProfileHandlers({
        db,
        service: createDeviceProfileService(deviceDeps),
        decoders: decoderInfos(),
        audit,
      }),
      ...codecHandlers({
        service: createCodecService({ db, book: codecBook, codecs: ingest.codecs, now }),
        replays: frameReplays,
        codecs: ingest.codecs,
        jobs,
        audit,
        now,
      }),
      ...telemetryHandlers({
        answers: createSeriesAnswers({ source: seriesSource, store: ingest.store, book: pointBook }),
      }),
      ...correctionHandlers({ corrections, audit }),
      ...derivedPointHandlers({ derived, store: ingest.store, audit }),
      ...exportHandlers({
        jobs,
        files: exportFiles,
        book: pointBook,
        catalogue,
        derivedPoints: () => derived.points(),
        audit,
      }),
      ...backtestHandlers({ book: rules, catalogue, store: ingest.store }),
      ...ruleHandlers({ book: rules, catalogue, presentValue: (id) => fresh.get(id), audit, now }),
      ...alarms.handlers,
      ...notices.handlers,
      ...workOrderHandlers({ db, service: workOrders, files, linkOf: linksOf(taskSystems), now }),
      ...workOrderPartHandlers({ db, writer: orderWriter, audit, now }),
      ...reportHandlers({
        places: createReportPlaces({ db, catalogue, now }),
        reports: createReports({ db, service: workOrders, files, now }),
        catalogue,
        audit,
        ...reached,
        now,
      }),
      ...webhookHandlers({ db, service: workOrders, outbox, audit, now }),
      ...orderFileHandlers({ db, audit, ...reached, now }),
      ...recurringHandlers({ plans: createPlans({ db, catalogue, now }), rounds: roundMaker, audit }),
      ...liveMessageHandlers({ tail: ingest.tail, catalogue }),
      ...mapHandlers({ db, catalogue, presentValue: (id) => fresh.get(id), audit }),
      ...savedViewHandlers({ db, audit, now }),
      ...shiftLogHandlers({ db, audit, now }),
      ...historyHandlers({
        db,
        history: createBuildingHistory({ db, store: ingest.store, catalogue, now }),
        now,
      }),
      ...ingestHandlers({ ingest, decoders: codecBook.infos, webhookSecrets: config.webhookSecrets, now }),
    };
    const http = createHttpServer({
      handlers: { ...handlers, ...listDerivedPoints(handlers, derived) },
      identify: access.identify,
      config: config.http,
      log,
      staticFiles: createStaticFiles(config.viewerDir),
    });
    const sockets = createSockets({
      httpServer: http.httpServer,
      identify: access.identify,
      config: config.http,
      log,
      deps: {
        presentMany: (pointIds) => fresh.many(pointIds),
        pointsOf: (places) => catalogue.pointsIn(places),
        eventsAfter: (seq, limit) => events.after(seq, limit),
        currentSeq: () => events.seq,
      },
    });

    await ingest.start();
    onStop.push(() => ingest.stop());
    // Not before the telemetry is open: it is what a second platform on the same folder cannot get, and it must touch nothing.
    await files.start();
    await exportFiles.start();
    onStop.push(() => exportFiles.stop());
    await inspected.start();
    onStop.push(() => inspected.stop());
    await corrections.start();
    present.load(await ingest.store.latest());
    await alarms.start();
    onStop.push(() => alarms.stop());
    await notices.start();
    onStop.push(() => notices.stop());
    await rules.start();
    onStop.push(async () => {
      await rules.stop();
      await health.flush();
    });
    const { mqttPort } = await ingest.open();
    onStop.push(() => ingest.close());
    const timers = [
      setInterval(() => rules.tick(now()), tickMs),
      setInterval(() => {
        Promise.all([rules.checkpoint(), health.flush()]).catch((error: unknown) =>
          log.error({ err: error }, "the state of the rules could not be saved; trying again"),
        );
      }, checkpointMs),
    ];
    onStop.push(() => {
      for (const timer of timers) clearInterval(timer);
    });
    await jobs.start();
    onStop.push(() => jobs.stop());
    orderFollower.start();
    onStop.push(() => orderFollower.stop());
    roundMaker.start();
    onStop.push(() => roundMaker.stop());
    for (const system of taskSystems) {
      system.start();
      onStop.push(() => system.stop());
    }
    outbox.start();
    onStop.push(() => outbox.stop().then(() => reporterMail?.stop()));
    sockets.start();
    onStop.push(async () => {
      await sockets.stop();
      await http.stop();
    });
    const { url } = await http.start();
    return { url, mqttPort };
  }

  async function stop(): Promise<void> {
    for (const undo of onStop.splice(0).reverse()) {
      try {
        await undo();
      } catch (error) {
        log.error({ err: error }, "a part did not stop cleanly");
      }
    }
  }

  return {
    async start() {
      try {
        return await compose();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
}

function packageVersion(): string {
  const file = join(import.meta.dirname, "../package.json");
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return version;
}
