import { Alert } from "@digdir/designsystemet-react";
import type { LinkedAlarm, WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { queries } from "../data/queries.ts";
import { limitsOf } from "../data/use-limits.ts";
import { stateWord } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { TrendChart } from "../room/trend-chart.tsx";
import { trendEntries } from "../room/trend-geometry.ts";
import { useNow } from "../ui/now.ts";
import { Answer } from "../ui/states.tsx";
import { orderQueries } from "./order-queries.ts";
import { useOrderTexts } from "./order-texts.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** The readings that raised the order, from before they did until the sensor says that it is over. */
export function OrderCause({ order }: { order: WorkOrderDetail }) {
  const t = useOrderTexts();
  const formats = useFormats();
  const { t: common } = useTranslation();
  const mayAlarm = useCan("alarm:read");
  const last = order.alarms.at(-1);
  if (last === undefined) return null;
  const measure = ({ value, unit, quantity }: LinkedAlarm) => {
    const word = stateWord(quantity as never, value);
    return word === undefined ? formats.measure(value, unit, quantity as never) : common(`value.${word}`);
  };
  return (
    <section className="detail-card" aria-label={t("cause.title")}>
      <h2>{t("cause.title")}</h2>
      <Verified order={order} measure={measure} />
      <Trend alarm={last} />
      {order.alarms.length > 1 && <p>{t("cause.times", { count: order.alarms.length })}</p>}
      <ul className="entries figures">
        {order.alarms.slice(-5).map((alarm) => (
          <li key={alarm.alarmId}>
            <span>
              {t("cause.raised", {
                rule: alarm.ruleName,
                value: measure(alarm),
                time: formats.dateTime(alarm.raisedAt),
              })}
            </span>
            <span className="quiet">
              {alarm.withdrawn
                ? t("cause.withdrawn")
                : alarm.returnedAt === undefined
                  ? t("cause.stillActive")
                  : t("cause.returned", { time: formats.dateTime(alarm.returnedAt) })}
            </span>
            {mayAlarm && (
              <Link className="ds-link" to={{ page: "alarms", alarmId: alarm.alarmId, show: "all" }}>
                {t("cause.showAlarm")}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the sensor says of the work, in words. */
function Verified({ order, measure }: { order: WorkOrderDetail; measure: (alarm: LinkedAlarm) => string }) {
  const t = useOrderTexts();
  const formats = useFormats();
  const settings = useQuery({ ...orderQueries.settings(), enabled: useCan("work-order:read") }).data;
  const { evidence } = order;
  const last = order.alarms.at(-1);
  if (order.verifiedAt !== undefined)
    return (
      <Alert data-color="success" data-size="sm">
        <strong>{t("cause.verified")}</strong>{" "}
        {evidence !== undefined &&
          last !== undefined &&
          t("cause.verifiedText", {
            returned: formats.dateTime(evidence.returnedAt),
            time: formats.dateTime(evidence.sampleTime),
            value: measure({ ...last, value: evidence.value }),
          })}
      </Alert>
    );
  const done = order.status === "done" || order.status === "approved";
  if (done && last !== undefined && last.returnedAt === undefined)
    return (
      <Alert data-color="warning" data-size="sm">
        {t("cause.notYet")}
      </Alert>
    );
  return settings === undefined || order.status === "closed" ? null : (
    <p className="quiet">{t("cause.waiting", { minutes: settings.verifyAfterMinutes })}</p>
  );
}

function Trend({ alarm }: { alarm: LinkedAlarm }) {
  const now = Math.ceil(useNow(60_000) / 60_000) * 60_000;
  const raised = Date.parse(alarm.raisedAt);
  const from = raised - 2 * hour;
  const end = alarm.returnedAt === undefined ? now : Date.parse(alarm.returnedAt) + hour;
  const to = Math.max(raised + hour / 2, Math.min(end, now, raised + 2 * day));
  const mayRead = useCan("telemetry:read");
  const rule = useQuery({ ...queries.alarm(alarm.alarmId), enabled: useCan("alarm:read") }).data;
  const series = useQuery({
    ...queries.samples(alarm.pointId, {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      bucket: "raw",
    }),
    enabled: mayRead,
  });
  if (!mayRead) return null;
  const data = series.data === undefined && series.isSuccess ? { entries: [] } : series.data;
  return (
    <Answer of={{ ...series, data }} rows={1}>
      {({ entries }) => (
        <TrendChart
          entries={trendEntries(entries)}
          quantity={alarm.quantity as never}
          unit={alarm.unit}
          kind={stateWord(alarm.quantity as never, alarm.value) === undefined ? "gauge" : "state"}
          from={from}
          to={to}
          gapMs={hour}
          limits={rule === undefined ? [] : limitsOf(rule.condition)}
          mark={raised}
          height={200}
        />
      )}
    </Answer>
  );
}
