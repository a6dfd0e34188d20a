import { Button, Dialog, Field, Heading, Label, Select, Textfield } from "@digdir/designsystemet-react";
import type { SpaceDetail } from "@kontrollrom/contracts/building.ts";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../data/call.ts";
import { writeOrder } from "../data/event-writer.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";
import "../ui/form-dialog.css";

/** Makes a work order for a room. */
export function NewOrder({ space, onClose }: { space: SpaceDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const [title, setTitle] = useState("");
  const [description, setDescription] = useState("");
  const [priority, setPriority] = useState<Priority>(3);
  const [asked, setAsked] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      call("POST /work-orders", {
        body: {
          title: title.trim(),
          description,
          priority,
          type: "corrective",
          buildingId: space.buildingId,
          spaceId: space.id,
        },
      }),
    onSuccess: (order) => {
      writeOrder(client, order);
      notice(t("order.create.done", { number: order.number }));
      onClose();
    },
    onError: (error) => notice(explain(error, t), "problem"),
  });
  const missing = asked && title.trim() === "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (title.trim() !== "") create.mutate();
  };
  return (
    <Dialog open onClose={onClose} closeButton={t("state.close")} className="form-dialog">
      <form onSubmit={submit} noValidate>
        <Heading level={2} data-size="xs">
          {t("order.create.title")}
        </Heading>
        <p className="quiet">
          {t("room.title", { number: space.number, name: space.name })}, {space.buildingName}
        </p>
        <Textfield
          label={t("order.create.name")}
          value={title}
          maxLength={200}
          required
          autoFocus
          onChange={(event) => setTitle(event.target.value)}
          error={missing ? t("order.create.nameMissing") : undefined}
        />
        <Textfield
          multiline
          rows={3}
          label={t("order.create.description")}
          value={description}
          maxLength={10_000}
          onChange={(event) => setDescription(event.target.value)}
        />
        <Field>
          <Label>{t("order.create.priority")}</Label>
          <Select
            value={String(priority)}
            onChange={(event) => setPriority(Number(event.target.value) as Priority)}
          >
            {([1, 2, 3, 4] as const).map((option) => (
              <Select.Option key={option} value={String(option)}>
                {option} {t(`alarm.priority.${option}`)}
              </Select.Option>
            ))}
          </Select>
        </Field>
        <div className="form-dialog-actions">
          <Button type="submit" loading={create.isPending}>
            {t("order.create.submit")}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t("state.cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
