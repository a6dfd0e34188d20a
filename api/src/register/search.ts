import { type SearchHit, SearchKind } from "@kontrollrom/contracts/register.ts";
import { sql } from "kysely";
import type { Handlers } from "../http/handler.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { present } from "../registry/row.ts";
import type { Catalogue } from "./catalogue.ts";

/** Rows that are read of a kind before the best are chosen: a search for "r" must cost no more than one for "rt401". */
const readOfKind = 60;

interface Found {
  kind: string;
  ref: string;
  building_id: string | null;
  title: string;
  detail: string;
}

/**
 * Finds by the beginnings of words in titles, numbers and tags; all words must be there. `360.001-jv4` is the beginning of a tag.
 * Whole words come before beginnings, titles that begin so before others.
 */
export function searchHandlers(deps: {
  readonly db: RegistryDatabase;
  readonly catalogue: Pick<Catalogue, "buildings">;
}): Pick<Handlers, "GET /search"> {
  const { db, catalogue } = deps;

  async function read(kind: SearchKind, words: string, buildingId: string | undefined): Promise<Found[]> {
    const match = `kind : "${kind}" AND {title detail} : (${words})`;
    const { rows } = await sql<Found>`
      select entry.kind, entry.ref, entry.building_id, entry.title, entry.detail
      from search_text join search_entry as entry on entry.id = search_text.rowid
      where search_text match ${match} and (${buildingId ?? null} is null or entry.building_id = ${buildingId ?? null})
      limit ${readOfKind}`.execute(db);
    return rows;
  }

  return {
    "GET /search": async ({ query }, call) => {
      const { exact, begun } = matchOf(query.q);
      if (begun === "") return { items: [] };
      const may = call.identity?.permissions;
      const kinds = SearchKind.options.filter((kind) => kind !== "work-order" || may?.has("work-order:read"));
      const byKind: SearchHit[][] = [];
      for (const kind of kinds) {
        const found = new Map<string, Found>();
        for (const words of [exact, begun])
          for (const row of await read(kind, words, query.buildingId)) found.set(row.ref, row);
        byKind.push(
          [...found.values()].sort(closest(query.q)).map((row) => ({
            kind,
            id: row.ref,
            title: row.title,
            detail: row.detail,
            ...present({
              buildingId: row.building_id,
              buildingName: row.building_id && catalogue.buildings.get(row.building_id),
            }),
          })),
        );
      }
      return { items: fairly(byKind, query.limit) };
    },
  };
}

/** The words as FTS5 writes them: each a phrase of its own, whatever signs it holds. */
function matchOf(text: string): { exact: string; begun: string } {
  const words = text
    .split(/\s+/)
    .map((word) => word.replaceAll('"', ""))
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  return {
    exact: words.map((word) => `"${word}"`).join(" "),
    begun: words.map((word) => `"${word}"*`).join(" "),
  };
}

function closest(typed: string): (a: Found, b: Found) => number {
  const wanted = typed.trim().toLocaleLowerCase("nb");
  const rank = ({ title, detail }: Found): number => {
    const texts = [title.toLocaleLowerCase("nb"), detail.toLocaleLowerCase("nb")];
    if (texts.includes(wanted)) return 0;
    if (texts.some((text) => text.startsWith(wanted))) return 1;
    return texts.some((text) => text.includes(wanted)) ? 2 : 3;
  };
  return (a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title, "nb", { numeric: true });
}

/** The best of each kind in turn, told kind by kind: a thousand components do not hide the one building. */
function fairly(byKind: readonly SearchHit[][], limit: number): SearchHit[] {
  const taken = byKind.map(() => 0);
  let left = limit;
  for (let round = 0; left > 0; round++) {
    let any = false;
    for (const [at, hits] of byKind.entries())
      if (left > 0 && round < hits.length) {
        taken[at] = round + 1;
        left -= 1;
        any = true;
      }
    if (!any) break;
  }
  return byKind.flatMap((hits, at) => hits.slice(0, taken[at]));
}
