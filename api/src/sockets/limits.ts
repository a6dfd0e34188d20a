export interface SocketLimits {
  /** Shortest time between two updates of a client. */
  readonly updateEveryMs: number;
  /** Most values in one update; the rest comes with the next. */
  readonly valuesAtOnce: number;
  /** Longest time that sending holds up the rest of the process at a stretch. */
  readonly holdMs: number;
  readonly pointsPerClient: number;
  readonly clients: number;
  /** Most missed events that are sent after a break. */
  readonly missedEvents: number;
  /** How often identities of open sockets are checked anew. */
  readonly recheckMs: number;
  /** Subscriptions a client and ten seconds. */
  readonly subscriptions: number;
  readonly messageBytes: number;
}

export const defaultSocketLimits: SocketLimits = {
  updateEveryMs: 100,
  valuesAtOnce: 2000,
  holdMs: 5,
  pointsPerClient: 50_000,
  clients: 1000,
  missedEvents: 1000,
  recheckMs: 60_000,
  subscriptions: 50,
  messageBytes: 512 * 1024,
};
