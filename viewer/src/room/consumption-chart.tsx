import type { Quantity } from "@kontrollrom/contracts/quantity.ts";
import type { SeriesEntry } from "@kontrollrom/contracts/sample.ts";
import { scaleLinear, scaleTime } from "d3";
import { useMemo, useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";
import { Axes } from "../ui/chart/axes.tsx";
import { ReadingFrame } from "../ui/chart/reading-frame.tsx";
import { useWidth } from "../ui/chart/use-width.ts";
import { Scrollable } from "../ui/scrollable.tsx";
import "./trend-chart.css";

interface Bar {
  readonly time: number;
  readonly amount: number;
  readonly sure: boolean;
}

const margin = { top: 8, right: 10, bottom: 22, left: 52 };
const height = 180;

/** What a meter counted, a bar for each hour, day or month; doubtful ones hatched. Read with the pointer, the arrow keys, and as a table. */
export function ConsumptionChart({
  entries,
  quantity,
  unit,
  from,
  to,
  bucketMs,
}: {
  entries: readonly SeriesEntry[];
  quantity: Quantity;
  unit: string;
  from: number;
  to: number;
  bucketMs: number;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { frame, width } = useWidth();
  const [cursor, setCursor] = useState<number>();
  const bars = useMemo(
    () =>
      entries.flatMap(({ time, consumption, quality = "good" }): Bar[] =>
        consumption === undefined ? [] : [{ time, amount: consumption, sure: quality === "good" }],
      ),
    [entries],
  );
  if (bars.length === 0) return <p className="trend-empty">{t("trend.empty")}</p>;

  const first = Math.min(from, bars[0]?.time ?? from);
  const x = scaleTime([first, to], [margin.left, width - margin.right]);
  const most = Math.max(...bars.map(({ amount }) => amount), 0);
  const least = Math.min(...bars.map(({ amount }) => amount), 0);
  const y = scaleLinear(
    [least, most === least ? least + 1 : most],
    [height - margin.bottom, margin.top],
  ).nice(4);
  const measure = (value: number) => formats.measure(value, unit, quantity);
  const when = (time: number) =>
    bucketMs > 30 * 24 * 3_600_000
      ? formats.date(time).slice(3)
      : bucketMs > 20 * 3_600_000
        ? formats.date(time)
        : formats.dateTime(time);
  const last = bars.length - 1;
  const at = Math.min(cursor ?? last, last);
  const bar = bars[at];
  const doubt = (one: Bar) => (one.sure ? "" : ` · ${t("value.quality.uncertain")}`);
  const reading = bar === undefined ? "" : `${when(bar.time)}: ${measure(bar.amount)}${doubt(bar)}`;
  const total = bars.reduce((sum, { amount }) => sum + amount, 0);

  return (
    <figure className="trend">
      <ReadingFrame
        frame={frame}
        label={`${t("trend.consumptionLabel", { quantity: t(`quantity.${quantity}`) })}. ${t("trend.keyboard")}`}
        at={at}
        last={last}
        reading={reading}
        indexAt={(px) => bars.findLastIndex((one) => one.time <= x.invert(px).getTime())}
        onLook={setCursor}
      >
        <svg width={width} height={height} aria-hidden="true">
          <defs>
            <pattern
              id="trend-doubt"
              width="6"
              height="6"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <line className="trend-hatch" x1="0" y1="0" x2="0" y2="6" />
            </pattern>
          </defs>
          <Axes
            x={x}
            y={y}
            width={width}
            height={height}
            margin={margin}
            label={(tick) => formats.number(tick, Number.isInteger(tick) ? 0 : 1)}
          />
          {bars.map((one, index) => {
            const begin = x(one.time);
            const next = bars[index + 1]?.time ?? Number.POSITIVE_INFINITY;
            const end = Math.min(x(Math.min(one.time + bucketMs, next, to)), width - margin.right);
            return (
              <rect
                key={one.time}
                className="trend-bar"
                data-sure={one.sure}
                data-current={cursor !== undefined && index === at ? true : undefined}
                x={begin + 0.5}
                width={Math.max(1, end - begin - 1.5)}
                y={Math.min(y(one.amount), y(0))}
                height={Math.max(1, Math.abs(y(0) - y(one.amount)))}
              />
            );
          })}
        </svg>
      </ReadingFrame>
      <figcaption className="figures">
        {cursor === undefined ? t("trend.total", { total: measure(total) }) : reading}
      </figcaption>
      <BarTable bars={bars} when={when} measure={measure} />
    </figure>
  );
}

function BarTable({
  bars,
  when,
  measure,
}: {
  bars: readonly Bar[];
  when: (time: number) => string;
  measure: (value: number) => string;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details className="trend-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("trend.table")}</summary>
      {open && (
        <Scrollable className="trend-table-scroll" label={t("trend.table")}>
          <table className="ds-table figures" data-size="sm" data-zebra>
            <thead>
              <tr>
                <th scope="col">{t("trend.time")}</th>
                <th scope="col">{t("trend.consumption")}</th>
                <th scope="col">{t("trend.quality")}</th>
              </tr>
            </thead>
            <tbody>
              {bars.toReversed().map((bar) => (
                <tr key={bar.time}>
                  <th scope="row">{when(bar.time)}</th>
                  <td>{measure(bar.amount)}</td>
                  <td>{t(bar.sure ? "value.quality.good" : "value.quality.uncertain")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrollable>
      )}
    </details>
  );
}
