import { join } from "node:path";
import pino from "pino";
import { createIngest } from "../../app.ts";
import { readIngestConfig } from "../../config.ts";
import { createMemoryPointIndex } from "../../test/memory-point-index.ts";
import { createFileCheckpoints } from "./checkpoints.ts";

/** Ingest with its wires in a process of its own that a test can kill: `node consumer.ts <devices>`, set up by the environment. */
const pointIndex = createMemoryPointIndex();
for (let i = 0; i < Number(process.argv[2]); i++)
  pointIndex.register(`meter-${i}`, undefined, ["temperature"]);

const ingest = createIngest(readIngestConfig({ ...process.env, KR_MQTT_PORT: "0" }), {
  pointIndex,
  authenticate: async () => undefined,
  onCommitted: () => undefined,
  onDevicesSeen: () => undefined,
  checkpoints: createFileCheckpoints(join(process.env.KR_DATA_DIR ?? "", "checkpoints")),
  now: () => Date.now(),
  log: pino({ level: process.env.KR_TEST_LOG ?? "fatal" }),
});
await ingest.start();
await ingest.open();

/** Times of the samples of each device. */
async function stored(): Promise<number[][]> {
  const query = { from: 0, to: Date.now(), bucket: "raw", aggregates: [], limit: 900_000 } as const;
  const pointIds = Array.from({ length: Number(process.argv[2]) }, (_, i) => i + 1);
  const series = await ingest.store.series({ ...query, pointIds });
  return pointIds.map((pointId) => (series.get(pointId) ?? []).map(({ time }) => time));
}

process.on("message", async (message) => {
  if (message === "stored") process.send?.(await stored());
  else process.send?.({ health: ingest.health(), figures: ingest.figures() });
});
process.on("SIGTERM", () => {
  ingest.stop().then(() => process.exit(0));
});
