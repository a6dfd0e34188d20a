import type { Xy } from "@kontrollrom/contracts/building.ts";
import type { DxfInspection, DxfLayer, DxfPurpose } from "@kontrollrom/contracts/exchange.ts";
import { type Bounds, ringBounds, signedArea, unionBounds } from "../geometry/polygon.ts";
import type { DxfShape, DxfShapes } from "./dxf-shapes.ts";
import { drawingUnit } from "./dxf-units.ts";
import { layerPicture } from "./layer-picture.ts";

const MAX_LAYERS = 2000;
const SAMPLES = 5;
/** Layers that are pictured: nobody looks through more. */
const PICTURED = 100;

/** Names that layers have in Norwegian and international use (NS 8351: element codes of NS 3451 in the name). */
const SUGGESTED: readonly [RegExp, DxfPurpose][] = [
  [/tekst|text|romn|room.?(name|no|tag)|anno/i, "texts"],
  [/^rom|[-_ ]rom(er)?\b|room|space|areal|area|\bBRA\b|\bNTA\b/i, "rooms"],
  [/d[øo]r\b|d[øo]rer|door/i, "doors"],
  [/vindu|window|glaz/i, "windows"],
  [/trapp|stair/i, "stairs"],
  [/vegg|wall|mur\b/i, "walls"],
];

/** What is in a drawing, layer by layer, for choosing what to import. */
export function inspectDxf(drawing: DxfShapes): Omit<DxfInspection, "fileKey"> {
  const byLayer = new Map<string, DxfShape[]>(drawing.layers.map((name) => [name, []]));
  for (const shape of drawing.shapes) {
    const list = byLayer.get(shape.layer);
    if (list === undefined) byLayer.set(shape.layer, [shape]);
    else list.push(shape);
  }
  const layers = [...byLayer].map(([name, shapes]) => describe(name, shapes));
  const extent = unionBounds(layers.flatMap((layer) => (layer.extent === undefined ? [] : [layer.extent])));
  const size = extent === undefined ? 0 : Math.max(extent[2] - extent[0], extent[3] - extent[1]);
  return {
    ...drawingUnit(drawing, size),
    ...(extent !== undefined && { extent }),
    layers: layers
      .toSorted(
        (a, b) =>
          b.closed + b.hatches - a.closed - a.hatches || b.texts - a.texts || a.name.localeCompare(b.name),
      )
      .slice(0, MAX_LAYERS)
      .map((layer, i) => {
        if (i >= PICTURED || extent === undefined) return layer;
        const picture = layerPicture(byLayer.get(layer.name) ?? [], extent);
        return picture === "" ? layer : { ...layer, picture };
      }),
    unread: drawing.unread,
  };
}

function describe(name: string, shapes: readonly DxfShape[]): DxfLayer {
  const layer = { name, closed: 0, open: 0, hatches: 0, texts: 0, closedArea: 0, samples: [] as string[] };
  const bounds: Bounds[] = [];
  const cover = (points: readonly Xy[]): void => void bounds.push(ringBounds(points));
  for (const shape of shapes) {
    if (shape.kind === "text") {
      layer.texts++;
      const sample = shape.lines.join(" ").slice(0, 60);
      if (layer.samples.length < SAMPLES && !layer.samples.includes(sample)) layer.samples.push(sample);
    } else if (shape.kind === "hatch") {
      layer.hatches++;
      for (const loop of shape.loops) cover(loop);
    } else {
      cover(shape.points);
      if (shape.closed) {
        layer.closed++;
        layer.closedArea += Math.abs(signedArea(shape.points));
      } else layer.open++;
    }
  }
  const extent = unionBounds(bounds);
  const suggested = SUGGESTED.find(([pattern]) => pattern.test(name))?.[1];
  const fits = suggested === "texts" ? layer.texts > 0 : shapes.length > layer.texts;
  return {
    ...layer,
    ...(extent !== undefined && { extent }),
    ...(suggested !== undefined && fits && { suggested }),
  };
}
