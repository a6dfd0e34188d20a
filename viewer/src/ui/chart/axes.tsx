import type { ScaleLinear, ScaleTime } from "d3";
import { useFormats } from "../../app/preferences.tsx";

export interface ChartMargin {
  readonly left: number;
  readonly right: number;
}

const dayMs = 36 * 3_600_000;
const labelPx = 90;

/** Lines and labels of the values, and labels of the time: clock times over a day, dates over more. */
export function Axes({
  x,
  y,
  width,
  height,
  margin,
  ticks = y.ticks(4),
  label,
}: {
  x: ScaleTime<number, number>;
  y: ScaleLinear<number, number>;
  width: number;
  height: number;
  margin: ChartMargin;
  ticks?: readonly number[];
  label: (tick: number) => string;
}) {
  const formats = useFormats();
  const [from, to] = x.domain().map(Number);
  const day = (to ?? 0) - (from ?? 0) <= dayMs;
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick} transform={`translate(0 ${y(tick)})`}>
          <line className="trend-grid" x1={margin.left} x2={width - margin.right} />
          <text className="trend-tick" x={margin.left - 6} dy="0.32em" textAnchor="end">
            {label(tick)}
          </text>
        </g>
      ))}
      {x.ticks(Math.max(2, Math.floor(width / labelPx))).map((tick) => (
        <text key={+tick} className="trend-tick" x={x(tick)} y={height - 6} textAnchor="middle">
          {day ? formats.time(+tick) : formats.date(+tick).slice(0, 6)}
        </text>
      ))}
    </>
  );
}
