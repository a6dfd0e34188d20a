import { IFCSPACE } from "web-ifc";
import { streamBodies } from "../ifc/bodies.ts";
import { functionCode } from "../ifc/classification.ts";
import { createGlobalIds } from "../ifc/global-ids.ts";
import { type Group, readZones } from "../ifc/groups.ts";
import { ref, text } from "../ifc/ifc-values.ts";
import { settleLooseSpaces } from "../ifc/loose-spaces.ts";
import { openIfcFile } from "../ifc/open-file.ts";
import { createPropertyReader } from "../ifc/properties.ts";
import { type Relations, readRelations } from "../ifc/relations.ts";
import { type Room, readRooms } from "../ifc/room.ts";
import { measureRoom, type RoomShape } from "../ifc/room-shape.ts";
import { readSpatialTree } from "../ifc/spatial-tree.ts";
import { readUnits, type Units } from "../ifc/units.ts";
import { createWarnings } from "../ifc/warnings.ts";

/** Columns of a rigid placement in the file's units: where x, y, z and zero of the thing are in the model. */
export type Frame = readonly number[];

/** The rooms of a drawing as the import reads them, with the ids of their instances. */
export interface FileRooms {
  readonly units: Units;
  readonly relations: Relations;
  readonly zones: readonly Group[];
  /** By the GlobalId that the import gives them. */
  readonly rooms: ReadonlyMap<string, Room & { readonly functionCode: string | undefined }>;
  /** Instances of buildings and storeys by GlobalId. */
  readonly structure: ReadonlyMap<string, number>;
  /** Where a product stands; undefined for a placement that is not followed. */
  frameOf(product: number): Frame | undefined;
}

const STILL: Frame = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/**
 * @param use what is done with them while the file is open
 * @throws ImportError
 */
export async function withFileRooms<T>(bytes: Uint8Array, use: (rooms: FileRooms) => T): Promise<T> {
  const file = await openIfcFile(bytes);
  try {
    const units = readUnits(file);
    const relations = readRelations(file);
    const tree = readSpatialTree(file, relations, units, "");
    const shapes = new Map<number, RoomShape>();
    streamBodies(file, file.idsOf(IFCSPACE), (id, bodies) => {
      const shape = measureRoom(bodies);
      if (shape !== undefined) shapes.set(id, shape);
    });
    for (const building of tree.buildings) settleLooseSpaces(building, ({ id }) => shapes.get(id));
    // In the order of the import, so that a GlobalId that is used twice is given to the same thing.
    const globalIds = createGlobalIds(createWarnings());
    const structure = new Map<string, number>();
    for (const { id, line } of tree.buildings) structure.set(globalIds(text(line.GlobalId), id), id);
    for (const { id, line } of tree.buildings.flatMap(({ storeys }) => storeys))
      if (id !== undefined) structure.set(globalIds(text(line?.GlobalId), id), id);
    const rooms = readRooms(tree, shapes, createPropertyReader(file, relations, units), (id, written) =>
      globalIds(text(written), id),
    );
    return use({
      units,
      relations,
      zones: readZones(file, relations),
      rooms: new Map(
        rooms.map((room) => [
          room.globalId,
          { ...room, functionCode: functionCode(file, relations, room.node.id) },
        ]),
      ),
      structure,
      frameOf(product) {
        const placement = ref(file.line(product)?.ObjectPlacement);
        if (placement === undefined) return STILL;
        try {
          const frame = file.api.GetWorldTransformMatrix(file.model, placement);
          return frame.length === 16 && frame.every(Number.isFinite) ? [...frame] : undefined;
        } catch {
          // Placements on grids and alignments are not followed.
          return undefined;
        }
      },
    });
  } finally {
    file.close();
  }
}
