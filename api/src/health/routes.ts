import type { Health, PartHealth } from "@kontrollrom/contracts/health.ts";
import { routes } from "@kontrollrom/contracts/routes.ts";
import type { Ingest } from "@kontrollrom/ingest/app.ts";
import { sql } from "kysely";
import { type Handlers, RawAnswer } from "../http/handler.ts";
import { openApiDocument } from "../http/openapi.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { LiveRules } from "../rules/live.ts";
import { prometheusText } from "./prometheus.ts";

export type ReadHealth = () => Promise<Health>;

export function createHealth(deps: {
  db: RegistryDatabase;
  ingest: Ingest;
  rules: Pick<LiveRules, "health">;
  /** Each by its name: `planner`, `dynamics`. */
  taskSystems?: readonly { readonly system: { readonly name: string }; health(): PartHealth }[];
  mode: Health["mode"];
  version: string;
}): ReadHealth {
  return async () => {
    const parts: Record<string, PartHealth> = {
      registry: await registryHealth(deps.db),
      ...deps.ingest.health(),
      rules: deps.rules.health(),
    };
    for (const { system, health } of deps.taskSystems ?? []) parts[`task-system:${system.name}`] = health();
    const states = Object.values(parts).map((part) => part.state);
    const state = states.includes("down") ? "down" : states.includes("degraded") ? "degraded" : "ok";
    return { state, version: deps.version, mode: deps.mode, parts };
  };
}

async function registryHealth(db: RegistryDatabase): Promise<PartHealth> {
  try {
    await sql`select 1`.execute(db);
    return { state: "ok" };
  } catch (error) {
    return { state: "down", detail: (error as Error).message };
  }
}

export function healthHandlers(deps: {
  health: ReadHealth;
  ingest: Ingest;
  version: string;
}): Pick<Handlers, "GET /health" | "GET /metrics" | "GET /openapi.json"> {
  const document = openApiDocument(routes, { version: deps.version });
  return {
    "GET /health": async () => {
      const health = await deps.health();
      return health.state === "down"
        ? new RawAnswer("application/json", JSON.stringify(health), {}, 503)
        : health;
    },
    "GET /metrics": () =>
      new RawAnswer(
        "text/plain; version=0.0.4",
        prometheusText({ ...deps.ingest.figures(), process: process.memoryUsage() }),
      ),
    "GET /openapi.json": () => document,
  };
}
