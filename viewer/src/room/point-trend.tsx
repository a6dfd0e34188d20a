import { Button, ToggleGroup } from "@digdir/designsystemet-react";
import type { Point } from "@kontrollrom/contracts/point.ts";
import { DownloadIcon, PencilIcon } from "@navikt/aksel-icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useRef, useState } from "react";
import { Link } from "../app/navigation.tsx";
import { usePreferences } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { isStale } from "../data/age.ts";
import { usePresent } from "../data/live-context.tsx";
import { queries } from "../data/queries.ts";
import { useLimits } from "../data/use-limits.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { useNow } from "../ui/now.ts";
import { Answer, explain } from "../ui/states.tsx";
import { ConsumptionChart } from "./consumption-chart.tsx";
import { saveSeries } from "./save-series.ts";
import { TrendChart } from "./trend-chart.tsx";
import { trendEntries } from "./trend-geometry.ts";
import { type Period, periods, viewOf } from "./trend-periods.ts";

const Corrections = lazy(async () => ({ default: (await import("./corrections.tsx")).Corrections }));

const hour = 3_600_000;

/** How a point has been, from a day to a year: of a meter what it counted, of others the course of the values. */
export function PointTrend({ point, intervalS }: { point: Point; intervalS: number | undefined }) {
  const { t } = useTranslation();
  const [period, setPeriod] = useState<Period>("24h");
  // A minute is fine enough for a day's curve, and lets the answer be kept that long.
  const to = Math.ceil(useNow(60_000) / 60_000) * 60_000;
  const { span, bucket, bucketMs, aggregates } = viewOf(point.kind, period);
  const range = {
    from: new Date(to - span).toISOString(),
    to: new Date(to).toISOString(),
    bucket,
    aggregates,
  };
  const series = useQuery(queries.samples(point.id, range));
  const limits = useLimits(point);
  /** What was looked at last is what one wants to correct. Not a state: it changes with every move of the pointer. */
  const read = useRef<number>(undefined);
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
          onChange={(value) => setPeriod(periods.find((one) => one === value) ?? "24h")}
          aria-label={t("trend.period.label")}
        >
          {periods.map((option) => (
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
        {(data) =>
          point.kind === "counter" ? (
            <ConsumptionChart
              entries={data.entries}
              quantity={point.quantity}
              unit={point.unit}
              from={to - span}
              to={to}
              bucketMs={bucketMs}
            />
          ) : (
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
              onRead={(time) => {
                read.current = time;
              }}
            />
          )
        }
      </Answer>
      <TrendActions
        point={point}
        range={range}
        suggest={() =>
          read.current === undefined
            ? { from: to - hour, to }
            : { from: read.current, to: read.current + bucketMs }
        }
      />
    </section>
  );
}

/** What one can do with the values that are shown. */
function TrendActions({
  point,
  range,
  suggest,
}: {
  point: Point;
  range: { from: string; to: string; bucket: string; aggregates: string };
  /** The period that a correction begins with, ms. */
  suggest: () => { from: number; to: number };
}) {
  const { t } = useTranslation();
  const notice = useNotice();
  const { language } = usePreferences();
  const [correcting, setCorrecting] = useState<{ from: number; to: number }>();
  const mayCorrect = useCan("telemetry:correct") && point.derivation === undefined;
  const save = useMutation({
    mutationFn: () =>
      saveSeries(point.id, range, {
        language,
        name: `${point.deviceName} ${t(`quantity.${point.quantity}`)}`,
      }),
    onError: (error) => notice(explain(error, t), "problem"),
  });
  return (
    <div className="trend-actions">
      <Button variant="tertiary" data-size="sm" loading={save.isPending} onClick={() => save.mutate()}>
        <DownloadIcon aria-hidden />
        {t("trend.csv")}
      </Button>
      <Link className="ds-link trend-more" to={{ page: "trends", points: [point.id] }}>
        {t("trend.more")}
      </Link>
      {mayCorrect && (
        <Button variant="tertiary" data-size="sm" onClick={() => setCorrecting(suggest())}>
          <PencilIcon aria-hidden />
          {t("correction.open")}
        </Button>
      )}
      {correcting !== undefined && (
        <Suspense>
          <Corrections point={point} {...correcting} onClose={() => setCorrecting(undefined)} />
        </Suspense>
      )}
    </div>
  );
}
