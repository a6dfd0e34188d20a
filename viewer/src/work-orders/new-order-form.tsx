import {
  Button,
  Checkbox,
  Details,
  Dialog,
  Field,
  Heading,
  Label,
  Select,
  Textfield,
} from "@digdir/designsystemet-react";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import {
  type Reporter,
  WorkOrderChannel,
  type WorkOrderInput,
  WorkOrderType,
} from "@kontrollrom/contracts/work-order.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../data/call.ts";
import { writeOrder } from "../data/event-writer.ts";
import { useTranslation } from "../i18n/text.ts";
import { fromLocal, parseFigure } from "../room/local-moment.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";
import { AssigneeFields, type Assignment } from "./assignee-fields.tsx";
import { orderQueries } from "./order-queries.ts";
import { useOrderTexts } from "./order-texts.ts";
import { type Place, PlaceFields } from "./place-fields.tsx";
import "../ui/form-dialog.css";
import "./in-place.css";

/** Makes an order with all that can be said of it. What most orders need comes first; the rest is folded away. */
export function NewOrderForm({
  place: given,
  onClose,
  onMade,
}: {
  place?: Place;
  onClose: () => void;
  onMade: (id: string) => void;
}) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const [place, setPlace] = useState<Place>(given ?? { buildingId: "", spaceId: "" });
  const [who, setWho] = useState<Assignment>({ assignee: "", assigneeKind: "person", agreement: "" });
  const [tried, setTried] = useState(false);
  const templates = useQuery(orderQueries.templates()).data?.items ?? [];
  const create = useMutation({
    mutationFn: (body: WorkOrderInput) => call("POST /work-orders", { body }),
    onSuccess: (order) => {
      writeOrder(client, order);
      void client.invalidateQueries({ queryKey: ["order-names"] });
      notice(t("create.done", { number: order.number }));
      onMade(order.id);
    },
    onError: (error) => notice(explain(error, common), "problem"),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    const data = new FormData(event.currentTarget);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    const given = (name: string) => (text(name) === "" ? {} : { [name]: text(name) });
    const title = text("title");
    const hours = text("estimateHours") === "" ? undefined : parseFigure(text("estimateHours"));
    if (title === "" || (text("estimateHours") !== "" && hours === undefined)) return;
    const moment = (name: string) => {
      const at = fromLocal(text(name));
      return at === undefined ? {} : { [name]: new Date(at).toISOString() };
    };
    const reporter: Reporter = {
      ...(text("reporterName") !== "" && { name: text("reporterName") }),
      ...(text("reporterEmail") !== "" && { email: text("reporterEmail") }),
      ...(text("reporterPhone") !== "" && { phone: text("reporterPhone") }),
    };
    create.mutate({
      title,
      description: text("description"),
      priority: Number(text("priority")) as Priority,
      type: WorkOrderType.parse(text("type")),
      channel: WorkOrderChannel.parse(text("channel")),
      sja: data.get("sja") === "yes",
      ...(place.buildingId !== "" && { buildingId: place.buildingId }),
      ...(place.spaceId !== "" && { spaceId: place.spaceId }),
      ...(who.assignee.trim() !== "" && { assignee: who.assignee.trim(), assigneeKind: who.assigneeKind }),
      ...(who.agreement.trim() !== "" &&
        who.assigneeKind === "contractor" && { agreement: who.agreement.trim() }),
      ...given("tfmTag"),
      ...given("ns3451"),
      ...given("account"),
      ...given("checklistTemplateId"),
      ...moment("plannedAt"),
      ...moment("dueAt"),
      ...(hours !== undefined && { estimateHours: hours }),
      ...(Object.keys(reporter).length > 0 && { reporter }),
    });
  };
  const [titleText, setTitleText] = useState("");
  return (
    <Dialog open onClose={onClose} closeButton={common("state.close")} className="form-dialog order-form">
      <form onSubmit={submit} noValidate>
        <Heading level={2} data-size="xs">
          {t("create.title")}
        </Heading>
        <Textfield
          name="title"
          label={t("create.what")}
          value={titleText}
          maxLength={200}
          required
          autoFocus
          error={tried && titleText.trim() === "" ? t("create.whatMissing") : undefined}
          onChange={(event) => setTitleText(event.target.value)}
        />
        <Textfield multiline rows={3} name="description" label={t("create.description")} maxLength={10_000} />
        <div className="fields-row">
          <Field>
            <Label>{t("field.priority")}</Label>
            <Select name="priority" defaultValue="3">
              {([1, 2, 3, 4] as const).map((priority) => (
                <Select.Option key={priority} value={String(priority)}>
                  {priority} {common(`alarm.priority.${priority}`)}
                </Select.Option>
              ))}
            </Select>
          </Field>
          <Field>
            <Label>{t("field.type")}</Label>
            <Select name="type" defaultValue="corrective">
              {WorkOrderType.options.map((type) => (
                <Select.Option key={type} value={type}>
                  {common(`order.type.${type}`)}
                </Select.Option>
              ))}
            </Select>
          </Field>
        </div>
        <fieldset className="form-part">
          <legend>{t("create.where")}</legend>
          <PlaceFields place={place} onChange={setPlace} />
          <Textfield name="tfmTag" label={t("field.tfmTag")} maxLength={100} autoComplete="off" />
        </fieldset>
        <fieldset className="form-part">
          <legend>{t("create.who")}</legend>
          <AssigneeFields value={who} onChange={setWho} />
        </fieldset>
        <fieldset className="form-part">
          <legend>{t("create.when")}</legend>
          <div className="fields-row">
            <Textfield type="datetime-local" name="plannedAt" label={t("field.plannedAt")} />
            <Textfield type="datetime-local" name="dueAt" label={t("field.dueAt")} />
          </div>
          <p className="quiet">{t("create.dueHelp")}</p>
        </fieldset>
        <Details>
          <Details.Summary>{t("create.more")}</Details.Summary>
          <Details.Content>
            <div className="form-part">
              <Field>
                <Label>{t("create.template")}</Label>
                <Select name="checklistTemplateId" defaultValue="">
                  <Select.Option value="">{t("create.noTemplate")}</Select.Option>
                  {templates.map(({ id, name }) => (
                    <Select.Option key={id} value={id}>
                      {name}
                    </Select.Option>
                  ))}
                </Select>
              </Field>
              <div className="fields-row">
                <Field>
                  <Label>{t("field.channel")}</Label>
                  <Select name="channel" defaultValue="staff">
                    {WorkOrderChannel.options.map((channel) => (
                      <Select.Option key={channel} value={channel}>
                        {t(`channel.${channel}`)}
                      </Select.Option>
                    ))}
                  </Select>
                </Field>
                <Textfield
                  name="estimateHours"
                  inputMode="decimal"
                  label={t("field.estimateHours")}
                  autoComplete="off"
                />
                <Textfield name="account" label={t("field.account")} maxLength={100} autoComplete="off" />
                <Textfield name="ns3451" label={t("field.ns3451")} maxLength={4} autoComplete="off" />
              </div>
              <Checkbox name="sja" value="yes" label={t("field.sja")} />
              <fieldset className="form-part">
                <legend>{t("field.reporter")}</legend>
                <div className="fields-row">
                  <Textfield name="reporterName" label={t("field.name")} maxLength={200} autoComplete="off" />
                  <Textfield name="reporterEmail" type="email" label={t("field.email")} autoComplete="off" />
                  <Textfield name="reporterPhone" type="tel" label={t("field.phone")} autoComplete="off" />
                </div>
              </fieldset>
            </div>
          </Details.Content>
        </Details>
        <div className="form-dialog-actions">
          <Button type="submit" loading={create.isPending}>
            {t("create.submit")}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {common("state.cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
