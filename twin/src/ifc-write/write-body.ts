import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import type { Units } from "../ifc/units.ts";
import type { Frame } from "./file-rooms.ts";
import type { StepEditor } from "./step-editor.ts";
import { refOf, refsIn, stepReal } from "./step-text.ts";

type Point = readonly [number, number, number];

/** What a room's body is written from: metres of the model. */
export interface RoomBody {
  readonly polygon: Polygon;
  readonly floorZ: number;
  readonly height: number;
}

/**
 * Adds an outline drawn up to its ceiling as an extruded area solid; answers the IfcProductDefinitionShape and the body's representation. The solid lies
 * in the product's own placement, whichever way that is turned, and counts from a corner near by: a drawing in
 * map coordinates keeps its millimetres.
 * @param frame where the product stands
 * @param context of the bodies of this file
 */
export function writeBody(
  editor: StepEditor,
  { polygon, floorZ, height }: RoomBody,
  frame: Frame,
  units: Units,
  context: string,
): { shape: string; body: string } {
  const [anchorX = 0, anchorY = 0] = polygon[0]?.[0] ?? [];
  const inFile = (metres: number): number => tidy(metres / units.length);
  const point = (...at: readonly number[]): string =>
    editor.add(`IFCCARTESIANPOINT((${at.map(stepReal).join(",")}))`);
  const outline = (ring: readonly Xy[]): string => {
    const corners = ring.map(([x, y]) => point(inFile(x - anchorX), inFile(y - anchorY)));
    return editor.add(`IFCPOLYLINE((${[...corners, corners[0] ?? ""].join(",")}))`);
  };
  const [outer, ...holes] = polygon.map(outline);
  const profile = editor.add(
    holes.length === 0
      ? `IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,${outer})`
      : `IFCARBITRARYPROFILEDEFWITHVOIDS(.AREA.,$,${outer},(${holes.join(",")}))`,
  );
  const [, , , , , , , , , , , , x0 = 0, y0 = 0, z0 = 0] = frame;
  const at = turnedBack(frame, [
    anchorX / units.length - x0,
    anchorY / units.length - y0,
    floorZ / units.length - z0,
  ]);
  const up = turnedBack(frame, [0, 0, 1]);
  const east = turnedBack(frame, [1, 0, 0]);
  const direction = (to: Point): string =>
    editor.add(`IFCDIRECTION((${to.map(tidy).map(stepReal).join(",")}))`);
  const straight = isNear(up, [0, 0, 1]) && isNear(east, [1, 0, 0]);
  const axes = straight ? "$,$" : `${direction(up)},${direction(east)}`;
  const position = editor.add(`IFCAXIS2PLACEMENT3D(${point(...at.map(tidy))},${axes})`);
  const solid = editor.add(
    `IFCEXTRUDEDAREASOLID(${profile},${position},${direction([0, 0, 1])},${stepReal(inFile(height))})`,
  );
  const body = editor.add(`IFCSHAPEREPRESENTATION(${context},'Body','SweptSolid',(${solid}))`);
  return { shape: editor.add(`IFCPRODUCTDEFINITIONSHAPE($,$,(${body}))`), body };
}

/** Representations of a product and what these are made of: what a layer may have of it. */
export function bodyParts(editor: StepEditor, product: number): number[] {
  const shape = refOf(editor.attributes(product)[6]);
  const bodies = shape === undefined ? [] : refsIn(editor.attributes(shape)[2] ?? "");
  return bodies.flatMap((id) => [id, ...refsIn(editor.attributes(id)[3] ?? "")]);
}

/** The context in which the body of a product is drawn; undefined where it has none. */
export function bodyContext(editor: StepEditor, product: number): string | undefined {
  const shape = refOf(editor.attributes(product)[6]);
  if (shape === undefined) return undefined;
  const contexts = refsIn(editor.attributes(shape)[2] ?? "").map((id) => {
    const [context = "", identifier = ""] = editor.attributes(id);
    return { context: context.trim(), body: /'body'/i.test(identifier) };
  });
  return (contexts.find(({ body }) => body) ?? contexts[0])?.context;
}

/** The transpose of a rotation undoes it. */
function turnedBack(frame: Frame, [x, y, z]: Point): Point {
  const [xx = 1, xy = 0, xz = 0, , yx = 0, yy = 1, yz = 0, , zx = 0, zy = 0, zz = 1] = frame;
  return [xx * x + xy * y + xz * z, yx * x + yy * y + yz * z, zx * x + zy * y + zz * z];
}

/** What is left of rounding is not written: no file holds less than a millionth of its unit. */
function tidy(value: number): number {
  return Math.round(value * 1e9) / 1e9 + 0;
}

function isNear(a: Point, b: Point): boolean {
  return a.every((value, axis) => Math.abs(value - (b[axis] as number)) < 1e-9);
}
