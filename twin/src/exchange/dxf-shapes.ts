import type { Xy } from "@kontrollrom/contracts/building.ts";
import {
  type DxfBlock,
  type DxfDrawing,
  type DxfEntity,
  type DxfHatchLoop,
  type DxfVertex,
  parseString,
} from "dxf";
import { DxfError } from "./dxf-error.ts";
import { plainLines } from "./dxf-text.ts";

/** An entity of model space in drawing units, blocks unfolded and curves made of short lines. */
export type DxfShape =
  | { readonly kind: "line"; readonly layer: string; readonly points: Xy[]; readonly closed: boolean }
  | { readonly kind: "hatch"; readonly layer: string; readonly loops: Xy[][] }
  | {
      readonly kind: "text";
      readonly layer: string;
      readonly at: Xy;
      readonly lines: string[];
      /** Of a block's attribute. */
      readonly tag?: string;
    };

export interface DxfShapes {
  readonly shapes: DxfShape[];
  /** Entities that are not read, by type. */
  readonly unread: Record<string, number>;
  /** `$INSUNITS` and `$MEASUREMENT` of the header. */
  readonly insUnits: number | undefined;
  readonly measurement: number | undefined;
  /** Names of all layers of the table, also empty ones. */
  readonly layers: string[];
}

/** Unfolded entities and corners of one drawing; a real storey has a tenth of it. */
const MAX_SHAPES = 400_000;
const MAX_CORNERS = 4_000_000;
const MAX_DEPTH = 16;
/** A full circle has 180 sides: its area is then 0.02 % too small. */
const STEP = Math.PI / 90;

/** x' = a x + c y + e, y' = b x + d y + f */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];
/** The others have their coordinates in those of the world. */
const IN_OWN_PLANE = new Set([
  "LWPOLYLINE",
  "POLYLINE",
  "CIRCLE",
  "ARC",
  "TEXT",
  "ATTRIB",
  "SOLID",
  "HATCH",
  "INSERT",
]);
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/**
 * Reads the model space of a DXF drawing. Entities of a block that lie on layer 0 lie on the layer of its insert, as the
 * format has it; paper space, invisible entities and blocks that other drawings hold are left out.
 * @throws DxfError `unreadable`, `too-many-entities`
 */
export function readDxfShapes(text: string): DxfShapes {
  const drawing = parse(text);
  const blocks = new Map<string, DxfBlock>();
  for (const block of drawing.blocks) if (block.name !== undefined) blocks.set(block.name, block);
  const shapes: DxfShape[] = [];
  const unread: Record<string, number> = {};
  let corners = 0;
  let visited = 0;
  const skip = (type: string, times = 1): void => {
    unread[type] = (unread[type] ?? 0) + times;
  };
  const add = (shape: DxfShape): void => {
    corners +=
      shape.kind === "text" ? 1 : shape.kind === "line" ? shape.points.length : shape.loops.flat().length;
    if (shapes.length >= MAX_SHAPES || corners > MAX_CORNERS) throw tooMany();
    shapes.push(shape);
  };

  const visit = (
    entities: readonly DxfEntity[],
    matrix: Matrix,
    insertLayer: string | undefined,
    depth: number,
  ): void => {
    for (const entity of entities) {
      if (entity.visible === false || (entity.paperSpace ?? 0) !== 0) continue;
      const own = entity.layer ?? "0";
      const layer = own === "0" && insertLayer !== undefined ? insertLayer : own;
      // A mirrored entity has its own plane, seen from behind (arbitrary axis algorithm for −Z).
      const seenFromBehind = entity.extrusionZ === -1 && IN_OWN_PLANE.has(entity.type);
      const here = seenFromBehind ? multiply(matrix, [-1, 0, 0, 1, 0, 0]) : matrix;
      if (++visited > 4 * MAX_SHAPES) throw tooMany();
      if (entity.type === "INSERT") insert(entity, here, layer, depth);
      else {
        const shape = shapeOf(entity, here, layer);
        if (shape === undefined) skip(entity.type);
        else if (shape !== "nothing") add(shape);
      }
    }
  };

  const insert = (entity: DxfEntity, matrix: Matrix, layer: string, depth: number): void => {
    const block = blocks.get(entity.block ?? "");
    if (block === undefined || depth >= MAX_DEPTH) {
      skip("INSERT");
      return;
    }
    const columns = Math.max(1, Math.trunc(entity.columnCount ?? 1));
    const rows = Math.max(1, Math.trunc(entity.rowCount ?? 1));
    if (columns * rows > MAX_SHAPES)
      throw new DxfError(
        "too-many-entities",
        `The block "${(entity.block ?? "").slice(0, 80)}" is inserted ${columns} × ${rows} times. Explode it or leave it out.`,
      );
    // Nothing in it: an array of it is nothing too.
    if ((block.entities ?? []).length === 0) return;
    const angle = ((entity.rotation ?? 0) * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const [sx, sy] = [entity.scaleX ?? 1, entity.scaleY ?? 1];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const dx = column * (entity.columnSpacing ?? 0);
        const dy = row * (entity.rowSpacing ?? 0);
        const placed: Matrix = [
          cos * sx,
          sin * sx,
          -sin * sy,
          cos * sy,
          (entity.x ?? 0) + dx * cos - dy * sin,
          (entity.y ?? 0) + dx * sin + dy * cos,
        ];
        const based = multiply(placed, [1, 0, 0, 1, -(block.x ?? 0), -(block.y ?? 0)]);
        visit(block.entities ?? [], multiply(matrix, based), layer, depth + 1);
      }
    }
  };

  visit(drawing.entities, IDENTITY, undefined, 0);
  return {
    shapes,
    unread,
    insUnits: drawing.header.insUnits,
    measurement: drawing.header.measurement,
    layers: Object.keys(drawing.tables.layers ?? {}),
  };
}

function tooMany(): DxfError {
  return new DxfError(
    "too-many-entities",
    `The drawing unfolds to more than ${MAX_SHAPES} entities or ${MAX_CORNERS} corners. Export one storey without furniture and hatching patterns.`,
  );
}

function parse(text: string): DxfDrawing {
  try {
    return parseString(text);
  } catch (cause) {
    const why = cause instanceof Error ? ` (${cause.message.slice(0, 200)})` : "";
    throw new DxfError("unreadable", `The DXF could not be read${why}. Export it again.`, { cause });
  }
}

/** Undefined for a type that is not read, `nothing` for one that draws nothing on a plan. */
function shapeOf(entity: DxfEntity, matrix: Matrix, layer: string): DxfShape | "nothing" | undefined {
  const line = (points: Xy[], closed: boolean): DxfShape | "nothing" => {
    const moved = points.map((point) => apply(matrix, point));
    if (moved.length < 2 || !moved.every(([x, y]) => Number.isFinite(x) && Number.isFinite(y)))
      return "nothing";
    return { kind: "line", layer, points: moved, closed };
  };
  const text = (at: DxfEntity, coded: string | undefined, tag?: string): DxfShape | "nothing" => {
    const lines = plainLines((coded ?? "").slice(0, 2000));
    // A justified text is drawn at its second point.
    const second =
      ((at.hAlign ?? 0) !== 0 || (at.vAlign ?? 0) !== 0) && at.x2 !== undefined && at.y2 !== undefined;
    const place = apply(matrix, second ? [at.x2 ?? 0, at.y2 ?? 0] : [at.x ?? 0, at.y ?? 0]);
    if (lines.length === 0 || !place.every(Number.isFinite)) return "nothing";
    return { kind: "text", layer, at: place, lines, ...(tag !== undefined && { tag }) };
  };
  const radius = entity.r ?? 0;
  switch (entity.type) {
    case "LINE":
      return line([pointOf(entity.start), pointOf(entity.end)], false);
    case "LWPOLYLINE":
    case "POLYLINE":
      if (entity.polygonMesh || entity.polyfaceMesh) return undefined;
      return line(withBulges(entity.vertices ?? [], entity.closed === true), entity.closed === true);
    case "CIRCLE":
      return line(ellipse([entity.x ?? 0, entity.y ?? 0], [radius, 0], 1, 0, 2 * Math.PI).slice(0, -1), true);
    case "ARC":
      return line(
        ellipse([entity.x ?? 0, entity.y ?? 0], [radius, 0], 1, entity.startAngle ?? 0, entity.endAngle ?? 0),
        false,
      );
    case "ELLIPSE": {
      const [from, to] = [entity.startAngle ?? 0, entity.endAngle ?? 2 * Math.PI];
      const whole = Math.abs(to - from - 2 * Math.PI) < 1e-6;
      const points = ellipse(
        [entity.x ?? 0, entity.y ?? 0],
        [entity.majorX ?? 0, entity.majorY ?? 0],
        entity.axisRatio ?? 1,
        from,
        to,
      );
      return line(whole ? points.slice(0, -1) : points, whole);
    }
    case "SOLID":
    case "3DFACE": {
      const corners = (entity.type === "SOLID" ? (entity.corners ?? []) : (entity.vertices ?? [])).map(
        pointOf,
      );
      const [a, b, c, d] = corners;
      if (a === undefined || b === undefined || c === undefined) return "nothing";
      // The third and fourth corner of a SOLID are swapped.
      const around = d === undefined ? [a, b, c] : entity.type === "SOLID" ? [a, b, d, c] : [a, b, c, d];
      return line(around, true);
    }
    case "TEXT":
      return text(entity, entity.string);
    case "MTEXT":
      return text({ ...entity, hAlign: 0, vAlign: 0 }, entity.string);
    case "ATTRIB":
      return text(
        entity.text ?? { type: "TEXT" },
        entity.mtext?.string || entity.text?.string,
        entity.tag ?? "",
      );
    // The text of an attribute's definition stands on no drawing: its inserts have their own.
    case "ATTDEF":
    case "VIEWPORT":
    case "POINT":
      return "nothing";
    case "HATCH": {
      const loops = (entity.boundary?.loops ?? [])
        .map((loop) => hatchLoop(loop).map((point) => apply(matrix, point)))
        .filter((loop) => loop.length >= 3 && loop.flat().every(Number.isFinite));
      return loops.length === 0 ? "nothing" : { kind: "hatch", layer, loops };
    }
    default:
      return undefined;
  }
}

const pointOf = (vertex: DxfVertex | undefined): Xy => [vertex?.x ?? 0, vertex?.y ?? 0];

function hatchLoop(loop: DxfHatchLoop): Xy[] {
  return loop.entities.flatMap((edge): Xy[] => {
    if (edge.points !== undefined) return withBulges(edge.points, true);
    if (edge.type === "LINE") return [pointOf(edge.start)];
    if (edge.type === "ARC" && edge.radius !== undefined) {
      const degrees = (value: number | undefined): number => ((value ?? 0) * Math.PI) / 180;
      const sign = edge.counterClockWise === false ? -1 : 1;
      const points = ellipse(
        pointOf(edge.center),
        [edge.radius, 0],
        1,
        degrees(edge.startAngle),
        degrees(edge.endAngle),
      );
      const [cx, cy] = pointOf(edge.center);
      const turned = sign === 1 ? points : points.map(([x, y]): Xy => [x, 2 * cy - y]);
      return cx === undefined ? [] : turned.slice(0, -1);
    }
    return [];
  });
}

/** Corners with the arcs that bulges make: a bulge is the tangent of a quarter of the arc's angle, to the left when negative. */
function withBulges(vertices: readonly DxfVertex[], closed: boolean): Xy[] {
  const points: Xy[] = [];
  for (const [i, vertex] of vertices.entries()) {
    const from = pointOf(vertex);
    points.push(from);
    const next = vertices[i + 1] ?? (closed ? vertices[0] : undefined);
    const bulge = vertex.bulge ?? 0;
    if (next === undefined || bulge === 0 || !Number.isFinite(bulge)) continue;
    const to = pointOf(next);
    const angle = 4 * Math.atan(bulge);
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    // From the middle of the chord to the centre, by the half angle.
    const out = (1 - bulge * bulge) / (4 * bulge);
    const centre: Xy = [(from[0] + to[0]) / 2 - dy * out, (from[1] + to[1]) / 2 + dx * out];
    const steps = Math.min(360, Math.max(2, Math.ceil(Math.abs(angle) / STEP)));
    for (let step = 1; step < steps; step++) {
      const turn = (angle * step) / steps;
      const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
      const [rx, ry] = [from[0] - centre[0], from[1] - centre[1]];
      points.push([centre[0] + rx * cos - ry * sin, centre[1] + rx * sin + ry * cos]);
    }
  }
  return points;
}

/** Points from one angle to the other, counter-clockwise, both ends included. */
function ellipse(centre: Xy, major: Xy, ratio: number, from: number, to: number): Xy[] {
  let sweep = (to - from) % (2 * Math.PI);
  if (sweep <= 1e-9) sweep += 2 * Math.PI;
  const steps = Math.max(4, Math.ceil(sweep / STEP));
  return Array.from({ length: steps + 1 }, (_, i): Xy => {
    const angle = from + (sweep * i) / steps;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle) * ratio];
    return [centre[0] + major[0] * cos - major[1] * sin, centre[1] + major[1] * cos + major[0] * sin];
  });
}

function multiply(m: Matrix, n: Matrix): Matrix {
  return [
    m[0] * n[0] + m[2] * n[1],
    m[1] * n[0] + m[3] * n[1],
    m[0] * n[2] + m[2] * n[3],
    m[1] * n[2] + m[3] * n[3],
    m[0] * n[4] + m[2] * n[5] + m[4],
    m[1] * n[4] + m[3] * n[5] + m[5],
  ];
}

function apply(m: Matrix, [x, y]: Xy): Xy {
  return [m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]];
}
