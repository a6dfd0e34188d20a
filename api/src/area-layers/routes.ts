import type { Audit } from "../events/audit.ts";
import { type Handlers, RawAnswer } from "../http/handler.ts";
import { caller } from "../work-orders/routes.ts";
import { figuresCsv } from "./figures-csv.ts";
import type { AreaLayers } from "./service.ts";

type Keys =
  | "GET /buildings/{id}/area-layers"
  | "POST /buildings/{id}/area-layers"
  | "GET /area-layers/{id}"
  | "PUT /area-layers/{id}"
  | "DELETE /area-layers/{id}"
  | "GET /area-layers/{id}/figures";

export function areaLayerHandlers({
  layers,
  audit,
}: {
  layers: AreaLayers;
  audit: Audit;
}): Pick<Handlers, Keys> {
  return {
    "GET /buildings/{id}/area-layers": async ({ params }) => ({ items: await layers.ofBuilding(params.id) }),
    "POST /buildings/{id}/area-layers": async ({ params, body }, call) => {
      const by = caller(call);
      const layer = await layers.create(params.id, body, by);
      await audit.record(by, "area-layer-created", layer.id, {
        buildingId: layer.buildingId,
        kind: layer.kind,
        name: layer.name,
        areas: layer.areas.map(({ code }) => code),
      });
      return layer;
    },
    "GET /area-layers/{id}": ({ params }) => layers.read(params.id),
    "PUT /area-layers/{id}": async ({ params, body }, call) => {
      const by = caller(call);
      const layer = await layers.replace(params.id, body, by);
      await audit.record(by, "area-layer-changed", layer.id, {
        revision: layer.revision,
        areas: layer.areas.map(({ code, roomIds, outlines }) => ({
          code,
          rooms: roomIds.length,
          outlines: outlines.length,
        })),
      });
      return layer;
    },
    "DELETE /area-layers/{id}": async ({ params, query }, call) => {
      const by = caller(call);
      const { name, buildingId, areas } = await layers.remove(params.id, query.revision);
      await audit.record(by, "area-layer-removed", params.id, { name, buildingId, areas });
    },
    "GET /area-layers/{id}/figures": async ({ params, query }) => {
      const layer = await layers.read(params.id);
      const names = await layers.names(layer.buildingId);
      return new RawAnswer("text/csv; charset=utf-8", figuresCsv(layer, names, query.language), {
        "content-disposition": `attachment; filename="area-layer-${layer.id.slice(0, 8)}.csv"`,
      });
    },
  };
}
