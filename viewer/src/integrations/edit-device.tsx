import {
  Alert,
  Button,
  Dialog,
  Field,
  Heading,
  Label,
  Select,
  Textfield,
} from "@digdir/designsystemet-react";
import type { Device, DevicePatch } from "@kontrollrom/contracts/point.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";
import { type PlaceBy, placeChange, RoomFields, TagField } from "./place-fields.tsx";

/** What changing a device changes elsewhere. */
const changed = ["device", "devices", "device-profiles", "points", "point", "space", "dead-letters"];

export function EditDevice({ device, onClose }: { device: Device; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const profiles = useQuery(queries.profiles()).data ?? [];
  const decoders = useQuery(queries.decoders()).data?.items ?? [];
  const own = (field: Device["fromProfile"][number]) => !device.fromProfile.includes(field);
  const [name, setName] = useState(device.name);
  const [profile, setProfile] = useState(device.profile?.id ?? "");
  const [decoder, setDecoder] = useState(own("decoder") ? (device.decoder ?? "") : "");
  const [interval, setInterval] = useState(
    own("expectedIntervalS") ? String(device.expectedIntervalS ?? "") : "",
  );
  const [by, setBy] = useState<PlaceBy>("keep");
  const [room, setRoom] = useState({ buildingId: device.buildingId ?? "", spaceId: device.spaceId ?? "" });
  const [tag, setTag] = useState(device.binding?.tfmTag ?? "");
  const save = useMutation({
    mutationFn: (body: DevicePatch) => call("PATCH /devices/{id}", { params: { id: device.id }, body }),
    onSuccess: (answer) => {
      for (const key of changed) void client.invalidateQueries({ queryKey: [key] });
      notice(t("integrations.device.saved", { name: answer.name }));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    save.mutate({
      name: name.trim(),
      ...(profile === (device.profile?.id ?? "") ? {} : { profile: profile || null }),
      decoder: decoder || null,
      expectedIntervalS: Number(interval) > 0 ? Math.round(Number(interval)) : null,
      ...placeChange({ by, ...room, tag }),
    });
  };
  return (
    <Dialog open onClose={onClose} closeButton={t("state.close")} className="form-dialog">
      <form onSubmit={submit} noValidate>
        <Heading level={2} data-size="xs">
          {t("integrations.device.changeTitle", { name: device.name })}
        </Heading>
        <Textfield
          label={t("integrations.waiting.name")}
          value={name}
          maxLength={200}
          required
          onChange={(event) => setName(event.target.value)}
          error={name.trim() === "" ? t("integrations.waiting.nameMissing") : undefined}
        />
        <Field>
          <Label>{t("integrations.device.profile")}</Label>
          <Select value={profile} onChange={(event) => setProfile(event.target.value)}>
            <Select.Option value="">{t("integrations.device.none")}</Select.Option>
            {profiles.map((each) => (
              <Select.Option key={each.id} value={each.id}>
                {each.name}
              </Select.Option>
            ))}
          </Select>
        </Field>
        <Field>
          <Label>{t("integrations.device.decoder")}</Label>
          <Select value={decoder} onChange={(event) => setDecoder(event.target.value)}>
            <Select.Option value="">
              {profile === "" ? t("integrations.device.none") : t("integrations.device.own")}
            </Select.Option>
            {decoder !== "" && !decoders.some(({ id }) => id === decoder) && (
              <Select.Option value={decoder}>{decoder}</Select.Option>
            )}
            {decoders.map(({ id, vendor }) => (
              <Select.Option key={id} value={id}>
                {vendor} · {id}
              </Select.Option>
            ))}
          </Select>
        </Field>
        <Textfield
          label={t("integrations.profiles.interval")}
          description={t("integrations.profiles.intervalHint")}
          value={interval}
          inputMode="numeric"
          placeholder={profile === "" ? "" : t("integrations.device.own")}
          onChange={(event) => setInterval(event.target.value.replace(/\D/g, ""))}
        />
        <Field>
          <Label>{t("integrations.device.placeBy")}</Label>
          <Select value={by} onChange={(event) => setBy(event.target.value as PlaceBy)}>
            <Select.Option value="keep">{t("integrations.device.placeKeep")}</Select.Option>
            <Select.Option value="room">{t("integrations.device.placeRoom")}</Select.Option>
            <Select.Option value="tag">{t("integrations.device.placeTag")}</Select.Option>
            <Select.Option value="none">{t("integrations.device.placeNone")}</Select.Option>
          </Select>
        </Field>
        {by === "room" && (
          <RoomFields {...room} onChange={(buildingId, spaceId) => setRoom({ buildingId, spaceId })} />
        )}
        {by === "tag" && <TagField tag={tag} onChange={setTag} />}
        {save.error !== null && (
          <Alert data-color="warning" data-size="sm" role="alert">
            {explain(save.error, t)}
          </Alert>
        )}
        <div className="form-dialog-actions">
          <Button type="submit" loading={save.isPending}>
            {t("integrations.device.save")}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t("state.cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
