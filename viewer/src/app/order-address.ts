/** What the address says of the page of orders besides the order itself. */
export interface OrderListAddress {
  readonly status?: string | undefined;
  readonly priority?: string | undefined;
  readonly buildingId?: string | undefined;
  readonly assignee?: string | undefined;
  readonly assigneeKind?: "person" | "group" | "contractor" | undefined;
  readonly unassigned?: "true" | undefined;
  readonly overdue?: "true" | undefined;
  readonly type?: string | undefined;
  readonly channel?: string | undefined;
  readonly planId?: string | undefined;
  readonly search?: string | undefined;
  readonly sort?: "due" | "priority" | "updated" | undefined;
  /** Absent: as a list. */
  readonly view?: "board" | "calendar" | undefined;
  /** The calendar's day, `2026-11-21`; absent: today. */
  readonly day?: string | undefined;
  /** Absent: a month. */
  readonly span?: "week" | undefined;
}
export type OrderSettingsTab = "deadlines" | "checklists" | "labels" | "webhooks" | "calendars" | "systems";
export const orderSettingsTabs = [
  "deadlines",
  "checklists",
  "labels",
  "webhooks",
  "calendars",
  "systems",
] as const satisfies readonly OrderSettingsTab[];

const names = {
  status: "status",
  priority: "prioritet",
  buildingId: "bygg",
  assignee: "utforer",
  assigneeKind: "slagUtforer",
  unassigned: "ingen",
  overdue: "forfalt",
  type: "type",
  channel: "kilde",
  planId: "plan",
  search: "sok",
  sort: "sorter",
  view: "visning",
  day: "dag",
  span: "spenn",
} as const satisfies Record<keyof OrderListAddress, string>;
const fields = Object.keys(names) as (keyof OrderListAddress)[];
/** Only these may stand there; other fields hold whatever the server is to be asked. */
const allowed: { readonly [K in keyof OrderListAddress]?: readonly string[] } = {
  assigneeKind: ["person", "group", "contractor"],
  unassigned: ["true"],
  overdue: ["true"],
  sort: ["due", "priority", "updated"],
  view: ["board", "calendar"],
  span: ["week"],
};

export function readOrderList(query: URLSearchParams): OrderListAddress | undefined {
  const list: Record<string, string> = {};
  for (const field of fields) {
    const value = query.get(names[field]);
    if (value === null || value === "") continue;
    if (allowed[field]?.includes(value) === false) continue;
    if (field === "day" && !/^\d{4}-\d{2}-\d{2}$/.test(value)) continue;
    list[field] = value;
  }
  return Object.keys(list).length === 0 ? undefined : (list as OrderListAddress);
}

export function writeOrderList(
  list: OrderListAddress | undefined,
  put: (name: string, value: string | undefined) => void,
): void {
  for (const field of fields) put(names[field], list?.[field]);
}
