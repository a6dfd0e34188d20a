import { Button, Dropdown } from "@digdir/designsystemet-react";
import type { WorkOrder, WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import { CheckmarkCircleIcon, MenuElipsisVerticalIcon } from "@navikt/aksel-icons";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type DragEvent, useState } from "react";
import { Link } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useNotice } from "../ui/notice.tsx";
import { useNow } from "../ui/now.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { Scrollable } from "../ui/scrollable.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { type BoardColumn, boardColumns, statusIn } from "./board-columns.ts";
import { filterOf, isLate, orderQueries, placeOf } from "./order-queries.ts";
import { useOrderTexts } from "./order-texts.ts";
import { AskFirst, asks, movesOf } from "./status-actions.tsx";
import { useMoveOrder, useOrderRights } from "./use-order.ts";
import { useOrdersAddress } from "./use-orders-address.ts";
import "./order-board.css";

const pageSize = 40;

/** Open orders by how far they have come. A card is moved by dragging it or by its own menu, and only where it may go. */
export function OrderBoard() {
  const t = useOrderTexts();
  const { here, list } = useOrdersAddress();
  const { mayWork } = useOrderRights();
  const { status: _status, ...filter } = filterOf("all", { ...list, sort: undefined });
  const counts = useQuery(orderQueries.counts(filter)).data;
  const [dragged, setDragged] = useState<WorkOrder>();
  const [moving, setMoving] = useState<{ order: WorkOrder; status: WorkOrderStatus }>();
  return (
    <div className="board-frame">
      {mayWork && <p className="visually-hidden">{t("board.hint")}</p>}
      <Scrollable label={t("board.label")} className="board">
        {boardColumns.map(({ name, statuses }) => {
          const target = dragged === undefined ? undefined : statusIn(name, dragged);
          const count = statuses.reduce((sum, status) => sum + (counts?.byStatus[status] ?? 0), 0);
          return (
            <Column
              key={name}
              name={name}
              count={count}
              filter={{ ...filter, status: statuses.join(","), sort: "priority" }}
              open={target !== undefined}
              closed={dragged !== undefined && target === undefined}
              currentId={here.orderId}
              editable={mayWork}
              onDrag={setDragged}
              onDrop={() => {
                if (dragged !== undefined && target !== undefined)
                  setMoving({ order: dragged, status: target });
                setDragged(undefined);
              }}
              onMove={(order, status) => setMoving({ order, status })}
            />
          );
        })}
      </Scrollable>
      {moving !== undefined && (
        <Move
          key={`${moving.order.id} ${moving.status}`}
          order={moving.order}
          status={moving.status}
          onEnd={() => setMoving(undefined)}
        />
      )}
    </div>
  );
}

function Column({
  name,
  count,
  filter,
  open,
  closed,
  currentId,
  editable,
  onDrag,
  onDrop,
  onMove,
}: {
  name: BoardColumn;
  count: number;
  filter: Parameters<typeof orderQueries.pages>[0];
  /** What is dragged may be dropped here. */
  open: boolean;
  closed: boolean;
  currentId: string | undefined;
  editable: boolean;
  onDrag: (order: WorkOrder | undefined) => void;
  onDrop: () => void;
  onMove: (order: WorkOrder, status: WorkOrderStatus) => void;
}) {
  const t = useOrderTexts();
  const orders = useInfiniteQuery(orderQueries.pages(filter, pageSize));
  const items = orders.data?.pages.flatMap((page) => page.items) ?? [];
  const [over, setOver] = useState(false);
  const drop = {
    onDragOver: (event: DragEvent) => {
      if (!open) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      onDrop();
    },
  };
  return (
    <section
      className="board-column"
      aria-label={t("board.column", { name: t(`board.columns.${name}`), count })}
      data-open={open || undefined}
      data-over={(over && open) || undefined}
      data-closed={closed || undefined}
      {...drop}
    >
      <header>
        <h2>{t(`board.columns.${name}`)}</h2>
        <span className="board-count figures">{count}</span>
      </header>
      {orders.data === undefined ? (
        orders.error === null ? (
          <Loading rows={3} height={84} />
        ) : (
          <Failed error={orders.error} retry={() => void orders.refetch()} />
        )
      ) : items.length === 0 ? (
        <p className="quiet board-empty">{t("board.empty")}</p>
      ) : (
        <ul>
          {items.map((order) => (
            <Card
              key={order.id}
              order={order}
              current={order.id === currentId}
              editable={editable}
              onDrag={onDrag}
              onMove={(status) => onMove(order, status)}
            />
          ))}
        </ul>
      )}
      {orders.hasNextPage && (
        <Button
          data-size="sm"
          variant="tertiary"
          loading={orders.isFetchingNextPage}
          onClick={() => void orders.fetchNextPage()}
        >
          {t("board.more", { left: Math.max(0, count - items.length) })}
        </Button>
      )}
    </section>
  );
}

function Card({
  order,
  current,
  editable,
  onDrag,
  onMove,
}: {
  order: WorkOrder;
  current: boolean;
  editable: boolean;
  onDrag: (order: WorkOrder | undefined) => void;
  onMove: (status: WorkOrderStatus) => void;
}) {
  const t = useOrderTexts();
  const formats = useFormats();
  const now = useNow(60_000);
  const { to } = useOrdersAddress();
  const { contractor } = useOrderRights();
  const late = isLate(order, now);
  const moves = boardColumns.flatMap(({ name }) => {
    const status = statusIn(name, order);
    return status === undefined || !movesOf(order, contractor).includes(status) ? [] : [{ name, status }];
  });
  const endings = movesOf(order, contractor).filter(
    (status) => status === "closed" || status === "rejected" || status === "cancelled",
  );
  return (
    <li
      className="board-card"
      data-current={current || undefined}
      draggable={editable}
      onDragStart={(event) => {
        event.dataTransfer.setData("text/plain", order.number);
        event.dataTransfer.effectAllowed = "move";
        onDrag(order);
      }}
      onDragEnd={() => onDrag(undefined)}
    >
      <div className="board-card-head">
        <PriorityMark priority={order.priority} state="acknowledged" size={18} />
        <span className="quiet figures">{order.number}</span>
        {order.verifiedAt !== undefined && (
          <CheckmarkCircleIcon title={t("list.verified")} className="order-verified" fontSize="1.125rem" />
        )}
        {editable && moves.length + endings.length > 0 && (
          <Dropdown.TriggerContext>
            <Dropdown.Trigger
              data-size="sm"
              variant="tertiary"
              icon
              className="board-menu"
              aria-label={t("board.move", { number: order.number })}
            >
              <MenuElipsisVerticalIcon aria-hidden />
            </Dropdown.Trigger>
            <Dropdown placement="bottom-end">
              <Dropdown.List>
                {moves.map(({ name, status }) => (
                  <Dropdown.Item key={name}>
                    <Dropdown.Button onClick={() => onMove(status)}>
                      {t("board.moveTo", { column: t(`board.columns.${name}`) })}
                    </Dropdown.Button>
                  </Dropdown.Item>
                ))}
                {endings.map((status) => (
                  <Dropdown.Item key={status}>
                    <Dropdown.Button onClick={() => onMove(status)}>{t(`act.${status}`)}</Dropdown.Button>
                  </Dropdown.Item>
                ))}
              </Dropdown.List>
            </Dropdown>
          </Dropdown.TriggerContext>
        )}
      </div>
      <Link
        className="board-card-title"
        to={to(order.id)}
        aria-current={current || undefined}
        draggable={false}
      >
        {order.title}
      </Link>
      <p className="quiet board-card-meta figures">
        {placeOf(order) !== "" && <span>{placeOf(order)}</span>}
        <span>{order.assignee ?? t("list.nobody")}</span>
        {order.dueAt !== undefined && (
          <span data-late={late || undefined}>
            {formats.date(order.dueAt)}
            {late && ` ${t("list.overdue").toLowerCase()}`}
          </span>
        )}
      </p>
    </li>
  );
}

/** Makes a move, having asked for what it needs. */
function Move({ order, status, onEnd }: { order: WorkOrder; status: WorkOrderStatus; onEnd: () => void }) {
  const t = useOrderTexts();
  const notice = useNotice();
  const { move } = useMoveOrder(order);
  const needs = asks(order, status);
  const [begun, setBegun] = useState(false);
  if (!needs && !begun) {
    setBegun(true);
    // Not while drawing: a change of the order draws other parts.
    queueMicrotask(() => {
      move({ status });
      onEnd();
    });
  }
  if (!needs) return null;
  return (
    <AskFirst
      order={order}
      status={status}
      title={t(`act.${status}`)}
      onClose={onEnd}
      onMove={(asked) => {
        if (!order.nextStatuses.includes(status))
          notice(t("board.notAllowed", { number: order.number, column: t(`act.${status}`) }), "problem");
        else move(asked);
        onEnd();
      }}
    />
  );
}
