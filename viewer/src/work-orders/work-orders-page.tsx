import { Button, ToggleGroup } from "@digdir/designsystemet-react";
import { PlusIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { useTranslation } from "../i18n/text.ts";
import { Failed } from "../ui/states.tsx";
import { useNarrow } from "../ui/use-narrow.ts";
import { NewOrderForm } from "./new-order-form.tsx";
import { OrderBoard } from "./order-board.tsx";
import { OrderBulk } from "./order-bulk.tsx";
import { OrderCalendar } from "./order-calendar.tsx";
import { OrderDetail } from "./order-detail.tsx";
import { OrderExport } from "./order-export.tsx";
import { OrderFilters } from "./order-filters.tsx";
import { filterOf, orderQueries } from "./order-queries.ts";
import { OrderTable } from "./order-table.tsx";
import { useOrderTexts } from "./order-texts.ts";
import { useOrderRights } from "./use-order.ts";
import { useOrdersAddress } from "./use-orders-address.ts";
import "../ui/list-detail.css";
import "./orders-page.css";

const noAccess = new ApiProblem(403, "forbidden", "");

/** All orders: as a list, a board or a calendar, with the one that is looked at beside it. */
export function WorkOrdersPage() {
  const { mayRead } = useOrderRights();
  return mayRead ? <Orders /> : <Failed error={noAccess} />;
}

function Orders() {
  const { t: common } = useTranslation();
  const t = useOrderTexts();
  const { here, view, change, to, go } = useOrdersAddress();
  const { mayWrite, contractor } = useOrderRights();
  const mayManage = useCan("work-order:manage");
  const maySettle = useCan("webhook:manage") || mayManage;
  const narrow = useNarrow();
  const [making, setMaking] = useState(false);
  const { orderId } = here;
  const detail =
    orderId === undefined ? undefined : <OrderDetail key={orderId} id={orderId} back={to(undefined)} />;
  if (narrow && detail !== undefined)
    return (
      <div className="detail-page">
        <h1 className="visually-hidden">{common("page.workOrders")}</h1>
        {detail}
      </div>
    );
  return (
    <div className="orders">
      <header className="page-head">
        <h1>{common("page.workOrders")}</h1>
        <div className="orders-tools">
          <ToggleGroup
            data-size="sm"
            variant="secondary"
            aria-label={t("view.label")}
            value={view ?? "list"}
            onChange={(value) =>
              change({ view: value === "board" || value === "calendar" ? value : undefined, sort: undefined })
            }
          >
            <ToggleGroup.Item value="list">{t("view.list")}</ToggleGroup.Item>
            <ToggleGroup.Item value="board">{t("view.board")}</ToggleGroup.Item>
            <ToggleGroup.Item value="calendar">{t("view.calendar")}</ToggleGroup.Item>
          </ToggleGroup>
          {!contractor && (
            <Link className="ds-link" to={{ page: "plans" }}>
              {t("plans")}
            </Link>
          )}
          {maySettle && (
            <Link className="ds-link" to={{ page: "order-settings", tab: "deadlines" }}>
              {t("settings")}
            </Link>
          )}
          {mayWrite && (
            <Button data-size="sm" onClick={() => setMaking(true)}>
              <PlusIcon aria-hidden />
              {t("new")}
            </Button>
          )}
        </div>
      </header>
      <OrderFilters>
        <OrderExport />
      </OrderFilters>
      <div className="orders-body" data-split={detail !== undefined || undefined}>
        <div className="orders-main">
          {view === "board" ? <OrderBoard /> : view === "calendar" ? <OrderCalendar /> : <List />}
        </div>
        {detail !== undefined && <div className="orders-detail">{detail}</div>}
      </div>
      {making && (
        <NewOrderForm
          onClose={() => setMaking(false)}
          onMade={(id) => {
            setMaking(false);
            go(to(id));
          }}
        />
      )}
    </div>
  );
}

function List() {
  const t = useOrderTexts();
  const { here, list, change } = useOrdersAddress();
  const { mayWrite } = useOrderRights();
  const counts = useQuery(orderQueries.counts(filterOf(here.show, list))).data;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  return (
    <>
      {selected.size > 0 ? (
        <OrderBulk ids={[...selected]} onClear={() => setSelected(new Set())} />
      ) : (
        <p className="order-counts figures" role="status">
          {counts !== undefined && (
            <>
              <strong>{t("counts.total", { count: counts.total })}</strong>
              {counts.overdue > 0 && (
                <button type="button" onClick={() => change({ overdue: "true" })}>
                  {t("counts.overdue", { count: counts.overdue })}
                </button>
              )}
              {counts.unassigned > 0 && (
                <button type="button" onClick={() => change({ unassigned: "true", assignee: undefined })}>
                  {t("counts.unassigned", { count: counts.unassigned })}
                </button>
              )}
            </>
          )}
        </p>
      )}
      <OrderTable
        total={counts?.total}
        selected={mayWrite ? selected : undefined}
        onSelect={(ids, on) =>
          setSelected((held) => {
            const next = new Set(held);
            for (const id of ids) {
              if (on) next.add(id);
              else next.delete(id);
            }
            return next;
          })
        }
      />
    </>
  );
}
