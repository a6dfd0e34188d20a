import type { Plan, Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import type { PlanFragment } from "@kontrollrom/contracts/revision.ts";

type Box = readonly [minX: number, minY: number, maxX: number, maxY: number];

/** How much of the surroundings is shown, metres on each side. */
const around = 6;
/** A picture as wide as a phone is high shows nothing: no side is shorter than this part of the other. */
const flattest = 0.55;

/** The part of a plan around a room; undefined where the plan does not have it. */
export function fragmentAround(plan: Plan, spaceId: string): PlanFragment | undefined {
  const room = plan.rooms.find((one) => one.spaceId === spaceId);
  const box = room && boxOf(room.polygon);
  if (box === undefined) return undefined;
  const [width, height] = [box[2] - box[0] + 2 * around, box[3] - box[1] + 2 * around];
  const more = (side: number, other: number) => around + Math.max(0, other * flattest - side) / 2;
  const [dx, dy] = [more(width, height), more(height, width)];
  const bounds: Box = [box[0] - dx, box[1] - dy, box[2] + dx, box[3] + dy];
  const near = (polygon: Polygon) => {
    const own = boxOf(polygon);
    return (
      own !== undefined &&
      own[0] < bounds[2] &&
      own[2] > bounds[0] &&
      own[1] < bounds[3] &&
      own[3] > bounds[1]
    );
  };
  return {
    bounds: [...bounds],
    storeyName: plan.name,
    rooms: plan.rooms
      .filter(({ polygon }) => near(polygon))
      .map(({ spaceId: id, number, name, polygon }) => ({ spaceId: id, number, name, polygon })),
    walls: plan.walls.filter(near),
  };
}

function boxOf(polygon: Polygon): Box | undefined {
  const corners: readonly Xy[] = polygon[0] ?? [];
  if (corners.length === 0) return undefined;
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
