import type { Plan, Xy } from "@kontrollrom/contracts/building.ts";

/** The thickest wall that two rooms are said to share, and the shortest stretch of it, m. */
const wallM = 0.6;
const stretchM = 0.5;

type Room = Plan["rooms"][number];
type Edge = readonly [Xy, Xy];

const edgesOf = (room: Room): Edge[] =>
  room.polygon.flatMap((ring) => ring.map((from, i): Edge => [from, ring[(i + 1) % ring.length] ?? from]));

/** Rooms of the storey with a wall in common with this one, those with the longest first. */
export function neighboursOf(plan: Pick<Plan, "rooms">, spaceId: string): readonly Room[] {
  const own = plan.rooms.find((room) => room.spaceId === spaceId);
  if (own === undefined) return [];
  const edges = edgesOf(own);
  return plan.rooms
    .flatMap((room) => {
      if (room === own) return [];
      const shared = edgesOf(room).reduce(
        (most, edge) => Math.max(most, ...edges.map((mine) => sharedLength(mine, edge))),
        0,
      );
      return shared >= stretchM ? [{ room, shared }] : [];
    })
    .sort((a, b) => b.shared - a.shared)
    .map(({ room }) => room);
}

/** How long two edges run beside each other, m; 0 where they are not parallel or further apart than a wall. */
function sharedLength([a, b]: Edge, [c, d]: Edge): number {
  const [ux, uy] = [b[0] - a[0], b[1] - a[1]];
  const length = Math.hypot(ux, uy);
  if (length === 0) return 0;
  const along = ([x, y]: Xy) => ((x - a[0]) * ux + (y - a[1]) * uy) / length;
  const across = ([x, y]: Xy) => ((x - a[0]) * -uy + (y - a[1]) * ux) / length;
  if (Math.abs(across(c)) > wallM || Math.abs(across(d)) > wallM) return 0;
  if (Math.abs(across(c) - across(d)) > 0.1) return 0;
  const [from, to] = [Math.min(along(c), along(d)), Math.max(along(c), along(d))];
  return Math.max(0, Math.min(length, to) - Math.max(0, from));
}
