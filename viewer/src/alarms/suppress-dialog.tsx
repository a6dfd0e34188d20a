import { Button, Dialog, Field, Heading, Label, Select, Textfield } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";
import { useAlarmAct } from "./use-alarm-acts.ts";
import "../ui/form-dialog.css";

const minute = 60_000;
const choices = [480, 1440, 2880, 10_080] as const;

/** Suppresses an alarm because the plant is meant to be so: with the reason, until it is taken back or for a time. */
export function SuppressDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
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
        <Textfield
          label={t("alarm.reasonLabel")}
          value={reason}
          required
          maxLength={2000}
          onChange={(event) => setReason(event.target.value)}
        />
        <Field>
          <Label>{t("alarm.minutesLabel")}</Label>
          <Select value={minutes} onChange={(event) => setMinutes(event.target.value)}>
            <Select.Option value="">{t("alarm.untilTakenBack")}</Select.Option>
            {choices.map((choice) => (
              <Select.Option key={choice} value={String(choice)}>
                {formats.duration(choice * minute)}
              </Select.Option>
            ))}
          </Select>
        </Field>
        <div className="form-dialog-actions">
          <Button type="submit" loading={act.isPending}>
            {t("alarm.suppress")}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t("state.cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
