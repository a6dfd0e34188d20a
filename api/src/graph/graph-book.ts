import type { GraphRelation } from "@kontrollrom/contracts/graph.ts";
import { quantities } from "@kontrollrom/contracts/quantity.ts";
import type { Graph } from "@kontrollrom/twin/graph/graph.ts";
import { type RegisterFacts, registerGraph } from "@kontrollrom/twin/graph/register-graph.ts";
import type { Catalogue } from "../register/catalogue.ts";
import { byHand } from "../register/component-book.ts";
import type { RegistryDatabase } from "../registry/database.ts";

/** The graph as the register is now, made when it is asked for and kept until something changes. */
export interface GraphBook {
  /** Of one building, or of all. */
  read(buildingId: string | undefined): Promise<Graph>;
  /** Told when components or relations changed; places, devices and points are followed by themselves. */
  changed(): void;
}

/** How many buildings' graphs are kept, the latest asked for. */
const kept = 8;
const rowsAtOnce = 5000;

export function createGraphBook(deps: { db: RegistryDatabase; catalogue: Catalogue }): GraphBook {
  const { db, catalogue } = deps;
  const graphs = new Map<string, { version: string; graph: Promise<Graph> }>();
  let changes = 0;

  async function make(buildingId: string | undefined): Promise<Graph> {
    const only = buildingId ?? null;
    const allBuildings = db.selectFrom("building").select(["id", "name", "property_id"]);
    const [properties, buildings, storeys, spaces, relations] = await Promise.all([
      db.selectFrom("property").select(["id", "name"]).execute(),
      (only === null ? allBuildings : allBuildings.where("id", "=", only)).execute(),
      db
        .selectFrom("storey")
        .select(["id", "name", "building_id"])
        .where("ended_revision", "is", null)
        .execute(),
      db
        .selectFrom("space")
        .select(["id", "number", "name", "building_id", "storey_id", "zones"])
        .where("ended_revision", "is", null)
        .execute(),
      db.selectFrom("relation").selectAll().execute(),
    ]);
    const here = (row: { building_id: string }) => only === null || row.building_id === only;
    const onProperty = new Set(buildings.map((row) => row.property_id));
    return registerGraph({
      properties: properties.filter(({ id }) => only === null || onProperty.has(id)),
      buildings: buildings.map((row) => ({
        id: row.id,
        name: row.name,
        propertyId: row.property_id ?? undefined,
      })),
      storeys: storeys
        .filter(here)
        .map((row) => ({ id: row.id, name: row.name, buildingId: row.building_id })),
      spaces: spaces.filter(here).map((row) => ({
        id: row.id,
        name: `${row.number} ${row.name}`.trim(),
        buildingId: row.building_id,
        storeyId: row.storey_id,
        zones: JSON.parse(row.zones) as string[],
      })),
      components: await readComponents(buildingId),
      points: readPoints(buildingId),
      relations: relations.map((row) => ({
        id: row.id,
        from: row.subject,
        relation: row.relation as GraphRelation,
        to: row.object,
        source: "hand",
      })),
    });
  }

  /** Part by part: a large register gives the event loop its turn. */
  async function readComponents(buildingId: string | undefined): Promise<RegisterFacts["components"]> {
    const found: RegisterFacts["components"][number][] = [];
    let after = "";
    for (;;) {
      let query = db
        .selectFrom("element")
        .select(["id", "ifc_global_id", "name", "ifc_class", "tag", "systems", "building_id"])
        .select(["storey_id", "space_id", "discipline"])
        .where("id", ">", after)
        .orderBy("id")
        .limit(rowsAtOnce);
      if (buildingId !== undefined) query = query.where("building_id", "=", buildingId);
      const rows = await query.execute();
      for (const row of rows)
        found.push({
          id: row.id,
          globalId: row.ifc_global_id,
          name: row.name,
          ifcClass: row.ifc_class,
          tag: row.tag ?? undefined,
          systems: JSON.parse(row.systems) as string[],
          buildingId: row.building_id,
          storeyId: row.storey_id ?? undefined,
          spaceId: row.space_id ?? undefined,
          byHand: row.discipline === byHand,
        });
      const last = rows.at(-1);
      if (last === undefined || rows.length < rowsAtOnce) return found;
      after = last.id;
      await new Promise(setImmediate);
    }
  }

  function readPoints(buildingId: string | undefined): RegisterFacts["points"] {
    const found: RegisterFacts["points"][number][] = [];
    for (const { id, quantity, channel, device, own } of catalogue.points.values()) {
      if (device.removed || (buildingId !== undefined && device.buildingId !== buildingId)) continue;
      const bound = own ?? catalogue.registered.get(device.id)?.row;
      found.push({
        id,
        name: channel === undefined ? `${device.name} ${quantity}` : `${device.name} ${quantity} ${channel}`,
        brickClass: quantities[quantity].brick,
        buildingId: device.buildingId,
        storeyId: device.storeyId,
        spaceId: device.spaceId,
        componentGlobalId: bound?.element_global_id ?? undefined,
        tag: bound?.tfm_tag ?? undefined,
      });
    }
    return found;
  }

  return {
    read(buildingId) {
      const key = buildingId ?? "";
      const version = `${catalogue.version} ${changes}`;
      const known = graphs.get(key);
      if (known?.version === version) return known.graph;
      const graph = make(buildingId);
      graphs.delete(key);
      graphs.set(key, { version, graph });
      const [oldest] = graphs.keys();
      if (graphs.size > kept && oldest !== undefined) graphs.delete(oldest);
      graph.catch(() => graphs.delete(key));
      return graph;
    },
    changed() {
      changes += 1;
    },
  };
}
