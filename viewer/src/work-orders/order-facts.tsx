import { Checkbox, Field, Label, Select, Textfield } from "@digdir/designsystemet-react";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import {
  type WorkOrderDetail,
  type WorkOrderPatch,
  WorkOrderType,
} from "@kontrollrom/contracts/work-order.ts";
import { useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";
import { fromLocal, parseFigure, toLocal } from "../room/local-moment.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { AssigneeFields, type Assignment } from "./assignee-fields.tsx";
import { InPlace } from "./in-place.tsx";
import { placeOf } from "./order-queries.ts";
import { useOrderTexts } from "./order-texts.ts";
import { type Place, PlaceFields } from "./place-fields.tsx";

type Change = (patch: WorkOrderPatch) => void;

/** All that is known of an order, each fact changed where it stands by those who may. */
export function OrderFacts({
  order,
  editable,
  onChange,
}: {
  order: WorkOrderDetail;
  editable: boolean;
  onChange: Change;
}) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const formats = useFormats();
  const text = (
    field: "title" | "tfmTag" | "ns3451" | "agreement" | "account" | "cause" | "action" | "archiveReference",
    maxLength: number,
    wide = false,
  ) => (
    <InPlace
      name={t(`field.${field}`)}
      editable={editable}
      wide={wide}
      shown={order[field]}
      form={() => (
        <Textfield
          name="value"
          data-size="sm"
          label={t(`field.${field}`)}
          defaultValue={order[field] ?? ""}
          maxLength={maxLength}
          autoFocus
          {...(wide && { multiline: true, rows: 3 })}
        />
      )}
      onSave={(data) => {
        const value = String(data.get("value")).trim();
        if (field === "title" && value === "") return false;
        if (value !== (order[field] ?? "")) onChange({ [field]: value === "" ? null : value });
        return true;
      }}
    />
  );
  const moment = (field: "plannedAt" | "dueAt") => (
    <InPlace
      name={t(`field.${field}`)}
      editable={editable}
      shown={order[field] === undefined ? undefined : formats.dateTime(order[field])}
      form={() => (
        <Textfield
          name="value"
          type="datetime-local"
          data-size="sm"
          label={t(`field.${field}`)}
          defaultValue={order[field] === undefined ? "" : toLocal(Date.parse(order[field])).slice(0, 16)}
          autoFocus
        />
      )}
      onSave={(data) => {
        const at = fromLocal(String(data.get("value")));
        onChange({ [field]: at === undefined ? null : new Date(at).toISOString() });
        return true;
      }}
    />
  );
  return (
    <dl className="facts figures">
      <InPlace
        name={t("field.assignee")}
        editable={editable}
        shown={
          order.assignee === undefined ? undefined : (
            <>
              {order.assignee}
              {order.assigneeKind !== undefined && (
                <span className="quiet"> {t(`kind.${order.assigneeKind}`).toLowerCase()}</span>
              )}
            </>
          )
        }
        form={() => <AssigneeEdit order={order} />}
        onSave={(data) => {
          const assignee = String(data.get("assignee")).trim();
          const agreement = String(data.get("agreement")).trim();
          onChange(
            assignee === ""
              ? { assignee: null }
              : {
                  assignee,
                  assigneeKind: String(data.get("assigneeKind")) as Assignment["assigneeKind"],
                  ...(agreement !== (order.agreement ?? "") && { agreement: agreement || null }),
                },
          );
          return true;
        }}
      />
      <InPlace
        name={t("field.priority")}
        editable={editable}
        shown={
          <span className="with-mark">
            <PriorityMark priority={order.priority} state="acknowledged" size={18} silent />
            {order.priority} {common(`alarm.priority.${order.priority}`)}
          </span>
        }
        form={() => (
          <Field>
            <Label>{t("field.priority")}</Label>
            <Select name="value" data-size="sm" defaultValue={String(order.priority)} autoFocus>
              {([1, 2, 3, 4] as const).map((priority) => (
                <Select.Option key={priority} value={String(priority)}>
                  {priority} {common(`alarm.priority.${priority}`)}
                </Select.Option>
              ))}
            </Select>
          </Field>
        )}
        onSave={(data) => {
          onChange({ priority: Number(data.get("value")) as Priority });
          return true;
        }}
      />
      {moment("plannedAt")}
      {moment("dueAt")}
      <InPlace
        name={t("field.place")}
        editable={editable}
        shown={placeOf(order) === "" ? undefined : placeOf(order)}
        form={() => <PlaceEdit order={order} />}
        onSave={(data) => {
          const spaceId = String(data.get("spaceId"));
          const buildingId = String(data.get("buildingId"));
          onChange({
            spaceId: spaceId === "" ? null : spaceId,
            buildingId: buildingId === "" ? null : buildingId,
          });
          return true;
        }}
      />
      {text("tfmTag", 100)}
      <InPlace
        name={t("field.type")}
        editable={editable}
        shown={common(`order.type.${order.type}`)}
        form={() => (
          <Field>
            <Label>{t("field.type")}</Label>
            <Select name="value" data-size="sm" defaultValue={order.type} autoFocus>
              {WorkOrderType.options.map((type) => (
                <Select.Option key={type} value={type}>
                  {common(`order.type.${type}`)}
                </Select.Option>
              ))}
            </Select>
          </Field>
        )}
        onSave={(data) => {
          onChange({ type: WorkOrderType.parse(data.get("value")) });
          return true;
        }}
      />
      {text("agreement", 200)}
      <InPlace
        name={t("field.estimateHours")}
        editable={editable}
        shown={
          order.estimateHours === undefined
            ? undefined
            : formats.number(order.estimateHours, Number.isInteger(order.estimateHours) ? 0 : 1)
        }
        form={() => (
          <Textfield
            name="value"
            data-size="sm"
            inputMode="decimal"
            label={t("field.estimateHours")}
            defaultValue={
              order.estimateHours === undefined ? "" : String(order.estimateHours).replace(".", ",")
            }
            autoFocus
          />
        )}
        onSave={(data) => {
          const typed = String(data.get("value")).trim();
          const hours = typed === "" ? null : parseFigure(typed);
          if (hours === undefined || (hours !== null && hours < 0)) return false;
          onChange({ estimateHours: hours });
          return true;
        }}
      />
      {text("account", 100)}
      {text("ns3451", 4)}
      <InPlace
        name={t("field.sja")}
        editable={editable}
        shown={common(order.sja ? "value.yes" : "value.no")}
        form={() => (
          <Checkbox
            name="value"
            value="yes"
            data-size="sm"
            label={t("field.sja")}
            defaultChecked={order.sja ?? false}
          />
        )}
        onSave={(data) => {
          onChange({ sja: data.get("value") === "yes" });
          return true;
        }}
      />
      {text("archiveReference", 200)}
      {text("cause", 2000, true)}
      {text("action", 2000, true)}
    </dl>
  );
}

function AssigneeEdit({ order }: { order: WorkOrderDetail }) {
  const [value, setValue] = useState<Assignment>({
    assignee: order.assignee ?? "",
    assigneeKind: order.assigneeKind ?? "person",
    agreement: order.agreement ?? "",
  });
  return (
    <>
      <AssigneeFields value={value} onChange={setValue} />
      {(["assignee", "assigneeKind", "agreement"] as const).map((name) => (
        <input key={name} type="hidden" name={name} value={value[name]} />
      ))}
    </>
  );
}

function PlaceEdit({ order }: { order: WorkOrderDetail }) {
  const [place, setPlace] = useState<Place>({
    buildingId: order.buildingId ?? "",
    spaceId: order.spaceId ?? "",
  });
  return (
    <>
      <PlaceFields place={place} onChange={setPlace} />
      <input type="hidden" name="buildingId" value={place.buildingId} />
      <input type="hidden" name="spaceId" value={place.spaceId} />
    </>
  );
}
