import { STATUS_CODES } from "node:http";
import type { Problem } from "@kontrollrom/contracts/problem.ts";
import { ProblemError } from "./problem-error.ts";

export const problemMediaType = "application/problem+json";

/** RFC 9457 body of an expected failure. */
export function problemOf(error: ProblemError): Problem {
  return {
    type: `urn:kontrollrom:problem:${error.code}`,
    title: STATUS_CODES[error.status] ?? "Error",
    status: error.status,
    code: error.code,
    detail: error.message,
    ...(error.errors.length > 0 && { errors: error.errors.map((entry) => ({ ...entry })) }),
  };
}

/** What a caller is told of an unexpected failure: nothing but where to find it in the log. */
export function internalError(logId: string, cause: unknown): ProblemError {
  return new ProblemError(
    500,
    "internal-error",
    `something failed that should not have; it is in the server's log as ${logId}`,
    { cause },
  );
}
