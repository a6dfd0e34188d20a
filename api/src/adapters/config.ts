import { readFileSync } from "node:fs";
import { WorkOrderType } from "@kontrollrom/contracts/work-order.ts";
import { z } from "zod";

const https = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));
const oauth = z.strictObject({
  tokenUrl: https,
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  scope: z.string().min(1),
});
const shared = {
  oauth,
  /** Orders that it gets; all where left out. */
  filter: z
    .strictObject({
      types: z.array(WorkOrderType).optional(),
      buildingIds: z.array(z.string()).optional(),
      assignees: z.array(z.string()).optional(),
    })
    .default({}),
  pollSeconds: z.number().min(10).max(86_400).default(120),
};
const TaskSystems = z.strictObject({
  planner: z
    .strictObject({
      ...shared,
      url: https.default("https://graph.microsoft.com/v1.0"),
      planId: z.string().min(1),
      bucketId: z.string().min(1).optional(),
      users: z.record(z.string(), z.string()).default({}),
    })
    .optional(),
  dynamics: z
    .strictObject({
      ...shared,
      url: https,
      serviceAccountId: z.guid(),
      workOrderTypeId: z.guid(),
      priceListId: z.guid(),
      priorityIds: z.record(z.string(), z.guid()).default({}),
    })
    .optional(),
});
export type TaskSystemsConfig = z.output<typeof TaskSystems>;

/**
 * The file that `KR_TASK_SYSTEMS` names: JSON with `planner`, `dynamics` or both.
 * @throws Error with one clear line that repeats no secret
 */
export function readTaskSystems(file: string | undefined): TaskSystemsConfig {
  if (!file) return {};
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? "it is not JSON";
    throw new Error(`KR_TASK_SYSTEMS=${file}: cannot be read (${reason})`);
  }
  const parsed = TaskSystems.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`KR_TASK_SYSTEMS=${file}: ${issue?.path.join(".")}: ${issue?.message}`);
}
