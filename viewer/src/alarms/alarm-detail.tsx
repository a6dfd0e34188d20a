import { Tag } from "@digdir/designsystemet-react";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import { ArrowLeftIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type AlarmShow, controlRoom } from "../app/address.ts";
import { Link } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { queries } from "../data/queries.ts";
import { readable } from "../data/readable.ts";
import { limitsOf } from "../data/use-limits.ts";
import { stateWord } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { TrendChart } from "../room/trend-chart.tsx";
import { trendEntries } from "../room/trend-geometry.ts";
import { Fact, Facts } from "../ui/list-detail.tsx";
import { useNow } from "../ui/now.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { RawMessage } from "../ui/scrollable.tsx";
import { Answer } from "../ui/states.tsx";
import { AlarmActs } from "./alarm-acts.tsx";
import { HoldLine } from "./alarm-row.tsx";
import { alarmAdvice, alarmPlace, alarmSentence } from "./alarm-sentence.ts";

/** One alarm: what to do, the measurements that raised it, and every step since. */
export function AlarmDetail({ id, show }: { id: string; show: AlarmShow }) {
  const { t } = useTranslation();
  const alarm = useQuery(queries.alarm(id));
  return (
    <article className="detail" aria-label={t("alarm.detail.label")}>
      <Link className="ds-link detail-back" to={{ page: "alarms", show }}>
        <ArrowLeftIcon aria-hidden /> {t("alarm.detail.back")}
      </Link>
      <Answer of={alarm} rows={4}>
        {(data) => (
          <>
            <Head alarm={data} />
            <Evidence alarm={data} />
            <History id={id} />
          </>
        )}
      </Answer>
    </article>
  );
}

function Head({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(10_000);
  const sentence = alarmSentence(alarm, t, formats, now);
  const advice = alarmAdvice(alarm, t);
  return (
    <section className="detail-card">
      <div className="detail-head">
        <PriorityMark priority={alarm.priority} state={alarm.state} size={32} />
        <div>
          <h2>{sentence.what}</h2>
          {sentence.own !== undefined && <p>{sentence.own}</p>}
          <p>{alarmPlace(alarm, t)}</p>
          <p className="quiet figures">
            {sentence.measured} · {sentence.since} · {t(`alarm.state.${alarm.state}`)}
          </p>
        </div>
      </div>
      <HoldLine alarm={alarm} now={now} />
      {alarm.hold?.workOrderId !== undefined && alarm.hold.workOrderId !== alarm.workOrderId && (
        <Link className="ds-link" to={{ page: "work-orders", orderId: alarm.hold.workOrderId, show: "open" }}>
          {t("alarm.heldOrder")}
        </Link>
      )}
      {(alarm.liveState ?? alarm.state).startsWith("latched") && <p>{t("alarm.latchedHint")}</p>}
      {alarm.health === true && (
        <p>
          <Tag data-size="sm" data-color="info">
            {t("alarm.healthMark")}
          </Tag>
        </p>
      )}
      {advice !== "" && (
        <p>
          <strong>{t("alarm.advice")}:</strong> {advice}
        </p>
      )}
      <p className="detail-links">
        {alarm.spaceId !== undefined && (
          <Link
            className="ds-link"
            to={controlRoom({
              buildingId: alarm.buildingId,
              storeyId: alarm.storeyId,
              spaceId: alarm.spaceId,
            })}
          >
            {t("alarm.showRoom")}
          </Link>
        )}
        {alarm.workOrderId !== undefined && (
          <Link className="ds-link" to={{ page: "work-orders", orderId: alarm.workOrderId, show: "open" }}>
            {t("alarm.order")}
          </Link>
        )}
      </p>
      <AlarmActs alarm={alarm} />
    </section>
  );
}

const hour = 3_600_000;

/** The sensor's own samples from before the condition began until it was over, or now. */
function Evidence({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = Math.ceil(useNow(60_000) / 60_000) * 60_000;
  const raised = Date.parse(alarm.raisedAt);
  const began = Date.parse(alarm.evidence.conditionSince);
  const from = Math.min(began, raised) - 2 * hour;
  const until = Math.min(
    now,
    (alarm.returnedAt === undefined ? now : Date.parse(alarm.returnedAt)) + hour,
    raised + 24 * hour,
  );
  const to = Math.max(until, raised + 0.5 * hour);
  const mayRead = useCan("telemetry:read");
  const series = useQuery({
    ...queries.samples(alarm.pointId, {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      bucket: "raw",
    }),
    enabled: mayRead,
  });
  const measure = (value: number) => {
    const word = stateWord(alarm.quantity, value);
    return word === undefined ? formats.measure(value, alarm.unit, alarm.quantity) : t(`value.${word}`);
  };
  return (
    <section className="detail-card">
      <h2>{t("alarm.detail.evidence")}</h2>
      {mayRead && (
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
              quantity={alarm.quantity}
              unit={alarm.unit}
              kind={stateWord(alarm.quantity, alarm.value) === undefined ? "gauge" : "state"}
              from={from}
              to={to}
              gapMs={hour}
              limits={limitsOf(alarm.condition)}
              mark={raised}
              height={220}
            />
          )}
        </Answer>
      )}
      <Facts>
        <Fact name={t("alarm.detail.raised")}>{formats.dateTime(alarm.raisedAt)}</Fact>
        <Fact name={t("alarm.detail.value")}>{measure(alarm.value)}</Fact>
        {stateWord(alarm.quantity, alarm.value) === undefined && alarm.setpoint !== undefined && (
          <Fact name={t("alarm.detail.setpoint")}>{measure(alarm.setpoint)}</Fact>
        )}
        <Fact name={t("alarm.detail.conditionSince")}>{formats.dateTime(alarm.evidence.conditionSince)}</Fact>
        <Fact name={t("alarm.detail.sampleTime")}>{formats.dateTime(alarm.evidence.sampleTime)}</Fact>
        {alarm.returnedAt !== undefined && (
          <Fact name={t("alarm.detail.returned")}>{formats.dateTime(alarm.returnedAt)}</Fact>
        )}
        {alarm.acknowledgedAt !== undefined && (
          <Fact name={t("alarm.detail.acknowledgedBy")}>
            {alarm.acknowledgedBy}, {formats.dateTime(alarm.acknowledgedAt)}
          </Fact>
        )}
        <Fact name={t("alarm.detail.device")}>{alarm.deviceName}</Fact>
        <Fact name={t("alarm.detail.rule")}>
          {alarm.cause === undefined ? (
            <Link className="ds-link" to={{ page: "rules", ruleId: alarm.ruleId }}>
              {alarm.ruleName}
            </Link>
          ) : (
            alarm.ruleName
          )}
          {alarm.latching === true && ` · ${t("alarm.latching")}`}
        </Fact>
        {alarm.ownerGroup !== undefined && <Fact name={t("alarm.ownerGroup")}>{alarm.ownerGroup}</Fact>}
      </Facts>
      <Frame id={alarm.evidence.frameId} />
    </section>
  );
}

/** The raw message, for those who may see messages; fetched when it is asked for. */
function Frame({ id }: { id: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [open, setOpen] = useState(false);
  const mayRead = useCan("dead-letter:read");
  const frame = useQuery({ ...queries.frame(id), enabled: open && mayRead });
  if (!mayRead) return null;
  return (
    <details className="frame" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("alarm.detail.showFrame")}</summary>
      {open && (
        <Answer of={frame} rows={1}>
          {(data) => (
            <>
              <p className="quiet">
                {data.source} · {data.device} · {formats.dateTime(data.receivedAt)}
              </p>
              <RawMessage label={t("alarm.detail.frame")}>{readable(data.payload)}</RawMessage>
            </>
          )}
        </Answer>
      )}
    </details>
  );
}

function History({ id }: { id: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const history = useQuery(queries.alarmHistory(id));
  return (
    <section className="detail-card">
      <h2>{t("alarm.detail.history")}</h2>
      <Answer of={history} rows={2}>
        {(data) => (
          <ol className="steps figures">
            {data.items.map((step) => (
              <li key={`${step.at}-${step.reason}-${step.to}`}>
                <time dateTime={step.at}>{formats.dateTime(step.at)}</time>
                <div>
                  {t(`alarm.reason.${step.reason}`)}
                  {step.by !== undefined && (
                    <span className="quiet"> {t("alarm.by", { name: step.by })}</span>
                  )}
                  {step.comment !== undefined && step.comment !== "" && (
                    <blockquote>{step.comment}</blockquote>
                  )}
                </div>
              </li>
            ))}
          </ol>
        )}
      </Answer>
    </section>
  );
}
