import type { Xy } from "@kontrollrom/contracts/building.ts";
import type { Drawing } from "@kontrollrom/contracts/drawing.ts";
import { useFormats } from "../app/preferences.tsx";
import { distance, edgesOf, type RoomEdge, rectangle } from "./geometry.ts";
import type { Guide } from "./snap.ts";
import type { Tools } from "./use-tools.ts";
import { toScreen, type ViewPlace } from "./view.ts";

/** What the hand sees while it works: guides, the wall that is held, the line that is drawn, with their lengths. */
export function CanvasMarks({
  tools,
  place,
  drawing,
  refused,
}: {
  tools: Tools;
  place: ViewPlace;
  drawing: Drawing;
  refused: string | undefined;
}) {
  const { line, guides, wall, hovered, axis, closed } = tools;
  const at = (point: Xy) => toScreen(place, point);
  const path = (points: readonly Xy[], close = false) =>
    points.length < 2 ? "" : `M${points.map((one) => at(one).join(" ")).join("L")}${close ? "Z" : ""}`;
  const drawn = line.next === undefined ? [...line.corners] : [...line.corners, line.next];
  const pulled = line.pulled === undefined ? [] : rectangle(line.pulled[0], line.pulled[1], axis);
  const held = wall === undefined ? undefined : movedEdge(wall.edge, wall.offset);
  const selected = drawing.rooms.find(({ spaceId }) => spaceId === tools.selectedId);
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of shapes takes no focus
    <g className="editor-marks" aria-hidden="true" data-refused={refused !== undefined || undefined}>
      {tools.tool === "wall" &&
        selected !== undefined &&
        wall === undefined &&
        edgesOf(selected).map((edge) => (
          <Length key={path([edge.from, edge.to])} from={edge.from} to={edge.to} at={at} quiet />
        ))}
      {hovered !== undefined && wall === undefined && (
        <path className="editor-edge-hover" d={path([hovered.from, hovered.to])} />
      )}
      {guides.map((guide) => (
        <GuideLine key={`${guide.kind} ${guide.from.join()}`} guide={guide} at={at} />
      ))}
      {wall !== undefined && held !== undefined && (
        <>
          <path className="editor-edge-was" d={path([wall.edge.from, wall.edge.to])} />
          <path className="editor-edge-held" d={path(held)} />
          <Length from={held[0]} to={held[1]} at={at} />
          {Math.abs(wall.offset) >= 0.001 && (
            <Length
              from={middle(wall.edge.from, wall.edge.to)}
              to={middle(...held)}
              at={at}
              signed={wall.offset}
            />
          )}
        </>
      )}
      {pulled.length > 0 && (
        <>
          <path className="editor-sketch" d={path(pulled, true)} />
          <Length from={pulled[0] ?? [0, 0]} to={pulled[1] ?? [0, 0]} at={at} />
          <Length from={pulled[1] ?? [0, 0]} to={pulled[2] ?? [0, 0]} at={at} />
        </>
      )}
      {drawn.length > 0 && (
        <>
          <path className="editor-sketch" d={path(drawn, closed && drawn.length > 2)} />
          {drawn.slice(1).map((to, i) => (
            <Length key={`${to.join()} ${(drawn[i] ?? to).join()}`} from={drawn[i] ?? to} to={to} at={at} />
          ))}
          {line.corners.map((corner) => {
            const [x, y] = at(corner);
            return <circle key={corner.join()} className="editor-corner" cx={x} cy={y} r="4" />;
          })}
          {line.next !== undefined && <Cross at={at(line.next)} />}
        </>
      )}
    </g>
  );
}

const middle = (a: Xy, b: Xy): Xy => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
const movedEdge = ({ from, to, out }: RoomEdge, offset: number): [Xy, Xy] => [
  [from[0] + offset * out[0], from[1] + offset * out[1]],
  [to[0] + offset * out[0], to[1] + offset * out[1]],
];

function Length({
  from,
  to,
  at,
  signed,
  quiet = false,
}: {
  from: Xy;
  to: Xy;
  at: (point: Xy) => Xy;
  /** Written instead of the length, with its sign. */
  signed?: number;
  quiet?: boolean;
}) {
  const formats = useFormats();
  const [a, b] = [at(from), at(to)];
  if (signed === undefined && distance(a, b) < 38) return null;
  const [x, y] = middle(a, b);
  const metres = signed ?? distance(from, to);
  const sign = signed !== undefined && signed > 0 ? "+" : "";
  return (
    <g transform={`translate(${x} ${y})`} className="editor-length" data-quiet={quiet || undefined}>
      <text textAnchor="middle" dy={signed === undefined ? "-0.5em" : "1.3em"}>
        {sign}
        {formats.number(metres, 2)} m
      </text>
    </g>
  );
}

function GuideLine({ guide: { kind, from, to }, at }: { guide: Guide; at: (point: Xy) => Xy }) {
  const [[x1, y1], [x2, y2]] = [at(from), at(to)];
  if (kind === "grid") return <circle className="editor-guide-dot" cx={x2} cy={y2} r="2" />;
  if (kind === "corner")
    return <rect className="editor-guide-corner" x={x2 - 5} y={y2 - 5} width="10" height="10" />;
  return <line className="editor-guide" data-kind={kind} x1={x1} y1={y1} x2={x2} y2={y2} />;
}

function Cross({ at: [x, y] }: { at: Xy }) {
  return <path className="editor-cross" d={`M${x - 7} ${y}H${x + 7}M${x} ${y - 7}V${y + 7}`} />;
}
