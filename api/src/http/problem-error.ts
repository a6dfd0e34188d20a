/** An expected failure that a caller is told about as problem details (RFC 9457). */
export class ProblemError extends Error {
  readonly status: number;
  /** Stable, for programs: `space-not-found`. */
  readonly code: string;
  readonly errors: readonly { path: string; message: string }[];
  /** Sent with the answer: `Retry-After`, `Allow`. */
  readonly headers: Readonly<Record<string, string>>;

  /** @param detail For people: names the value and says what to do. */
  constructor(
    status: number,
    code: string,
    detail: string,
    options: {
      errors?: readonly { path: string; message: string }[];
      headers?: Readonly<Record<string, string>>;
      cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = "ProblemError";
    this.status = status;
    this.code = code;
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
  }
}
