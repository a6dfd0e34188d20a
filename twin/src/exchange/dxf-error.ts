/** Why a DXF drawing could not be read. */
export type DxfErrorCode =
  | "empty-file"
  | "not-dxf"
  | "dwg-file"
  | "binary-dxf"
  | "truncated-file"
  | "too-large"
  | "too-many-entities"
  | "unreadable"
  | "unknown-layer"
  | "no-rooms"
  | "out-of-scale"
  | "out-of-memory"
  | "timeout"
  | "cancelled"
  | "crashed";

/** A DXF drawing that cannot be read. `detail` is for a person: it names what was found and what to do. */
export class DxfError extends Error {
  readonly code: DxfErrorCode;
  readonly detail: string;

  constructor(code: DxfErrorCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.name = "DxfError";
    this.code = code;
    this.detail = detail;
  }
}
