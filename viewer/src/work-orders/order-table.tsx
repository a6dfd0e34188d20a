import { Checkbox, Tag } from "@digdir/designsystemet-react";
import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";
import { CheckmarkCircleIcon } from "@navikt/aksel-icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { memo, useEffect, useRef } from "react";
import { formatAddress } from "../app/address.ts";
import { useNavigation } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";
import { useNow } from "../ui/now.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import { useNarrow } from "../ui/use-narrow.ts";
import { filterOf, isLate, orderQueries, placeOf } from "./order-queries.ts";
import { useOrderTexts } from "./order-texts.ts";
import { useOrderRights } from "./use-order.ts";
import { useOrdersAddress } from "./use-orders-address.ts";
import { useWindowRows } from "./use-window-rows.ts";

/** All orders of a filter as rows: read a page at a time as one scrolls, and only what is on the screen is drawn. */
export function OrderTable({
  total,
  selected,
  onSelect,
}: {
  total: number | undefined;
  /** Absent: nothing can be chosen. */
  selected: ReadonlySet<string> | undefined;
  onSelect: (ids: readonly string[], on: boolean) => void;
}) {
  const t = useOrderTexts();
  const { here, list, to } = useOrdersAddress();
  const { go } = useNavigation();
  const filter = filterOf(here.show, list);
  const orders = useInfiniteQuery(orderQueries.pages(filter));
  const items = orders.data?.pages.flatMap((page) => page.items) ?? [];
  const rows = useRef<HTMLUListElement>(null);
  const { contractor } = useOrderRights();
  const rowPx = useNarrow() ? 92 : 60;
  const { from, to: end } = useWindowRows(rows, items.length, rowPx);
  const now = useNow(60_000);
  const nearEnd = end >= items.length - 20;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = orders;
  useEffect(() => {
    if (nearEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [nearEnd, hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (orders.data === undefined)
    return orders.error === null ? (
      <Loading rows={8} />
    ) : (
      <Failed error={orders.error} retry={() => void orders.refetch()} />
    );
  if (items.length === 0) {
    const filtered = Object.keys(list).length > 0;
    return (
      <Empty level={2} title={t(filtered ? "list.none" : "list.empty")}>
        {t(filtered ? "list.noneText" : contractor ? "list.emptyMine" : "list.emptyText")}
      </Empty>
    );
  }
  const all = selected !== undefined && items.every(({ id }) => selected.has(id));
  return (
    <div className="order-table" aria-busy={orders.isPlaceholderData || undefined}>
      <div className="order-columns" data-select={selected !== undefined || undefined}>
        {selected !== undefined && (
          <Checkbox
            data-size="sm"
            aria-label={t("list.selectAll")}
            checked={all}
            onChange={() =>
              onSelect(
                items.map(({ id }) => id),
                !all,
              )
            }
          />
        )}
        <span className="order-columns-what">{t("list.order")}</span>
        <span className="wide">{t("field.place")}</span>
        <span className="wide">{t("field.assignee")}</span>
        <span>{t("field.status")}</span>
        <span className="wide">{t("field.dueAt")}</span>
      </div>
      <ul
        className="order-rows"
        ref={rows}
        aria-label={t("list.label")}
        style={{ height: items.length * rowPx }}
      >
        {items.slice(from, end).map((order, index) => (
          <OrderRow
            key={order.id}
            order={order}
            top={(from + index) * rowPx}
            height={rowPx}
            position={from + index + 1}
            total={total ?? items.length}
            current={order.id === here.orderId}
            late={isLate(order, now)}
            selected={selected?.has(order.id)}
            href={formatAddress(to(order.id))}
            onOpen={(id) => go(to(id))}
            onSelect={(id, on) => onSelect([id], on)}
          />
        ))}
      </ul>
      {isFetchingNextPage && <p className="quiet order-more">{t("list.more")}</p>}
    </div>
  );
}

interface RowProps {
  readonly order: WorkOrder;
  readonly top: number;
  readonly height: number;
  readonly position: number;
  readonly total: number;
  readonly current: boolean;
  readonly late: boolean;
  readonly selected: boolean | undefined;
  readonly href: string;
  readonly onOpen: (id: string) => void;
  readonly onSelect: (id: string, on: boolean) => void;
}

/** Drawn again only when something of it changed; the handlers do the same whichever drawing they are of. */
const OrderRow = memo(
  function OrderRow(props: RowProps) {
    const { order, top, height, position, total, current, late, selected, href, onOpen, onSelect } = props;
    const t = useOrderTexts();
    const { t: common } = useTranslation();
    const formats = useFormats();
    return (
      <li
        className="order-line"
        style={{ top, height }}
        aria-posinset={position}
        aria-setsize={total}
        data-current={current || undefined}
        data-select={selected !== undefined || undefined}
      >
        {selected !== undefined && (
          <Checkbox
            data-size="sm"
            aria-label={t("list.select", { number: order.number })}
            checked={selected}
            onChange={(event) => onSelect(order.id, event.target.checked)}
          />
        )}
        <PriorityMark priority={order.priority} state="acknowledged" size={20} />
        <div className="order-line-what">
          <a
            href={href}
            className="order-line-title"
            aria-current={current || undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0)
                return;
              event.preventDefault();
              onOpen(order.id);
            }}
          >
            {order.title}
          </a>
          <span className="quiet figures order-line-meta">
            {order.number} · {common(`order.type.${order.type}`)}
            <span className="only-narrow"> · {placeOf(order) || t("noPlace")}</span>
            {order.dueAt !== undefined && (
              <span className="only-narrow">
                {" "}
                · {common("order.due", { date: formats.date(order.dueAt) })}
              </span>
            )}
          </span>
        </div>
        <span className="wide order-line-cell" title={placeOf(order)}>
          {placeOf(order) || "–"}
        </span>
        <span className="wide order-line-cell" title={order.assignee}>
          {order.assignee ?? <span className="quiet">{t("list.nobody")}</span>}
        </span>
        <span className="order-line-status">
          {order.verifiedAt !== undefined && (
            <CheckmarkCircleIcon title={t("list.verified")} className="order-verified" fontSize="1.25rem" />
          )}
          <Tag data-size="sm" data-color={order.status === "waiting" ? "warning" : "neutral"}>
            {common(`order.status.${order.status}`)}
          </Tag>
        </span>
        <span className="wide figures order-line-due" data-late={late || undefined}>
          {order.dueAt === undefined ? "–" : formats.date(order.dueAt)}
          {late && <span className="order-line-late">{t("list.overdue")}</span>}
        </span>
      </li>
    );
  },
  (a, b) =>
    a.order === b.order &&
    a.top === b.top &&
    a.height === b.height &&
    a.total === b.total &&
    a.current === b.current &&
    a.late === b.late &&
    a.selected === b.selected &&
    a.href === b.href,
);
