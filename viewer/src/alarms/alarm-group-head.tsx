import { Button } from "@digdir/designsystemet-react";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { AlarmGroup } from "@kontrollrom/contracts/alarm-load.ts";
import { useFormats } from "../app/preferences.tsx";
import { needsAcknowledge } from "../data/event-cache.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNow } from "../ui/now.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { alarmSentence } from "./alarm-sentence.ts";

/** What the alarms below have in common, how many they are, and all of them acknowledged by one press. */
export function AlarmGroupHead({
  group,
  alarms,
  canAct,
  onAcknowledge,
}: {
  group: AlarmGroup | undefined;
  alarms: readonly Alarm[];
  canAct: boolean;
  onAcknowledge: (ids: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(60_000);
  const open = alarms.filter(needsAcknowledge).map(({ id }) => id);
  const title = titleOf(group, t);
  const worst = alarms.reduce<Alarm["priority"]>(
    (most, { priority }) => (priority < most ? priority : most),
    4,
  );
  const first = alarms.length > 1 ? alarms.find(({ id }) => id === group?.firstOutId) : undefined;
  const sentence = first && alarmSentence(first, t, formats, now);
  return (
    <header className="alarm-group">
      <PriorityMark priority={worst} state={open.length > 0 ? "unacknowledged" : "acknowledged"} size={22} />
      <div>
        <h2>{title}</h2>
        <p className="quiet figures">
          {t("alarm.group.count", { count: alarms.length, unacknowledged: open.length })}
        </p>
        {sentence !== undefined && (
          <p>
            {t("alarm.group.first", {
              what: sentence.own ?? sentence.what,
              where: sentence.where,
              since: sentence.since,
            })}
          </p>
        )}
      </div>
      {canAct && open.length > 1 && (
        <Button
          data-size="sm"
          variant="secondary"
          aria-label={`${t("alarm.acknowledgeMany", { count: open.length })}: ${title}`}
          onClick={() => onAcknowledge(open)}
        >
          {t("alarm.acknowledgeMany", { count: open.length })}
        </Button>
      )}
    </header>
  );
}

function titleOf(group: AlarmGroup | undefined, t: ReturnType<typeof useTranslation>["t"]): string {
  if (group === undefined || group.kind === "none") return t("alarm.group.rest");
  const { label } = group;
  const name =
    group.kind === "gateway"
      ? t("alarm.group.gatewayTitle", { label })
      : group.kind === "system"
        ? t("alarm.group.systemTitle", { label })
        : label;
  return group.buildingName === undefined ? name : `${name}, ${group.buildingName}`;
}
