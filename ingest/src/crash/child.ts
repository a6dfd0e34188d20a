import pino from "pino";
import { createIngest } from "../app.ts";
import { readIngestConfig } from "../config.ts";
import { createMemoryPointIndex } from "../test/memory-point-index.ts";

/** Ingest in a process of its own that a test can kill: `node child.ts <data folder> <devices>`; writes its port. */
const [dataDir = "", devices = "1"] = process.argv.slice(2);
const pointIndex = createMemoryPointIndex();
for (let i = 0; i < Number(devices); i++) pointIndex.register(`meter-${i}`, undefined, ["temperature"]);

const ingest = createIngest(readIngestConfig({ ...process.env, KR_DATA_DIR: dataDir, KR_MQTT_PORT: "0" }), {
  pointIndex,
  authenticate: async () => ({ name: "test", mayPublish: true, maySubscribe: false }),
  onCommitted: () => undefined,
  onDevicesSeen: () => undefined,
  now: () => Date.now(),
  log: pino({ level: process.env.KR_TEST_LOG ?? "fatal" }),
});
await ingest.start();
const { mqttPort } = await ingest.open();
process.stdout.write(`${mqttPort}\n`);

process.on("message", (message) => {
  if (message === "health") process.send?.(ingest.health().telemetry);
});
process.on("SIGTERM", () => {
  ingest.stop().then(() => process.exit(0));
});
