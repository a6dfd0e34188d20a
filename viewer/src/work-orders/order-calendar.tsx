import { Alert, Button, ToggleGroup } from "@digdir/designsystemet-react";
import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";
import { ChevronLeftIcon, ChevronRightIcon } from "@navikt/aksel-icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useMemo, useState } from "react";
import { Link } from "../app/navigation.tsx";
import { useFormats, usePreferences } from "../app/preferences.tsx";
import { useNotice } from "../ui/notice.tsx";
import { useNow } from "../ui/now.ts";
import { Failed, Loading } from "../ui/states.tsx";
import { useNarrow } from "../ui/use-narrow.ts";
import { addDays, addMonths, calendarDay, dayOf, daysShown, movedTo, weekOf } from "./calendar-days.ts";
import { filterOf, isLate, orderQueries, placeOf } from "./order-queries.ts";
import { useOrderTexts } from "./order-texts.ts";
import { useChangeOrder } from "./use-change-order.ts";
import { useOrderRights } from "./use-order.ts";
import { useOrdersAddress } from "./use-orders-address.ts";
import "./order-calendar.css";

const mostShown = 1000;
const inMonthCell = 4;

/** Orders where they are planned, or at their deadline. Moved to another day they are planned anew. */
export function OrderCalendar() {
  const t = useOrderTexts();
  const { here, list, change } = useOrdersAddress();
  const { language } = usePreferences();
  const narrow = useNarrow();
  const now = useNow(60_000);
  const today = dayOf(new Date(now));
  const day = list.day ?? today;
  const span = list.span ?? "month";
  const days = daysShown(day, span);
  const first = days[0] ?? day;
  const last = days.at(-1) ?? day;
  const filter = {
    ...filterOf(here.show, { ...list, sort: undefined }),
    plannedFrom: new Date(`${first}T00:00:00`).toISOString(),
    plannedTo: new Date(`${addDays(last, 1)}T00:00:00`).toISOString(),
    sort: "planned" as const,
  };
  const orders = useInfiniteQuery(orderQueries.pages(filter, mostShown));
  const byDay = useMemo(() => {
    const found = new Map<string, WorkOrder[]>();
    for (const order of orders.data?.pages.flatMap((page) => page.items) ?? []) {
      const at = calendarDay(order);
      if (at === undefined) continue;
      const held = found.get(at);
      if (held === undefined) found.set(at, [order]);
      else held.push(order);
    }
    return found;
  }, [orders.data]);
  const [dragged, setDragged] = useState<WorkOrder>();
  const [moving, setMoving] = useState<{ order: WorkOrder; day: string }>();
  const locale = language === "nb" ? "nb-NO" : "en-GB";
  const title =
    span === "week"
      ? t("calendar.weekOf", { week: weekOf(day) })
      : new Intl.DateTimeFormat(locale, { month: "long", year: "numeric" }).format(
          new Date(`${day}T12:00:00`),
        );
  const step = (by: number) =>
    change({ day: span === "week" ? addDays(day, 7 * by) : addMonths(day, by) }, { replace: true });
  const weekday = (one: string, style: "short" | "long") =>
    new Intl.DateTimeFormat(locale, { weekday: style }).format(new Date(`${one}T12:00:00`));
  const shown = narrow
    ? days.filter((one) => span === "week" || (one.startsWith(day.slice(0, 7)) && byDay.has(one)))
    : days;
  return (
    <section className="calendar" aria-label={t("calendar.label")} data-span={span}>
      <header className="calendar-head">
        <Button
          data-size="sm"
          variant="secondary"
          onClick={() => change({ day: undefined }, { replace: true })}
        >
          {t("calendar.today")}
        </Button>
        <Button
          data-size="sm"
          variant="tertiary"
          icon
          aria-label={t("calendar.previous")}
          onClick={() => step(-1)}
        >
          <ChevronLeftIcon aria-hidden />
        </Button>
        <Button
          data-size="sm"
          variant="tertiary"
          icon
          aria-label={t("calendar.next")}
          onClick={() => step(1)}
        >
          <ChevronRightIcon aria-hidden />
        </Button>
        <h2 aria-live="polite">{title}</h2>
        <ToggleGroup
          data-size="sm"
          variant="secondary"
          aria-label={t("calendar.span")}
          value={span}
          onChange={(value) => change({ span: value === "week" ? "week" : undefined }, { replace: true })}
        >
          <ToggleGroup.Item value="month">{t("calendar.month")}</ToggleGroup.Item>
          <ToggleGroup.Item value="week">{t("calendar.week")}</ToggleGroup.Item>
        </ToggleGroup>
      </header>
      {orders.hasNextPage && (
        <Alert data-color="info" data-size="sm">
          {t("calendar.truncated", { count: mostShown })}
        </Alert>
      )}
      {orders.data === undefined ? (
        orders.error === null ? (
          <Loading rows={5} height={96} />
        ) : (
          <Failed error={orders.error} retry={() => void orders.refetch()} />
        )
      ) : (
        <ol className="calendar-days">
          {shown.map((one, index) => {
            const here = byDay.get(one) ?? [];
            const most = span === "week" || narrow ? here.length : inMonthCell;
            return (
              <li
                key={one}
                className="calendar-day"
                data-today={one === today || undefined}
                data-outside={(span === "month" && !one.startsWith(day.slice(0, 7))) || undefined}
                data-open={(dragged !== undefined && calendarDay(dragged) !== one) || undefined}
                aria-label={`${weekday(one, "long")} ${Number(one.slice(8))}.`}
                onDragOver={(event) => dragged !== undefined && event.preventDefault()}
                onDrop={(event) => {
                  event.preventDefault();
                  if (dragged !== undefined && calendarDay(dragged) !== one)
                    setMoving({ order: dragged, day: one });
                  setDragged(undefined);
                }}
              >
                <h3 aria-current={one === today ? "date" : undefined}>
                  {(index < 7 || narrow) && <span className="quiet">{weekday(one, "short")} </span>}
                  <span className="figures">{Number(one.slice(8))}</span>
                </h3>
                {here.length > 0 && (
                  <ul>
                    {here.slice(0, most).map((order) => (
                      <Entry
                        key={order.id}
                        order={order}
                        day={one}
                        full={span === "week" || narrow}
                        onDrag={setDragged}
                        onMove={(to) => setMoving({ order, day: to })}
                      />
                    ))}
                  </ul>
                )}
                {narrow && here.length === 0 && <p className="quiet">{t("calendar.none")}</p>}
                {here.length > most && (
                  <button
                    type="button"
                    className="calendar-more"
                    onClick={() => change({ day: one, span: "week" })}
                  >
                    {t("calendar.more", { count: here.length - most })}
                  </button>
                )}
              </li>
            );
          })}
        </ol>
      )}
      {orders.data !== undefined && shown.length === 0 && <p className="quiet">{t("calendar.none")}</p>}
      <p className="quiet calendar-hint" id="calendar-hint">
        {t("calendar.moveHint")}
      </p>
      {moving !== undefined && (
        <Replan key={`${moving.order.id} ${moving.day}`} {...moving} onEnd={() => setMoving(undefined)} />
      )}
    </section>
  );
}

const keys: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function Entry({
  order,
  day,
  full,
  onDrag,
  onMove,
}: {
  order: WorkOrder;
  day: string;
  full: boolean;
  onDrag: (order: WorkOrder | undefined) => void;
  onMove: (day: string) => void;
}) {
  const t = useOrderTexts();
  const formats = useFormats();
  const { here, to } = useOrdersAddress();
  const { mayWork } = useOrderRights();
  const now = useNow(60_000);
  const planned = order.plannedAt !== undefined;
  const press = (event: KeyboardEvent) => {
    const by = keys[event.key];
    if (!mayWork || !event.altKey || by === undefined) return;
    event.preventDefault();
    onMove(addDays(day, by));
  };
  return (
    <li
      className="calendar-entry"
      data-planned={planned || undefined}
      data-late={isLate(order, now) || undefined}
      data-current={order.id === here.orderId || undefined}
      draggable={mayWork}
      onDragStart={(event) => {
        event.dataTransfer.setData("text/plain", order.number);
        event.dataTransfer.effectAllowed = "move";
        onDrag(order);
      }}
      onDragEnd={() => onDrag(undefined)}
    >
      <Link
        to={to(order.id)}
        draggable={false}
        aria-describedby={mayWork ? "calendar-hint" : undefined}
        data-order={order.number}
        onKeyDown={press}
      >
        <span className="figures quiet">
          {planned ? formats.time(order.plannedAt) : t("calendar.due")}{" "}
          <span className="visually-hidden">{planned ? t("calendar.planned") : ""} </span>
        </span>
        {order.title}
        {full && (
          <span className="quiet calendar-entry-meta">
            {[placeOf(order), order.assignee ?? t("list.nobody")].filter(Boolean).join(" · ")}
          </span>
        )}
      </Link>
    </li>
  );
}

/** Plans an order for another day, and gives the focus back to it where it lies then. */
function Replan({ order, day, onEnd }: { order: WorkOrder; day: string; onEnd: () => void }) {
  const t = useOrderTexts();
  const formats = useFormats();
  const notice = useNotice();
  const change = useChangeOrder(order);
  const [begun, setBegun] = useState(false);
  if (!begun) {
    setBegun(true);
    // Not while drawing: a change of the order draws other parts.
    queueMicrotask(() =>
      change.mutate(
        { plannedAt: movedTo(day, order.plannedAt) },
        {
          onSuccess: () => {
            notice(t("calendar.moved", { number: order.number, day: formats.date(`${day}T12:00:00`) }));
            setTimeout(
              () => document.querySelector<HTMLElement>(`.calendar [data-order="${order.number}"]`)?.focus(),
              50,
            );
          },
          onSettled: onEnd,
        },
      ),
    );
  }
  return null;
}
