/** A value that SQLite stores. */
export type Value = string | number | Uint8Array | null;

/** The file's schema, step by step: append, never change one that was released. */
export const migrations: readonly string[] = [
  `CREATE TABLE session (id TEXT PRIMARY KEY, owner TEXT NOT NULL, away_since INTEGER) WITHOUT ROWID;
   CREATE TABLE subscription (
     session TEXT NOT NULL, filter TEXT NOT NULL, qos INTEGER NOT NULL, PRIMARY KEY (session, filter)
   ) WITHOUT ROWID;
   CREATE TABLE outgoing (
     seq INTEGER PRIMARY KEY, session TEXT NOT NULL, topic TEXT NOT NULL, payload BLOB NOT NULL,
     qos INTEGER NOT NULL, retain INTEGER NOT NULL, message_id INTEGER, released INTEGER NOT NULL DEFAULT 0
   );
   CREATE INDEX outgoing_session ON outgoing (session);
   CREATE TABLE incoming (
     session TEXT NOT NULL, message_id INTEGER NOT NULL, PRIMARY KEY (session, message_id)
   ) WITHOUT ROWID;
   CREATE TABLE retained (topic TEXT PRIMARY KEY, payload BLOB NOT NULL, qos INTEGER NOT NULL);
   CREATE TABLE will (
     seq INTEGER PRIMARY KEY, client TEXT NOT NULL, topic TEXT NOT NULL, payload BLOB NOT NULL,
     qos INTEGER NOT NULL, retain INTEGER NOT NULL
   );`,
];

/** Every change of the file. All may be done twice: a batch that failed is written again. */
export const statements = {
  putSession: `INSERT INTO session (id, owner, away_since) VALUES (?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, away_since = excluded.away_since`,
  dropSession: "DELETE FROM session WHERE id = ?",
  putSubscription: `INSERT INTO subscription (session, filter, qos) VALUES (?, ?, ?)
    ON CONFLICT (session, filter) DO UPDATE SET qos = excluded.qos`,
  dropSubscription: "DELETE FROM subscription WHERE session = ? AND filter = ?",
  dropSubscriptions: "DELETE FROM subscription WHERE session = ?",
  putOutgoing: `INSERT OR REPLACE INTO outgoing (seq, session, topic, payload, qos, retain)
    VALUES (?, ?, ?, ?, ?, ?)`,
  nameOutgoing: "UPDATE outgoing SET message_id = ? WHERE seq = ?",
  releaseOutgoing: "UPDATE outgoing SET released = 1, payload = x'' WHERE seq = ?",
  dropOutgoing: "DELETE FROM outgoing WHERE seq = ?",
  dropAllOutgoing: "DELETE FROM outgoing WHERE session = ?",
  putIncoming: "INSERT OR REPLACE INTO incoming (session, message_id) VALUES (?, ?)",
  dropIncoming: "DELETE FROM incoming WHERE session = ? AND message_id = ?",
  dropAllIncoming: "DELETE FROM incoming WHERE session = ?",
  putRetained: "INSERT OR REPLACE INTO retained (topic, payload, qos) VALUES (?, ?, ?)",
  dropRetained: "DELETE FROM retained WHERE topic = ?",
  putWill: "INSERT OR REPLACE INTO will (seq, client, topic, payload, qos, retain) VALUES (?, ?, ?, ?, ?, ?)",
  dropWill: "DELETE FROM will WHERE seq = ?",
} as const;

/** One change: which, and its values. */
export type Change = readonly [name: keyof typeof statements, ...values: Value[]];

/** What stands in the file. */
export interface Kept {
  readonly sessions: readonly { id: string; owner: string; away_since: number | null }[];
  readonly subscriptions: readonly { session: string; filter: string; qos: number }[];
  readonly outgoing: readonly {
    seq: number;
    session: string;
    topic: string;
    payload: Uint8Array;
    qos: number;
    retain: number;
    message_id: number | null;
    released: number;
  }[];
  readonly incoming: readonly { session: string; message_id: number }[];
  readonly retained: readonly { topic: string; payload: Uint8Array; qos: number }[];
  readonly wills: readonly {
    seq: number;
    client: string;
    topic: string;
    payload: Uint8Array;
    qos: number;
    retain: number;
  }[];
}

/** How each part of `Kept` is read, in the order that matters. */
export const reads: Readonly<Record<keyof Kept, string>> = {
  sessions: "SELECT id, owner, away_since FROM session",
  subscriptions: "SELECT session, filter, qos FROM subscription",
  // What has an identifier was sent before what has none.
  outgoing:
    "SELECT seq, session, topic, payload, qos, retain, message_id, released FROM outgoing ORDER BY seq",
  incoming: "SELECT session, message_id FROM incoming",
  retained: "SELECT topic, payload, qos FROM retained",
  wills: "SELECT seq, client, topic, payload, qos, retain FROM will ORDER BY seq",
};

/** What the worker is asked, and answers. */
export type Request = { readonly id: number } & (
  | { readonly do: "load" }
  | { readonly do: "write"; readonly changes: readonly Change[] }
);
export interface Answer {
  readonly id: number;
  readonly error?: string;
  readonly kept?: Kept;
}
