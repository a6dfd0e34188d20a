import type { WorkOrderDetail, WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import type { Formats } from "../i18n/format.ts";
import type { Text } from "../i18n/text.ts";
import type { OrderText } from "./order-texts.ts";

type Step = WorkOrderDetail["history"][number];

/** Fields whose values say more than that they were changed. */
const named = [
  "title",
  "priority",
  "type",
  "place",
  "tfmTag",
  "ns3451",
  "assigneeKind",
  "agreement",
  "account",
  "estimateHours",
  "costNok",
  "sja",
  "plannedAt",
  "dueAt",
  "cause",
  "action",
  "archiveReference",
  "channel",
] as const;
/** Too long, or too personal, to be repeated. */
const unsaid = ["description", "reporter"] as const;

/** A step of an order's history as one plain sentence. */
export function historySentence(step: Step, t: OrderText, common: Text, formats: Formats): string {
  const { field, from, to, by } = step;
  const status = (value: string) => common(`order.status.${value as WorkOrderStatus}`).toLowerCase();
  if (field === "status")
    return from === ""
      ? t("history.created", { by })
      : t("history.status", { by, from: status(from), to: status(to) });
  if (field === "assignee") {
    if (from === "") return t("history.assigned", { by, to });
    return to === "" ? t("history.unassigned", { by, from }) : t("history.reassigned", { by, from, to });
  }
  if (field === "hours")
    return to === "" ? t("history.hoursRemoved", { by, from }) : t("history.hoursAdded", { by, to });
  if (field === "materials")
    return to === "" ? t("history.materialsRemoved", { by, from }) : t("history.materialsAdded", { by, to });
  if (field === "checklist")
    return to.startsWith("+")
      ? t("history.checklistAdded", { by, count: Number(to.slice(1)) })
      : t("history.checklist", { by, to });
  if (field === "attachment") return t("history.attachment", { by, to });
  if (field === "verifiedAt" && to !== "") return t("history.verified", { to: formats.dateTime(to) });
  if (field === "missed") return t("history.missed", { to });
  const hidden = unsaid.find((name) => name === field);
  if (hidden !== undefined) return t("history.rewritten", { by, field: t(`field.${hidden}`).toLowerCase() });
  const known = named.find((name) => name === field);
  if (known === undefined) return t("history.other", { by, to: to === "" ? field : to });
  const name = t(`field.${known}`).toLowerCase();
  const shown = (value: string) => shownValue(known, value, t, common, formats);
  if (from === "") return t("history.set", { by, field: name, to: shown(to) });
  if (to === "") return t("history.removed", { by, field: name, from: shown(from) });
  return t("history.changed", { by, field: name, from: shown(from), to: shown(to) });
}

function shownValue(
  field: (typeof named)[number],
  value: string,
  t: OrderText,
  common: Text,
  formats: Formats,
): string {
  if (field === "dueAt" || field === "plannedAt") return formats.dateTime(value);
  if (field === "type") return common(`order.type.${value as WorkOrderDetail["type"]}`).toLowerCase();
  if (field === "assigneeKind") return t(`kind.${value as "person" | "group" | "contractor"}`).toLowerCase();
  if (field === "estimateHours" || field === "costNok") return formats.number(Number(value), 1);
  if (field === "sja") return value === "true" ? common("value.yes") : common("value.no");
  return `«${value}»`;
}
