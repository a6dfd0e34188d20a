import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Jobs } from "../models/jobs.ts";
import { caller } from "../work-orders/routes.ts";
import type { Backups } from "./backup.ts";

export function backupHandlers(deps: {
  readonly backups: Backups;
  readonly jobs: Pick<Jobs, "add">;
  readonly audit: Audit;
}): Pick<Handlers, "POST /backups" | "GET /backups"> {
  const { backups, jobs, audit } = deps;
  return {
    "POST /backups": async ({ body }, call) => {
      const name = body.name ?? backups.nameNow();
      if (await backups.exists(name))
        throw new ProblemError(
          409,
          "backup-exists",
          `there is a backup "${name}" already: choose another name`,
        );
      const jobId = await jobs.add("backup", name, name);
      await audit.record(caller(call), "backup-made", jobId, { name });
      return { jobId };
    },
    "GET /backups": async () => ({ items: await backups.list() }),
  };
}
