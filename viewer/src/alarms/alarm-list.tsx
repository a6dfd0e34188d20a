import { Button, Textfield } from "@digdir/designsystemet-react";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../app/session.tsx";
import { byUrgency, needsAcknowledge } from "../data/event-cache.ts";
import { useNow } from "../ui/now.ts";
import { AlarmRow } from "./alarm-row.tsx";
import { useAcknowledge } from "./use-acknowledge.ts";
import "./alarm-list.css";

interface AlarmListProps {
  readonly alarms: readonly Alarm[];
  readonly label: string;
  readonly currentId?: string | undefined;
  readonly expands?: boolean;
  readonly onChoose: (alarm: Alarm) => void;
}

const shownAtFirst = 100;

/**
 * Alarms, most urgent first. With the focus in the list: arrows move, space selects, A selects all that stand
 * unacknowledged, K acknowledges what is selected, or the one that has the focus.
 */
export function AlarmList({ alarms, label, currentId, expands = true, onChoose }: AlarmListProps) {
  const { t } = useTranslation();
  const now = useNow(10_000);
  const canAct = useCan("alarm:act");
  const acknowledge = useAcknowledge();
  const list = useRef<HTMLUListElement>(null);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [comment, setComment] = useState("");
  const [shown, setShown] = useState(shownAtFirst);
  const [focused, setFocused] = useState<string>();

  const sorted = useMemo(() => [...alarms].sort(byUrgency), [alarms]);
  const visible = sorted.slice(0, shown);
  const open = visible.filter(needsAcknowledge);
  // An alarm that someone else has acknowledged meanwhile falls out of the selection.
  const chosen = open.filter((alarm) => picked.has(alarm.id)).map((alarm) => alarm.id);
  const tabStop = visible.some((alarm) => alarm.id === focused) ? focused : (currentId ?? visible[0]?.id);

  const acknowledgeMany = (ids: readonly string[]) => {
    if (ids.length === 0) return;
    acknowledge.mutate({ ids, comment });
    setPicked(new Set());
    setComment("");
  };
  const pick = (id: string, on: boolean) => {
    const next = new Set(picked);
    if (on) next.add(id);
    else next.delete(id);
    setPicked(next);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>("[data-alarm]") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (at < 0) return;
    const id = buttons[at]?.dataset.alarm ?? "";
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) buttons[at + step]?.focus();
    else if (event.key === " " && canAct) pick(id, !picked.has(id));
    else if (event.key.toLowerCase() === "a" && canAct) setPicked(new Set(open.map((alarm) => alarm.id)));
    else if (event.key.toLowerCase() === "k" && canAct) {
      acknowledgeMany(chosen.length > 0 ? chosen : open.filter((alarm) => alarm.id === id).map(() => id));
    } else return;
    event.preventDefault();
  };

  return (
    <div className="alarm-list">
      {canAct && chosen.length > 0 && (
        <div className="alarm-batch">
          <Textfield
            data-size="sm"
            label={t("alarm.comment")}
            value={comment}
            maxLength={2000}
            onChange={(event) => setComment(event.target.value)}
          />
          <Button data-size="sm" onClick={() => acknowledgeMany(chosen)} loading={acknowledge.isPending}>
            {t("alarm.acknowledgeMany", { count: chosen.length })}
          </Button>
          {chosen.length < open.length && (
            <Button
              data-size="sm"
              variant="tertiary"
              onClick={() => setPicked(new Set(open.map((alarm) => alarm.id)))}
            >
              {t("alarm.selectAll")}
            </Button>
          )}
        </div>
      )}
      <ul
        ref={list}
        aria-label={label}
        aria-description={canAct ? t("alarm.keys") : undefined}
        onKeyDown={onKeyDown}
        onFocus={(event) => setFocused((event.target as HTMLElement).dataset.alarm)}
      >
        {visible.map((alarm) => (
          <AlarmRow
            key={alarm.id}
            alarm={alarm}
            now={now}
            current={alarm.id === currentId}
            checked={picked.has(alarm.id)}
            canAct={canAct}
            expands={expands}
            tabIndex={alarm.id === tabStop ? 0 : -1}
            onChoose={() => onChoose(alarm)}
            onCheck={(on) => pick(alarm.id, on)}
            onAcknowledge={() => acknowledgeMany([alarm.id])}
          />
        ))}
      </ul>
      {sorted.length > shown && (
        <Button variant="tertiary" data-size="sm" onClick={() => setShown(shown + shownAtFirst)}>
          {t("state.more")}
        </Button>
      )}
    </div>
  );
}
