import { WireFormat } from "@kontrollrom/contracts/envelope.ts";
import { ConfigError } from "../config-error.ts";

/** How ingest reads an MQTT broker that is not its own. */
export interface MqttClientConfig {
  /** Without credentials, so that it can be told. */
  readonly url: string;
  readonly version: 4 | 5;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Undefined: one is made and kept with the data. */
  readonly clientId: string | undefined;
  /** Reads by `$share/kontrollrom/…`, so that several consumers divide the messages. */
  readonly shared: boolean;
  /** Messages that may wait for their commit, 1 to 65,535. */
  readonly inFlight: number;
  /** How long the broker is asked to keep what arrives while nobody reads, s. */
  readonly sessionSeconds: number;
  /** Paths of PEM files. */
  readonly tls: {
    readonly ca: string | undefined;
    readonly cert: string | undefined;
    readonly key: string | undefined;
  };
}

/** How ingest reads an Azure event hub, or the one built into an IoT hub. */
export interface EventHubsConfig {
  /** Holds the key: never to be told. */
  readonly connection: string;
  readonly namespace: string;
  readonly name: string;
  readonly group: string;
  readonly format: WireFormat | "auto";
  /** Where a partition begins that has no checkpoint. */
  readonly start: "earliest" | "latest";
  /** Events of a partition that are stored in one go. */
  readonly batch: number;
}

export interface WiresConfig {
  readonly mqttClient: MqttClientConfig | undefined;
  readonly eventHubs: EventHubsConfig | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

function whole(env: Environment, name: string, fallback: number, min: number, max: number): number {
  const text = env[name];
  if (text === undefined) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new ConfigError(`${name}="${text}" is wrong: expected a whole number from ${min} to ${max}.`);
}

function oneOf<T extends string>(env: Environment, name: string, fallback: T, choices: readonly T[]): T {
  const text = env[name];
  if (text === undefined) return fallback;
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new ConfigError(`${name}="${text}" is wrong: expected ${choices.join(" or ")}.`);
}

const schemes = ["mqtt:", "mqtts:", "ws:", "wss:"];

function brokerUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    // Not repeated: it may hold a password that the URL could not be split at.
    throw new ConfigError("KR_MQTT_URL is not a URL: expected mqtts://broker.example.no:8883.");
  }
  if (url.username !== "" || url.password !== "")
    throw new ConfigError(
      "KR_MQTT_URL holds credentials: put them into KR_MQTT_USERNAME and KR_MQTT_PASSWORD, since URLs are logged.",
    );
  if (!schemes.includes(url.protocol) || url.hostname === "")
    throw new ConfigError(
      `KR_MQTT_URL begins with "${url.protocol}": expected mqtt://, mqtts://, ws:// or wss:// and a host.`,
    );
  return text;
}

function readMqttClient(env: Environment): MqttClientConfig | undefined {
  const { KR_MQTT_URL: text } = env;
  if (text === undefined) return undefined;
  const url = brokerUrl(text);
  const version = oneOf(env, "KR_MQTT_VERSION", "5", ["4", "5"]) === "5" ? 5 : 4;
  const shared = oneOf(env, "KR_MQTT_SHARED", "0", ["0", "1"]) === "1";
  if (shared && version === 4)
    throw new ConfigError(
      "KR_MQTT_SHARED=1: shared subscriptions are a part of MQTT 5: set KR_MQTT_VERSION=5.",
    );
  if (env.KR_MQTT_PASSWORD !== undefined && env.KR_MQTT_USERNAME === undefined)
    throw new ConfigError("KR_MQTT_PASSWORD needs KR_MQTT_USERNAME.");
  const tls = { ca: env.KR_MQTT_CA_FILE, cert: env.KR_MQTT_CERT_FILE, key: env.KR_MQTT_KEY_FILE };
  if ((tls.cert === undefined) !== (tls.key === undefined))
    throw new ConfigError("KR_MQTT_CERT_FILE and KR_MQTT_KEY_FILE belong together: set both or neither.");
  return {
    url,
    version,
    username: env.KR_MQTT_USERNAME,
    password: env.KR_MQTT_PASSWORD,
    clientId: env.KR_MQTT_CLIENT_ID,
    shared,
    inFlight: whole(env, "KR_MQTT_IN_FLIGHT", 1000, 1, 65_535),
    sessionSeconds: whole(env, "KR_MQTT_SESSION_S", 7 * 86_400, 60, 4_294_967_295),
    tls,
  };
}

/** The parts of `Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…;EntityPath=…`. */
function connectionParts(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .split(";")
      .filter((part) => part.includes("="))
      .map((part) => {
        const cut = part.indexOf("=");
        return [part.slice(0, cut).trim().toLowerCase(), part.slice(cut + 1).trim()] as const;
      }),
  );
}

function readEventHubs(env: Environment): EventHubsConfig | undefined {
  const { KR_EVENTHUB_CONNECTION: connection } = env;
  if (connection === undefined) {
    if (env.KR_EVENTHUB_NAME !== undefined)
      throw new ConfigError("KR_EVENTHUB_NAME needs KR_EVENTHUB_CONNECTION.");
    return undefined;
  }
  // The connection string is never repeated, and the SDK does not see a wrong one: its errors quote it.
  const parts = connectionParts(connection);
  const namespace = /^sb:\/\/([^/]+)/.exec(parts.get("endpoint") ?? "")?.[1];
  if (namespace === undefined)
    throw new ConfigError(
      'KR_EVENTHUB_CONNECTION has no Endpoint=sb://…: copy the "Event Hub-compatible endpoint" or the connection string of a policy with Listen.',
    );
  const signed = parts.has("sharedaccesssignature");
  if (!signed && (!parts.has("sharedaccesskeyname") || !parts.has("sharedaccesskey")))
    throw new ConfigError(
      "KR_EVENTHUB_CONNECTION has no SharedAccessKeyName and SharedAccessKey: copy the connection string of a policy with Listen.",
    );
  const entity = parts.get("entitypath");
  const name = env.KR_EVENTHUB_NAME ?? entity;
  if (name === undefined)
    throw new ConfigError(
      "KR_EVENTHUB_NAME is missing: KR_EVENTHUB_CONNECTION names no hub by EntityPath, so name it here.",
    );
  if (entity !== undefined && entity !== name)
    throw new ConfigError(`KR_EVENTHUB_NAME="${name}" is not the hub "${entity}" of KR_EVENTHUB_CONNECTION.`);
  return {
    connection,
    namespace,
    name,
    group: env.KR_EVENTHUB_GROUP ?? "$Default",
    format: oneOf(env, "KR_EVENTHUB_FORMAT", "json", [...WireFormat.options, "auto"]),
    start: oneOf(env, "KR_EVENTHUB_START", "earliest", ["earliest", "latest"]),
    batch: whole(env, "KR_EVENTHUB_BATCH", 200, 1, 5000),
  };
}

/**
 * Reads what says which wires ingest connects to; none by default.
 * @param env without the variables that are set to nothing
 * @throws ConfigError naming the variable; never its value where that may hold a secret
 */
export function readWiresConfig(env: Environment): WiresConfig {
  return { mqttClient: readMqttClient(env), eventHubs: readEventHubs(env) };
}
