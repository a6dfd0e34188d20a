import type { Polygon } from "@kontrollrom/contracts/building.ts";
import type { DrawnBuilding, DrawnElement, DrawnRoom } from "./drawn-building.ts";

/** A rectangle from its lower left corner. */
export function box(x: number, y: number, width: number, depth: number): Polygon {
  return [
    [
      [x, y],
      [x + width, y],
      [x + width, y + depth],
      [x, y + depth],
    ],
  ];
}

export function room(id: string, polygon: Polygon | undefined, more: Partial<DrawnRoom> = {}): DrawnRoom {
  return { id, storeyId: "u1", number: id, name: "Kontor", polygon, floorZ: 0, ...more };
}

/** Rooms of different sizes along a corridor, on one storey: 101 at x 0, 102 at 4.6, 103 at 10.2, 104 at 13.8, 105 at 20.4, 106 at 25.5. */
export function row(prefix = ""): DrawnRoom[] {
  let x = 0;
  const rooms = [4.5, 5.5, 3.5, 6.5, 5, 6].map((width, i) => {
    const depth = 4 + i / 10;
    // The last two lie on the other side, so that the house is not the same from both ends.
    const y = i < 4 ? 2.2 : -depth - 0.2;
    const one = room(`${prefix}${101 + i}`, box(x, y, width, depth), { number: String(101 + i) });
    x += width + 0.1;
    return one;
  });
  return [...rooms, room(`${prefix}100`, box(0, 0, 31.5, 2), { number: "100", name: "Korridor" })];
}

export function building(rooms: readonly DrawnRoom[], elements: readonly DrawnElement[] = []): DrawnBuilding {
  return {
    name: "Prøveskolen",
    storeys: [{ id: "u1", name: "1. etasje", elevation: 0 }],
    rooms,
    elements,
  };
}
