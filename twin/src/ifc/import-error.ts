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
