import type { AlarmStatistics } from "@kontrollrom/contracts/alarm-load.ts";
import { scaleLinear, scaleTime } from "d3";
import { useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";
import { Axes } from "../ui/chart/axes.tsx";
import { ReadingFrame } from "../ui/chart/reading-frame.tsx";
import { useWidth } from "../ui/chart/use-width.ts";
import { Scrollable } from "../ui/scrollable.tsx";
import "../room/trend-chart.css";

const margin = { top: 8, right: 10, bottom: 22, left: 44 };
const height = 200;

/** Told alarms in each hour or day, floods hatched, the limit as a line. Read with the pointer, the arrow keys, and as a table. */
export function LoadChart({ figures }: { figures: AlarmStatistics }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { frame, width } = useWidth();
  const [cursor, setCursor] = useState<number>();
  const [open, setOpen] = useState(false);
  const { bins, operators } = figures;
  const binMs = figures.binMinutes * 60_000;
  const hourly = figures.binMinutes === 60;
  const limit = (hourly ? figures.perHour.target : figures.perDay.target) * operators;
  const from = Date.parse(bins[0]?.at ?? figures.from);
  const to = Date.parse(figures.to);
  const x = scaleTime([from, to], [margin.left, width - margin.right]);
  const most = Math.max(limit * 1.2, ...bins.map(({ told }) => told));
  const y = scaleLinear([0, most], [height - margin.bottom, margin.top]).nice(4);
  const when = (at: string) => (hourly ? formats.dateTime(at) : formats.date(at));
  const last = bins.length - 1;
  const at = Math.min(cursor ?? last, last);
  const words = (bin: AlarmStatistics["bins"][number]) =>
    [String(bin.told), ...(bin.flood ? [t("alarm.statistics.flood")] : [])].join(" · ");
  const bin = bins[at];
  const reading = bin === undefined ? "" : `${when(bin.at)}: ${words(bin)}`;
  const total = t("alarm.statistics.chart", {
    bin: t(hourly ? "alarm.statistics.hour" : "alarm.statistics.dayBin"),
    total: formats.number(figures.told, 0),
  });

  return (
    <figure className="trend">
      <ReadingFrame
        frame={frame}
        label={`${total}. ${t("trend.keyboard")}`}
        at={at}
        last={last}
        reading={reading}
        indexAt={(px) => bins.findLastIndex((one) => Date.parse(one.at) <= x.invert(px).getTime())}
        onLook={setCursor}
      >
        <svg width={width} height={height} aria-hidden="true">
          <defs>
            <pattern
              id="load-flood"
              width="6"
              height="6"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect className="load-flood-ground" width="6" height="6" />
              <line className="trend-hatch" x1="0" y1="0" x2="0" y2="6" />
            </pattern>
          </defs>
          <Axes
            x={x}
            y={y}
            width={width}
            height={height}
            margin={margin}
            label={(tick) => formats.number(tick, 0)}
          />
          {bins.map((one, index) => {
            if (one.told === 0) return null;
            const begin = x(Math.max(from, Date.parse(one.at)));
            const end = x(Math.min(to, Date.parse(one.at) + binMs));
            return (
              <rect
                key={one.at}
                className="load-bar"
                data-flood={one.flood || undefined}
                data-current={cursor !== undefined && index === at ? true : undefined}
                x={begin + 0.5}
                width={Math.max(1, end - begin - 1)}
                y={y(one.told)}
                height={Math.max(1, y(0) - y(one.told))}
              />
            );
          })}
          <line
            className="load-limit"
            x1={margin.left}
            x2={width - margin.right}
            y1={y(limit)}
            y2={y(limit)}
          />
        </svg>
      </ReadingFrame>
      <figcaption className="figures">{cursor === undefined ? total : reading}</figcaption>
      <details className="trend-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t("alarm.statistics.table")}</summary>
        {open && (
          <Scrollable className="trend-table-scroll" label={t("alarm.statistics.load")}>
            <table className="ds-table figures" data-size="sm" data-zebra>
              <thead>
                <tr>
                  <th scope="col">{t("alarm.statistics.at")}</th>
                  <th scope="col">{t("alarm.statistics.told")}</th>
                  <th scope="col">{t("alarm.statistics.flood")}</th>
                </tr>
              </thead>
              <tbody>
                {bins
                  .filter(({ told }) => told > 0)
                  .toReversed()
                  .map((one) => (
                    <tr key={one.at}>
                      <th scope="row">{when(one.at)}</th>
                      <td>{one.told}</td>
                      <td>{one.flood ? t("alarm.statistics.flood") : "–"}</td>
                    </tr>
                  ))}
              </tbody>
            </table>
          </Scrollable>
        )}
      </details>
    </figure>
  );
}
