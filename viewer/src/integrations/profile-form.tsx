import {
  Alert,
  Button,
  Dialog,
  Field,
  Heading,
  Label,
  Select,
  Textarea,
  Textfield,
} from "@digdir/designsystemet-react";
import type { DeviceProfile, DeviceProfilePatch } from "@kontrollrom/contracts/device-profile.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useId, useState } from "react";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";

const empty = {
  name: "",
  vendor: "",
  model: "",
  decoder: "",
  points: "",
  interval: "",
  lowBattery: "",
  notes: "",
};
type Fields = typeof empty;

const fieldsOf = (profile: DeviceProfile | undefined): Fields =>
  profile === undefined
    ? empty
    : {
        name: profile.name,
        vendor: profile.vendor ?? "",
        model: profile.model ?? "",
        decoder: profile.decoder ?? "",
        points: profile.points.join(" "),
        interval: String(profile.expectedIntervalS ?? ""),
        lowBattery: String(profile.lowBatteryV ?? ""),
        notes: profile.notes ?? "",
      };

function bodyOf(fields: Fields): DeviceProfilePatch & { name: string } {
  const volts = Number(fields.lowBattery.replace(",", "."));
  return {
    name: fields.name.trim(),
    vendor: fields.vendor.trim() || null,
    model: fields.model.trim() || null,
    decoder: fields.decoder || null,
    points: fields.points.split(/\s+/).filter(Boolean),
    expectedIntervalS: Number(fields.interval) || null,
    lowBatteryV: volts > 0 ? volts : null,
    notes: fields.notes.trim() || null,
  };
}

/** Makes or changes a profile, and says how many devices changed with it. */
export function ProfileForm({
  profile,
  onClose,
}: {
  profile: DeviceProfile | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const listId = useId();
  const [fields, setFields] = useState(fieldsOf(profile));
  const [asked, setAsked] = useState(false);
  const decoders = useQuery(queries.decoders()).data?.items ?? [];
  const suggestions = useQuery({ ...queries.profileSuggestions(), enabled: profile === undefined }).data
    ?.items;
  const set = (change: Partial<Fields>) => setFields({ ...fields, ...change });
  const field = (name: keyof Fields) => ({
    value: fields[name],
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  });
  const [wanted, setWanted] = useState("");
  const suggested = suggestions?.find(({ name }) => name.toLowerCase() === wanted.trim().toLowerCase());
  // Also when one has typed before the suggestions came.
  useEffect(() => {
    if (suggested === undefined) return;
    const { name, vendor, model, decoder, points } = suggested;
    setFields((before) => ({ ...before, name, vendor, model, decoder, points: points.join(" ") }));
  }, [suggested]);
  const save = useMutation({
    mutationFn: async () => {
      const body = bodyOf(fields);
      if (profile !== undefined)
        return call("PATCH /device-profiles/{id}", { params: { id: profile.id }, body });
      const said = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
      await call("POST /device-profiles", { body: { ...said, name: body.name } });
      return undefined;
    },
    onSuccess: (change) => {
      for (const key of ["device-profiles", "devices", "device", "points"])
        void client.invalidateQueries({ queryKey: [key] });
      const name = fields.name.trim();
      notice(
        change === undefined
          ? t("integrations.profiles.created", { name })
          : t("integrations.profiles.changed", { name, count: change.changedDevices }),
      );
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (fields.name.trim() !== "") save.mutate();
  };
  return (
    <Dialog open onClose={onClose} closeButton={t("state.close")} className="form-dialog">
      <form onSubmit={submit} noValidate>
        <Heading level={2} data-size="xs">
          {profile === undefined
            ? t("integrations.profiles.addTitle")
            : t("integrations.profiles.editOne", { name: profile.name })}
        </Heading>
        {profile === undefined && (
          <>
            <Textfield
              label={t("integrations.profiles.suggestion")}
              description={t("integrations.profiles.suggestionHint")}
              list={listId}
              autoComplete="off"
              value={wanted}
              onChange={(event) => setWanted(event.target.value)}
            />
            <datalist id={listId}>
              {suggestions?.map(({ name }) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </>
        )}
        <Textfield
          label={t("integrations.profiles.name")}
          maxLength={100}
          required
          {...field("name")}
          error={asked && fields.name.trim() === "" ? t("integrations.profiles.nameMissing") : undefined}
        />
        <Textfield label={t("integrations.profiles.vendor")} maxLength={100} {...field("vendor")} />
        <Textfield label={t("integrations.profiles.model")} maxLength={100} {...field("model")} />
        <Field>
          <Label>{t("integrations.profiles.decoder")}</Label>
          <Field.Description>{t("integrations.profiles.decoderHint")}</Field.Description>
          <Select {...field("decoder")}>
            <Select.Option value="">{t("integrations.device.none")}</Select.Option>
            {fields.decoder !== "" && !decoders.some(({ id }) => id === fields.decoder) && (
              <Select.Option value={fields.decoder}>{fields.decoder}</Select.Option>
            )}
            {decoders.map(({ id, vendor }) => (
              <Select.Option key={id} value={id}>
                {vendor} · {id}
              </Select.Option>
            ))}
          </Select>
        </Field>
        <Textfield
          label={t("integrations.profiles.points")}
          description={t("integrations.profiles.pointsHint")}
          {...field("points")}
        />
        <Textfield
          label={t("integrations.profiles.interval")}
          description={t("integrations.profiles.intervalHint")}
          inputMode="numeric"
          {...field("interval")}
        />
        <Textfield
          label={t("integrations.profiles.lowBattery")}
          description={t("integrations.profiles.lowBatteryHint")}
          inputMode="decimal"
          {...field("lowBattery")}
        />
        <Field>
          <Label>{t("integrations.profiles.notes")}</Label>
          <Textarea rows={3} maxLength={2000} {...field("notes")} />
        </Field>
        {save.error !== null && (
          <Alert data-color="warning" data-size="sm" role="alert">
            {explain(save.error, t)}
          </Alert>
        )}
        <div className="form-dialog-actions">
          <Button type="submit" loading={save.isPending}>
            {t("integrations.profiles.save")}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t("state.cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
