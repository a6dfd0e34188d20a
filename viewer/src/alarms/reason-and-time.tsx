import { Button, Field, Label, Select, Textfield } from "@digdir/designsystemet-react";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";

const minute = 60_000;

/** Why and for how long, and the buttons that end such a dialog. */
export function ReasonAndTime({
  reason,
  onReason,
  minutes,
  onMinutes,
  choices,
  open,
  submit,
  pending,
  onClose,
}: {
  reason: string;
  onReason: (reason: string) => void;
  /** One of the choices; empty: until it is taken back. */
  minutes: string;
  onMinutes: (minutes: string) => void;
  /** Minutes */
  choices: readonly number[];
  /** Whether it may last until it is taken back. */
  open?: boolean;
  submit: string;
  pending: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <>
      <Textfield
        label={t("alarm.reasonLabel")}
        value={reason}
        required
        maxLength={2000}
        onChange={(event) => onReason(event.target.value)}
      />
      <Field>
        <Label>{t("alarm.minutesLabel")}</Label>
        <Select value={minutes} onChange={(event) => onMinutes(event.target.value)}>
          {open && <Select.Option value="">{t("alarm.untilTakenBack")}</Select.Option>}
          {choices.map((choice) => (
            <Select.Option key={choice} value={String(choice)}>
              {formats.duration(choice * minute)}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <div className="form-dialog-actions">
        <Button type="submit" loading={pending}>
          {submit}
        </Button>
        <Button type="button" variant="tertiary" onClick={onClose}>
          {t("state.cancel")}
        </Button>
      </div>
    </>
  );
}
