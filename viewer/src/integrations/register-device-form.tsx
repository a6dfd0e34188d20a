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
import type { WaitingDevice } from "@kontrollrom/contracts/point.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useMemo, useState } from "react";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";
import { decoderOptions, findDecoder } from "./decoder-options.ts";
import { RoomFields } from "./place-fields.tsx";
import { registerDevice } from "./register-device.ts";
import "../ui/form-dialog.css";

/** What registering a device changes. */
const changed = ["waiting-devices", "devices", "dead-letters", "points", "point", "space"];

/** Registers a device that waits, and says what became of its messages. */
export function RegisterDevice({ waiting, onClose }: { waiting: WaitingDevice; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const listId = useId();
  const [name, setName] = useState("");
  const [profile, setProfile] = useState("");
  const [model, setModel] = useState("");
  const [buildingId, setBuildingId] = useState("");
  const [spaceId, setSpaceId] = useState("");
  const [asked, setAsked] = useState(false);
  const decoders = useQuery(queries.decoders()).data;
  const profiles = useQuery(queries.profiles()).data ?? [];
  const options = useMemo(() => decoderOptions(decoders?.items ?? []), [decoders]);
  const chosen = findDecoder(options, model);
  const create = useMutation({
    mutationFn: (again: boolean) =>
      registerDevice(
        waiting,
        {
          externalId: waiting.externalId,
          name: name.trim(),
          ...(profile === "" ? {} : { profile }),
          ...(chosen === undefined ? {} : { decoder: chosen.decoder, model: chosen.model }),
          ...(spaceId !== "" ? { spaceId } : buildingId !== "" ? { buildingId } : {}),
        },
        { again },
      ),
    onSuccess: ({ device, outcome }) => {
      for (const key of changed) void client.invalidateQueries({ queryKey: [key] });
      // The form stays, so that another decoder can be tried.
      if (outcome.kind === "refused") return;
      const done = outcome.kind === "read" ? "integrations.waiting.done" : "integrations.waiting.doneReading";
      notice(t(done, { name: device.name }));
      onClose();
    },
    onError: (error) => notice(explain(error, t), "problem"),
  });
  const refused =
    create.data?.outcome.kind === "refused"
      ? t("integrations.waiting.doneRefused", {
          name: create.data.device.name,
          reason: t(`integrations.refused.reasons.${create.data.outcome.reason}`),
          detail: create.data.outcome.detail,
        })
      : undefined;
  const nameMissing = asked && name.trim() === "";
  const modelUnknown = asked && model.trim() !== "" && chosen === undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (name.trim() !== "" && (model.trim() === "" || chosen !== undefined))
      create.mutate(refused !== undefined || create.variables === true);
  };
  return (
    <Dialog open onClose={onClose} closeButton={t("state.close")} className="form-dialog">
      <form onSubmit={submit} noValidate>
        <Heading level={2} data-size="xs">
          {t("integrations.waiting.title")}
        </Heading>
        <p className="code">{waiting.externalId}</p>
        <Textfield
          label={t("integrations.waiting.name")}
          description={t("integrations.waiting.nameHint")}
          value={name}
          maxLength={200}
          required
          autoFocus
          onChange={(event) => setName(event.target.value)}
          error={nameMissing ? t("integrations.waiting.nameMissing") : undefined}
        />
        {profiles.length > 0 && (
          <Field>
            <Label>{t("integrations.device.profile")}</Label>
            <Select value={profile} onChange={(event) => setProfile(event.target.value)}>
              <Select.Option value="">{t("integrations.device.none")}</Select.Option>
              {profiles.map(({ id, name: text }) => (
                <Select.Option key={id} value={id}>
                  {text}
                </Select.Option>
              ))}
            </Select>
          </Field>
        )}
        <Textfield
          label={t("integrations.waiting.decoder")}
          description={t("integrations.waiting.decoderHint")}
          value={model}
          list={listId}
          autoComplete="off"
          onChange={(event) => setModel(event.target.value)}
          error={modelUnknown ? t("integrations.waiting.decoderUnknown", { text: model.trim() }) : undefined}
        />
        <datalist id={listId}>
          {options.map(({ label }) => (
            <option key={label} value={label} />
          ))}
        </datalist>
        <RoomFields
          buildingId={buildingId}
          spaceId={spaceId}
          onChange={(building, space) => {
            setBuildingId(building);
            setSpaceId(space);
          }}
        />
        {refused !== undefined && (
          <Alert data-color="warning" data-size="sm" role="alert">
            {refused}
          </Alert>
        )}
        {create.isPending && <p role="status">{t("integrations.waiting.reading")}</p>}
        <div className="form-dialog-actions">
          <Button type="submit" loading={create.isPending}>
            {t("integrations.waiting.submit")}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t("state.cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
