import type { PlanFragment } from "@kontrollrom/contracts/revision.ts";
import { polygonPath, polygonsPath } from "../picture/plan-paths.ts";

/** A part of a plan as a still picture, some rooms of it marked. */
export function FragmentPicture({
  fragment,
  marked,
  label,
}: {
  fragment: PlanFragment;
  marked: readonly string[];
  label: string;
}) {
  const [minX, minY, maxX, maxY] = fragment.bounds;
  const [width, height] = [maxX - minX, maxY - minY];
  const size = Math.max(width, height) / 22;
  return (
    <svg
      className="fragment"
      viewBox={`${minX} ${-maxY} ${width} ${height}`}
      role="img"
      aria-label={label}
      preserveAspectRatio="xMidYMid meet"
    >
      {fragment.rooms.map((room) => (
        <path
          key={room.spaceId}
          className="fragment-room"
          data-marked={marked.includes(room.spaceId) ? true : undefined}
          d={polygonPath(room.polygon)}
        />
      ))}
      <path className="fragment-walls" d={polygonsPath(fragment.walls)} />
      {fragment.rooms.map(({ spaceId, number, polygon }) => {
        const [x, y] = middle(polygon[0] ?? []);
        return (
          <text key={spaceId} x={x} y={-y} fontSize={size} textAnchor="middle" dominantBaseline="central">
            {number}
          </text>
        );
      })}
    </svg>
  );
}

function middle(ring: readonly (readonly [number, number])[]): [number, number] {
  const xs = ring.map(([x]) => x);
  const ys = ring.map(([, y]) => y);
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
}
