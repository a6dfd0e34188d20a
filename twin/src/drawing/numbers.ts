import type { EditDrawing } from "./drawing.ts";

export function numberTaken({ rooms }: EditDrawing, number: string, but?: string): boolean {
  return rooms.some((room) => room.number === number && room.id !== but);
}

/** The next number after a room's: 101 → 101-2, 101-3 … */
export function freeNumber(drawing: EditDrawing, number: string): string {
  const stem = number.replace(/-\d+$/, "") || "?";
  for (let n = 2; ; n++) {
    const free = `${stem}-${n}`;
    if (!numberTaken(drawing, free)) return free;
  }
}
