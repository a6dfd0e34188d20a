import { Dialog, Heading } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "../i18n/text.ts";
import { ReasonAndTime } from "./reason-and-time.tsx";
import { useAlarmAct } from "./use-alarm-acts.ts";
import "../ui/form-dialog.css";

const choices = [480, 1440, 2880, 10_080] as const;

/** Suppresses an alarm because the plant is meant to be so: with the reason, until it is taken back or for a time. */
export function SuppressDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useAlarmAct(id);
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState("");
  return (
    <Dialog open onClose={onClose} closeButton={t("state.close")} className="form-dialog">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === "") return;
          act.mutate(
            {
              act: "suppress",
              reason: reason.trim(),
              ...(minutes !== "" && { minutes: Number(minutes) }),
            },
            { onSuccess: onClose },
          );
        }}
      >
        <Heading level={2} data-size="xs">
          {t("alarm.suppress")}
        </Heading>
        <p className="quiet">{t("alarm.suppressLead")}</p>
        <ReasonAndTime
          reason={reason}
          onReason={setReason}
          minutes={minutes}
          onMinutes={setMinutes}
          choices={choices}
          open
          submit={t("alarm.suppress")}
          pending={act.isPending}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}
