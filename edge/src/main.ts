import { pino } from "pino";
import { createEdge } from "./app.ts";
import { type EdgeConfig, readEdgeConfig } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { OutboxError } from "./outbox/outbox-error.ts";

function refuse(error: unknown): never {
  if (!(error instanceof ConfigError) && !(error instanceof OutboxError)) throw error;
  console.error(`edge: ${error.message}`);
  process.exit(1);
}

function configure(): EdgeConfig {
  try {
    return readEdgeConfig(process.env);
  } catch (error) {
    refuse(error);
  }
}

const config = configure();
const log = pino({ level: config.logLevel, base: { site: config.site } }, process.stderr);
const edge = createEdge(config, { log, now: Date.now, random: Math.random });

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    edge.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "did not stop in order");
        process.exit(1);
      },
    );
  });

try {
  edge.start();
} catch (error) {
  refuse(error);
}
const { waiting } = edge.health().outbox;
console.log(
  `Kontrollrom edge ${config.site} is ready: ${config.sources.length} sources to ${config.mqttUrl}, ${waiting} messages waiting`,
);
