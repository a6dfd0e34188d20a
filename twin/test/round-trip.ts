import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Polygon } from "@kontrollrom/contracts/building.ts";
import { difference } from "../src/geometry/clip.ts";
import { polygonArea, ringBounds } from "../src/geometry/polygon.ts";
import { derivedGlobalId } from "../src/ifc/global-ids.ts";
import { importModel } from "../src/ifc/import-model.ts";
import type { ImportedModel, ImportedSpace } from "../src/ifc/imported-model.ts";
import type { IfcWanted, WantedRoom } from "../src/ifc-write/ifc-wanted.ts";

/** Reads a drawing as the platform does. */
export async function readIfc(bytes: Uint8Array): Promise<ImportedModel> {
  const folder = await mkdtemp(join(tmpdir(), "kontrollrom-ifc-"));
  try {
    const path = join(folder, "model.ifc");
    await writeFile(path, bytes);
    return await importModel({ path, name: "Prøve" }, { frag: false });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const spacesOf = (model: ImportedModel): ImportedSpace[] =>
  model.buildings.flatMap(({ storeys }) => storeys.flatMap(({ spaces }) => spaces));
export const elementsOf = (model: ImportedModel) => model.buildings.flatMap(({ elements }) => elements);
export const polygonsOf = (model: ImportedModel): Map<string, Polygon> =>
  new Map(
    model.buildings.flatMap(({ storeys }) =>
      storeys.flatMap(({ plan }) =>
        plan.rooms.map(({ ifcGlobalId, polygon }) => [ifcGlobalId, polygon] as const),
      ),
    ),
  );

/** What a register that has just imported a drawing says of it: nothing else than the drawing. */
export function asRegistered(model: ImportedModel): IfcWanted {
  const polygons = polygonsOf(model);
  return {
    buildings: model.buildings.map(({ ifcGlobalId }) => ifcGlobalId),
    rooms: model.buildings.flatMap(({ storeys }) =>
      storeys.flatMap(({ ifcGlobalId: storeyGlobalId, spaces }) =>
        spaces.map(
          ({ ifcGlobalId, number, name, functionCode, floorZ, height }): WantedRoom => ({
            ifcGlobalId,
            storeyGlobalId,
            number,
            name,
            functionCode,
            floorZ,
            height,
            polygon: polygons.get(ifcGlobalId),
          }),
        ),
      ),
    ),
    gone: [],
    zones: [...new Set(model.zones.map(({ name }) => name))].map((name) => ({
      key: name,
      name,
      roomGlobalIds: model.zones.filter((zone) => zone.name === name).flatMap((zone) => zone.spaceGlobalIds),
    })),
    sensors: [],
  };
}

/** Everything at once: renamed, redrawn, divided, merged, gathered, and fitted with sensors. */
export function withChanges(model: ImportedModel): { wanted: IfcWanted; touched: Set<string> } {
  const before = asRegistered(model);
  const rooms = [...before.rooms];
  const touched = new Set<string>();
  const gone: string[] = [];
  const change = (i: number, change: Partial<WantedRoom>): void => {
    const room = rooms[i];
    if (room === undefined) return;
    rooms[i] = { ...room, ...change };
    touched.add(room.ifcGlobalId);
  };
  const shaped = rooms.flatMap(({ polygon }, i) =>
    polygon !== undefined && polygonArea(polygon) > 4 ? i : [],
  );
  change(0, { number: "Ø-1'01", name: "Møterom \\ Čáhci 🙂", functionCode: "213" });
  const [, cut, split, merged] = shaped;
  if (cut !== undefined) {
    const polygon = cutAt(rooms[cut]?.polygon ?? [], 0.75)[0];
    change(cut, { polygon });
  }
  if (split !== undefined) {
    const [left, right] = cutAt(rooms[split]?.polygon ?? [], 0.4);
    const { storeyGlobalId = "", floorZ, height } = rooms[split] ?? {};
    change(split, { polygon: left });
    const ifcGlobalId = derivedGlobalId("a new room");
    touched.add(ifcGlobalId);
    rooms.push({
      ifcGlobalId,
      storeyGlobalId,
      number: "NY",
      name: "Grupperom",
      functionCode: "213",
      floorZ,
      height,
      polygon: right,
    });
  }
  if (merged !== undefined) {
    const ended = rooms[merged]?.ifcGlobalId ?? "";
    gone.push(ended);
    touched.add(ended);
    rooms.splice(merged, 1);
  }
  const some = rooms.slice(0, 3).map(({ ifcGlobalId }) => ifcGlobalId);
  return {
    touched,
    wanted: {
      ...before,
      rooms,
      gone,
      zones: [
        ...before.zones.map((zone) => ({
          ...zone,
          roomGlobalIds: zone.roomGlobalIds.filter((id) => !gone.includes(id)),
        })),
        ...(some.length > 0
          ? [{ key: "smoke-1", name: "Røykseksjon 1", objectType: "Brann", roomGlobalIds: some }]
          : []),
      ],
      sensors: some.slice(0, 2).map((roomGlobalId, i) => ({
        id: `device-${i}`,
        name: `Luftføler ${i}`,
        externalId: `24e124${i}`,
        ...(i === 0 && { tag: "+A=360.001-RT901", model: "AM307" }),
        roomGlobalId,
        points: [
          { id: i * 2 + 1, quantity: "co2" },
          { id: i * 2 + 2, quantity: "temperature", channel: "a" },
        ],
      })),
    },
  };
}

/** Divides an outline at a part of its width: the largest piece on either side. */
function cutAt(polygon: Polygon, part: number): [Polygon, Polygon] {
  const [minX, minY, maxX, maxY] = ringBounds(polygon[0] ?? []);
  const x = Math.round((minX + (maxX - minX) * part) * 1000) / 1000;
  const box = (left: number, right: number): Polygon => [
    [
      [left, minY - 1],
      [right, minY - 1],
      [right, maxY + 1],
      [left, maxY + 1],
    ],
  ];
  const [left = polygon] = difference([polygon], [box(x, maxX + 1)]);
  const [right = polygon] = difference([polygon], [box(minX - 1, x)]);
  return [left, right];
}
