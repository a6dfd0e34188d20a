import { z } from "zod";
import { Backup, NewBackup } from "../backup.ts";
import { Id } from "../primitives.ts";
import type { RouteTable } from "../route.ts";

export const backupsRoutes = {
  "POST /backups": {
    summary: "Copy all that the platform keeps into a folder on its machine, while it runs",
    permission: "platform:manage",
    body: NewBackup,
    status: 202,
    answer: z.object({ jobId: Id }),
  },
  "GET /backups": {
    summary: "Whole backups that lie on the machine of the platform, newest first",
    permission: "platform:manage",
    status: 200,
    answer: z.object({ items: z.array(Backup) }),
  },
} as const satisfies RouteTable;
