import { quantities } from "@kontrollrom/contracts/quantity.ts";
import { z } from "zod";
import { ConfigError } from "./config-error.ts";
import { defaultRetention, type Retention } from "./store/retention.ts";
import { readSeriesServerConfig, type SeriesServerConfig } from "./store/series-server.ts";
import { readWiresConfig, type WiresConfig } from "./wires/config.ts";

/** A whole number in an environment variable. */
function whole(fallback: number, min: number, max: number) {
  return z
    .string()
    .regex(/^\d+$/, `expected a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(
      z
        .number()
        .min(min, `expected a whole number from ${min} to ${max}`)
        .max(max, `expected a whole number from ${min} to ${max}`),
    )
    .default(fallback);
}

const megabyte = 1024 * 1024;

const Environment = z.object({
  KR_DATA_DIR: z.string().min(1, "expected a folder").default("./data"),
  KR_MQTT_HOST: z.string().min(1, "expected an address to listen on").default("127.0.0.1"),
  KR_MQTT_PORT: whole(1883, 0, 65_535),
  KR_MQTT_MAX_CLIENTS: whole(2000, 1, 100_000),
  KR_MQTT_DRAIN_MS: whole(4000, 100, 60_000),
  KR_MQTT_QUEUE_MESSAGES: whole(10_000, 1, 1_000_000),
  KR_MQTT_QUEUE_BYTES: whole(16 * megabyte, 64 * 1024, 256 * megabyte),
  KR_MQTT_SESSION_DAYS: whole(7, 1, 365),
  KR_MQTTS_HOST: z.string().min(1, "expected an address to listen on").optional(),
  KR_MQTTS_PORT: whole(8883, 0, 65_535),
  KR_TLS_CERT: z.string().optional(),
  KR_TLS_KEY: z.string().optional(),
  KR_MAX_MESSAGE_BYTES: whole(256 * 1024, 1024, 16 * megabyte),
  KR_INGEST_WAITING_BYTES: whole(64 * megabyte, megabyte, 1024 * megabyte),
  KR_INGEST_BATCH_MESSAGES: whole(1000, 1, 100_000),
  KR_FRAME_DAYS: whole(30, 1, 3650),
  KR_RETENTION_RAW_DAYS: whole(defaultRetention.rawDays, 1, 36_500),
  KR_RETENTION_HOURLY_DAYS: whole(defaultRetention.hourlyDays, 1, 36_500),
  KR_RETENTION_BY_QUANTITY: z.string().optional(),
  KR_DEAD_LETTERS: whole(100_000, 100, 10_000_000),
  KR_DEAD_LETTER_BYTES: whole(256 * megabyte, megabyte, 16_384 * megabyte),
  KR_DUCKDB_MEMORY_MB: whole(512, 128, 65_536),
  KR_DUCKDB_THREADS: whole(1, 1, 64),
});

/** What ingest needs to know to run; see the README for each variable. */
export interface IngestConfig {
  /** Folder of `telemetry.duckdb`; made when it is missing. */
  readonly dataDir: string;
  /** Port 0 lets the system choose. */
  readonly mqtt: {
    readonly host: string;
    readonly port: number;
    readonly maxClients: number;
    /** How long a reader of the broker may leave its socket full before it is dropped, ms. */
    readonly drainMs: number;
    /** What may wait for one persistent session; above it the oldest gives way. */
    readonly queueMessages: number;
    readonly queueBytes: number;
    readonly sessionExpiryMs: number;
    /** MQTT over TLS beside it, with PEM files. */
    readonly tls?:
      | {
          readonly host: string;
          readonly port: number;
          readonly certFile: string;
          readonly keyFile: string;
        }
      | undefined;
  };
  /** Longer messages become dead letters `too-large`; four times that closes the connection. */
  readonly maxMessageBytes: number;
  /** Senders are no longer read while more than this waits for its commit. */
  readonly maxWaitingBytes: number;
  readonly maxBatchMessages: number;
  /** How long raw frames are kept, days. */
  readonly frameDays: number;
  /** How long samples are kept, and where that is another for a quantity of the dictionary. */
  readonly retention: Retention & { readonly byQuantity: ReadonlyMap<string, Retention> };
  readonly deadLetters: { readonly maxCount: number; readonly maxBytes: number };
  readonly duckdb: { readonly memoryMb: number; readonly threads: number };
  /** The server that keeps the samples; none by default, which is the embedded store. */
  readonly seriesServer: SeriesServerConfig;
  /** What ingest itself connects to; nothing by default. */
  readonly wires: WiresConfig;
}

/** MQTT over TLS is served where a port for it is named, with the certificate of the web server. */
function tlsOf(
  given: Readonly<Record<string, string | undefined>>,
  env: z.infer<typeof Environment>,
): IngestConfig["mqtt"]["tls"] {
  if (given.KR_MQTTS_PORT === undefined) return undefined;
  const { KR_TLS_CERT: certFile, KR_TLS_KEY: keyFile } = env;
  if (certFile === undefined || keyFile === undefined)
    throw new ConfigError(
      `KR_MQTTS_PORT="${given.KR_MQTTS_PORT}" needs ${certFile === undefined ? "KR_TLS_CERT" : "KR_TLS_KEY"}: the certificate and its key as PEM files.`,
    );
  return { host: env.KR_MQTTS_HOST ?? env.KR_MQTT_HOST, port: env.KR_MQTTS_PORT, certFile, keyFile };
}

/** `co2=90,active-energy=1830/7300`: days of samples, and of hours where these are others than for all. */
function retentionOf(env: z.infer<typeof Environment>): IngestConfig["retention"] {
  const { KR_RETENTION_RAW_DAYS: rawDays, KR_RETENTION_HOURLY_DAYS: hourlyDays } = env;
  const byQuantity = new Map<string, Retention>();
  for (const part of (env.KR_RETENTION_BY_QUANTITY ?? "").split(",").map((text) => text.trim())) {
    if (part === "") continue;
    const [, quantity = "", raw, hours = hourlyDays] =
      /^([a-z0-9-]+)=([1-9]\d{0,4})(?:\/([1-9]\d{0,4}))?$/.exec(part) ?? [];
    if (raw === undefined || !Object.hasOwn(quantities, quantity))
      throw new ConfigError(
        `KR_RETENTION_BY_QUANTITY="${part}" is wrong: expected quantity=days or quantity=days/days of hours, such as co2=90/3652.`,
      );
    byQuantity.set(quantity, { rawDays: Number(raw), hourlyDays: Number(hours) });
  }
  return { rawDays, hourlyDays, byQuantity };
}

/** @throws ConfigError naming the variable and its value. */
export function readIngestConfig(environment: Readonly<Record<string, string | undefined>>): IngestConfig {
  // A variable that is set to nothing is one that is not set: that is how compose files write it.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? "environment");
    throw new ConfigError(`${name}="${given[name] ?? ""}" is wrong: ${issue?.message ?? "not understood"}.`);
  }
  const env = parsed.data;
  return {
    dataDir: env.KR_DATA_DIR,
    mqtt: {
      host: env.KR_MQTT_HOST,
      port: env.KR_MQTT_PORT,
      maxClients: env.KR_MQTT_MAX_CLIENTS,
      drainMs: env.KR_MQTT_DRAIN_MS,
      queueMessages: env.KR_MQTT_QUEUE_MESSAGES,
      queueBytes: env.KR_MQTT_QUEUE_BYTES,
      sessionExpiryMs: env.KR_MQTT_SESSION_DAYS * 86_400_000,
      tls: tlsOf(given, env),
    },
    maxMessageBytes: env.KR_MAX_MESSAGE_BYTES,
    maxWaitingBytes: env.KR_INGEST_WAITING_BYTES,
    maxBatchMessages: env.KR_INGEST_BATCH_MESSAGES,
    frameDays: env.KR_FRAME_DAYS,
    retention: retentionOf(env),
    deadLetters: { maxCount: env.KR_DEAD_LETTERS, maxBytes: env.KR_DEAD_LETTER_BYTES },
    duckdb: { memoryMb: env.KR_DUCKDB_MEMORY_MB, threads: env.KR_DUCKDB_THREADS },
    seriesServer: readSeriesServerConfig(given),
    wires: readWiresConfig(given),
  };
}
