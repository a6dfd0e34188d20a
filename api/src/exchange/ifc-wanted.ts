import type { Plan } from "@kontrollrom/contracts/building.ts";
import type {
  IfcWanted,
  WantedRoom,
  WantedSensor,
  WantedZone,
} from "@kontrollrom/twin/ifc-write/ifc-wanted.ts";
import type { FileStore } from "../files/file-store.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";
import { globalIdOf } from "./stored-model.ts";

/** A building's newest drawing, where it is an IFC file, and all buildings whose newest drawing it is. */
export interface IfcBase {
  readonly model: Row<"model">;
  readonly building: Row<"building">;
  readonly buildings: readonly Row<"building">[];
}

/** @throws ProblemError where there is no building, no drawing, or a newest one that is no IFC file */
export async function ifcBase(db: RegistryDatabase, buildingId: string): Promise<IfcBase> {
  const building = await db
    .selectFrom("building")
    .selectAll()
    .where("id", "=", buildingId)
    .executeTakeFirst();
  if (building === undefined)
    throw new ProblemError(
      404,
      "building-not-found",
      `there is no building "${buildingId}": see GET /buildings`,
    );
  const model =
    building.model_id === null
      ? undefined
      : await db.selectFrom("model").selectAll().where("id", "=", building.model_id).executeTakeFirst();
  if (model === undefined)
    throw new ProblemError(
      409,
      "no-drawing",
      `"${building.name}" has no drawing to write into: import its IFC with POST /models`,
    );
  if (!model.schema.toUpperCase().startsWith("IFC"))
    throw new ProblemError(
      409,
      "drawing-not-ifc",
      `the newest drawing of "${building.name}" is "${model.name}", which is no IFC: export its storeys as DXF, or import its IFC again`,
    );
  const buildings = await db
    .selectFrom("building")
    .selectAll()
    .where("model_id", "=", model.id)
    .orderBy("id")
    .execute();
  return { model, building, buildings };
}

/** What the register says of the buildings of a drawing. */
export async function ifcWanted(
  deps: { db: RegistryDatabase; files: FileStore },
  buildings: readonly Row<"building">[],
): Promise<IfcWanted> {
  const { db, files } = deps;
  const ids = buildings.map(({ id }) => id);
  const [storeys, spaces] = await Promise.all([
    db
      .selectFrom("storey")
      .selectAll()
      .where("building_id", "in", ids)
      .where("ended_revision", "is", null)
      .orderBy("elevation")
      .orderBy("id")
      .execute(),
    db
      .selectFrom("space")
      .selectAll()
      .where("building_id", "in", ids)
      .orderBy("number")
      .orderBy("id")
      .execute(),
  ]);
  const live = spaces.filter(({ ended_revision }) => ended_revision === null);
  const roomIds = new Map(live.map((space) => [space.id, globalIdOf("space", space)]));
  const rooms: WantedRoom[] = [];
  for (const storey of storeys) {
    const plan =
      storey.plan_key === null
        ? undefined
        : (JSON.parse((await files.read(storey.plan_key)).toString("utf8")) as Plan);
    const polygons = new Map((plan?.rooms ?? []).map(({ spaceId, polygon }) => [spaceId, polygon]));
    for (const space of live.filter(({ storey_id }) => storey_id === storey.id))
      rooms.push({
        ifcGlobalId: roomIds.get(space.id) ?? "",
        storeyGlobalId: globalIdOf("storey", storey),
        number: space.number,
        name: space.name,
        functionCode: space.function_code ?? undefined,
        polygon: polygons.get(space.id),
        floorZ: space.floor_z ?? undefined,
        height: space.height ?? undefined,
      });
  }
  return {
    buildings: buildings.map((building) => globalIdOf("building", building)),
    rooms,
    gone: spaces.flatMap(({ ended_revision, ifc_global_id }) =>
      ended_revision !== null && ifc_global_id !== null ? ifc_global_id : [],
    ),
    zones: [...zonesOf(live, roomIds), ...(await areasOf(db, ids, roomIds))],
    sensors: await sensorsIn(db, ids, roomIds),
  };
}

/** Zones by the names that rooms have them by. */
function zonesOf(spaces: readonly Row<"space">[], roomIds: ReadonlyMap<string, string>): WantedZone[] {
  const members = new Map<string, string[]>();
  for (const space of spaces)
    for (const name of JSON.parse(space.zones) as string[])
      members.set(name, [...(members.get(name) ?? []), roomIds.get(space.id) ?? ""]);
  return [...members]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, roomGlobalIds]) => ({ key: name, name, roomGlobalIds }));
}

/** Areas of layers that gather rooms are zones too: "Brannceller: B1 Trapp nord". */
async function areasOf(
  db: RegistryDatabase,
  buildingIds: readonly string[],
  roomIds: ReadonlyMap<string, string>,
): Promise<WantedZone[]> {
  const rows = await db
    .selectFrom("area_layer_area")
    .innerJoin("area_layer", "area_layer.id", "area_layer_area.layer_id")
    .innerJoin("area_layer_room", "area_layer_room.area_id", "area_layer_area.id")
    .select([
      "area_layer_area.id",
      "area_layer.name as layer",
      "kind",
      "code",
      "area_layer_area.name",
      "space_id",
    ])
    .where("area_layer.building_id", "in", buildingIds)
    .orderBy("area_layer.name")
    .orderBy("position")
    .orderBy("area_layer_area.id")
    .orderBy("space_id")
    .execute();
  return [...Map.groupBy(rows, ({ id }) => id)].flatMap(([id, list]) => {
    const [first] = list;
    const rooms = [...new Set(list.flatMap(({ space_id }) => roomIds.get(space_id) ?? []))];
    if (first === undefined || rooms.length === 0) return [];
    const name = `${first.layer}: ${first.code} ${first.name}`.trim();
    return [{ key: `area ${id}`, name, objectType: first.kind, roomGlobalIds: rooms }];
  });
}

/** Devices in the rooms. One with points in several rooms is a sensor in each of them. */
async function sensorsIn(
  db: RegistryDatabase,
  buildingIds: readonly string[],
  roomIds: ReadonlyMap<string, string>,
): Promise<WantedSensor[]> {
  const [devices, points] = await Promise.all([
    db.selectFrom("device").selectAll().where("removed_at", "is", null).orderBy("id").execute(),
    db
      .selectFrom("point")
      .selectAll()
      .where((eb) =>
        eb.or([
          eb("building_id", "in", buildingIds),
          eb(
            "device_id",
            "in",
            eb.selectFrom("device").select("device.id").where("device.building_id", "in", buildingIds),
          ),
        ]),
      )
      .orderBy("id")
      .execute(),
  ]);
  const pointsOf = Map.groupBy(points, (point) => point.device_id);
  return devices.flatMap((device) => {
    const own = pointsOf.get(device.id) ?? [];
    const inRoom = Map.groupBy(own, (point) =>
      point.building_id === null ? device.space_id : point.space_id,
    );
    if (device.space_id !== null && !inRoom.has(device.space_id)) inRoom.set(device.space_id, []);
    return [...inRoom].flatMap(([spaceId, list]): WantedSensor[] => {
      const roomGlobalId = roomIds.get(spaceId ?? "");
      if (roomGlobalId === undefined) return [];
      const here = spaceId === device.space_id;
      const tag = here ? device.tfm_tag : (list[0]?.tfm_tag ?? null);
      const element = here ? device.element_global_id : (list[0]?.element_global_id ?? null);
      return [
        {
          id: here ? device.id : `${device.id} ${spaceId}`,
          name: device.name,
          externalId: device.external_id,
          roomGlobalId,
          ...(device.model !== null && { model: device.model }),
          ...(tag !== null && { tag }),
          ...(element !== null && { elementGlobalId: element }),
          points: list.map(({ id, quantity, channel }) => ({
            id,
            quantity,
            ...(channel !== "" && { channel }),
          })),
        },
      ];
    });
  });
}
