import { constants, copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "./database.ts";
import { fileName, type SegmentFile, type Segments, syncToDisk } from "./segments.ts";

/** Name of the database file and of the folder of sealed files, in a data folder and in a backup. */
export const databaseName = "telemetry.duckdb";
export const segmentFolder = "telemetry";

/**
 * Copies the database as it is at one moment, and the sealed files that it names, into a folder that has neither. Commits go on
 * meanwhile. The caller sees to it that no sealed file is removed before it resolves.
 */
export async function backupTelemetry(
  database: Pick<Database, "maintain">,
  segments: Pick<Segments, "path">,
  folder: string,
): Promise<void> {
  await mkdir(join(folder, segmentFolder), { recursive: true });
  const path = join(folder, databaseName);
  const [[name] = []] = await database.maintain(() => "SELECT current_database()");
  await database.maintain(() => `ATTACH '${path.replaceAll("'", "''")}' AS backup`);
  let listed: unknown[][];
  try {
    await database.maintain(() => `COPY FROM DATABASE "${String(name)}" TO backup`);
    listed = await database.maintain(
      () =>
        "SELECT month, version::DOUBLE, slice, raw_rows::DOUBLE, hour_rows::DOUBLE, day_rows::DOUBLE FROM backup.segment",
    );
  } finally {
    await database.maintain(() => "DETACH backup");
  }
  await syncToDisk(path);
  const [months = [], versions = [], slices = [], rawRows = [], hourRows = [], dayRows = []] =
    listed as number[][];
  for (const [i, month] of months.entries()) {
    const segment = { month, version: versions[i] as number, slice: slices[i] as number };
    const files: SegmentFile[] = ["point"];
    if ((rawRows[i] as number) > 0) files.push("raw");
    if ((hourRows[i] as number) > 0) files.push("hour");
    if ((dayRows[i] as number) > 0) files.push("day");
    for (const file of files) {
      const to = join(folder, segmentFolder, fileName(segment, file));
      await copyFile(segments.path(segment, file), to, constants.COPYFILE_FICLONE);
      await syncToDisk(to);
    }
  }
  await syncToDisk(join(folder, segmentFolder));
}
