import type { Polygon } from "@kontrollrom/contracts/building.ts";
import { areaOf, commonArea } from "../geometry/clip.ts";
import { polygonArea } from "../geometry/polygon.ts";
import type { FileRooms } from "./file-rooms.ts";
import type { WantedRoom } from "./ifc-wanted.ts";
import { label, refOf, refsIn, stepReal, stepString } from "./step-text.ts";
import { leaveRelation, withoutRef, withRefs } from "./unlink.ts";
import { bodyContext, bodyParts, writeBody } from "./write-body.ts";
import type { Writing } from "./writing.ts";

/** Height of a room of which nobody knows one, m. */
const USUAL_HEIGHT = 2.7;
/** What two readings of the same outline may differ by, m along its edge: clipping counts in tenths of a millimetre. */
const SAME_EDGE = 0.0002;

type FileRoom = FileRooms["rooms"] extends ReadonlyMap<string, infer R> ? R : never;

/** Writes what the register says otherwise of a room that the drawing has. */
export function writeRoom(writing: Writing, room: FileRoom, wanted: WantedRoom): void {
  const { editor, counts } = writing;
  const { id } = room.node;
  const renamed = wanted.number !== room.number || wanted.name !== room.name;
  if (wanted.number !== room.number) editor.set(id, 2, label(wanted.number));
  if (wanted.name !== room.name) editor.set(id, 7, label(wanted.name));
  const reclassified = (wanted.functionCode ?? "") !== (room.functionCode ?? "");
  if (reclassified) leaveFunction(writing, room, wanted.functionCode === undefined);
  if (reclassified && wanted.functionCode !== undefined) writing.classify(id, wanted.functionCode);
  if (renamed || reclassified) counts.renamed++;
  if (wanted.polygon !== undefined && !isSame(room.shape?.polygon, wanted.polygon))
    redraw(writing, room, wanted);
}

/** Adds a room that was drawn here: on its storey, with a body, its area and its function. */
export function writeNewRoom(writing: Writing, wanted: WantedRoom): void {
  const { editor, rooms, guid, counts } = writing;
  const storey = rooms.structure.get(wanted.storeyGlobalId);
  if (storey === undefined) {
    writing.warn("storey-not-in-drawing", wanted.ifcGlobalId);
    return;
  }
  const frame = rooms.frameOf(storey);
  const context = writing.context();
  if (wanted.polygon === undefined || frame === undefined || context === undefined) {
    writing.warn("shape-not-written", wanted.ifcGlobalId);
    return;
  }
  const owner = writing.ownerOf(storey);
  const within = editor.attributes(storey)[5]?.trim() ?? "$";
  const origin = editor.add("IFCCARTESIANPOINT((0.,0.,0.))");
  const placement = editor.add(
    `IFCLOCALPLACEMENT(${within},${editor.add(`IFCAXIS2PLACEMENT3D(${origin},$,$)`)})`,
  );
  const { shape } = writeBody(editor, bodyOf(wanted, wanted.polygon, undefined), frame, rooms.units, context);
  const space = editor.add(
    `IFCSPACE(${stepString(wanted.ifcGlobalId)},${owner},${label(wanted.number)},$,$,${placement},${shape},${label(wanted.name)},.ELEMENT.,.INTERNAL.,$)`,
  );
  const id = Number(space.slice(1));
  writing.placed(storey, space);
  writing.instanceOf.set(wanted.ifcGlobalId, id);
  writeQuantities(writing, id, wanted, owner, guid);
  if (wanted.functionCode !== undefined) writing.classify(id, wanted.functionCode);
  counts.new++;
}

function redraw(writing: Writing, room: FileRoom, wanted: WantedRoom): void {
  const { editor, rooms, guid, counts } = writing;
  const { id } = room.node;
  const frame = rooms.frameOf(id);
  const context = bodyContext(editor, id) ?? writing.context();
  if (wanted.polygon === undefined || frame === undefined || context === undefined) {
    writing.warn("shape-not-written", wanted.ifcGlobalId);
    return;
  }
  const before = new Set(bodyParts(editor, id));
  const { shape, body } = writeBody(
    editor,
    bodyOf(wanted, wanted.polygon, room.shape),
    frame,
    rooms.units,
    context,
  );
  editor.set(id, 6, shape);
  // It lies on the layer that it lay on.
  const layers = new Set([...before].flatMap((part) => writing.relationsOf(part)));
  for (const layer of layers)
    if (editor.type(layer).startsWith("IFCPRESENTATIONLAYER")) {
      const others = withoutRef(editor.attributes(layer)[2] ?? "", before);
      editor.set(layer, 2, withRefs(others, [body]));
    }
  // Figures of the outline that it had are wrong now, whatever they are called.
  for (const relation of writing.relationsOf(id)) {
    const type = editor.type(relation);
    if (type === "IFCRELDEFINESBYPROPERTIES") {
      const set = refOf(editor.attributes(relation)[5]);
      if (set !== undefined && editor.type(set) === "IFCELEMENTQUANTITY")
        leaveRelation(editor, relation, 4, id);
    } else if (type.startsWith("IFCRELSPACEBOUNDARY") && refOf(editor.attributes(relation)[4]) === id)
      editor.set(relation, 6, "$");
  }
  writeQuantities(writing, id, wanted, writing.ownerOf(id), guid);
  counts.redrawn++;
}

function bodyOf(wanted: WantedRoom, polygon: Polygon, shape: FileRoom["shape"]) {
  return {
    polygon,
    floorZ: wanted.floorZ ?? shape?.floorZ ?? 0,
    height: wanted.height ?? shape?.height ?? USUAL_HEIGHT,
  };
}

/** Qto_SpaceBaseQuantities (IFC4 and later), which IFC2x3's guide calls BaseQuantities. */
function writeQuantities(
  { editor, rooms, old }: Writing,
  id: number,
  wanted: WantedRoom,
  owner: string,
  guid: Writing["guid"],
): void {
  const polygon = wanted.polygon ?? [];
  const { units } = rooms;
  const height = wanted.height ?? USUAL_HEIGHT;
  const area = polygonArea(polygon);
  const perimeter = polygon.reduce((sum, ring) => sum + around(ring), 0);
  const formula = old ? "" : ",$";
  const quantity = (kind: string, name: string, value: number): string =>
    editor.add(`IFCQUANTITY${kind}('${name}',$,$,${stepReal(Number(value.toPrecision(9)))}${formula})`);
  const quantities = [
    quantity("AREA", "NetFloorArea", area / units.area),
    quantity("LENGTH", "NetPerimeter", perimeter / units.length),
    quantity("LENGTH", "Height", height / units.length),
    quantity("VOLUME", "NetVolume", (area * height) / units.volume),
  ];
  const name = old ? "BaseQuantities" : "Qto_SpaceBaseQuantities";
  const set = editor.add(
    `IFCELEMENTQUANTITY(${guid(`quantities ${wanted.ifcGlobalId}`)},${owner},'${name}',$,$,(${quantities.join(",")}))`,
  );
  editor.add(
    `IFCRELDEFINESBYPROPERTIES(${guid(`has quantities ${wanted.ifcGlobalId}`)},${owner},$,$,(#${id}),${set})`,
  );
}

/** Takes a room out of the classification that its function was read from. */
function leaveFunction(writing: Writing, room: FileRoom, whole: boolean): void {
  const { editor } = writing;
  const { id } = room.node;
  if (room.functionCode === undefined) return;
  const code = stepString(room.functionCode);
  const own = writing.relationsOf(id).filter((relation) => {
    if (editor.type(relation) !== "IFCRELASSOCIATESCLASSIFICATION") return false;
    const reference = refOf(editor.attributes(relation)[5]);
    if (reference === undefined || !refsIn(editor.attributes(relation)[4] ?? "").includes(id)) return false;
    return writing.codeOf(reference) === code;
  });
  for (const relation of own) leaveRelation(editor, relation, 4, id);
  // One of its own goes before that of its type; only none at all cannot be said.
  if (own.length === 0 && whole) writing.warn("function-of-type", room.globalId);
}

function around(ring: Polygon[number]): number {
  return ring.reduce((sum, [x, y], i) => {
    const [nextX = x, nextY = y] = ring[(i + 1) % ring.length] ?? [];
    return sum + Math.hypot(nextX - x, nextY - y);
  }, 0);
}

/** Whether two outlines are the same but for what reading them rounds. */
function isSame(before: Polygon | undefined, now: Polygon): boolean {
  if (before === undefined) return false;
  if (JSON.stringify(before) === JSON.stringify(now)) return true;
  const apart = areaOf([before]) + areaOf([now]) - 2 * commonArea(before, now);
  return apart <= SAME_EDGE * now.reduce((sum, ring) => sum + around(ring), 0);
}
