import type { Plan, Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import { DxfWriter, LWPolylineFlags, point2d, point3d, Units } from "@tarikjabiri/dxf";

/** Layers of the drawing, with AutoCAD colour numbers. */
export const dxfLayers = {
  rooms: ["A-ROM", 8],
  walls: ["A-VEGG", 7],
  doors: ["A-DOER", 30],
  windows: ["A-VINDU", 5],
  stairs: ["A-TRAPP", 9],
  texts: ["A-ROMTEKST", 3],
} as const;
const AREA_COLOUR = 4;
/** Height of texts, mm. */
const TEXT_HEIGHT = 200;

/** An area of a storey, such as its gross area. */
export interface AreaLayer {
  readonly name: string;
  readonly polygons: readonly Polygon[];
}

/**
 * Draws a plan as DXF in whole millimetres: rooms, walls, doors, windows and stairs as closed polylines, room numbers,
 * names and areas as texts, and each area layer on a layer of its own (`A-AREAL-…`).
 */
export function planToDxf(plan: Plan, areas: readonly AreaLayer[] = []): string {
  const dxf = new DxfWriter();
  dxf.setUnits(Units.Millimeters);
  const draw = (layer: string, polygons: readonly Polygon[]): void => {
    for (const ring of polygons.flat())
      dxf.addLWPolyline(
        ring.map((corner) => ({ point: point2d(...millimetres(corner)) })),
        { flags: LWPolylineFlags.Closed, layerName: layer },
      );
  };
  for (const [name, colour] of Object.values(dxfLayers)) dxf.addLayer(name, colour);
  draw(
    dxfLayers.rooms[0],
    plan.rooms.map((room) => room.polygon),
  );
  for (const part of ["walls", "doors", "windows", "stairs"] as const) draw(dxfLayers[part][0], plan[part]);
  for (const { number, name, area, label } of plan.rooms) {
    const lines = [...new Set([number, name, `${area.toFixed(1).replace(".", ",")} m²`])].filter(
      (line) => line !== "",
    );
    const [x, y] = millimetres(label);
    for (const [i, line] of lines.entries())
      dxf.addText(point3d(x, y - i * 1.5 * TEXT_HEIGHT, 0), TEXT_HEIGHT, oneLine(line), {
        layerName: dxfLayers.texts[0],
      });
  }
  for (const area of areas) {
    const layer = `A-AREAL-${layerName(area.name)}`;
    dxf.addLayer(layer, AREA_COLOUR);
    draw(layer, area.polygons);
  }
  return dxf.stringify();
}

function millimetres([x, y]: Xy): [number, number] {
  // "+ 0" turns −0 into 0.
  return [Math.round(x * 1000) + 0, Math.round(y * 1000) + 0];
}

/** A line break would be a group of its own. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ");
}

/** What AutoCAD allows in the name of a layer. */
function layerName(name: string): string {
  return name.replace(/[<>/\\":;?*|,='`\r\n]/g, "-").slice(0, 100);
}
