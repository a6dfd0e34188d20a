import { Alert, Button, Chip } from "@digdir/designsystemet-react";
import type { Point } from "@kontrollrom/contracts/point.ts";
import { DownloadIcon, TableIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useNavigation } from "../app/navigation.tsx";
import { usePreferences } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { type TrendsAddress, writeTrends } from "../app/trends-address.ts";
import { queries } from "../data/queries.ts";
import { judgedLimits } from "../data/use-limits.ts";
import { useTranslation } from "../i18n/text.ts";
import { saveText } from "../ui/save-text.ts";
import { Empty, explain, Loading } from "../ui/states.tsx";
import { useNarrow } from "../ui/use-narrow.ts";
import { useSettled } from "../ui/use-settled.ts";
import { comparisons } from "./levels.ts";
import { PointList } from "./point-list.tsx";
import { PointPicker } from "./point-picker.tsx";
import { SavedViews } from "./saved-views.tsx";
import { seriesCsv } from "./series-csv.ts";
import { SeriesTable } from "./series-table.tsx";
import { entryAt, within } from "./shown-series.ts";
import { useTrendTexts } from "./texts.ts";
import { TimeTools } from "./time-tools.tsx";
import { TrendPlot } from "./trend-plot.tsx";
import { useClock } from "./use-clock.ts";
import { useNorwegianFormats } from "./use-formats.ts";
import { useLines } from "./use-lines.ts";
import { useMarks } from "./use-marks.ts";
import { useMeasure } from "./use-measure.ts";
import { usePointLabels, usePoints } from "./use-points.ts";
import { useTail, withTail } from "./use-tail.ts";
import { follow, liveView, type View, viewOf } from "./view.ts";
import { daysBefore, offsetAt } from "./zone.ts";
import "./trends.css";

const minute = 60_000;
const usualMinutes = 24 * 60;
/** Live values are joined to lines that are as fine as this. */
const tailBucketMs = 10 * minute;
const widthPx = 1400;

/** Many points over one axis of time, from years to minutes. Everything that is shown is in the address. */
export function TrendsPage() {
  const { t } = useTranslation();
  const tt = useTrendTexts();
  const { address, go } = useNavigation();
  const here: TrendsAddress = address.page === "trends" ? address : { page: "trends", points: [] };
  const narrow = useNarrow();
  const { points, pending, missing } = usePoints(here.points);
  const change = (part: Partial<TrendsAddress>, how?: { replace?: boolean }) =>
    go({ ...here, ...part, page: "trends" }, how);
  const picker = <PointPicker chosen={here.points} onChoose={(ids) => change({ points: ids })} />;
  return (
    <div className="trends">
      <header className="page-head">
        <h1>{t("page.trends")}</h1>
        <SavedViews query={writeTrends(here)} />
      </header>
      <div className="trends-body">
        {narrow ? (
          <details className="trends-side" open={here.points.length === 0}>
            <summary>{tt("choose")}</summary>
            {picker}
          </details>
        ) : (
          <aside className="trends-side" aria-label={tt("choose")}>
            {picker}
          </aside>
        )}
        <div className="trends-main">
          {missing.length > 0 && (
            <Alert data-color="warning" data-size="sm">
              {tt("missing", { ids: missing.join(", ") })}{" "}
              <Button
                variant="tertiary"
                data-size="sm"
                onClick={() => change({ points: here.points.filter((id) => !missing.includes(id)) })}
              >
                {tt("leaveOut")}
              </Button>
            </Alert>
          )}
          {here.points.length === 0 ? (
            <Empty level={2} title={tt("empty.title")}>
              {tt("empty.text")}
            </Empty>
          ) : points.length === 0 ? (
            pending && <Loading rows={1} height={320} />
          ) : (
            <Trends key="trends" here={here} points={points} pending={pending} change={change} />
          )}
        </div>
      </div>
    </div>
  );
}

function Trends({
  here,
  points,
  pending,
  change,
}: {
  here: TrendsAddress;
  points: readonly Point[];
  pending: boolean;
  change: (part: Partial<TrendsAddress>, how?: { replace?: boolean }) => void;
}) {
  const { t } = useTranslation();
  const tt = useTrendTexts();
  const { language } = usePreferences();
  const formats = useNorwegianFormats();
  const measure = useMeasure();
  const label = usePointLabels(points);
  const [cursor, setCursor] = useState<number>();
  const [strong, setStrong] = useState<number>();
  const { view, setView } = useView(here, change);
  // What is asked for and written in the address comes after the hand, not with it.
  const asked = useSettled(view, 120);
  const now = asked.live ? asked.to : Date.now();
  const { lines: stored, level, pending: reading, error, retry } = useLines(points, asked, widthPx, now);
  const tail = useTail(points, view.live && level.bucketMs <= tailBucketMs);
  const lines = useMemo(() => withTail(stored, tail), [stored, tail]);
  const earlier = useEarlier(points, asked, here);
  const marks = useMarks(here.points, asked);
  const limits = usePointLimits(points);

  const at = useSettled(cursor ?? view.to, 60);
  const textAt = points
    .map(
      (point) =>
        `${label(point)}: ${measure(point, entryAt(lines.get(point.id) ?? [], at, level.bucketMs * 2 + 3 * 3_600_000)?.avg)}`,
    )
    .join(". ");
  const bare =
    points.length > 0 &&
    !reading &&
    points.every(({ id }) => within(lines.get(id) ?? [], asked.from, asked.to).length === 0);
  const download = () =>
    saveText(
      seriesCsv(
        points.map((point) => ({
          pointId: point.id,
          label: label(point),
          device: point.deviceName,
          quantity: point.quantity,
          unit: point.unit,
          entries: within(lines.get(point.id) ?? [], view.from, view.to),
        })),
        language,
        (time) => new Date(time + offsetAt(time)).toISOString().slice(0, 19).replace("T", " "),
      ),
      `trender-${new Date(view.from).toISOString().slice(0, 10)}-${new Date(view.to).toISOString().slice(0, 10)}.csv`,
    );
  return (
    <>
      <TimeTools
        view={view}
        compare={here.compare}
        onView={setView}
        onCompare={(compare) => change({ compare })}
      />
      {error !== null && (
        <Alert data-color="danger" data-size="sm">
          {explain(error, t)}{" "}
          <Button variant="tertiary" data-size="sm" onClick={retry}>
            {t("state.retry")}
          </Button>
        </Alert>
      )}
      <div className="trend-stage" aria-busy={reading || pending} data-level={level.bucket}>
        <TrendPlot
          points={points}
          lines={lines}
          earlier={earlier}
          bucketMs={level.bucketMs}
          view={view}
          settled={asked}
          limits={limits}
          marks={marks}
          band={!here.plain}
          strong={strong}
          cursor={cursor}
          reading={`${formats.dateTime(at)}. ${textAt}`}
          onCursor={setCursor}
          onView={setView}
        />
        {bare && !pending && <p className="trend-bare">{t("trend.empty")}</p>}
      </div>
      <div className="trend-below">
        <p className="quiet small figures" role="status">
          {tt(`level.${level.bucket === "raw" ? "raw" : "buckets"}`, {
            bucket:
              level.bucket === "raw"
                ? ""
                : formats.duration(level.bucket === "P1D" ? 86_400_000 : level.bucketMs),
          })}
          {earlier !== undefined &&
            ` ${tt("comparedWith", { at: formats.dateTime(view.from - earlier.shiftMs) })}`}
          {reading && ` ${tt("reading")}`}
        </p>
        <Chip.Checkbox
          data-size="sm"
          checked={!here.plain}
          onChange={(event) => change({ plain: event.target.checked ? undefined : true }, { replace: true })}
        >
          {t("trend.band")}
        </Chip.Checkbox>
        <Button
          variant="tertiary"
          data-size="sm"
          aria-expanded={here.table === true}
          onClick={() => change({ table: here.table ? undefined : true }, { replace: true })}
        >
          <TableIcon aria-hidden />
          {t("trend.table")}
        </Button>
        <Button variant="tertiary" data-size="sm" onClick={download}>
          <DownloadIcon aria-hidden />
          {t("trend.csv")}
        </Button>
      </div>
      <PointList
        points={points}
        lines={lines}
        earlier={earlier}
        view={asked}
        bucketMs={level.bucketMs}
        cursor={cursor}
        label={label}
        measure={measure}
        when={cursor === undefined ? undefined : formats.dateTime(cursor)}
        onRemove={(id) => change({ points: here.points.filter((one) => one !== id) })}
        onStrong={setStrong}
      />
      {here.table && (
        <SeriesTable points={points} lines={lines} view={asked} label={label} measure={measure} />
      )}
    </>
  );
}

/** The view of the address, moved by hand and by the clock; written back when the hand rests. */
function useView(
  here: TrendsAddress,
  change: (part: Partial<TrendsAddress>, how?: { replace?: boolean }) => void,
) {
  const told = useMemo((): View => {
    const now = Date.now();
    if (here.from !== undefined && here.to !== undefined) return viewOf(here.from, here.to, now);
    return liveView((here.minutes ?? usualMinutes) * minute, now);
  }, [here.from, here.to, here.minutes]);
  /** What was written into the address from here: that the address says it takes nothing back from the hand. */
  const written = useRef<string>(undefined);
  const [held, setHeld] = useState<{ readonly view: View; readonly by: View }>();
  // The hand's view stands until the address says something else: the back button, a saved set.
  const key = keyOf(here);
  const valid = held !== undefined && (held.by === told || written.current === key);
  const base = valid ? held.view : told;
  const now = useClock(base.live ? base.to - base.from : undefined);
  const view = useMemo(() => follow(base, Math.max(now, base.to)), [base, now]);
  const setView = useCallback((next: View) => setHeld({ view: next, by: told }), [told]);
  useEffect(() => {
    if (held === undefined || !valid) return;
    const { from, to, live } = held.view;
    const part = live
      ? { minutes: Math.max(1, Math.round((to - from) / minute)), from: undefined, to: undefined }
      : { minutes: undefined, from, to };
    if (keyOf(part) === key) return;
    const timer = setTimeout(() => {
      written.current = keyOf(part);
      change(part, { replace: true });
    }, 400);
    return () => clearTimeout(timer);
  }, [held, valid, key, change]);
  return { view, setView };
}

const keyOf = ({ from, to, minutes }: Pick<TrendsAddress, "from" | "to" | "minutes">) =>
  `${from} ${to} ${minutes}`;

/** The same points over the earlier period that the view is compared with. */
function useEarlier(points: readonly Point[], view: View, { compare }: TrendsAddress) {
  const days = compare === undefined ? 0 : comparisons[compare];
  const shiftMs = days === 0 ? 0 : view.to - daysBefore(view.to, days);
  const none: readonly Point[] = useMemo(() => [], []);
  const { lines } = useLines(
    days === 0 ? none : points,
    { from: Math.max(0, view.from - shiftMs), to: Math.max(1, view.to - shiftMs) },
    widthPx,
    view.to,
  );
  return useMemo(() => (days === 0 ? undefined : { lines, shiftMs }), [lines, shiftMs, days]);
}

/** The limits of the rules that judge each point, for those who may read rules. */
function usePointLimits(points: readonly Point[]): ReadonlyMap<number, readonly number[]> {
  const rules = useQuery({ ...queries.rules(), enabled: useCan("rule:read") }).data;
  return useMemo(
    () => new Map(points.map((point) => [point.id, judgedLimits(rules ?? [], point)])),
    [rules, points],
  );
}
