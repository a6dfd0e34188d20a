import { basename } from "node:path";
import type { JobResult } from "@kontrollrom/contracts/job.ts";
import { z } from "zod";
import type { Client } from "./client.ts";
import { jobDone } from "./job-done.ts";
import { openFile } from "./open-file.ts";

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
  const blob = await openFile(file);
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
  const { modelId, buildings, warnings } = await jobDone(client, jobId, "model-import", write);
  for (const { revision, ...building } of buildings) {
    write(
      `${building.name}: ${building.storeys} storeys, ${building.spaces} spaces (building ${building.id})`,
    );
    if (revision !== undefined && revision.number > 1) write(`  ${revisionText(revision)}`);
  }
  const sum = (field: "storeys" | "spaces") =>
    buildings.reduce((total, building) => total + building[field], 0);
  write(
    `Model ${modelId}: ${buildings.length} buildings, ${sum("storeys")} storeys, ${sum("spaces")} spaces`,
  );
  for (const { code, message, globalIds, count } of warnings)
    write(
      `  ${code}: ${message}${globalIds.length > 0 ? ` (${globalIds.slice(0, 5).join(", ")}${count > 5 ? ", …" : ""})` : ""}`,
    );
}

type Revision = NonNullable<JobResult<"model-import">["buildings"][number]["revision"]>;

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
