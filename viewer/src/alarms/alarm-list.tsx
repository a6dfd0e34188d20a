import { Button, Textfield } from "@digdir/designsystemet-react";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { AlarmGroup } from "@kontrollrom/contracts/alarm-load.ts";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useCan } from "../app/session.tsx";
import { isActive, needsAcknowledge } from "../data/event-cache.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNow } from "../ui/now.ts";
import { AlarmGroupHead } from "./alarm-group-head.tsx";
import { AlarmRow } from "./alarm-row.tsx";
import { type AlarmSort, sectionsOf } from "./alarm-sections.ts";
import { ShelveDialog } from "./shelve-dialog.tsx";
import { useAcknowledge } from "./use-alarm-acts.ts";
import "./alarm-list.css";

interface AlarmListProps {
  readonly alarms: readonly Alarm[];
  readonly label: string;
  readonly currentId?: string | undefined;
  readonly expands?: boolean;
  /** Absent: most urgent first. */
  readonly sort?: AlarmSort | undefined;
  /** Absent: one list. */
  readonly groups?: readonly AlarmGroup[] | undefined;
  readonly onChoose: (alarm: Alarm) => void;
}

const shownAtFirst = 100;

/**
 * Alarms, most urgent first. With the focus in the list: arrows move, space selects, A selects all that stand
 * unacknowledged, K acknowledges what is selected, or the one that has the focus; V shelves it.
 */
export function AlarmList({
  alarms,
  label,
  currentId,
  expands = true,
  sort,
  groups,
  onChoose,
}: AlarmListProps) {
  const { t } = useTranslation();
  const now = useNow(10_000);
  const canAct = useCan("alarm:act");
  const acknowledge = useAcknowledge();
  const list = useRef<HTMLDivElement>(null);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [comment, setComment] = useState("");
  const [shown, setShown] = useState(shownAtFirst);
  const [focused, setFocused] = useState<string>();
  const [shelving, setShelving] = useState<readonly string[]>();

  const sections = useMemo(() => sectionsOf(alarms, groups, sort), [alarms, groups, sort]);
  const parts: { section: (typeof sections)[number]; visible: readonly Alarm[] }[] = [];
  let room = shown;
  for (const section of sections) {
    const visible = section.alarms.slice(0, Math.max(0, room));
    if (visible.length > 0) parts.push({ section, visible });
    room -= visible.length;
  }
  const visible = parts.flatMap((part) => part.visible);
  const open = visible.filter(needsAcknowledge);
  const selectable = visible.filter(isActive);
  // An alarm that someone else has dealt with meanwhile falls out of the selection.
  const chosen = selectable.filter((alarm) => picked.has(alarm.id));
  const toAcknowledge = chosen.filter(needsAcknowledge).map((alarm) => alarm.id);
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

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>("[data-alarm]") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (at < 0) return;
    const id = buttons[at]?.dataset.alarm ?? "";
    const key = event.key.toLowerCase();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) buttons[at + step]?.focus();
    else if (key === " " && canAct) pick(id, !picked.has(id));
    else if (key === "a" && canAct) setPicked(new Set(open.map((alarm) => alarm.id)));
    else if (key === "k" && canAct) {
      acknowledgeMany(
        chosen.length > 0 ? toAcknowledge : open.filter((alarm) => alarm.id === id).map(() => id),
      );
    } else if (key === "v" && canAct) {
      const ids = chosen.length > 0 ? chosen.map((alarm) => alarm.id) : [id];
      if (ids.every((one) => selectable.some((alarm) => alarm.id === one))) setShelving(ids);
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
          {toAcknowledge.length > 0 && (
            <Button
              data-size="sm"
              onClick={() => acknowledgeMany(toAcknowledge)}
              loading={acknowledge.isPending}
            >
              {t("alarm.acknowledgeMany", { count: toAcknowledge.length })}
            </Button>
          )}
          <Button
            data-size="sm"
            variant="secondary"
            onClick={() => setShelving(chosen.map((alarm) => alarm.id))}
          >
            {t("alarm.shelve")}
          </Button>
          {toAcknowledge.length < open.length && (
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
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the rows' buttons inside */}
      <div
        ref={list}
        onKeyDown={onKeyDown}
        onFocus={(event) => setFocused((event.target as HTMLElement).dataset.alarm)}
      >
        {parts.map(({ section, visible: rows }) => (
          <section key={section.key} aria-label={section.key === "all" ? undefined : section.group?.label}>
            {groups !== undefined && (
              <AlarmGroupHead
                group={section.group}
                alarms={section.alarms}
                canAct={canAct}
                onAcknowledge={acknowledgeMany}
              />
            )}
            <ul aria-label={label} aria-description={canAct ? t("alarm.keys") : undefined}>
              {rows.map((alarm) => (
                <AlarmRow
                  key={alarm.id}
                  alarm={alarm}
                  now={now}
                  current={alarm.id === currentId}
                  checked={picked.has(alarm.id)}
                  canAct={canAct}
                  expands={expands}
                  firstOut={(section.group?.count ?? 0) > 1 && section.group?.firstOutId === alarm.id}
                  tabIndex={alarm.id === tabStop ? 0 : -1}
                  onChoose={() => onChoose(alarm)}
                  onCheck={(on) => pick(alarm.id, on)}
                  onAcknowledge={() => acknowledgeMany([alarm.id])}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
      {alarms.length > shown && (
        <Button variant="tertiary" data-size="sm" onClick={() => setShown(shown + shownAtFirst)}>
          {t("state.more")}
        </Button>
      )}
      {shelving !== undefined && (
        <ShelveDialog
          ids={shelving}
          onClose={() => {
            setShelving(undefined);
            setPicked(new Set());
          }}
        />
      )}
    </div>
  );
}
