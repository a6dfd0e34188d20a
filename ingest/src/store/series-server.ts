import type { Logger } from "pino";
import { ConfigError } from "../config-error.ts";
import { type InfluxConfig, readInfluxConfig } from "./influx/config.ts";
import { createInfluxStore } from "./influx/influx-store.ts";
import type { IngestStore } from "./ingest-store.ts";
import { createSplitStore } from "./split/split-store.ts";
import { readVictoriaConfig, type VictoriaConfig } from "./victoria/config.ts";
import { createVictoriaStore } from "./victoria/victoria-store.ts";

/** The server that keeps the samples; at most one of them, none where the embedded store keeps all. */
export interface SeriesServerConfig {
  readonly influx: InfluxConfig | undefined;
  readonly victoria: VictoriaConfig | undefined;
}

/**
 * @param env without the variables that are set to nothing
 * @throws ConfigError
 */
export function readSeriesServerConfig(
  env: Readonly<Record<string, string | undefined>>,
): SeriesServerConfig {
  const config = { influx: readInfluxConfig(env), victoria: readVictoriaConfig(env) };
  if (config.influx !== undefined && config.victoria !== undefined)
    throw new ConfigError(
      "KR_INFLUX_URL and KR_VICTORIA_URL are both set: samples are kept in one place, so unset one of them.",
    );
  return config;
}

/** The embedded store, or a server for the samples with the embedded store for everything else. */
export function chooseStore(
  config: SeriesServerConfig & { readonly dataDir: string },
  embedded: IngestStore,
  deps: { readonly now: () => number; readonly log: Logger },
): IngestStore {
  const { influx, victoria, dataDir } = config;
  if (influx !== undefined) return createSplitStore(dataDir, createInfluxStore(influx, deps), embedded);
  if (victoria !== undefined)
    return createSplitStore(dataDir, createVictoriaStore({ ...victoria, dataDir }, deps), embedded);
  return embedded;
}
