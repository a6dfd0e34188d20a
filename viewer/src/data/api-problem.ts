import type { Problem } from "@kontrollrom/contracts/problem.ts";

/** What a call that did not succeed throws: the server's problem details, or `network` when there was no answer. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly code: string;
  /** HTTP status, 0 when there was no answer. */
  readonly status: number;
  readonly detail: string;
  /** What is wrong with which part of the body. */
  readonly errors: NonNullable<Problem["errors"]>;

  constructor(
    status: number,
    code: string,
    detail: string,
    cause?: unknown,
    errors: NonNullable<Problem["errors"]> = [],
  ) {
    super(`${code}: ${detail}`, { cause });
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.errors = errors;
  }
}

/** Reads a refused answer, whether it is problem+json or something a proxy made up. */
export function toApiProblem(status: number, statusText: string, body: string): ApiProblem {
  try {
    const problem = JSON.parse(body) as Partial<Problem>;
    if (typeof problem.code === "string") {
      return new ApiProblem(
        status,
        problem.code,
        problem.detail ?? problem.title ?? statusText,
        undefined,
        problem.errors,
      );
    }
  } catch {
    // Not JSON: the status says all there is.
  }
  return new ApiProblem(status, `http-${status}`, statusText || `HTTP ${status}`);
}
