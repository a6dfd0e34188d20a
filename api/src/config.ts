import { join, resolve } from "node:path";
import type { SignedFormat } from "@kontrollrom/contracts/envelope.ts";
import { type IngestConfig, readIngestConfig } from "@kontrollrom/ingest/config.ts";
import { readTaskSystems, type TaskSystemsConfig } from "./adapters/config.ts";
import { type AlarmConfig, readAlarmConfig } from "./alarms/config.ts";
import { isLoopbackHost } from "./http/origin.ts";
import { type HttpConfig, HttpConfigError, readHttpConfig } from "./identity/config.ts";
import { type NoticeConfig, readNoticeConfig } from "./notices/config.ts";

export interface PlatformConfig {
  readonly http: HttpConfig;
  readonly ingest: IngestConfig;
  readonly alarms: AlarmConfig;
  readonly notices: NoticeConfig;
  readonly registryPath: string;
  readonly filesDir: string;
  /** Folder that backups are made in. */
  readonly backupDir: string;
  /** Folder of the built viewer; the interface alone is served where it is missing. */
  readonly viewerDir: string;
  readonly logLevel: string;
  /** Microsoft Planner and Dynamics 365, as the file of `KR_TASK_SYSTEMS` sets them up. */
  readonly taskSystems: TaskSystemsConfig;
  /** Secrets that signed webhooks are checked with; several while one is being replaced. */
  readonly webhookSecrets: Readonly<Record<SignedFormat, readonly string[]>>;
}

/** One or more, separated by commas. */
function secretsOf(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "");
}

/** A wrong value stops the start with its line alone. */
function clearly<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new HttpConfigError([error instanceof Error ? error.message : String(error)]);
  }
}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/**
 * The whole environment of the platform.
 * @throws Error with one clear line for each wrong value
 */
export function readPlatformConfig(env: Readonly<Record<string, string | undefined>>): PlatformConfig {
  const http = readHttpConfig(env);
  const ingest = readIngestConfig(env);
  for (const [name, host] of [
    ["KR_MQTT_HOST", ingest.mqtt.host],
    ["KR_MQTTS_HOST", ingest.mqtt.tls?.host ?? ingest.mqtt.host],
  ] as const) {
    if (http.mode !== "demo" || isLoopbackHost(host.includes(":") ? `[${host}]` : host)) continue;
    throw new HttpConfigError([
      `${name}=${host}: demo mode lets every sender in and listens on 127.0.0.1, ::1 or localhost only; set KR_MODE=production to serve others`,
    ]);
  }
  const logLevel = env.KR_LOG_LEVEL ?? "warn";
  if (!logLevels.includes(logLevel))
    throw new HttpConfigError([`KR_LOG_LEVEL=${logLevel}: must be one of ${logLevels.join(", ")}`]);
  const dataDir = resolve(ingest.dataDir);
  return {
    http,
    ingest: { ...ingest, dataDir },
    alarms: clearly(() => readAlarmConfig(env)),
    notices: clearly(() => readNoticeConfig(env, http.publicUrl)),
    registryPath: join(dataDir, "registry.sqlite"),
    filesDir: join(dataDir, "files"),
    backupDir: resolve(env.KR_BACKUP_DIR || join(dataDir, "backups")),
    viewerDir: env.KR_VIEWER_DIR ?? resolve(import.meta.dirname, "../../viewer/dist"),
    logLevel,
    taskSystems: readTaskSystems(env.KR_TASK_SYSTEMS?.trim()),
    webhookSecrets: {
      thingpark: secretsOf(env.KR_THINGPARK_SECRET),
      "disruptive-technologies": secretsOf(env.KR_DISRUPTIVE_SECRET),
    },
  };
}
