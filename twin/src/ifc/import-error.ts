/** Why a drawing could not be imported. */
export type ImportErrorCode =
  | "empty-file"
  | "not-ifc"
  | "truncated-file"
  | "unknown-schema"
  | "bad-archive"
  | "no-ifc-in-archive"
  | "several-ifc-in-archive"
  | "too-large"
  | "dangling-reference"
  | "unreadable"
  | "out-of-memory"
  | "timeout"
  | "cancelled"
  | "crashed";

/** A drawing that cannot be imported. `detail` is for a person: it names what was found and what to do. */
export class ImportError extends Error {
  readonly code: ImportErrorCode;
  readonly detail: string;

  constructor(code: ImportErrorCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.name = "ImportError";
    this.code = code;
    this.detail = detail;
  }
}

/** What web-ifc throws is an abort text, a C++ exception or a RangeError: gives the one error that names the cause. */
export function asImportError(cause: unknown, what: string): ImportError {
  if (cause instanceof ImportError) return cause;
  const message = cause instanceof Error ? cause.message : "";
  if (/memory|allocation|bad_alloc|OOM/i.test(message)) return outOfMemory(what, cause);
  const why = message === "" ? "" : ` (${message.slice(0, 200)})`;
  return new ImportError("unreadable", `${what}${why}. Export it again.`, { cause });
}

export function outOfMemory(what: string, cause?: unknown): ImportError {
  return new ImportError(
    "out-of-memory",
    `${what} needs more memory than an import may use. Split the drawing, or raise the import's memory limit.`,
    { cause },
  );
}
