import pino from "pino";
import { readPlatformConfig } from "./config.ts";
import { createPlatform } from "./platform.ts";

const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  process.stderr.write(
    `Kontrollrom needs Node 24, this is ${process.version}: start it with npm start after npm ci.\n`,
  );
  process.exit(1);
}

try {
  const config = readPlatformConfig(process.env);
  const log = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: false }));
  const platform = createPlatform(config, { log, now: Date.now });
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await platform.stop();
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop());
  process.on("SIGINT", () => void stop());
  // Started by another process that is gone: nobody would ever stop it.
  process.on("disconnect", () => void stop());
  const { url, mqttPort } = await platform.start();
  process.stdout.write(`Kontrollrom is ready: ${url}\n`);
  process.send?.({ url, mqttPort });
} catch (error) {
  process.stderr.write(`Kontrollrom could not start: ${(error as Error).message}\n`);
  process.exit(1);
}
