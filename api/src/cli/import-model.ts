import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Job } from "@kontrollrom/contracts/job.ts";
import { z } from "zod";
import { CliError } from "./cli-error.ts";
import type { Client } from "./client.ts";

/** Uploads a drawing, waits for its import and shows what came of it. */
export async function importModel({
  client,
  file,
  name = basename(file),
  buildingId,
  discipline,
  write,
}: {
  client: Client;
  file: string;
  name?: string | undefined;
  /** The building that it is a new revision of; without it, it is recognised. */
  buildingId?: string | undefined;
  /** `Discipline` of contracts/src/revision.ts; without it, what is in the drawing tells. */
  discipline?: string | undefined;
  write(line: string): void;
}): Promise<void> {
  const blob = await openAsBlob(file).catch(() => {
    throw new CliError(`${file}: there is no such file`);
  });
  write(`Uploading ${name} (${(blob.size / 2 ** 20).toFixed(1)} MiB)`);
  const query = new URLSearchParams({
    name,
    ...(buildingId !== undefined && { buildingId }),
    ...(discipline !== undefined && { discipline }),
  });
  const answer = await client.request("POST", `/models?${query}`, {
    stream: blob.stream(),
    bytes: blob.size,
  });
  const { jobId } = z.object({ jobId: z.string() }).parse(answer);
  let shown = -1;
  for (;;) {
    const job = Job.parse(await client.request("GET", `/jobs/${jobId}`));
    if (job.state === "failed")
      throw new CliError(`The import failed (${job.error?.code}): ${job.error?.detail}`);
    if (job.state === "cancelled") throw new CliError("The import was given up.");
    if (job.kind === "model-import" && job.state === "succeeded" && job.result) {
      for (const { revision, ...building } of job.result.buildings) {
        write(
          `${building.name}: ${building.storeys} storeys, ${building.spaces} spaces (building ${building.id})`,
        );
        if (revision !== undefined && revision.number > 1) write(`  ${revisionText(revision)}`);
      }
      const { buildings } = job.result;
      const sum = (field: "storeys" | "spaces") =>
        buildings.reduce((total, building) => total + building[field], 0);
      write(
        `Model ${job.result.modelId}: ${buildings.length} buildings, ${sum("storeys")} storeys, ${sum("spaces")} spaces`,
      );
      for (const warning of job.result.warnings)
        write(
          `  ${warning.code}: ${warning.message}${warning.globalIds.length > 0 ? ` (${warning.globalIds.slice(0, 5).join(", ")}${warning.count > 5 ? ", …" : ""})` : ""}`,
        );
      return;
    }
    const percent = Math.floor(job.progress * 10) * 10;
    if (percent > shown) write(`${job.state} ${percent} %`);
    shown = Math.max(shown, percent);
    await sleep(250);
  }
}

type Result = Extract<Job, { kind: "model-import" }>["result"];
type Revision = NonNullable<NonNullable<Result>["buildings"][number]["revision"]>;

/** `revision 2 of architecture: rooms 95 unchanged, 2 gone; 1 room waits for a person (GET /reviews)` */
function revisionText({ discipline, number, rooms, elements, reviews }: Revision): string {
  const told = (counts: Revision["rooms"]): string =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(", ") || "none";
  const waiting = reviews === 0 ? "" : `; ${reviews} waiting for a person (GET /reviews)`;
  return `revision ${number} of ${discipline}: rooms ${told(rooms)}; elements ${told(elements)}${waiting}`;
}
