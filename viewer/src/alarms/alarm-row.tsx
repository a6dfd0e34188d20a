import { Button, Checkbox } from "@digdir/designsystemet-react";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import { ChevronRightIcon } from "@navikt/aksel-icons";
import { controlRoom } from "../app/address.ts";
import { Link } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { isActive, needsAcknowledge } from "../data/event-cache.ts";
import { useTranslation } from "../i18n/text.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { alarmAdvice, alarmSentence } from "./alarm-sentence.ts";

interface AlarmRowProps {
  readonly alarm: Alarm;
  readonly now: number;
  readonly current: boolean;
  readonly checked: boolean;
  readonly canAct: boolean;
  /** Whether the chosen row shows its advice and links; not where they stand beside the list. */
  readonly expands: boolean;
  /** The first of its group: where to look for the cause. */
  readonly firstOut?: boolean;
  readonly tabIndex: number;
  readonly onChoose: () => void;
  readonly onCheck: (checked: boolean) => void;
  readonly onAcknowledge: () => void;
}

/** Why it is set aside, by whom and until when. */
export function HoldLine({ alarm, now }: { alarm: Alarm; now: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { hold } = alarm;
  if (hold === undefined) return null;
  const parts = [
    t("alarm.aside.why", { reason: hold.reason, by: hold.by }),
    ...(hold.until === undefined ? [] : [t("alarm.aside.until", { time: formats.moment(hold.until, now) })]),
  ];
  return <span className="alarm-hold">{parts.join(", ")}</span>;
}

/** One alarm as a sentence, with what to do next. */
export function AlarmRow({
  alarm,
  now,
  current,
  checked,
  canAct,
  expands,
  firstOut = false,
  tabIndex,
  onChoose,
  onCheck,
  onAcknowledge,
}: AlarmRowProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const sentence = alarmSentence(alarm, t, formats, now);
  const name = `${sentence.own ?? sentence.what}, ${sentence.where}`;
  const open = needsAcknowledge(alarm);
  const advice = alarmAdvice(alarm, t);
  return (
    <li className="alarm-row" data-current={current || undefined} data-state={alarm.state}>
      {canAct && (
        <Checkbox
          className="alarm-check"
          aria-label={t("alarm.select", { what: name })}
          checked={checked}
          disabled={!isActive(alarm)}
          onChange={(event) => onCheck(event.target.checked)}
        />
      )}
      <button
        type="button"
        className="alarm-main"
        data-alarm={alarm.id}
        tabIndex={tabIndex}
        aria-current={current || undefined}
        onClick={onChoose}
      >
        <PriorityMark priority={alarm.priority} state={alarm.state} />
        <span className="alarm-text">
          <span className="alarm-what">{sentence.own ?? sentence.what}</span>
          <span className="alarm-where">{sentence.where}</span>
          <span className="alarm-when figures">
            {sentence.measured} · {sentence.since}
          </span>
          <span className="alarm-state">
            {[
              t(`alarm.state.${alarm.state}`),
              ...(firstOut ? [t("alarm.firstOut")] : []),
              ...(alarm.chattering === true ? [t("alarm.chattering")] : []),
              ...(alarm.workOrderId !== undefined ? [t("alarm.hasOrder")] : []),
            ].join(" · ")}
          </span>
          <HoldLine alarm={alarm} now={now} />
        </span>
      </button>
      {canAct && open && (
        <Button
          className="alarm-acknowledge"
          data-size="sm"
          variant="secondary"
          aria-label={t("alarm.acknowledgeOne", { what: name })}
          onClick={onAcknowledge}
        >
          {t("alarm.acknowledge")}
        </Button>
      )}
      {current && expands && (
        <div className="alarm-more">
          {advice !== "" && (
            <p>
              <strong>{t("alarm.advice")}:</strong> {advice}
            </p>
          )}
          <p className="alarm-links">
            <Link className="ds-link" to={{ page: "alarms", alarmId: alarm.id, show: "active" }}>
              {t("alarm.show")}
              <ChevronRightIcon aria-hidden />
            </Link>
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
                <ChevronRightIcon aria-hidden />
              </Link>
            )}
            {alarm.workOrderId !== undefined && (
              <Link
                className="ds-link"
                to={{ page: "work-orders", orderId: alarm.workOrderId, show: "open" }}
              >
                {t("alarm.order")}
                <ChevronRightIcon aria-hidden />
              </Link>
            )}
          </p>
        </div>
      )}
    </li>
  );
}
