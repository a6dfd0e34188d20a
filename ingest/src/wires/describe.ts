/** What went wrong on one line, short and without keys; where several addresses were tried, what the first one said. */
export function describe(cause: unknown): string {
  const first = cause instanceof AggregateError ? (cause.errors[0] as unknown) : cause;
  const { message, code } = (first ?? {}) as { message?: string; code?: string | number };
  const text = message === undefined || message === "" ? String(code ?? first) : message;
  return text
    .replaceAll(/(SharedAccess(?:Key|Signature)=)[^;\s]+/gi, "$1…")
    .replaceAll(/\s+/g, " ")
    .slice(0, 200);
}
