import type { StepEditor } from "./step-editor.ts";
import { refOf, refsIn } from "./step-text.ts";

/** Takes a reference out of the list that an attribute is; `$` where nothing else was in it. */
export function withoutRef(attribute: string, ids: ReadonlySet<number>): string {
  const left = refsIn(attribute).filter((id) => !ids.has(id));
  return left.length === 0 ? "$" : `(${left.map((id) => `#${id}`).join(",")})`;
}

/** Adds references to the list that an attribute is; those that it has already are not written twice. */
export function withRefs(attribute: string, refs: readonly string[]): string {
  const now = refsIn(attribute).map((id) => `#${id}`);
  return `(${[...new Set([...now, ...refs])].join(",")})`;
}

/** Removes a relation's member; a relation without members goes. */
export function leaveRelation(editor: StepEditor, relation: number, list: number, member: number): void {
  const left = withoutRef(editor.attributes(relation)[list] ?? "", new Set([member]));
  if (left === "$") editor.remove(relation);
  else editor.set(relation, list, left);
}

/** Relations of a thing to what it holds: when it goes, these are the heir's. */
const HOLDS = new Set([
  "IFCRELCONTAINEDINSPATIALSTRUCTURE",
  "IFCRELREFERENCEDINSPATIALSTRUCTURE",
  "IFCRELAGGREGATES",
  "IFCRELNESTS",
]);
/** References among relations are short chains: a circle must not go on for ever. */
const MAX_ROUNDS = 8;

/**
 * Removes instances with every reference to them: members leave lists, relations that are about one of them go, and
 * what it held is held by its heir.
 * @param heirOf `#id` of who takes over what was in it
 */
export function removeWhole(
  editor: StepEditor,
  ids: ReadonlySet<number>,
  heirOf: (id: number) => number | undefined,
): void {
  for (const id of ids) editor.remove(id);
  let gone: ReadonlySet<number> = ids;
  for (let round = 0; gone.size > 0 && round < MAX_ROUNDS; round++) {
    const next = new Set<number>();
    for (const [by, named] of editor.referrers(gone)) {
      const type = editor.type(by);
      for (const [place, attribute] of editor.attributes(by).entries()) {
        const one = refOf(attribute);
        if (one !== undefined && named.has(one)) {
          const heir = HOLDS.has(type) ? heirOf(one) : undefined;
          if (heir !== undefined) editor.set(by, place, `#${heir}`);
          else if (/^IFCREL/.test(type) && !/^IFCRELSPACEBOUNDARY/.test(type)) next.add(by);
          // Of a boundary, attributes after its space and its wall name other boundaries.
          else if (/^IFCRELSPACEBOUNDARY/.test(type) && place <= 5) next.add(by);
          else editor.set(by, place, "$");
        } else if (one === undefined && refsIn(attribute).some((id) => named.has(id))) {
          const left = withoutRef(attribute, named);
          if (left === "$" && /^IFCREL|^IFCPRESENTATIONLAYER/.test(type)) next.add(by);
          else editor.set(by, place, left);
        }
      }
    }
    for (const id of next) editor.remove(id);
    gone = next;
  }
}

/** Instances that say how others look: they keep nothing in the file. */
const WEAK = /^IFC(STYLEDITEM|PRESENTATIONLAYER\w*|SHAPEASPECT)$/;
const SETS = new Set(["IFCPROPERTYSET", "IFCELEMENTQUANTITY"]);

/**
 * Removes what nobody refers to any more since the file was changed: bodies, placements, properties. What was there
 * without use before, stays.
 */
export function removeUnused(editor: StepEditor): number {
  const candidates = new Set<number>();
  const waiting = [...editor.lost()];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (candidates.has(id)) continue;
    const text = editor.text(id);
    if (text === undefined || !isPart(editor, id)) continue;
    candidates.add(id);
    waiting.push(...refsIn(text.slice(text.indexOf("="))));
  }
  const usersOf = new Map([...candidates].map((id) => [id, new Set<number>()]));
  for (const [by, named] of editor.referrers(candidates)) for (const id of named) usersOf.get(id)?.add(by);
  let removed = 0;
  const weak = (id: number): boolean => WEAK.test(editor.type(id));
  const free = [...candidates].filter((id) => [...(usersOf.get(id) ?? [])].every(weak));
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    const text = editor.text(id);
    if (text === undefined) continue;
    const users = usersOf.get(id) ?? new Set();
    editor.remove(id);
    removed++;
    for (const user of users) removed += forget(editor, user, id);
    for (const part of new Set(refsIn(text.slice(text.indexOf("="))))) {
      const left = usersOf.get(part);
      if (left === undefined) continue;
      left.delete(id);
      if ([...left].every(weak)) free.push(part);
    }
  }
  return removed;
}

/** What is no thing of its own: it has no GlobalId, or is a set of properties. */
function isPart(editor: StepEditor, id: number): boolean {
  const [first = ""] = editor.attributes(id);
  return !/^\s*'[0-9A-Za-z_$]{22}'\s*$/.test(first) || SETS.has(editor.type(id));
}

/** A look of what has gone goes; a layer loses a member. */
function forget(editor: StepEditor, user: number, id: number): number {
  if (editor.text(user) === undefined) return 0;
  const layer = editor
    .attributes(user)
    .findIndex((attribute) => refOf(attribute) === undefined && refsIn(attribute).includes(id));
  const left = layer < 0 ? "$" : withoutRef(editor.attributes(user)[layer] ?? "", new Set([id]));
  if (left !== "$") {
    editor.set(user, layer, left);
    return 0;
  }
  editor.remove(user);
  return 1;
}
