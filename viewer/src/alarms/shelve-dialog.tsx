import { Button, Dialog, Field, Heading, Label, Select, Textfield } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";
import { useShelve } from "./use-alarm-acts.ts";
import "../ui/form-dialog.css";

const minute = 60_000;
const choices = [30, 60, 120, 240, 480, 1440] as const;

/** Sets alarms aside for a time, with the reason: both are asked for, since a shelf without an end is a forgotten alarm. */
export function ShelveDialog({ ids, onClose }: { ids: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
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
            {choices.map((choice) => (
              <Select.Option key={choice} value={String(choice)}>
                {formats.duration(choice * minute)}
              </Select.Option>
            ))}
          </Select>
        </Field>
        <div className="form-dialog-actions">
          <Button type="submit" loading={shelve.isPending}>
            {t("alarm.shelve")}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t("state.cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
