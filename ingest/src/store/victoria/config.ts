import { ConfigError } from "../../config-error.ts";
import { serverUrl } from "../influx/config.ts";

/** A VictoriaMetrics that keeps the samples. */
export interface VictoriaConfig {
  /** Without credentials, so that it can be told. */
  readonly url: string;
  /** Of its `-httpAuth.username` and `-httpAuth.password`. */
  readonly username: string | undefined;
  /** Never to be told. */
  readonly password: string | undefined;
}

/**
 * @param env without the variables that are set to nothing
 * @throws ConfigError
 */
export function readVictoriaConfig(
  env: Readonly<Record<string, string | undefined>>,
): VictoriaConfig | undefined {
  const { KR_VICTORIA_URL: url, KR_VICTORIA_USERNAME: username, KR_VICTORIA_PASSWORD: password } = env;
  if (url === undefined) {
    const given = ["KR_VICTORIA_USERNAME", "KR_VICTORIA_PASSWORD"].find((name) => env[name] !== undefined);
    if (given !== undefined) throw new ConfigError(`${given} needs KR_VICTORIA_URL.`);
    return undefined;
  }
  if ((username === undefined) !== (password === undefined))
    throw new ConfigError(
      "KR_VICTORIA_USERNAME and KR_VICTORIA_PASSWORD belong together: set both or neither.",
    );
  const secrets = "KR_VICTORIA_USERNAME and KR_VICTORIA_PASSWORD";
  return { url: serverUrl("KR_VICTORIA_URL", url, secrets), username, password };
}
