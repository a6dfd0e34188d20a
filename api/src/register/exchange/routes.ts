import { RegisterSheet, xlsxMediaType } from "@kontrollrom/contracts/register-file.ts";
import { z } from "zod";
import type { Audit } from "../../events/audit.ts";
import type { FileStore } from "../../files/file-store.ts";
import { type Handlers, RawAnswer } from "../../http/handler.ts";
import { ProblemError } from "../../http/problem-error.ts";
import type { Jobs, JobWork } from "../../models/jobs.ts";
import type { RegistryDatabase } from "../../registry/database.ts";
import { caller } from "../../work-orders/routes.ts";
import { readFile, toCsv, toXlsx } from "./files.ts";
import { importRegister } from "./import-register.ts";
import { readSheet } from "./read-register.ts";

type Keys = "GET /register/export" | "POST /register/imports";

const Input = z.object({
  fileKey: z.string(),
  format: z.enum(["xlsx", "csv"]),
  sheet: RegisterSheet.optional(),
  dryRun: z.boolean(),
  by: z.string(),
});

export function registerFileHandlers(deps: {
  readonly db: RegistryDatabase;
  readonly files: FileStore;
  readonly jobs: Pick<Jobs, "add">;
  readonly audit: Audit;
}): Pick<Handlers, Keys> {
  const { db, files, jobs, audit } = deps;
  return {
    "GET /register/export": async ({ query: { format, sheet } }, call) => {
      await audit.record(caller(call), "register-exported", sheet ?? "all", { format });
      const named = (name: string) => ({ "content-disposition": `attachment; filename="${name}"` });
      if (format === "xlsx")
        return new RawAnswer(xlsxMediaType, await toXlsx(db), named("kontrollrom-register.xlsx"));
      const kind = RegisterSheet.parse(sheet);
      return new RawAnswer(
        "text/csv",
        toCsv(kind, await readSheet[kind](db)),
        named(`kontrollrom-${kind}.csv`),
      );
    },
    "POST /register/imports": async ({ query }, call) => {
      const format = call.contentType === xlsxMediaType ? "xlsx" : "csv";
      if (format === "csv" && query.sheet === undefined)
        throw new ProblemError(400, "sheet-missing", "a CSV holds one kind: say which with ?sheet=");
      const { key, bytes } = await files.putStream(call.body, call.signal);
      if (bytes === 0)
        throw new ProblemError(400, "empty-file", "the body is empty: send the bytes of the file");
      const dryRun = query.dryRun === "true";
      const input: z.input<typeof Input> = {
        fileKey: key,
        format,
        sheet: query.sheet,
        dryRun,
        by: caller(call),
      };
      const jobId = await jobs.add("register-import", query.name, JSON.stringify(input));
      await audit.record(caller(call), "register-imported", jobId, { name: query.name, dryRun, sha256: key });
      return { jobId };
    },
  };
}

/** The work behind `POST /register/imports`. `changed` is told after something was written. */
export function createRegisterImport(deps: {
  readonly db: RegistryDatabase;
  readonly files: FileStore;
  changed(): Promise<void>;
  now(): number;
}): JobWork<"register-import"> {
  const { db, files } = deps;
  return async (job, progress, signal) => {
    const { fileKey, format, sheet, dryRun, by } = Input.parse(JSON.parse(job.input));
    const given = await readFile(await files.read(fileKey), format, sheet);
    const result = await importRegister(db, given, { now: deps.now(), by, dryRun, signal, progress });
    if (!dryRun) await deps.changed();
    return result;
  };
}
