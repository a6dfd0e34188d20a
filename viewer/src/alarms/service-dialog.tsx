import { Dialog, Field, Heading, Label, Select, Textfield } from "@digdir/designsystemet-react";
import type { ServiceSubject } from "@kontrollrom/contracts/alarm.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { ReasonAndTime } from "./reason-and-time.tsx";
import { useDetail } from "./use-alarm-acts.ts";
import "../ui/form-dialog.css";

const choices = [60, 120, 240, 480, 1440, 2880, 10_080] as const;
const kinds = ["system", "space", "device", "building"] as const;
type Kind = (typeof kinds)[number];

/** Puts a system, a room, a device or a building in service mode, with the reason and the end. */
export function ServiceDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const detailOf = useDetail();
  const buildings = useQuery(queries.buildings()).data ?? [];
  const [chosenBuilding, setBuilding] = useState("");
  const buildingId = chosenBuilding || (buildings[0]?.id ?? "");
  const [kind, setKind] = useState<Kind>("system");
  const [name, setName] = useState("");
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState("240");
  const asked = { buildingId, limit: "1000" };
  const spaces = useQuery({
    queryKey: ["service-spaces", buildingId],
    queryFn: ({ signal }) =>
      call("GET /buildings/{id}/spaces", { params: { id: buildingId }, query: { limit: "1000" }, signal }),
    enabled: kind === "space" && buildingId !== "",
  });
  const devices = useQuery({
    queryKey: ["service-devices", buildingId],
    queryFn: ({ signal }) => call("GET /devices", { query: asked, signal }),
    enabled: kind === "device" && buildingId !== "",
  });
  const begin = useMutation({
    mutationFn: () =>
      call("POST /service-modes", {
        body: {
          subject: subjectOf(kind, buildingId, name.trim()),
          reason: reason.trim(),
          minutes: Number(minutes),
        },
      }),
    onSuccess: ({ label }) => {
      for (const key of ["service-modes", "alarms"]) void client.invalidateQueries({ queryKey: [key] });
      notice(t("alarm.service.began", { label }));
      onClose();
    },
    onError: (problem) => notice(t("alarm.service.failed", { detail: detailOf(problem) }), "problem"),
  });
  const options =
    kind === "space"
      ? spaces.data?.items.map(({ id, number, name: of }) => [id, `${number} ${of}`.trim()] as const)
      : devices.data?.items.map(({ id, name: of }) => [id, of] as const);
  const ready = reason.trim() !== "" && buildingId !== "" && (kind === "building" || name.trim() !== "");
  return (
    <Dialog open onClose={onClose} closeButton={t("state.close")} className="form-dialog">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) begin.mutate();
        }}
      >
        <Heading level={2} data-size="xs">
          {t("alarm.service.begin")}
        </Heading>
        <Field>
          <Label>{t("alarm.service.building")}</Label>
          <Select
            value={buildingId}
            onChange={(event) => {
              setBuilding(event.target.value);
              setName("");
            }}
          >
            {buildings.map(({ id, name: of }) => (
              <Select.Option key={id} value={id}>
                {of}
              </Select.Option>
            ))}
          </Select>
        </Field>
        <Field>
          <Label>{t("alarm.service.what")}</Label>
          <Select
            value={kind}
            onChange={(event) => {
              setKind(kinds.find((one) => one === event.target.value) ?? "system");
              setName("");
            }}
          >
            {kinds.map((one) => (
              <Select.Option key={one} value={one}>
                {t(`alarm.service.kind.${one}`)}
              </Select.Option>
            ))}
          </Select>
        </Field>
        {kind === "system" && (
          <Textfield
            label={t("alarm.service.system")}
            value={name}
            required
            maxLength={200}
            onChange={(event) => setName(event.target.value)}
          />
        )}
        {(kind === "space" || kind === "device") && (
          <Field>
            <Label>{t(`alarm.service.${kind}`)}</Label>
            <Select value={name} required onChange={(event) => setName(event.target.value)}>
              <Select.Option value="">{t("alarm.service.choose")}</Select.Option>
              {options?.map(([id, text]) => (
                <Select.Option key={id} value={id}>
                  {text}
                </Select.Option>
              ))}
            </Select>
          </Field>
        )}
        <ReasonAndTime
          reason={reason}
          onReason={setReason}
          minutes={minutes}
          onMinutes={setMinutes}
          choices={choices}
          submit={t("alarm.service.begin")}
          pending={begin.isPending}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

function subjectOf(kind: Kind, buildingId: string, name: string): ServiceSubject {
  if (kind === "building") return { kind, id: buildingId };
  return kind === "system" ? { kind, id: name, buildingId } : { kind, id: name };
}
