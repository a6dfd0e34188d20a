/** One entry of a drawing's history, the oldest first. */
export interface HistoryEntry {
  readonly number: number;
  readonly kind: "edit" | "undo" | "redo";
  /** For undo and redo: the edit that it takes back or does again. */
  readonly of?: number | undefined;
}

/** Which edit an undo would take back now, and which a redo would do again. A new edit forgets what was undone. */
export function undoAndRedo(entries: readonly HistoryEntry[]): {
  readonly undo: number | undefined;
  readonly redo: number | undefined;
} {
  const done: number[] = [];
  let undone: number[] = [];
  for (const { kind, number } of entries) {
    if (kind === "edit") {
      done.push(number);
      undone = [];
    } else if (kind === "undo") {
      const last = done.pop();
      if (last !== undefined) undone.push(last);
    } else {
      const last = undone.pop();
      if (last !== undefined) done.push(last);
    }
  }
  return { undo: done.at(-1), redo: undone.at(-1) };
}
