import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";
import { z } from "zod";
import { jsonCall } from "../json-call.ts";
import type { OAuthClient } from "../oauth-client.ts";
import { type Progress, progressOf, type TaskSystem, TaskSystemError } from "../task-system.ts";

export interface PlannerConfig {
  /** `https://graph.microsoft.com/v1.0`. */
  readonly url: string;
  readonly planId: string;
  readonly bucketId?: string | undefined;
  /** Object ids of users by the name that our orders have them under. */
  readonly users: Readonly<Record<string, string>>;
}

const Task = z.object({
  id: z.string().min(1),
  "@odata.etag": z.string().min(1),
  title: z.string(),
  percentComplete: z.number(),
});
type Task = z.infer<typeof Task>;
const TaskList = z.object({ value: z.array(Task), "@odata.nextLink": z.string().optional() });

/** Planner has 0 not started, 50 in progress and 100 complete (plannerTask, Microsoft Graph v1.0), and nothing for cancelled. */
const percent: Readonly<Record<Progress, number>> = { waiting: 0, begun: 50, done: 100, cancelled: 100 };
/** 1 urgent, 3 important, 5 medium, 9 low. */
const priorities = { 1: 1, 2: 3, 3: 5, 4: 9 } as const;
const titleLength = 255;
const writesAtOnce = 4;

/** Orders as tasks of a plan in Microsoft Planner. Nothing is written without the etag of what was read. */
export function createPlanner(
  config: PlannerConfig,
  deps: { client: OAuthClient; now(): number },
): TaskSystem {
  const { client, now } = deps;
  const path = (id: string) => `${config.url}/planner/tasks/${encodeURIComponent(id)}`;
  // Our number stands first in the title: by it a task is found again when an answer was lost.
  const titleOf = (order: WorkOrder) => `${order.number} ${order.title}`.slice(0, titleLength);

  async function get(id: string, signal: AbortSignal): Promise<Task | undefined> {
    const { status, body } = await jsonCall(client, now, {
      method: "GET",
      url: path(id),
      signal,
      expected: [404],
    });
    return status === 404 ? undefined : Task.parse(body);
  }

  async function find(order: WorkOrder, signal: AbortSignal): Promise<string | undefined> {
    let next: string | undefined = `${config.url}/planner/plans/${encodeURIComponent(config.planId)}/tasks`;
    while (next !== undefined) {
      const { body } = await jsonCall(client, now, { method: "GET", url: next, signal });
      const list = TaskList.parse(body);
      const found = list.value.find((task) => task.title.startsWith(`${order.number} `));
      if (found) return found.id;
      next = list["@odata.nextLink"];
      // A link that leads elsewhere would carry the token there.
      if (next !== undefined && new URL(next).origin !== new URL(config.url).origin) return undefined;
    }
    return undefined;
  }

  return {
    name: "planner",
    title: "Microsoft Planner",
    link: (id) =>
      `https://planner.cloud.microsoft/webui/plan/${encodeURIComponent(config.planId)}/view/board/task/${encodeURIComponent(id)}`,

    async create(order, signal) {
      const there = await find(order, signal);
      if (there !== undefined) return there;
      const user = order.assignee === undefined ? undefined : config.users[order.assignee];
      const assignment = { "@odata.type": "#microsoft.graph.plannerAssignment", orderHint: " !" };
      const { body } = await jsonCall(client, now, {
        method: "POST",
        url: `${config.url}/planner/tasks`,
        body: {
          planId: config.planId,
          ...(config.bucketId !== undefined && { bucketId: config.bucketId }),
          title: titleOf(order),
          priority: priorities[order.priority],
          ...(order.dueAt !== undefined && { dueDateTime: order.dueAt }),
          ...(user !== undefined && { assignments: { [user]: assignment } }),
        },
        signal,
      });
      return Task.pick({ id: true }).parse(body).id;
    },

    async update(id, order, signal) {
      for (let write = 0; write < writesAtOnce; write += 1) {
        const task = await get(id, signal);
        if (!task) return;
        const progress = progressOf(order.status);
        const change = {
          ...(task.title !== titleOf(order) && { title: titleOf(order) }),
          ...(progressFrom(task) !== progress &&
            task.percentComplete !== percent[progress] && { percentComplete: percent[progress] }),
          priority: priorities[order.priority],
          dueDateTime: order.dueAt ?? null,
        };
        const { status } = await jsonCall(client, now, {
          method: "PATCH",
          url: path(id),
          headers: { "if-match": task["@odata.etag"] },
          body: change,
          signal,
          expected: [409, 412],
        });
        // Somebody changed the task between the two: read it again.
        if (status !== 409 && status !== 412) return;
      }
      throw new TaskSystemError(`task ${id} is changed by somebody else all the time`, 412);
    },

    async read(ids, signal) {
      const tasks: { externalId: string; progress: Progress }[] = [];
      for (const id of ids) {
        const task = await get(id, signal);
        if (task) tasks.push({ externalId: id, progress: progressFrom(task) });
      }
      return tasks;
    },
  };
}

function progressFrom(task: Task): Progress {
  if (task.percentComplete >= 100) return "done";
  return task.percentComplete > 0 ? "begun" : "waiting";
}
