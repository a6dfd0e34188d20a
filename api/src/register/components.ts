import { compareTfm, componentKey, sameComponent } from "@kontrollrom/twin/tfm/match.ts";
import { parseTfm, systemText, type TfmTag } from "@kontrollrom/twin/tfm/tfm.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";

export interface TaggedElement extends Row<"element"> {
  readonly parsed: TfmTag;
}

/** Components of the drawings, by GlobalId and by tag. One lives for one operation: it sees the drawings as they are when it is first asked. */
export interface Components {
  /** Several where models of several buildings have the same component. */
  byGlobalId(globalId: string, buildingId: string | undefined): Promise<Row<"element">[]>;
  /** Those whose tag names the same component, by GlobalId. */
  byTag(tag: TfmTag, buildingId: string | undefined): Promise<TaggedElement[]>;
  /** Tags that somebody may have meant: of the same system, or of the same component elsewhere. */
  near(tag: TfmTag): Promise<TaggedElement[]>;
}

const rowsAtOnce = 5000;
const nearTold = 5;

export function createComponents(db: RegistryDatabase): Components {
  let loading: Promise<Map<string, TaggedElement[]>> | undefined;

  async function load(): Promise<Map<string, TaggedElement[]>> {
    const byKey = new Map<string, TaggedElement[]>();
    for await (const element of taggedElements(db, undefined)) {
      const key = componentKey(element.parsed);
      const same = byKey.get(key);
      if (same === undefined) byKey.set(key, [element]);
      else same.push(element);
    }
    return byKey;
  }
  const all = (): Promise<Map<string, TaggedElement[]>> => {
    loading ??= load();
    return loading;
  };
  const here = (buildingId: string | undefined) => (element: { building_id: string }) =>
    buildingId === undefined || element.building_id === buildingId;

  return {
    async byGlobalId(globalId, buildingId) {
      const rows = await db
        .selectFrom("element")
        .selectAll()
        .where("ifc_global_id", "=", globalId)
        .limit(20)
        .execute();
      return rows.filter(here(buildingId));
    },
    async byTag(tag, buildingId) {
      return ((await all()).get(componentKey(tag)) ?? [])
        .filter((element) => sameComponent(element.parsed, tag))
        .filter(here(buildingId))
        .sort((a, b) => (a.ifc_global_id < b.ifc_global_id ? -1 : 1));
    },
    async near(tag) {
      const { component } = tag;
      const found: TaggedElement[] = [];
      for (const elements of (await all()).values())
        for (const element of elements) {
          const other = element.parsed;
          if (
            systemText(other) === systemText(tag) ||
            (component !== undefined &&
              other.component?.letters === component.letters &&
              other.component.number === component.number)
          )
            found.push(element);
        }
      // The same letters first: then it is the number that was wrong.
      const rank = ({ parsed }: TaggedElement) => (parsed.component?.letters === component?.letters ? 0 : 1);
      return found.sort((a, b) => rank(a) - rank(b) || compareTfm(a.parsed, b.parsed)).slice(0, nearTold);
    },
  };
}

/** Every component that has a tag of either grammar; a large register gives the event loop its turn. */
export async function* taggedElements(
  db: RegistryDatabase,
  buildingId: string | undefined,
): AsyncGenerator<TaggedElement> {
  let after: { buildingId: string; globalId: string } | undefined;
  for (;;) {
    let query = db
      .selectFrom("element")
      .selectAll()
      .where("tag", "is not", null)
      .orderBy("building_id")
      .orderBy("ifc_global_id")
      .limit(rowsAtOnce);
    if (buildingId !== undefined) query = query.where("building_id", "=", buildingId);
    if (after !== undefined) {
      const { buildingId: building, globalId } = after;
      query = query.where((eb) =>
        eb.or([
          eb("building_id", ">", building),
          eb.and([eb("building_id", "=", building), eb("ifc_global_id", ">", globalId)]),
        ]),
      );
    }
    const rows = await query.execute();
    for (const row of rows) {
      const result = parseTfm(row.tag ?? "");
      if (result.ok) yield { ...row, parsed: result.tag };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsAtOnce) return;
    after = { buildingId: last.building_id, globalId: last.ifc_global_id };
    await new Promise(setImmediate);
  }
}
