import type { Quantity } from "@kontrollrom/contracts/quantity.ts";
import { area, curveMonotoneX, curveStepAfter, line, scaleLinear, scaleTime } from "d3";
import { useMemo, useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { stateWord } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { Axes } from "../ui/chart/axes.tsx";
import { ReadingFrame } from "../ui/chart/reading-frame.tsx";
import { useWidth } from "../ui/chart/use-width.ts";
import { useNow } from "../ui/now.ts";
import { Scrollable } from "../ui/scrollable.tsx";
import {
  markedEntries,
  nearestEntry,
  splitAtGaps,
  splitByQuality,
  summarise,
  type TrendEntry,
  trendDomain,
} from "./trend-geometry.ts";
import "./trend-chart.css";

interface TrendChartProps {
  readonly entries: readonly TrendEntry[];
  readonly quantity: Quantity;
  readonly unit: string;
  readonly kind: "gauge" | "counter" | "state";
  readonly from: number;
  readonly to: number;
  /** Longer than this between two entries is a gap. */
  readonly gapMs: number;
  readonly limits?: readonly number[];
  /** A moment to point out: when an alarm was raised. */
  readonly mark?: number | undefined;
  /** The point's newest value; absent where the trend is of the past. */
  readonly newest?: { readonly value: number; readonly stale: boolean } | undefined;
  readonly height?: number;
  /** The reader looked at the entry of this moment, by pointer or key. */
  readonly onRead?: (time: number) => void;
}

const margin = { top: 8, right: 10, bottom: 22, left: 52 };
/** Marks that are closer than this are a blur; the dashes tell the rest. */
const markPx = 12;
/** The least the axis spans, so that a steady room looks steady. */
const leastSpans: Partial<Record<Quantity, number>> = {
  temperature: 4,
  co2: 300,
  humidity: 20,
  "sound-level": 20,
};

/** Mean as a line, lowest to highest as a band, gaps as gaps; read with the pointer or the arrow keys, and as a table. */
export function TrendChart({
  entries,
  quantity,
  unit,
  kind,
  from,
  to,
  gapMs,
  limits = [],
  mark,
  newest,
  height = 180,
  onRead,
}: TrendChartProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(60_000);
  const { frame, width } = useWidth();
  const [cursor, setCursor] = useState<number>();

  const drawn = useMemo(() => {
    const x = scaleTime([from, to], [margin.left, width - margin.right]);
    const words = stateWord(quantity, 0) !== undefined;
    const y = scaleLinear(words ? [-0.15, 1.15] : trendDomain(entries, limits, leastSpans[quantity] ?? 1), [
      height - margin.bottom,
      margin.top,
    ]);
    if (!words) y.nice(4);
    const runs = splitAtGaps(entries, gapMs);
    const parts = runs.flatMap(splitByQuality);
    const curve = kind === "state" ? curveStepAfter : curveMonotoneX;
    const band = area<TrendEntry>()
      .x(({ time }) => x(time))
      .y0(({ min }) => y(min))
      .y1(({ max }) => y(max))
      .curve(curve);
    const mean = line<TrendEntry>()
      .x(({ time }) => x(time))
      .y(({ avg }) => y(avg))
      .curve(curve);
    return {
      x,
      y,
      band: runs.map((run) => band(run) ?? "").join(""),
      mean: parts.map((part) => (part.good ? (mean(part.entries) ?? "") : "")).join(""),
      doubt: parts.map((part) => (part.good ? "" : (mean(part.entries) ?? ""))).join(""),
      marked: markedEntries(entries, ((to - from) / width) * markPx),
      lone: runs.filter((run) => run.length === 1).flat(),
      yTicks: words ? [0, 1] : y.ticks(4),
    };
  }, [entries, limits, quantity, kind, from, to, gapMs, width, height]);

  if (entries.length === 0) return <p className="trend-empty">{t("trend.empty")}</p>;

  const { x, y } = drawn;
  const measure = (value: number) => {
    const word = stateWord(quantity, value);
    return word === undefined ? formats.measure(value, unit, quantity) : t(`value.${word}`);
  };
  const words = stateWord(quantity, 0) !== undefined;
  const banded = entries.some(({ min, max }) => min !== max);
  const summary = summarise(entries, newest?.value);
  const last = entries.length - 1;
  const at = Math.min(cursor ?? last, last);
  const entry = entries[at];
  const reading =
    entry === undefined
      ? ""
      : `${formats.moment(entry.time, now)}: ${measure(entry.avg)}${entry.min === entry.max ? "" : ` (${measure(entry.min)}–${measure(entry.max)})`}${entry.quality === undefined ? "" : ` · ${t(`value.quality.${entry.quality}`)}`}`;

  const look = (index: number | undefined) => {
    setCursor(index);
    const { time } = (index === undefined ? undefined : entries[index]) ?? {};
    if (time !== undefined) onRead?.(time);
  };

  return (
    <figure className="trend">
      <ReadingFrame
        frame={frame}
        label={`${t("trend.label", { quantity: t(`quantity.${quantity}`) })}. ${t("trend.keyboard")}`}
        at={at}
        last={last}
        reading={reading}
        indexAt={(px) => nearestEntry(entries, x.invert(px).getTime())}
        onLook={look}
      >
        <svg width={width} height={height} aria-hidden="true">
          <Axes
            x={x}
            y={y}
            width={width}
            height={height}
            margin={margin}
            ticks={drawn.yTicks}
            label={(tick) => (words ? measure(tick) : formats.number(tick, Number.isInteger(tick) ? 0 : 1))}
          />
          {limits
            .filter((limit) => !words && y(limit) >= margin.top && y(limit) <= height - margin.bottom)
            .map((limit) => (
              <line
                key={limit}
                className="trend-limit"
                x1={margin.left}
                x2={width - margin.right}
                y1={y(limit)}
                y2={y(limit)}
              />
            ))}
          <path className="trend-band" d={drawn.band} />
          <path className="trend-mean" d={drawn.mean} />
          <path className="trend-mean trend-doubt" d={drawn.doubt} />
          {drawn.marked.map((one) => (
            <path
              key={one.time}
              className="trend-quality"
              d={one.quality === "substituted" ? "M-3-3H3V3H-3Z" : "M0-4 4 0 0 4-4 0Z"}
              transform={`translate(${x(one.time)} ${y(one.avg)})`}
            />
          ))}
          {drawn.lone.map((one) => (
            <circle key={one.time} className="trend-lone" cx={x(one.time)} cy={y(one.avg)} r={2} />
          ))}
          {mark !== undefined && (
            <line
              className="trend-mark"
              x1={x(mark)}
              x2={x(mark)}
              y1={margin.top}
              y2={height - margin.bottom}
            />
          )}
          {cursor !== undefined && entry !== undefined && (
            <>
              <line
                className="trend-cursor"
                x1={x(entry.time)}
                x2={x(entry.time)}
                y1={margin.top}
                y2={height - margin.bottom}
              />
              <circle className="trend-dot" cx={x(entry.time)} cy={y(entry.avg)} r={4} />
            </>
          )}
        </svg>
      </ReadingFrame>
      <figcaption className="figures">
        {cursor !== undefined
          ? reading
          : summary !== undefined &&
            !words &&
            [
              t("trend.range", { min: measure(summary.min), max: measure(summary.max) }),
              newest !== undefined &&
                t(newest.stale ? "trend.latest" : "trend.now", { value: measure(newest.value) }),
            ]
              .filter(Boolean)
              .join(", ")}
      </figcaption>
      <p className="trend-key" aria-hidden>
        <span className="trend-key-mean">{t(banded ? "trend.average" : "trend.sample")}</span>
        {banded && <span className="trend-key-band">{t("trend.band")}</span>}
        {drawn.marked.some(({ quality }) => quality === "substituted") && (
          <span className="trend-key-substituted">{t("value.quality.substituted")}</span>
        )}
        {drawn.marked.some(({ quality }) => quality !== "substituted") && (
          <span className="trend-key-doubt">{t("trend.doubtful")}</span>
        )}
        {limits.length > 0 && !words && <span className="trend-key-limit">{t("trend.limit")}</span>}
      </p>
      <TrendTable entries={entries} gapMs={gapMs} measure={measure} />
    </figure>
  );
}

/** The same figures as a table, made only when it is opened. */
function TrendTable({
  entries,
  gapMs,
  measure,
}: {
  entries: readonly TrendEntry[];
  gapMs: number;
  measure: (value: number) => string;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [open, setOpen] = useState(false);
  const rated = entries.some(({ quality }) => quality !== undefined);
  return (
    <details className="trend-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("trend.table")}</summary>
      {open && (
        <Scrollable className="trend-table-scroll" label={t("trend.table")}>
          <table className="ds-table figures" data-size="sm" data-zebra>
            <thead>
              <tr>
                <th scope="col">{t("trend.time")}</th>
                <th scope="col">{t("trend.min")}</th>
                <th scope="col">{t("trend.avg")}</th>
                <th scope="col">{t("trend.max")}</th>
                {rated && <th scope="col">{t("trend.quality")}</th>}
              </tr>
            </thead>
            <tbody>
              {entries.toReversed().map((entry, index, list) => {
                const newer = list[index - 1];
                const gap = newer !== undefined && newer.time - entry.time > gapMs;
                return [
                  gap && (
                    <tr key={`gap-${entry.time}`}>
                      <td colSpan={rated ? 5 : 4} className="quiet">
                        {t("trend.gap")}
                      </td>
                    </tr>
                  ),
                  <tr key={entry.time}>
                    <th scope="row">{formats.dateTime(entry.time)}</th>
                    <td>{measure(entry.min)}</td>
                    <td>{measure(entry.avg)}</td>
                    <td>{measure(entry.max)}</td>
                    {rated && <td>{t(`value.quality.${entry.quality ?? "good"}`)}</td>}
                  </tr>,
                ];
              })}
            </tbody>
          </table>
        </Scrollable>
      )}
    </details>
  );
}
