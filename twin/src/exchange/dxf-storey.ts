import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import type { DrawingUnit, DxfPreview, DxfPurpose, DxfReading } from "@kontrollrom/contracts/exchange.ts";
import { band, difference } from "../geometry/clip.ts";
import { labelPoint } from "../geometry/label.ts";
import {
  inPolygon,
  nestRings,
  polygonArea,
  type Ring,
  ringBounds,
  signedArea,
  tidyRing,
  toMillimetre,
  unionBounds,
} from "../geometry/polygon.ts";
import { createWarnings, type Warnings } from "../ifc/warnings.ts";
import { DxfError } from "./dxf-error.ts";
import type { DxfShape, DxfShapes } from "./dxf-shapes.ts";
import { metresOf } from "./dxf-units.ts";
import { joinLines } from "./rings.ts";
import { readRoomTexts } from "./room-texts.ts";

/** Width that a line gets on the plan where it stands for a wall, m. */
const LINE_WIDTH = 0.03;
const MAX_ROOMS = 5000;
const MAX_PIECES = 20_000;
/** A building is smaller than this, m; a room than that, m². */
const MAX_EXTENT = 5000;
const HUGE_ROOM = 100_000;
/** Further from zero than this, doubles lose what drawings hold, m. */
const MAX_DISTANCE = 20_000_000;

type Text = Extract<DxfShape, { kind: "text" }>;

/**
 * Makes a storey of a DXF drawing: outlines on the layers of rooms become rooms, with number and name from the texts in
 * them. An outline inside another is a room of its own where a text stands in it, and a hole in the other either way.
 * @returns metres of the building
 * @throws DxfError `unknown-layer`, `no-rooms`, `out-of-scale`
 */
export function readDxfStorey(drawing: DxfShapes, reading: DxfReading, unit: DrawingUnit): DxfPreview {
  const warnings = createWarnings();
  checkLayers(drawing, reading);
  const toMetres = createTransform(reading, metresOf[unit]);
  const texts = textsOf(drawing, reading.layers.texts, toMetres);
  const roomRings = ringsOn(drawing, reading.layers.rooms, toMetres);
  const rooms = roomsOf(roomRings.rings, texts, reading, warnings);
  if (rooms.length === 0) throw noRooms(drawing, reading, roomRings);
  if (roomRings.loose > 0)
    warnings.add(
      "open-outline",
      `${roomRings.loose} lines on the layers of rooms close to no outline. Rooms that are missing have a gap there; close them in the drawing program.`,
    );
  const layer = (purpose: DxfPurpose): Polygon[] =>
    purpose === "rooms" ? [] : piecesOn(drawing, reading.layers[purpose], toMetres, purpose, warnings);
  const plan = {
    walls: layer("walls"),
    doors: layer("doors"),
    windows: layer("windows"),
    stairs: layer("stairs"),
  };
  const outers = [...rooms, ...Object.values(plan).flat()].map((item) =>
    ringBounds((Array.isArray(item) ? item : item.polygon)[0] ?? []),
  );
  const bounds = unionBounds(outers) ?? [0, 0, 0, 0];
  checkScale(bounds, rooms, unit);
  return { bounds, rooms, ...plan, warnings: warnings.list() };
}

function checkLayers({ shapes, layers }: DxfShapes, reading: DxfReading): void {
  const known = new Set([...layers, ...shapes.map(({ layer }) => layer)]);
  const wrong = Object.values(reading.layers)
    .flat()
    .find((name) => !known.has(name));
  if (wrong !== undefined)
    throw new DxfError(
      "unknown-layer",
      `The drawing has no layer "${wrong}". It has ${[...known].slice(0, 20).join(", ")}.`,
    );
}

function createTransform({ origin, offset, rotation }: DxfReading, factor: number): (point: Xy) => Xy {
  const angle = (rotation * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle) * factor, Math.sin(angle) * factor];
  return ([x, y]) => {
    const [dx, dy] = [x - origin[0], y - origin[1]];
    return [offset[0] + dx * cos - dy * sin, offset[1] + dx * sin + dy * cos];
  };
}

function textsOf({ shapes }: DxfShapes, layers: readonly string[], toMetres: (point: Xy) => Xy): Text[] {
  const wanted = new Set(layers);
  return shapes
    .filter((shape) => shape.kind === "text")
    .filter((shape) => wanted.size === 0 || wanted.has(shape.layer))
    .map((shape) => ({ ...shape, at: toMetres(shape.at) }))
    .sort((a, b) => b.at[1] - a.at[1] || a.at[0] - b.at[0]);
}

/** Closed outlines of some layers, also those that single lines make together. */
function ringsOn(
  { shapes }: DxfShapes,
  layers: readonly string[],
  toMetres: (point: Xy) => Xy,
): { rings: Ring[]; loose: number; lines: Xy[][] } {
  const wanted = new Set(layers);
  const rings: Ring[] = [];
  const open: Xy[][] = [];
  for (const shape of shapes) {
    if (!wanted.has(shape.layer) || shape.kind === "text") continue;
    const parts = shape.kind === "line" ? [shape.points] : shape.loops;
    for (const part of parts) {
      const points = part.map(toMetres);
      if (shape.kind === "line" && !shape.closed) open.push(points);
      else {
        const ring = tidyRing(points);
        if (ring !== undefined) rings.push(ring);
      }
    }
  }
  const joined = joinLines(open);
  return { rings: [...rings, ...joined.rings], loose: joined.loose.length, lines: joined.loose };
}

function roomsOf(
  rings: readonly Ring[],
  texts: readonly Text[],
  { smallestRoom }: DxfReading,
  warnings: Warnings,
): DxfPreview["rooms"] {
  const large = rings.filter((ring) => Math.abs(signedArea(ring)) >= smallestRoom);
  if (large.length > MAX_ROOMS)
    throw new DxfError(
      "too-many-entities",
      `The layers of rooms hold ${large.length} outlines; a storey has at most ${MAX_ROOMS}. Choose the layer of the rooms alone.`,
    );
  const outlines = nestRings(large);
  // Holes in which a text stands are rooms too.
  const all = [
    ...outlines,
    ...outlines.flatMap((polygon) => polygon.slice(1).map((hole): Polygon => [hole.toReversed()])),
  ];
  const ordered = all
    .map((polygon) => ({
      polygon,
      area: polygonArea(polygon),
      own: [] as Text[],
      bounds: ringBounds(polygon[0] ?? []),
    }))
    .sort((a, b) => a.area - b.area);
  for (const text of texts) {
    const [x, y] = text.at;
    const room = ordered.find(
      ({ polygon, bounds }) =>
        x >= bounds[0] && y >= bounds[1] && x <= bounds[2] && y <= bounds[3] && inPolygon(polygon, x, y),
    );
    room?.own.push(text);
  }
  const kept = ordered.filter(({ polygon, own }) => outlines.includes(polygon) || own.length > 0);
  const numbers = new Map<string, number>();
  const rooms = kept.map(({ polygon, own }) => {
    const { number, name, areaDeclared } = readRoomTexts(own);
    numbers.set(number, (numbers.get(number) ?? 0) + 1);
    return {
      number,
      name,
      area: toMillimetre(polygonArea(polygon)),
      ...(areaDeclared !== undefined && { areaDeclared }),
      polygon,
      label: labelPoint(polygon),
    };
  });
  report(rooms, numbers, warnings);
  return rooms.sort((a, b) => a.number.localeCompare(b.number, "nb", { numeric: true }) || b.area - a.area);
}

function report(rooms: DxfPreview["rooms"], numbers: ReadonlyMap<string, number>, warnings: Warnings): void {
  const unnamed = numbers.get("") ?? 0;
  if (unnamed > 0)
    warnings.add(
      "room-without-number",
      `${unnamed} rooms have no number: no text that looks like one stands in them. Choose the layers of the texts, or number them afterwards.`,
    );
  const twice = [...numbers]
    .filter(([number, times]) => number !== "" && times > 1)
    .map(([number]) => number);
  if (twice.length > 0)
    warnings.add(
      "room-number-twice",
      `Some room numbers are used more than once on the storey: ${twice.slice(0, 20).join(", ")}.`,
    );
  const off = rooms.filter(
    ({ area, areaDeclared }) =>
      areaDeclared !== undefined && Math.abs(areaDeclared - area) > Math.max(0.2, 0.03 * area),
  );
  if (off.length > 0)
    warnings.add(
      "area-differs",
      `The area written in ${off.length} rooms is not that of their outline (${off
        .slice(0, 5)
        .map(({ number, area, areaDeclared }) => `${number}: ${areaDeclared} against ${area.toFixed(1)} m²`)
        .join("; ")}). Check the unit of the drawing.`,
    );
  if (rooms.length > 1 && overlapping(rooms))
    warnings.add(
      "rooms-overlap",
      "Some rooms overlap. Their areas count twice; check the outlines in the drawing program.",
    );
}

function overlapping(rooms: DxfPreview["rooms"]): boolean {
  if (rooms.length > 500) return false;
  const total = rooms.reduce((sum, { area }) => sum + area, 0);
  const covered = rooms.reduce<number>((sum, { polygon }, i) => {
    const others = rooms.slice(0, i).filter((other) => touches(other.polygon, polygon));
    const left =
      others.length === 0
        ? [polygon]
        : difference(
            [polygon],
            others.map((other) => other.polygon),
          );
    return sum + left.reduce((part, piece) => part + polygonArea(piece), 0);
  }, 0);
  return total - covered > 0.01 * total;
}

function touches(a: Polygon, b: Polygon): boolean {
  const [p, q] = [ringBounds(a[0] ?? []), ringBounds(b[0] ?? [])];
  return p[0] < q[2] && q[0] < p[2] && p[1] < q[3] && q[1] < p[3];
}

/** Walls and the like: closed outlines as they are, single lines as thin bands. */
function piecesOn(
  drawing: DxfShapes,
  layers: readonly string[],
  toMetres: (point: Xy) => Xy,
  what: string,
  warnings: Warnings,
): Polygon[] {
  if (layers.length === 0) return [];
  const { rings, lines } = ringsOn(drawing, layers, toMetres);
  if (rings.length + lines.length > MAX_PIECES)
    warnings.add(
      "too-many-lines",
      `The layers of ${what} hold ${rings.length + lines.length} outlines and lines; only the first ${MAX_PIECES} are drawn.`,
    );
  const nested = nestRings(rings.slice(0, MAX_ROOMS));
  return [...nested, ...lines.slice(0, MAX_PIECES - nested.length).flatMap((line) => band(line, LINE_WIDTH))];
}

function checkScale(
  [minX, minY, maxX, maxY]: DxfPreview["bounds"],
  rooms: DxfPreview["rooms"],
  unit: DrawingUnit,
): void {
  const extent = Math.max(maxX - minX, maxY - minY);
  const largest = Math.max(...rooms.map(({ area }) => area));
  if (extent > MAX_EXTENT || largest > HUGE_ROOM)
    throw new DxfError(
      "out-of-scale",
      `Read in ${unit}s the storey is ${Math.round(extent)} m across. Choose a smaller unit, or the layers of one building.`,
    );
  if (Math.max(...[minX, minY, maxX, maxY].map(Math.abs)) > MAX_DISTANCE)
    throw new DxfError(
      "out-of-scale",
      `The storey lies ${Math.round(Math.max(Math.abs(minX), Math.abs(minY)) / 1000)} km from zero. Set the origin to a corner of the building.`,
    );
}

function noRooms(drawing: DxfShapes, reading: DxfReading, found: { rings: Ring[]; loose: number }): DxfError {
  const names = reading.layers.rooms.map((name) => `"${name}"`).join(", ");
  const counts = new Map<string, number>();
  for (const shape of drawing.shapes)
    if (shape.kind === "hatch" || (shape.kind === "line" && shape.closed))
      counts.set(shape.layer, (counts.get(shape.layer) ?? 0) + 1);
  const others = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 8)
    .map(([name, count]) => `${name} (${count})`);
  const small =
    found.rings.length > 0
      ? ` ${found.rings.length} outlines there are smaller than ${reading.smallestRoom} m²: check the unit.`
      : "";
  return new DxfError(
    "no-rooms",
    `No closed outline of a room is on ${names}.${small} ${others.length > 0 ? `Layers with closed outlines: ${others.join(", ")}.` : "No layer has closed outlines: draw rooms as closed polylines."}`,
  );
}
