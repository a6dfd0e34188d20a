import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ConfigError } from "./config-error.ts";
import { ModbusTcpConfig } from "./protocols/modbus-config.ts";

/** What a gateway reads. One entry of `sources` is one device behind one protocol. */
export const EdgeFile = z.strictObject({
  /** Names the gateway in topics and logs. */
  site: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "expected lower-case letters, digits and hyphens"),
  outbox: z
    .strictObject({
      maxMb: z.number().min(1).max(100_000).default(512),
      maxAgeDays: z.number().min(0.01).max(3650).default(30),
    })
    .prefault({}),
  sources: z
    .array(z.discriminatedUnion("protocol", [ModbusTcpConfig]))
    .min(1)
    .max(500),
});
export type EdgeFile = z.infer<typeof EdgeFile>;

const portText = z
  .string()
  .regex(/^\d{1,5}$/, "expected a port number")
  .transform(Number)
  .pipe(z.number().max(65_535, "expected a port number"));

const Environment = z.object({
  KR_EDGE_CONFIG: z.string("give the path of the JSON file that describes the sources (edge/README.md)"),
  KR_EDGE_MQTT_URL: z
    .string()
    .regex(
      /^(mqtts?|wss?):\/\/[^/@]+(\/[^@]*)?$/,
      "expected mqtt://host:port or mqtts://host:port, without a user: the key goes into KR_EDGE_TOKEN",
    )
    .optional(),
  KR_MQTT_HOST: z.string().default("127.0.0.1"),
  KR_MQTT_PORT: portText.default(1883),
  KR_EDGE_TOKEN: z.string().optional(),
  KR_DATA_DIR: z.string().default("./data"),
  KR_MODBUS_PORT: portText.optional(),
  KR_LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export interface EdgeConfig {
  readonly site: string;
  readonly mqttUrl: string;
  /** The gateway's key; sent as the MQTT password. */
  readonly token: string | undefined;
  readonly outbox: { readonly path: string; readonly maxBytes: number; readonly maxAgeMs: number };
  readonly sources: EdgeFile["sources"];
  readonly logLevel: z.infer<typeof Environment>["KR_LOG_LEVEL"];
}

/** Reads the environment and the file it names. @throws ConfigError with one line that names the value and what to do. */
export function readEdgeConfig(environment: Readonly<Record<string, string | undefined>>): EdgeConfig {
  // A variable that is set to nothing is one that is not set: that is how compose files write it.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const env = parse(Environment, given, "");
  const file = parse(EdgeFile, readJson(env.KR_EDGE_CONFIG), `${env.KR_EDGE_CONFIG}: `);
  refuseDoublePoints(file, env.KR_EDGE_CONFIG);
  const port = env.KR_MODBUS_PORT;
  return {
    site: file.site,
    mqttUrl: env.KR_EDGE_MQTT_URL ?? `mqtt://${env.KR_MQTT_HOST}:${env.KR_MQTT_PORT}`,
    token: env.KR_EDGE_TOKEN,
    outbox: {
      path: join(env.KR_DATA_DIR, "edge", `${file.site}.db`),
      maxBytes: file.outbox.maxMb * 1_000_000,
      maxAgeMs: file.outbox.maxAgeDays * 86_400_000,
    },
    sources: port === undefined ? file.sources : file.sources.map((source) => ({ ...source, port })),
    logLevel: env.KR_LOG_LEVEL,
  };
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigError(
      `KR_EDGE_CONFIG="${path}" cannot be read (${code}): give the path of a JSON file.`,
      { cause },
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(`${path} is not JSON: ${(cause as Error).message.replaceAll("\n", " ")}.`, {
      cause,
    });
  }
}

function parse<T extends z.ZodType>(schema: T, input: unknown, prefix: string): z.infer<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  const value = path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    input,
  );
  const where = path.length === 0 ? "the file" : path.join(".");
  // A URL is refused, among other things, for the password in it.
  const secret = path[0] === "KR_EDGE_MQTT_URL" && String(value).includes("@");
  const shown = secret ? "…" : (JSON.stringify(value)?.slice(0, 100) ?? "missing");
  const more = parsed.error.issues.length - 1;
  const rest = more > 0 ? ` (and ${more} more)` : "";
  throw new ConfigError(
    `${prefix}${where} is wrong: ${shown}: ${issue?.message ?? "not understood"}${rest}.`,
  );
}

/** Two registers that would be one point: their values would overwrite each other. */
function refuseDoublePoints(file: EdgeFile, path: string): void {
  const seen = new Set<string>();
  for (const { device, registers } of file.sources)
    for (const { quantity, channel } of registers) {
      const point = `${device} ${quantity}${channel === undefined ? "" : `@${channel}`}`;
      if (seen.has(point))
        throw new ConfigError(`${path}: point ${point} is read twice: give each its own channel.`);
      seen.add(point);
    }
}
