/** The last event of a partition that need not be read again. */
export interface Checkpoint {
  readonly sequenceNumber: number;
  readonly offset: string;
}

/**
 * Where the wires keep how far they have read. `key` names hub, consumer group and partition, in at most 512 characters. A save that is
 * lost in a crash costs only that events are read, and stored, a second time.
 */
export interface CheckpointStore {
  /** Undefined where nothing was saved under the key. */
  load(key: string): Promise<Checkpoint | undefined>;
  /** Durable when it resolves; the last call for a key counts. */
  save(key: string, sequenceNumber: number, offset: string): Promise<void>;
}
