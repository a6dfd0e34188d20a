import { type MapSensor, MapShape, type MapShapes } from "@kontrollrom/contracts/map.ts";
import { quantities } from "@kontrollrom/contracts/quantity.ts";
import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import type { Catalogue, RegisteredDevice } from "../register/catalogue.ts";
import { listCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { caller } from "../work-orders/routes.ts";
import { placeOnMap } from "./layers.ts";

type Keys = "GET /map/shapes" | "POST /map/shapes" | "GET /map/sensors";

const sensors = listCursor("GET /map/sensors", "string");

/** A device outdoors, and all that is shown of it but its value, once it has been asked for. */
interface Outdoors {
  readonly registered: RegisteredDevice;
  sensor: MapSensor | undefined;
}

export function mapHandlers(deps: {
  db: RegistryDatabase;
  catalogue: Pick<Catalogue, "registered" | "points" | "version">;
  presentValue(pointId: number): PresentValue | undefined;
  audit: Audit;
}): Pick<Handlers, Keys> {
  const { db, catalogue } = deps;

  async function readShapes(): Promise<MapShapes> {
    const rows = await db.selectFrom("map_shape").selectAll().orderBy("seq").execute();
    return {
      shapes: rows.map(({ kind, name, coordinates }) =>
        MapShape.parse({ kind, name, coordinates: JSON.parse(coordinates) }),
      ),
    };
  }

  function toSensor({ device, row, profile }: RegisteredDevice): MapSensor {
    const { layer, pointId } = placeOnMap(
      [...device.points.values()].flatMap((id) => {
        const point = catalogue.points.get(id);
        return point && !("diagnostic" in quantities[point.quantity]) ? [point] : [];
      }),
    );
    const point = pointId === undefined ? undefined : catalogue.points.get(pointId);
    const expectedIntervalS = row.expected_interval_s ?? profile?.expected_interval_s ?? undefined;
    return {
      deviceId: device.id,
      name: device.name,
      lat: row.lat ?? 0,
      lon: row.lon ?? 0,
      layer,
      pointIds: [...device.points.values()],
      ...(point && { pointId: point.id, quantity: point.quantity, unit: quantities[point.quantity].unit }),
      ...(expectedIntervalS !== undefined && { expectedIntervalS }),
    };
  }

  let sortedAt = -1;
  let sorted: readonly Outdoors[] = [];
  /** What stands outdoors, by id: found anew when the register has changed, and not for each page of it. */
  function outdoors(): readonly Outdoors[] {
    if (sortedAt === catalogue.version) return sorted;
    sortedAt = catalogue.version;
    sorted = [...catalogue.registered.values()]
      .filter(({ device, row }) => device.buildingId === undefined && row.lat !== null && row.lon !== null)
      .map((registered) => ({ registered, sensor: undefined }))
      .sort((a, b) => (a.registered.device.id < b.registered.device.id ? -1 : 1));
    return sorted;
  }

  return {
    "GET /map/shapes": readShapes,
    "POST /map/shapes": async ({ body }, call) => {
      await db.transaction().execute(async (tx) => {
        await tx.deleteFrom("map_shape").execute();
        const rows = body.shapes.map(({ kind, name, coordinates }, index) => ({
          seq: index + 1,
          kind,
          name,
          coordinates: JSON.stringify(coordinates),
        }));
        for (let at = 0; at < rows.length; at += 500)
          await tx
            .insertInto("map_shape")
            .values(rows.slice(at, at + 500))
            .execute();
      });
      await deps.audit.record(caller(call), "map-shapes-replaced", "map", { shapes: body.shapes.length });
      return readShapes();
    },
    "GET /map/sensors": ({ query }) => {
      const after = sensors.read(query.cursor);
      const all = outdoors();
      const begins =
        after === undefined ? 0 : all.findIndex(({ registered }) => registered.device.id > after.id);
      return sensors.page(
        begins < 0 ? [] : all.slice(begins, begins + query.limit + 1),
        query.limit,
        ({ registered }) => ({ key: "", id: registered.device.id }),
        (each) => {
          each.sensor ??= toSensor(each.registered);
          const { pointId } = each.sensor;
          const present = pointId === undefined ? undefined : deps.presentValue(pointId);
          return present ? { ...each.sensor, present } : each.sensor;
        },
      );
    },
  };
}
