import { z } from "zod";

/** The sheets of a register file, in the order in which they lean on each other. */
export const RegisterSheet = z.enum([
  "properties",
  "cadastral-numbers",
  "buildings",
  "units",
  "storeys",
  "rooms",
  "components",
  "relations",
]);
export type RegisterSheet = z.infer<typeof RegisterSheet>;

export const RegisterFileFormat = z.enum(["xlsx", "csv"]);

export const xlsxMediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** What a job of kind `register-import` leads to. */
export const RegisterImportResult = z.object({
  /** Nothing was written: this is what would have come of it. */
  dryRun: z.boolean(),
  sheets: z.array(
    z.object({
      sheet: RegisterSheet,
      created: z.int(),
      updated: z.int(),
      unchanged: z.int(),
      rejected: z.int(),
    }),
  ),
  rejectedCount: z.int(),
  /** The first thousand. `line` counts from 1, the header included. */
  rejected: z.array(
    z.object({
      sheet: RegisterSheet,
      line: z.int(),
      column: z.string(),
      value: z.string(),
      reason: z.string(),
    }),
  ),
});
export type RegisterImportResult = z.infer<typeof RegisterImportResult>;
