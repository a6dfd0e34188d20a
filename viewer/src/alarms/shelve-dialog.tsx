import { Dialog, Heading } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "../i18n/text.ts";
import { ReasonAndTime } from "./reason-and-time.tsx";
import { useShelve } from "./use-alarm-acts.ts";
import "../ui/form-dialog.css";

const choices = [30, 60, 120, 240, 480, 1440] as const;

/** Sets alarms aside for a time, with the reason: both are asked for, since a shelf without an end is a forgotten alarm. */
export function ShelveDialog({ ids, onClose }: { ids: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const shelve = useShelve();
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState("60");
  return (
    <Dialog open onClose={onClose} closeButton={t("state.close")} className="form-dialog">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === "") return;
          shelve.mutate({ ids, reason: reason.trim(), minutes: Number(minutes) }, { onSuccess: onClose });
        }}
      >
        <Heading level={2} data-size="xs">
          {t("alarm.shelveMany", { count: ids.length })}
        </Heading>
        <ReasonAndTime
          reason={reason}
          onReason={setReason}
          minutes={minutes}
          onMinutes={setMinutes}
          choices={choices}
          submit={t("alarm.shelve")}
          pending={shelve.isPending}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}
