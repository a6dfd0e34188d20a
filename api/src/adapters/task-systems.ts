import type { RegistryDatabase } from "../registry/database.ts";
import type { ExternalLink } from "../work-orders/repository.ts";
import type { WorkOrderService } from "../work-orders/service.ts";
import type { TaskSystemsConfig } from "./config.ts";
import { createDynamics } from "./dynamics/dynamics.ts";
import { createOAuthClient } from "./oauth-client.ts";
import { createPlanner } from "./planner/planner.ts";
import { createTaskSync, type TaskSync } from "./task-sync.ts";

/** The task systems that are set up, each kept in step on its own. */
export function createTaskSystems(
  config: TaskSystemsConfig,
  deps: {
    db: RegistryDatabase;
    service(): WorkOrderService;
    now(): number;
    onError(system: string, error: unknown): void;
  },
): TaskSync[] {
  const { planner, dynamics } = config;
  const systems = [
    planner && { system: createPlanner(planner, withClient(planner)), its: planner },
    dynamics && { system: createDynamics(dynamics, withClient(dynamics)), its: dynamics },
  ].filter((one) => one !== undefined);
  return systems.map(({ system, its }) =>
    createTaskSync({
      db: deps.db,
      service: deps.service,
      system,
      filter: its.filter,
      pollMs: its.pollSeconds * 1000,
      onError: (error) => deps.onError(system.name, error),
    }),
  );

  function withClient({ oauth }: { oauth: Parameters<typeof createOAuthClient>[0] }) {
    return { client: createOAuthClient(oauth, deps.now), now: deps.now };
  }
}

/** How orders are named and looked at in the systems that are set up. */
export function linksOf(systems: readonly Pick<TaskSync, "system">[]): ExternalLink {
  return (name, externalId) => {
    const known = systems.find(({ system }) => system.name === name)?.system;
    return { title: known?.title ?? name, url: known?.link?.(externalId) };
  };
}
