/** The outbox on disk cannot be used. */
export class OutboxError extends Error {
  readonly code = "outbox";
}
