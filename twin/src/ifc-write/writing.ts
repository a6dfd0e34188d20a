import { derivedGlobalId } from "../ifc/global-ids.ts";
import type { FileRooms } from "./file-rooms.ts";
import type { IfcWriteWarning } from "./ifc-wanted.ts";
import type { StepEditor } from "./step-editor.ts";
import { refOf, stepString } from "./step-text.ts";
import { withRefs } from "./unlink.ts";
import { bodyContext } from "./write-body.ts";

const MAX_NAMED = 100;

const messages: Record<IfcWriteWarning["code"], string> = {
  "room-not-in-drawing":
    "Rooms that zones or devices belong to are not in the drawing: these were left out there.",
  "room-not-in-register": "The drawing has rooms that the register does not have: they stay as they are.",
  "storey-not-in-drawing": "New rooms lie on a storey that the drawing does not have: they were left out.",
  "shape-not-written":
    "The outline of some rooms could not be written, because their place in the drawing cannot be followed or nobody has drawn them.",
  "function-of-type": "Some rooms have their function from their type in the drawing: it is still there.",
  "component-not-in-drawing":
    "Devices are bound to components that another drawing has: they were added as sensors of their rooms.",
};

/** What the writers of one export share. */
export interface Writing {
  readonly editor: StepEditor;
  readonly rooms: FileRooms;
  /** IFC2x3 */
  readonly old: boolean;
  readonly counts: { renamed: number; redrawn: number; new: number };
  /** Instances of rooms by GlobalId, new ones too. */
  readonly instanceOf: Map<string, number>;
  /** A GlobalId that is the same in every export of this drawing, as a STEP string. */
  guid(what: string): string;
  /** The owner history of an instance: there is one in every file, and it says who drew it. */
  ownerOf(id: number): string;
  /** Relations and what else refers to a room or storey. */
  relationsOf(id: number): readonly number[];
  /** A context of bodies, of any room. */
  context(): string | undefined;
  /** A new room of a storey. */
  placed(storey: number, space: string): void;
  /** A room's function by NS 3457-4. */
  classify(id: number, code: string): void;
  /** The code of a classification reference as it is written. */
  codeOf(reference: number): string;
  warn(code: IfcWriteWarning["code"], globalId: string): void;
  warnings(): IfcWriteWarning[];
  /** Writes what was gathered for several rooms. */
  finish(): void;
}

/**
 * @param project GlobalId that makes ours others than those of other drawings
 * @param interesting instances whose relations will be asked for
 */
export function createWriting(
  editor: StepEditor,
  rooms: FileRooms,
  options: { readonly old: boolean; readonly seed: string; readonly interesting: ReadonlySet<number> },
): Writing {
  const { old, seed } = options;
  const relations = new Map<number, number[]>();
  for (const [by, named] of editor.referrers(options.interesting))
    for (const id of named) {
      const list = relations.get(id);
      if (list === undefined) relations.set(id, [by]);
      else list.push(by);
    }
  const spacesOf = new Map<number, string[]>();
  const classified = new Map<string, number[]>();
  const found = new Map<IfcWriteWarning["code"], Set<string>>();
  const guid = (what: string): string => stepString(derivedGlobalId(`kontrollrom ${seed} ${what}`));
  let contextOfAll: string | undefined;

  function ownerOf(id: number): string {
    const own = editor.attributes(id)[1]?.trim() ?? "$";
    if (own !== "$" || !old) return own;
    // IFC2x3 must have one.
    for (const room of rooms.rooms.values()) {
      const other = editor.attributes(room.node.id)[1]?.trim() ?? "$";
      if (other !== "$") return other;
    }
    return own;
  }
  const codeOf = (reference: number): string =>
    editor.type(reference) === "IFCCLASSIFICATIONREFERENCE"
      ? (editor.attributes(reference)[1]?.trim() ?? "")
      : "";

  return {
    editor,
    rooms,
    old,
    counts: { renamed: 0, redrawn: 0, new: 0 },
    instanceOf: new Map([...rooms.rooms].map(([globalId, { node }]) => [globalId, node.id])),
    guid,
    ownerOf,
    relationsOf: (id) => (relations.get(id) ?? []).filter((by) => editor.text(by) !== undefined),
    context() {
      if (contextOfAll !== undefined) return contextOfAll;
      for (const { node } of rooms.rooms.values()) {
        contextOfAll = bodyContext(editor, node.id);
        if (contextOfAll !== undefined) break;
      }
      return contextOfAll;
    },
    placed(storey, space) {
      spacesOf.set(storey, [...(spacesOf.get(storey) ?? []), space]);
    },
    classify(id, code) {
      classified.set(code, [...(classified.get(code) ?? []), id]);
    },
    codeOf,
    warn(code, globalId) {
      const ids = found.get(code);
      if (ids === undefined) found.set(code, new Set([globalId]));
      else ids.add(globalId);
    },
    warnings: () =>
      [...found].map(([code, ids]) => ({
        code,
        message: messages[code],
        globalIds: [...ids].slice(0, MAX_NAMED),
        count: ids.size,
      })),
    finish() {
      for (const [storey, spaces] of spacesOf)
        editor.add(
          `IFCRELAGGREGATES(${guid(`rooms of ${editor.attributes(storey)[0]?.trim()}`)},${ownerOf(storey)},$,$,#${storey},(${spaces.join(",")}))`,
        );
      if (classified.size > 0) writeClassification();
    },
  };

  function writeClassification(): void {
    const known = knownReferences();
    let source: string | undefined;
    for (const [code, ids] of classified) {
      const reference = known.references.get(stepString(code)) ?? addReference(code);
      const owner = ownerOf(ids[0] ?? 0);
      const members = ids.map((id) => `#${id}`);
      const relation = known.relations.get(reference);
      if (relation !== undefined && editor.text(relation) !== undefined)
        editor.set(relation, 4, withRefs(editor.attributes(relation)[4] ?? "", members));
      else
        editor.add(
          `IFCRELASSOCIATESCLASSIFICATION(${guid(`function ${code}`)},${owner},$,$,(${members.join(",")}),${reference})`,
        );
    }

    function addReference(code: string): string {
      source ??=
        known.source ??
        editor.add(
          old
            ? "IFCCLASSIFICATION('Standard Norge','2022',$,'NS 3457-4')"
            : "IFCCLASSIFICATION('Standard Norge','2022',$,'NS 3457-4',$,$,$)",
        );
      return editor.add(`IFCCLASSIFICATIONREFERENCE($,${stepString(code)},$,${source}${old ? "" : ",$,$"})`);
    }
  }

  /** What the file has of NS 3457-4 already, as far as its rooms lead there. */
  function knownReferences() {
    const references = new Map<string, string>();
    const relationOf = new Map<string, number>();
    let source: string | undefined;
    const seen = new Set<number>();
    for (const { node } of rooms.rooms.values())
      for (const relation of relations.get(node.id) ?? []) {
        if (seen.has(relation) || editor.index.type(relation) !== "IFCRELASSOCIATESCLASSIFICATION") continue;
        seen.add(relation);
        const reference = refOf(editor.attributes(relation)[5]);
        if (reference === undefined || editor.type(reference) !== "IFCCLASSIFICATIONREFERENCE") continue;
        const of = refOf(editor.attributes(reference)[3]);
        if (of === undefined || !/3457-?\s*4/.test(editor.attributes(of)[3] ?? "")) continue;
        source ??= `#${of}`;
        references.set(codeOf(reference), `#${reference}`);
        relationOf.set(`#${reference}`, relation);
      }
    return { references, relations: relationOf, source };
  }
}
