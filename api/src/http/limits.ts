/** Bounds of the server. Tests shorten the waits; production uses the defaults. */
export interface HttpLimits {
  readonly jsonBytes: number;
  /** Levels of arrays and objects in a JSON body. */
  readonly jsonDepth: number;
  /** Longest wait for the next bytes of a body. */
  readonly bodyIdleMs: number;
  /** A body slower than this over its first `bodyIdleMs` is given up. */
  readonly bodyBytesPerSecond: number;
  /** Time for a handler once the body has come. */
  readonly answerMs: number;
  /** How long the rest of a refused body is thrown away so that its sender can read the answer. */
  readonly lingerMs: number;
  readonly headersMs: number;
  /** From the first byte to the last of one request. */
  readonly requestMs: number;
  /** A connection without any byte in either direction. */
  readonly silentMs: number;
  readonly keepAliveMs: number;
  readonly headerBytes: number;
  readonly connections: number;
  /** Time for calls under way when the server stops. */
  readonly stopMs: number;
  /** `POST /session` an address and minute; twelve times as many in demo mode. */
  readonly signInsPerMinute: number;
}

const kilobyte = 1024;

export const defaultLimits: HttpLimits = {
  jsonBytes: 1024 * kilobyte,
  jsonDepth: 64,
  bodyIdleMs: 30_000,
  bodyBytesPerSecond: 4 * kilobyte,
  answerMs: 60_000,
  lingerMs: 1000,
  headersMs: 10_000,
  requestMs: 3_600_000,
  silentMs: 120_000,
  keepAliveMs: 10_000,
  headerBytes: 16 * kilobyte,
  connections: 2000,
  stopMs: 5000,
  signInsPerMinute: 10,
};
