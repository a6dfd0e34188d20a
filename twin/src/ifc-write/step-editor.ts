import { indexStep, type StepIndex, typeIn } from "./step-index.ts";
import { refsIn, splitAttributes } from "./step-text.ts";

/** A STEP file with changes that are not written yet. What is not changed is never read into texts and written again. */
export interface StepEditor {
  readonly index: StepIndex;
  /** How many instances are other than they were, and how many were added and removed. */
  readonly counts: { readonly changed: number; readonly added: number; readonly removed: number };
  /** The instance as it stands now; undefined for one that is not there or was removed. */
  text(id: number): string | undefined;
  type(id: number): string;
  /** Its attributes as they are written; none for what is not there. */
  attributes(id: number): string[];
  /** Writes one of its attributes anew. */
  set(id: number, attribute: number, value: string): void;
  remove(id: number): void;
  /** Adds an instance; answers `#id`. */
  add(entity: string): string;
  /** Writes a header statement anew: its whole text with the `;`. */
  setHeader(name: string, text: string): void;
  headerText(name: string): string | undefined;
  /** Those that refer to the targets as things stand now, added ones too. */
  referrers(targets: ReadonlySet<number>): Map<number, Set<number>>;
  /** Ids that a change or removal took a reference from. */
  lost(): Set<number>;
  /** The file, piece by piece. */
  parts(): Iterable<Buffer>;
}

export function createStepEditor(bytes: Buffer): StepEditor {
  const index = indexStep(bytes);
  /** New texts; undefined where it is removed. */
  const edits = new Map<number, string | undefined>();
  const added = new Map<number, string>();
  const headers = new Map<string, string>();
  let last = index.maxId;

  function original(id: number): string | undefined {
    const range = index.range(id);
    return range && bytes.toString("latin1", range[0], range[1]);
  }
  function text(id: number): string | undefined {
    return added.get(id) ?? (edits.has(id) ? edits.get(id) : original(id));
  }

  return {
    index,
    get counts() {
      const removed = [...edits.values()].filter((edit) => edit === undefined).length;
      return { changed: edits.size - removed, added: added.size, removed };
    },
    text,
    type: (id) => typeIn((text(id) ?? "").slice(0, 200)),
    attributes(id) {
      const now = text(id);
      return now === undefined ? [] : splitAttributes(now).attributes;
    },
    set(id, attribute, value) {
      const now = text(id);
      if (now === undefined) throw new Error(`there is no instance #${id} to change`);
      const { head, attributes, tail } = splitAttributes(now);
      if (attributes[attribute] === undefined)
        throw new Error(`#${id} has ${attributes.length} attributes and none at ${attribute}`);
      attributes[attribute] = value;
      const changed = `${head}${attributes.join(",")}${tail}`;
      if (added.has(id)) added.set(id, changed);
      else if (changed === original(id)) edits.delete(id);
      else edits.set(id, changed);
    },
    remove(id) {
      if (!added.delete(id)) edits.set(id, undefined);
    },
    add(entity) {
      last++;
      added.set(last, `#${last}=${entity};`);
      return `#${last}`;
    },
    setHeader: (name, value) => void headers.set(name, value),
    headerText(name) {
      const range = index.header.get(name);
      return headers.get(name) ?? (range && bytes.toString("latin1", range[0], range[1]));
    },
    referrers(targets) {
      const found = index.referrers(targets);
      for (const [id, now] of [...edits, ...added]) {
        found.delete(id);
        if (now === undefined) continue;
        const named = refsIn(now.slice(now.indexOf("="))).filter((ref) => targets.has(ref));
        if (named.length > 0) found.set(id, new Set(named));
      }
      return found;
    },
    lost() {
      const lost = new Set<number>();
      for (const [id, now] of edits) {
        const kept = new Set(now === undefined ? [] : refsIn(now));
        for (const ref of refsIn(original(id) ?? "")) if (!kept.has(ref)) lost.add(ref);
      }
      return lost;
    },
    *parts() {
      const changes: { start: number; end: number; text: string }[] = [];
      for (const [id, now] of edits) {
        const range = index.range(id);
        if (range === undefined) continue;
        // A line that goes takes its line end with it.
        const end = now === undefined ? afterLineEnd(bytes, range[1]) : range[1];
        changes.push({ start: range[0], end, text: now ?? "" });
      }
      for (const [name, now] of headers) {
        const range = index.header.get(name);
        if (range !== undefined) changes.push({ start: range[0], end: range[1], text: now });
      }
      if (added.size > 0) {
        const lineEnd = bytes.includes("\r\n") ? "\r\n" : "\n";
        const text = [...added.values()].map((line) => line + lineEnd).join("");
        changes.push({ start: index.dataEnd, end: index.dataEnd, text });
      }
      let at = 0;
      for (const { start, end, text: now } of changes.sort((a, b) => a.start - b.start)) {
        yield bytes.subarray(at, start);
        yield Buffer.from(now, "latin1");
        at = end;
      }
      yield bytes.subarray(at);
    },
  };
}

function afterLineEnd(bytes: Buffer, at: number): number {
  let end = at;
  if (bytes[end] === 0x0d) end++;
  if (bytes[end] === 0x0a) end++;
  return end;
}
