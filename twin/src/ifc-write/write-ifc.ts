import { createHash } from "node:crypto";
import { commonArea } from "../geometry/clip.ts";
import { inPolygon, polygonArea } from "../geometry/polygon.ts";
import { derivedGlobalId } from "../ifc/global-ids.ts";
import { ImportError } from "../ifc/import-error.ts";
import { validateIfc } from "../ifc/validate.ts";
import { type FileRooms, withFileRooms } from "./file-rooms.ts";
import type { IfcWanted, IfcWriteReport } from "./ifc-wanted.ts";
import { writeNewRoom, writeRoom } from "./room-writer.ts";
import { sensorIds, writeSensors } from "./sensor-writer.ts";
import { createStepEditor, type StepEditor } from "./step-editor.ts";
import { splitAttributes, stepString } from "./step-text.ts";
import { removeUnused, removeWhole } from "./unlink.ts";
import { bodyParts } from "./write-body.ts";
import { createWriting } from "./writing.ts";
import { writeZones } from "./zone-writer.ts";

export interface WrittenIfc {
  readonly report: IfcWriteReport;
  /** The file, piece by piece. */
  parts(): Iterable<Buffer>;
}

/**
 * Writes what the register says otherwise than a drawing into a copy of it. What is not changed is copied byte for byte;
 * what is new stands last in the DATA section. Ids and GlobalIds are the same each time, so the same register
 * gives the same bytes, and an export of an export changes nothing.
 * @param source the bytes of an unpacked IFC file
 * @throws ImportError for what is no whole IFC file
 */
export async function writeIfc(source: Uint8Array, wanted: IfcWanted): Promise<WrittenIfc> {
  const { schema } = validateIfc(source);
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  return withFileRooms(source, (rooms) => {
    const editor = createStepEditor(bytes);
    const changes = change(editor, rooms, wanted, schema);
    const { counts } = editor;
    if (counts.added + counts.changed + counts.removed > 0) nameTheWriter(editor);
    const length = [...editor.parts()].reduce((sum, part) => sum + part.length, 0);
    return {
      report: { schema, ...changes, instances: counts, bytes: length },
      parts: () => editor.parts(),
    };
  });
}

function change(
  editor: StepEditor,
  rooms: FileRooms,
  wanted: IfcWanted,
  schema: string,
): Omit<IfcWriteReport, "schema" | "instances" | "bytes"> {
  const seed = createHash("sha256").update(wanted.buildings.toSorted().join(" ")).digest("hex").slice(0, 16);
  const guid = (what: string): string => stepString(derivedGlobalId(`kontrollrom ${seed} ${what}`));
  const ours = wanted.sensors.flatMap((sensor) => {
    const { sensor: own, set, relation } = sensorIds(guid, sensor.id);
    return [own, set, relation, ...(sensor.elementGlobalId === undefined ? [] : [sensor.elementGlobalId])];
  });
  const known = editor.index.withGlobalIds(new Set(ours));
  const buildings = new Set(wanted.buildings.map((globalId) => rooms.structure.get(globalId)));
  const meant = new Map([...rooms.rooms].filter(([, { building }]) => buildings.has(building.id)));
  const interesting = new Set([
    ...[...meant.values()].flatMap(({ node }) => [node.id, ...bodyParts(editor, node.id)]),
    ...rooms.zones.map(({ id }) => id),
    ...known.values(),
  ]);
  const writing = createWriting(
    editor,
    { ...rooms, rooms: meant },
    { old: /^IFC2X3/i.test(schema), seed, interesting },
  );

  const live = new Set(wanted.rooms.map(({ ifcGlobalId }) => ifcGlobalId));
  const gone = new Map(
    wanted.gone.flatMap((globalId) => {
      const room = live.has(globalId) ? undefined : meant.get(globalId);
      return room === undefined ? [] : [[room.node.id, room] as const];
    }),
  );
  for (const room of wanted.rooms) {
    const inFile = meant.get(room.ifcGlobalId);
    if (inFile === undefined) writeNewRoom(writing, room);
    else writeRoom(writing, inFile, room);
  }
  for (const [globalId, { node }] of meant)
    if (!live.has(globalId) && !gone.has(node.id)) writing.warn("room-not-in-register", globalId);
  const zones = writeZones(writing, wanted.zones, new Set(gone.keys()));
  const sensors = writeSensors(writing, wanted.sensors, known);
  writing.finish();
  // A room that is no more must not be counted by anybody: it goes, and what stood in it stands in the room that is there
  // now.
  removeWhole(editor, new Set(gone.keys()), (id) => {
    const room = gone.get(id);
    const [x, y] = room?.shape === undefined ? [] : insideOf(room.shape.polygon);
    const heir =
      x === undefined || y === undefined
        ? undefined
        : wanted.rooms.find(
            ({ polygon, storeyGlobalId }) =>
              polygon !== undefined &&
              rooms.structure.get(storeyGlobalId) === room?.storey.id &&
              inPolygon(polygon, x, y),
          );
    return writing.instanceOf.get(heir?.ifcGlobalId ?? "") ?? room?.storey.id ?? room?.building.id;
  });
  removeUnused(editor);
  return {
    renamedRooms: writing.counts.renamed,
    redrawnRooms: writing.counts.redrawn,
    newRooms: writing.counts.new,
    removedRooms: gone.size,
    zones,
    sensors,
    warnings: writing.warnings(),
  };
}

/**
 * FILE_NAME's preprocessor_version is what wrote the file (ISO 10303-21 §8.2.2): the architect's program stands there, and
 * this one beside it. The time stays that of the drawing, so that the same register gives the same bytes.
 */
function nameTheWriter(editor: StepEditor): void {
  const before = editor.headerText("FILE_NAME");
  if (before === undefined) return;
  const { head, attributes, tail } = splitAttributes(before);
  const written = /^\s*'((?:[^']|'')*)'\s*$/.exec(attributes[4] ?? "")?.[1];
  if (written === undefined || /\bKontrollrom$/.test(written)) return;
  attributes[4] = written === "" ? "'Kontrollrom'" : `'${written}, Kontrollrom'`;
  editor.setHeader("FILE_NAME", head + attributes.join(",") + tail);
}

/** @throws ImportError `unreadable` where the written file does not say what was to be written */
export async function verifyIfc(
  written: Uint8Array,
  wanted: IfcWanted,
  report: IfcWriteReport,
): Promise<void> {
  await withFileRooms(written, ({ rooms }) => {
    const left = new Set(
      report.warnings.flatMap(({ code, globalIds }) => (code === "room-not-in-register" ? [] : globalIds)),
    );
    const wrong = wanted.rooms.filter(({ ifcGlobalId, number, name, polygon }) => {
      if (left.has(ifcGlobalId)) return false;
      const room = rooms.get(ifcGlobalId);
      if (room === undefined || (number !== "" && room.number !== number) || room.name !== name) return true;
      const shape = room.shape?.polygon;
      if (polygon === undefined || shape === undefined) return polygon !== undefined;
      const area = polygonArea(polygon);
      return Math.abs(commonArea(polygon, shape) - area) > 0.001 * area + 0.001;
    });
    const still = wanted.gone.filter(
      (globalId) => rooms.has(globalId) && !wanted.rooms.some((room) => room.ifcGlobalId === globalId),
    );
    const [first] = [...wrong.map(({ ifcGlobalId }) => ifcGlobalId), ...still];
    if (first !== undefined)
      throw new ImportError(
        "unreadable",
        `The written drawing was read again and does not say what it should of ${wrong.length + still.length} rooms (${first}). Nothing was handed out.`,
      );
  });
}

/** A point of an outline's inside. */
function insideOf(polygon: readonly (readonly (readonly [number, number])[])[]): [number, number] | [] {
  const [outer = []] = polygon;
  for (const [i, [x, y]] of outer.entries()) {
    const [nextX = x, nextY = y] = outer[(i + 1) % outer.length] ?? [];
    const length = Math.hypot(nextX - x, nextY - y);
    if (length < 0.1) continue;
    // A little to the left of an edge: outer rings turn counter-clockwise.
    return [(x + nextX) / 2 - ((nextY - y) / length) * 0.05, (y + nextY) / 2 + ((nextX - x) / length) * 0.05];
  }
  return [];
}
