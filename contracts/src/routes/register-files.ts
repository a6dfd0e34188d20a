import { z } from "zod";
import { Id } from "../primitives.ts";
import { RegisterFileFormat, RegisterSheet, xlsxMediaType } from "../register-file.ts";
import { megabyte, type RouteTable } from "../route.ts";

export const registerFilesRoutes = {
  "GET /register/export": {
    summary: "The whole register as a workbook with one sheet for each kind, or one kind as CSV",
    permission: "register:read",
    query: z
      .object({ format: RegisterFileFormat.default("xlsx"), sheet: RegisterSheet.optional() })
      .refine(({ format, sheet }) => format === "xlsx" || sheet !== undefined, {
        message: "a CSV holds one kind: say which",
        path: ["sheet"],
      }),
    status: 200,
    rawAnswer: [xlsxMediaType, "text/csv"],
  },
  "POST /register/imports": {
    summary: "Read a register file; with dryRun, say what would come of it; see GET /jobs/{id}",
    permission: "register:write",
    query: z.object({
      name: z.string().min(1).max(200),
      dryRun: z.enum(["true", "false"]).default("false"),
      /** Which kind a CSV holds. */
      sheet: RegisterSheet.optional(),
    }),
    rawBody: { mediaTypes: [xlsxMediaType, "text/csv"], maxBytes: 100 * megabyte },
    status: 202,
    answer: z.object({ jobId: Id }),
  },
} as const satisfies RouteTable;
