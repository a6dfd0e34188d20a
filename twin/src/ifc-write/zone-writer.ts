import type { WantedZone } from "./ifc-wanted.ts";
import { label, refsIn } from "./step-text.ts";
import { leaveRelation, withRefs } from "./unlink.ts";
import type { Writing } from "./writing.ts";

const GROUPS = new Set(["IFCRELASSIGNSTOGROUP", "IFCRELREFERENCEDINSPATIALSTRUCTURE"]);

/**
 * Gathers rooms as the register does. A zone that the file has, known by its name, gets the members that are missing and
 * loses those that left; one that it has not is added as an IfcZone.
 * @param ended rooms that leave the file by themselves
 * @returns how many zones were changed or added
 */
export function writeZones(
  writing: Writing,
  zones: readonly WantedZone[],
  ended: ReadonlySet<number>,
): number {
  const { editor, rooms, guid, instanceOf, old } = writing;
  const meant = new Set(rooms.rooms.values().map(({ node }) => node.id));
  let written = 0;
  for (const zone of zones) {
    const wanted = new Set<number>();
    for (const globalId of zone.roomGlobalIds) {
      const id = instanceOf.get(globalId);
      if (id === undefined) writing.warn("room-not-in-drawing", globalId);
      else wanted.add(id);
    }
    const known = rooms.zones.filter(({ name }) => name === zone.name);
    const has = new Set(known.flatMap(({ members }) => [...members]));
    const missing = [...wanted].filter((id) => !has.has(id)).map((id) => `#${id}`);
    const left = [...has].filter((id) => meant.has(id) && !wanted.has(id) && !ended.has(id));
    if (missing.length === 0 && left.length === 0) continue;
    written++;
    for (const id of left)
      for (const relation of writing.relationsOf(id)) {
        if (!GROUPS.has(editor.type(relation))) continue;
        const group = memberPlaces(editor.type(relation));
        const of = refsIn(editor.attributes(relation)[group.whole] ?? "")[0];
        if (
          known.some((one) => one.id === of) &&
          refsIn(editor.attributes(relation)[group.list] ?? "").includes(id)
        )
          leaveRelation(editor, relation, group.list, id);
      }
    if (missing.length === 0) continue;
    const into = known
      .flatMap(({ id }) => writing.relationsOf(id))
      .find((relation) => {
        if (!GROUPS.has(editor.type(relation))) return false;
        const of = refsIn(editor.attributes(relation)[memberPlaces(editor.type(relation)).whole] ?? "")[0];
        return known.some(({ id }) => id === of);
      });
    if (into !== undefined) {
      const { list } = memberPlaces(editor.type(into));
      editor.set(into, list, withRefs(editor.attributes(into)[list] ?? "", missing));
      continue;
    }
    const owner = writing.ownerOf(Number(missing[0]?.slice(1)));
    const id =
      known[0] !== undefined
        ? `#${known[0].id}`
        : editor.add(
            `IFCZONE(${guid(`zone ${zone.key}`)},${owner},${label(zone.name)},$,${label(zone.objectType)}${old ? "" : ",$"})`,
          );
    editor.add(
      `IFCRELASSIGNSTOGROUP(${guid(`in zone ${zone.key}`)},${owner},$,$,(${missing.join(",")}),$,${id})`,
    );
  }
  return written;
}

function memberPlaces(type: string): { list: number; whole: number } {
  return { list: 4, whole: type === "IFCRELASSIGNSTOGROUP" ? 6 : 5 };
}
