import { ref, text } from "./ifc-values.ts";
import type { IfcFile } from "./open-file.ts";
import type { Relations } from "./relations.ts";

/** NS 3457-4 is what Norwegian clients classify rooms by; others are used when it is missing. */
const ROOM_FUNCTIONS = /3457-?\s*4|romfunksjon/i;

/**
 * The code of a room's function: from its own classification or its type's, NS 3457-4 first.
 * IFC2x3 writes it as ItemReference, IFC4 as Identification.
 */
export function functionCode(file: IfcFile, relations: Relations, spaceId: number): string | undefined {
  const type = relations.typeOf.get(spaceId);
  const ids = [
    ...(relations.classificationsOf.get(spaceId) ?? []),
    ...(type === undefined ? [] : (relations.classificationsOf.get(type) ?? [])),
  ];
  let other: string | undefined;
  for (const id of ids) {
    const line = file.line(id);
    const code = text(line?.Identification) ?? text(line?.ItemReference);
    if (code === undefined) continue;
    if (ROOM_FUNCTIONS.test(sourceName(file, id))) return code;
    other ??= code;
  }
  return other;
}

/** Name of the classification that a reference belongs to; references can hang in references. */
function sourceName(file: IfcFile, referenceId: number): string {
  let id: number | undefined = referenceId;
  let name = "";
  for (let depth = 0; id !== undefined && depth < 16; depth++) {
    const line = file.line(id);
    name = text(line?.Name) ?? name;
    id = ref(line?.ReferencedSource);
  }
  return name;
}
