import { Button } from "@digdir/designsystemet-react";
import type { Point } from "@kontrollrom/contracts/point.ts";
import { useMemo, useState } from "react";
import { useTranslation } from "../i18n/text.ts";
import { Scrollable } from "../ui/scrollable.tsx";
import { type Lines, within } from "./shown-series.ts";
import { useTrendTexts } from "./texts.ts";
import { useNorwegianFormats } from "./use-formats.ts";
import type { Measure } from "./use-measure.ts";

const pageRows = 100;

/** Everything that is drawn, a row for each moment, the newest first. */
export function SeriesTable({
  points,
  lines,
  view,
  label,
  measure,
}: {
  points: readonly Point[];
  lines: Lines;
  view: { readonly from: number; readonly to: number };
  label: (point: Point) => string;
  measure: Measure;
}) {
  const { t } = useTranslation();
  const tt = useTrendTexts();
  const formats = useNorwegianFormats();
  const [asked, setPage] = useState(0);
  const { times, byPoint } = useMemo(() => {
    const all = new Set<number>();
    const found = points.map(({ id }) => {
      const entries = within(lines.get(id) ?? [], view.from, view.to);
      for (const { time } of entries) all.add(time);
      return new Map(entries.map((entry) => [entry.time, entry]));
    });
    return { times: [...all].sort((a, b) => b - a), byPoint: found };
  }, [points, lines, view]);
  const pages = Math.max(1, Math.ceil(times.length / pageRows));
  const page = Math.min(asked, pages - 1);
  return (
    <div className="trend-all">
      <Scrollable className="trend-all-scroll" label={tt("table")}>
        <table className="ds-table figures" data-size="sm" data-zebra>
          <thead>
            <tr>
              <th scope="col">{t("trend.time")}</th>
              {points.map((point) => (
                <th key={point.id} scope="col" className="number">
                  {label(point)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {times.slice(page * pageRows, (page + 1) * pageRows).map((time) => (
              <tr key={time}>
                <th scope="row">{formats.dateTime(time)}</th>
                {points.map((point, i) => {
                  const entry = byPoint[i]?.get(time);
                  return (
                    <td key={point.id} className="number">
                      {measure(point, entry?.avg)}
                      {entry !== undefined && entry.min !== entry.max && (
                        <span className="quiet">
                          {" "}
                          ({measure(point, entry.min)}–{measure(point, entry.max)})
                        </span>
                      )}
                      {entry?.quality !== undefined && (
                        <span className="quiet"> {t(`value.quality.${entry.quality}`)}</span>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrollable>
      {pages > 1 && (
        <div className="trend-pages">
          <Button variant="secondary" data-size="sm" disabled={page === 0} onClick={() => setPage(page - 1)}>
            {tt("newer")}
          </Button>
          <span className="figures">{tt("page", { page: page + 1, pages })}</span>
          <Button
            variant="secondary"
            data-size="sm"
            disabled={page === pages - 1}
            onClick={() => setPage(page + 1)}
          >
            {tt("older")}
          </Button>
        </div>
      )}
    </div>
  );
}
