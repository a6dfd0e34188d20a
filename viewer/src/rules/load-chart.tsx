import type { BacktestResult } from "@kontrollrom/contracts/backtest.ts";
import { max, scaleBand, scaleLinear } from "d3";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";

const width = 640;
const height = 180;
const margin = { top: 12, right: 8, bottom: 26, left: 36 };

/** Alarms of each day; where a change is tried, as it is beside as it would be. */
export function LoadChart({
  result,
  before,
}: {
  result: BacktestResult;
  before: BacktestResult | undefined;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const days = result.perDay;
  const most = Math.max(
    4,
    max(days, ({ alarms }) => alarms) ?? 0,
    max(before?.perDay ?? [], ({ alarms }) => alarms) ?? 0,
  );
  const x = scaleBand(
    days.map(({ day }) => day),
    [margin.left, width - margin.right],
  ).padding(days.length > 120 ? 0 : 0.2);
  const y = scaleLinear([0, most], [height - margin.bottom, margin.top]).nice();
  const bar = (day: string, alarms: number, part: "one" | "before" | "after") => {
    const half = x.bandwidth() / 2;
    const left = (x(day) ?? 0) + (part === "after" ? half : 0);
    return { x: left, width: part === "one" ? x.bandwidth() : half, y: y(alarms), height: y(0) - y(alarms) };
  };
  const label = (day: string) => formats.date(`${day}T12:00:00Z`);
  const shown = days.filter((_, index) => index % Math.ceil(days.length / 5) === 0);
  return (
    <figure className="rule-load">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t("rules.try.chart", { count: result.alarms, days: days.length })}
      >
        {y
          .ticks(4)
          .filter(Number.isInteger)
          .map((tick) => (
            <g key={tick} className="rule-load-tick">
              <line x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} />
              <text x={margin.left - 6} y={y(tick)} dy="0.32em" textAnchor="end">
                {formats.number(tick, 0)}
              </text>
            </g>
          ))}
        {before?.perDay.map(({ day, alarms }) => (
          <rect key={day} className="rule-load-before" {...bar(day, alarms, "before")}>
            <title>{`${label(day)}: ${alarms}`}</title>
          </rect>
        ))}
        {days.map(({ day, alarms }) => (
          <rect
            key={day}
            className="rule-load-bar"
            {...bar(day, alarms, before === undefined ? "one" : "after")}
          >
            <title>{`${label(day)}: ${alarms}`}</title>
          </rect>
        ))}
        {shown.map(({ day }) => (
          <text
            key={day}
            className="rule-load-day"
            x={(x(day) ?? 0) + x.bandwidth() / 2}
            y={height - 8}
            textAnchor="middle"
          >
            {label(day).slice(0, 6)}
          </text>
        ))}
      </svg>
      <figcaption className="quiet">
        {t("rules.try.perDay")}
        {before !== undefined && (
          <>
            {" "}
            <span className="rule-key" data-part="before" /> {t("rules.try.now")}{" "}
            <span className="rule-key" data-part="after" /> {t("rules.try.changed")}
          </>
        )}
      </figcaption>
    </figure>
  );
}
