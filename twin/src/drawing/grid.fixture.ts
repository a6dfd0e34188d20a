import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import type { EditDrawing } from "./drawing.ts";

export const box = (x: number, y: number, width: number, depth: number): Polygon => [
  [
    [x, y],
    [x + width, y],
    [x + width, y + depth],
    [x, y + depth],
  ],
];

/** Rooms in rows, each `size` with walls of `gap` between them; `turn` radians around the corner. */
export function grid(columns: number, rows: number, gap: number, size: Xy = [4, 5], turn = 0): EditDrawing {
  const turned = (polygon: Polygon): Polygon =>
    polygon.map((ring) =>
      ring.map(
        ([x, y]): Xy => [
          Math.round((x * Math.cos(turn) - y * Math.sin(turn)) * 1000) / 1000,
          Math.round((x * Math.sin(turn) + y * Math.cos(turn)) * 1000) / 1000,
        ],
      ),
    );
  const rooms = Array.from({ length: columns * rows }, (_, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    return {
      id: `r${i}`,
      number: String(101 + i),
      name: "Kontor",
      functionCode: "221",
      polygon: turned(box(column * (size[0] + gap), row * (size[1] + gap), ...size)),
    };
  });
  return { rooms, walls: [], doors: [], windows: [] };
}
