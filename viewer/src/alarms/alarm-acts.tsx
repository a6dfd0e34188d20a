import { Button, Textfield } from "@digdir/designsystemet-react";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import { useState } from "react";
import { useCan } from "../app/session.tsx";
import { isActive, needsAcknowledge } from "../data/event-cache.ts";
import { useTranslation } from "../i18n/text.ts";
import { ShelveDialog } from "./shelve-dialog.tsx";
import { SuppressDialog } from "./suppress-dialog.tsx";
import { type AlarmAct, useAcknowledge, useAlarmAct } from "./use-alarm-acts.ts";

/** What can be done with this alarm as it stands now. */
export function AlarmActs({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const acknowledge = useAcknowledge();
  const act = useAlarmAct(alarm.id);
  const [comment, setComment] = useState("");
  const [shelving, setShelving] = useState(false);
  const [suppressing, setSuppressing] = useState(false);
  if (!useCan("alarm:act")) return null;
  const text = comment.trim();
  const button = (what: AlarmAct, label: string) => (
    <Button
      type="button"
      data-size="sm"
      variant="secondary"
      loading={act.isPending && act.variables.act === what.act}
      onClick={() => act.mutate(what)}
    >
      {label}
    </Button>
  );
  const live = alarm.liveState ?? alarm.state;
  return (
    <form
      className="alarm-detail-act"
      onSubmit={(event) => {
        event.preventDefault();
        if (needsAcknowledge(alarm)) acknowledge.mutate({ ids: [alarm.id], comment });
        else if (text !== "") act.mutate({ act: "comments", comment: text });
        setComment("");
      }}
    >
      <Textfield
        data-size="sm"
        label={t("alarm.comment")}
        value={comment}
        maxLength={2000}
        onChange={(event) => setComment(event.target.value)}
      />
      {needsAcknowledge(alarm) && (
        <Button type="submit" data-size="sm" loading={acknowledge.isPending}>
          {t("alarm.acknowledge")}
        </Button>
      )}
      {text !== "" && (
        <Button
          type="button"
          data-size="sm"
          variant="secondary"
          onClick={() => {
            act.mutate({ act: "comments", comment: text });
            setComment("");
          }}
        >
          {t("alarm.commentSend")}
        </Button>
      )}
      {(live === "latchedAcknowledged" || live === "latchedUnacknowledged") &&
        button({ act: "reset" }, t("alarm.reset"))}
      {isActive(alarm) && (
        <Button type="button" data-size="sm" variant="secondary" onClick={() => setShelving(true)}>
          {t("alarm.shelve")}
        </Button>
      )}
      {isActive(alarm) && (
        <Button type="button" data-size="sm" variant="tertiary" onClick={() => setSuppressing(true)}>
          {t("alarm.suppress")}
        </Button>
      )}
      {alarm.state === "shelved" && button({ act: "unshelve" }, t("alarm.unshelve"))}
      {alarm.state === "suppressedByDesign" && button({ act: "unsuppress" }, t("alarm.unsuppress"))}
      {alarm.state === "outOfService" && button({ act: "return-to-service" }, t("alarm.returnToService"))}
      {isActive(alarm) &&
        alarm.workOrderId !== undefined &&
        button(
          {
            act: "out-of-service",
            reason: text || t("alarm.outOfService"),
            workOrderId: alarm.workOrderId,
          },
          t("alarm.outOfService"),
        )}
      {suppressing && <SuppressDialog id={alarm.id} onClose={() => setSuppressing(false)} />}
      {shelving && <ShelveDialog ids={[alarm.id]} onClose={() => setShelving(false)} />}
    </form>
  );
}
