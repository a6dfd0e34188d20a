import { setTimeout as sleep } from "node:timers/promises";
import { Job, type JobKind, type JobResult } from "@kontrollrom/contracts/job.ts";
import { CliError } from "./cli-error.ts";
import type { Client } from "./client.ts";

const everyMs = 250;

/**
 * Waits for a job, telling each tenth of the way.
 * @throws CliError that says why it failed, or that it was given up
 */
export async function jobDone<K extends JobKind>(
  client: Client,
  jobId: string,
  kind: K,
  write: (line: string) => void,
): Promise<JobResult<K>> {
  let shown = -1;
  for (;;) {
    const job = Job.parse(await client.request("GET", `/jobs/${jobId}`));
    if (job.state === "failed") throw new CliError(`It failed (${job.error?.code}): ${job.error?.detail}`);
    if (job.state === "cancelled") throw new CliError("It was given up.");
    if (job.state === "succeeded" && job.kind === kind && job.result) return job.result as JobResult<K>;
    const percent = Math.floor(job.progress * 10) * 10;
    if (percent > shown) write(`${job.state} ${percent} %`);
    shown = Math.max(shown, percent);
    await sleep(everyMs);
  }
}
