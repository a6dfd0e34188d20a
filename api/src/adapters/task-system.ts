import type { WorkOrder, WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";

/** Something that a task system refused. Tried again unless it is hopeless. */
export class TaskSystemError extends Error {
  readonly status: number;
  readonly hopeless: boolean;
  readonly retryAfterMs: number | undefined;
  constructor(
    message: string,
    status: number,
    options: { hopeless?: boolean; retryAfterMs?: number | undefined } = {},
  ) {
    super(message);
    this.name = "TaskSystemError";
    this.status = status;
    this.hopeless = options.hopeless ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** How far work has come, as far as another system tells it apart. */
export type Progress = "waiting" | "begun" | "done" | "cancelled";

/** A task as the system has it. */
export interface RemoteTask {
  readonly externalId: string;
  readonly progress: Progress;
}

/** A system where others do the work: what differs between them, and nothing else. */
export interface TaskSystem {
  /** Names it in histories and targets: `planner`. */
  readonly name: string;
  /** Shown in histories: "Microsoft Planner". */
  readonly title: string;
  /** Where people look at a task over there; undefined where that cannot be told. */
  link?(externalId: string): string | undefined;
  /**
   * Makes the task. Asked again after a crash it must find what it made: `key` is the same then.
   * @returns the id by which the system knows it
   */
  create(order: WorkOrder, signal: AbortSignal): Promise<string>;
  /** Brings the task to where the order is. */
  update(externalId: string, order: WorkOrder, signal: AbortSignal): Promise<void>;
  /** The tasks with these ids, as they are now; one that was deleted is left out. */
  read(externalIds: readonly string[], signal: AbortSignal): Promise<RemoteTask[]>;
}

export function progressOf(status: WorkOrderStatus): Progress {
  if (status === "done" || status === "approved" || status === "closed") return "done";
  if (status === "rejected" || status === "cancelled") return "cancelled";
  return status === "inProgress" || status === "waiting" ? "begun" : "waiting";
}

/** What an order becomes when the other side has come so far; undefined where it stays. */
export function statusFrom(progress: Progress, status: WorkOrderStatus): WorkOrderStatus | undefined {
  if (progressOf(status) === progress) return undefined;
  if (progress === "done") return "done";
  if (progress === "cancelled") return "cancelled";
  // Opened again over there, or begun: what has not been begun over there says nothing of ours.
  return progress === "begun" ? "inProgress" : undefined;
}
