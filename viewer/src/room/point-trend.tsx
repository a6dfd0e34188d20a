import { ToggleGroup } from "@digdir/designsystemet-react";
import type { Point } from "@kontrollrom/contracts/point.ts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isStale } from "../data/age.ts";
import { usePresent } from "../data/live-context.tsx";
import { queries } from "../data/queries.ts";
import { useLimits } from "../data/use-limits.ts";
import { useNow } from "../ui/now.ts";
import { Answer } from "../ui/states.tsx";
import { TrendChart } from "./trend-chart.tsx";
import { trendEntries } from "./trend-geometry.ts";

const hour = 3_600_000;
const periods = {
  "24h": { span: 24 * hour, bucket: "PT10M", bucketMs: 10 * 60_000 },
  "7d": { span: 7 * 24 * hour, bucket: "PT1H", bucketMs: hour },
} as const;
type Period = keyof typeof periods;

/** The last day or week of a point. */
export function PointTrend({ point, intervalS }: { point: Point; intervalS: number | undefined }) {
  const { t } = useTranslation();
  const [period, setPeriod] = useState<Period>("24h");
  // A minute is fine enough for a day's curve, and lets the answer be kept that long.
  const to = Math.ceil(useNow(60_000) / 60_000) * 60_000;
  const { span, bucket, bucketMs } = periods[period];
  const range = { from: new Date(to - span).toISOString(), to: new Date(to).toISOString(), bucket };
  const series = useQuery(queries.samples(point.id, range));
  const limits = useLimits(point);
  const present = usePresent(point.id, point.present);
  // A value from before the period says nothing of it.
  const newest =
    present === undefined || present.time < to - span
      ? undefined
      : { value: present.value, stale: isStale(present, to, intervalS) };
  return (
    <section className="point-trend">
      <header>
        <h3>{t(`quantity.${point.quantity}`)}</h3>
        <ToggleGroup
          data-size="sm"
          variant="secondary"
          value={period}
          onChange={(value) => setPeriod(value === "7d" ? "7d" : "24h")}
          aria-label={t("trend.period.label")}
        >
          {(["24h", "7d"] as const).map((option) => (
            <ToggleGroup.Item key={option} value={option}>
              {t(`trend.period.${option}`)}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup>
      </header>
      <Answer
        of={{
          ...series,
          data: series.data === undefined && series.isSuccess ? { entries: [] } : series.data,
        }}
        rows={1}
      >
        {(data) => (
          <TrendChart
            entries={trendEntries(data.entries)}
            quantity={point.quantity}
            unit={point.unit}
            kind={point.kind}
            from={to - span}
            to={to}
            gapMs={Math.max(bucketMs, (intervalS ?? 1800) * 1000) * 2.5}
            limits={limits}
            newest={newest}
          />
        )}
      </Answer>
    </section>
  );
}
