import { Button, Chip, Field, Label, Search, Select, ToggleGroup } from "@digdir/designsystemet-react";
import { WorkOrderChannel, WorkOrderStatus, WorkOrderType } from "@kontrollrom/contracts/work-order.ts";
import { FunnelIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import type { OrderListAddress } from "../app/order-address.ts";
import { useCan } from "../app/session.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { orderQueries } from "./order-queries.ts";
import { useOrderTexts } from "./order-texts.ts";
import { useOrdersAddress } from "./use-orders-address.ts";

/** Fields that the panel sets; the bar shows how many of them do. */
const inPanel = [
  "status",
  "buildingId",
  "assignee",
  "unassigned",
  "assigneeKind",
  "type",
  "channel",
] as const;

/** Narrows what is shown. All of it stands in the address. */
export function OrderFilters({ children }: { children?: ReactNode }) {
  const t = useOrderTexts();
  const { here, list, view, change, setShow } = useOrdersAddress();
  const [open, setOpen] = useState(false);
  const set = inPanel.filter((name) => list[name] !== undefined).length;
  const priorities = new Set(list.priority?.split(","));
  const togglePriority = (priority: string) => {
    const next = ["1", "2", "3", "4"].filter((one) =>
      one === priority ? !priorities.has(one) : priorities.has(one),
    );
    change({ priority: next.length === 0 ? undefined : next.join(",") }, { replace: true });
  };
  const any = set > 0 || [list.priority, list.overdue, list.search, list.planId].some(Boolean);
  return (
    <search className="order-filters" aria-label={t("filter.label")}>
      <div className="order-filter-bar">
        <SearchField />
        {view !== "board" && (
          <ToggleGroup
            data-size="sm"
            variant="secondary"
            aria-label={t("filter.show")}
            value={here.show}
            onChange={(value) => setShow(value === "all" ? "all" : "open")}
          >
            <ToggleGroup.Item value="open">{t("filter.open")}</ToggleGroup.Item>
            <ToggleGroup.Item value="all">{t("filter.all")}</ToggleGroup.Item>
          </ToggleGroup>
        )}
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot lie in a row of others */}
        <div className="order-filter-chips" role="group" aria-label={t("filter.priority")}>
          {["1", "2", "3", "4"].map((priority) => (
            <Chip.Checkbox
              key={priority}
              data-size="sm"
              name="priority"
              value={priority}
              checked={priorities.has(priority)}
              onChange={() => togglePriority(priority)}
            >
              <span className="visually-hidden">{t("filter.priority")} </span>
              {priority}
            </Chip.Checkbox>
          ))}
          <Chip.Checkbox
            data-size="sm"
            checked={list.overdue !== undefined}
            onChange={() =>
              change({ overdue: list.overdue === undefined ? "true" : undefined }, { replace: true })
            }
          >
            {t("filter.overdue")}
          </Chip.Checkbox>
        </div>
        <Button
          data-size="sm"
          variant="secondary"
          aria-expanded={open}
          aria-controls="order-filter-panel"
          onClick={() => setOpen(!open)}
        >
          <FunnelIcon aria-hidden />
          {t("filter.show")}
          {set > 0 && ` (${set})`}
        </Button>
        {any && (
          <Button
            data-size="sm"
            variant="tertiary"
            onClick={() =>
              change(
                {
                  ...Object.fromEntries(inPanel.map((name) => [name, undefined])),
                  priority: undefined,
                  overdue: undefined,
                  search: undefined,
                  planId: undefined,
                },
                { replace: true },
              )
            }
          >
            {t("filter.clear")}
          </Button>
        )}
        {children}
      </div>
      {open && <Panel />}
    </search>
  );
}

/** Asked for when one stops typing for a moment. */
function SearchField() {
  const t = useOrderTexts();
  const { list, change } = useOrdersAddress();
  const [text, setText] = useState(list.search ?? "");
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed is followed
  useEffect(() => {
    if (text.trim() === (list.search ?? "")) return;
    const timer = setTimeout(() => change({ search: text.trim() || undefined }, { replace: true }), 300);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    if (list.search === undefined) setText("");
  }, [list.search]);
  return (
    <Search data-size="sm" className="order-search">
      <Search.Input
        aria-label={t("filter.search")}
        placeholder={t("filter.search")}
        value={text}
        maxLength={100}
        onChange={(event) => setText(event.target.value)}
      />
      <Search.Clear onClick={() => setText("")} />
    </Search>
  );
}

function Panel() {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const { list, view, change } = useOrdersAddress();
  const buildings = useQuery({ ...queries.buildings(), enabled: useCan("register:read") }).data ?? [];
  const names =
    useQuery({ ...orderQueries.names(), enabled: useCan("work-order:read") }).data?.assignees ?? [];
  const pick = (
    name: "status" | "buildingId" | "assigneeKind" | "type" | "channel" | "sort",
    label: string,
    options: readonly (readonly [string, string])[],
    first = t("filter.any"),
  ) => (
    <Field>
      <Label data-size="sm">{label}</Label>
      <Select
        data-size="sm"
        value={list[name] ?? ""}
        onChange={(event) =>
          change({ [name]: event.target.value || undefined } as Partial<OrderListAddress>, { replace: true })
        }
      >
        <Select.Option value="">{first}</Select.Option>
        {options.map(([value, text]) => (
          <Select.Option key={value} value={value}>
            {text}
          </Select.Option>
        ))}
      </Select>
    </Field>
  );
  const assignees = [...new Set(names.map(({ name }) => name))];
  return (
    <div className="order-filter-panel" id="order-filter-panel">
      {view === undefined &&
        pick(
          "status",
          t("filter.status"),
          WorkOrderStatus.options.map((status) => [status, common(`order.status.${status}`)]),
        )}
      {pick(
        "buildingId",
        t("filter.building"),
        buildings.map(({ id, name }) => [id, name]),
      )}
      <Field>
        <Label data-size="sm">{t("filter.assignee")}</Label>
        <Select
          data-size="sm"
          value={list.unassigned !== undefined ? "\0" : (list.assignee ?? "")}
          onChange={(event) => {
            const { value } = event.target;
            change(
              {
                assignee: value === "" || value === "\0" ? undefined : value,
                unassigned: value === "\0" ? "true" : undefined,
              },
              { replace: true },
            );
          }}
        >
          <Select.Option value="">{t("filter.any")}</Select.Option>
          <Select.Option value={"\0"}>{t("filter.nobody")}</Select.Option>
          {assignees.map((name) => (
            <Select.Option key={name} value={name}>
              {name}
            </Select.Option>
          ))}
        </Select>
      </Field>
      {pick(
        "assigneeKind",
        t("filter.kind"),
        (["person", "group", "contractor"] as const).map((kind) => [kind, t(`kind.${kind}`)]),
      )}
      {pick(
        "type",
        t("filter.type"),
        WorkOrderType.options.map((type) => [type, common(`order.type.${type}`)]),
      )}
      {pick(
        "channel",
        t("filter.source"),
        WorkOrderChannel.options.map((channel) => [channel, t(`channel.${channel}`)]),
      )}
      {view === undefined &&
        pick(
          "sort",
          t("filter.sort"),
          (["due", "priority", "updated"] as const).map((sort) => [sort, t(`filter.sorts.${sort}`)]),
          t("filter.sorts.created"),
        )}
    </div>
  );
}
