import { parseTfm, systemText } from "@kontrollrom/twin/tfm/tfm.ts";
import { z } from "zod";
import type { Catalogue } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";

/** Which systems a point belongs to: by its tag (`360.001`), and by the drawing's groups of the element it is bound to. */
export interface PointSystems {
  /** Reads the drawing's groups again where bindings or drawings changed. */
  refresh(): Promise<void>;
  of(pointId: number): readonly string[];
}

const Names = z.array(z.string());

export function createPointSystems(deps: { db: RegistryDatabase; catalogue: Catalogue }): PointSystems {
  const { db, catalogue } = deps;
  let version = -1;
  let ofElement = new Map<string, readonly string[]>();

  return {
    async refresh() {
      if (version === catalogue.version) return;
      version = catalogue.version;
      const rows = await db
        .selectFrom("element")
        .select(["building_id", "ifc_global_id", "systems"])
        .where("systems", "<>", "[]")
        .where("ifc_global_id", "in", (bound) =>
          bound
            .selectFrom("device")
            .select("element_global_id")
            .where("element_global_id", "is not", null)
            .union(
              bound
                .selectFrom("point")
                .select("element_global_id")
                .where("element_global_id", "is not", null),
            ),
        )
        .execute();
      ofElement = new Map(
        rows.map((row) => [`${row.building_id} ${row.ifc_global_id}`, Names.parse(JSON.parse(row.systems))]),
      );
    },
    of(pointId) {
      const point = catalogue.points.get(pointId);
      if (!point) return [];
      const binding = point.own ?? catalogue.registered.get(point.device.id)?.row;
      const systems: string[] = [];
      const tag = binding?.tfm_tag ? parseTfm(binding.tfm_tag) : undefined;
      if (tag?.ok) systems.push(systemText(tag.tag));
      if (binding?.element_global_id)
        systems.push(...(ofElement.get(`${point.device.buildingId} ${binding.element_global_id}`) ?? []));
      return systems;
    },
  };
}
