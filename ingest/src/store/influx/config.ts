import { ConfigError } from "../../config-error.ts";

/** An InfluxDB that keeps the samples. */
export interface InfluxConfig {
  /** Without credentials, so that it can be told. */
  readonly url: string;
  /** An API token, or `name:password` for InfluxDB 1: never to be told. */
  readonly token: string | undefined;
  /** Given for InfluxDB 2, whose writing road needs it. */
  readonly org: string | undefined;
  /** The bucket, or the database of InfluxDB 1 and 3; by this name it is queried as well. */
  readonly bucket: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The URL of a server whose secrets are given apart from it.
 * @throws ConfigError that names the variable, and not its value where that may hold a secret
 */
export function serverUrl(name: string, text: string, secrets: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new ConfigError(`${name} is not a URL: expected http://server:port.`);
  }
  if (url.username !== "" || url.password !== "")
    throw new ConfigError(`${name} holds credentials: put them into ${secrets}, since URLs are logged.`);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new ConfigError(`${name}="${text}" is wrong: expected http:// or https://.`);
  if (url.search !== "" || url.hash !== "")
    throw new ConfigError(`${name} holds more than an address: leave out what follows "?" or "#".`);
  return text.replace(/\/+$/, "");
}

const needsUrl = ["KR_INFLUX_TOKEN", "KR_INFLUX_ORG", "KR_INFLUX_BUCKET"];

/**
 * @param env without the variables that are set to nothing
 * @throws ConfigError
 */
export function readInfluxConfig(env: Environment): InfluxConfig | undefined {
  const { KR_INFLUX_URL: url, KR_INFLUX_TOKEN: token, KR_INFLUX_ORG: org } = env;
  if (url === undefined) {
    const given = needsUrl.find((name) => env[name] !== undefined);
    if (given !== undefined) throw new ConfigError(`${given} needs KR_INFLUX_URL.`);
    return undefined;
  }
  if (org !== undefined && token === undefined)
    throw new ConfigError("KR_INFLUX_ORG needs KR_INFLUX_TOKEN: InfluxDB 2 lets nobody write without one.");
  const bucket = env.KR_INFLUX_BUCKET ?? "kontrollrom";
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(bucket))
    throw new ConfigError(
      `KR_INFLUX_BUCKET="${bucket}" is wrong: expected up to 64 letters, digits, "_", "." and "-".`,
    );
  return { url: serverUrl("KR_INFLUX_URL", url, "KR_INFLUX_TOKEN"), token, org, bucket };
}
