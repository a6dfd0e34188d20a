import { Button } from "@digdir/designsystemet-react";
import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";
import { useState } from "react";
import { controlRoom } from "../app/address.ts";
import { Link } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { isOpen } from "../data/event-cache.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNow } from "../ui/now.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { OrderStatus } from "./order-status.tsx";
import "./order-list.css";

const shownAtFirst = 100;

/** Work orders as rows: what, where, how urgent, and its status to change where it stands. */
export function OrderList({
  orders,
  label,
  currentId,
  show,
}: {
  orders: readonly WorkOrder[];
  label: string;
  currentId?: string | undefined;
  show: "open" | "all";
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(60_000);
  const [shown, setShown] = useState(shownAtFirst);
  return (
    <>
      <ul className="order-list" aria-label={label}>
        {orders.slice(0, shown).map((order) => {
          const place = [order.spaceLabel, order.buildingName].filter(Boolean).join(", ");
          const overdue = order.dueAt !== undefined && isOpen(order) && Date.parse(order.dueAt) < now;
          return (
            <li key={order.id} className="order-row" data-current={order.id === currentId || undefined}>
              <PriorityMark priority={order.priority} state="acknowledged" size={20} />
              <div className="order-text">
                <Link
                  className="order-title"
                  to={{ page: "work-orders", orderId: order.id, show }}
                  aria-current={order.id === currentId || undefined}
                >
                  {order.title}
                </Link>
                <p className="order-meta figures">
                  {order.number}
                  {place !== "" && order.spaceId !== undefined ? (
                    <>
                      {" · "}
                      <Link
                        className="order-place"
                        to={controlRoom({
                          buildingId: order.buildingId,
                          storeyId: order.storeyId,
                          spaceId: order.spaceId,
                        })}
                      >
                        {place}
                      </Link>
                    </>
                  ) : (
                    place !== "" && ` · ${place}`
                  )}
                  {" · "}
                  {formats.moment(order.createdAt, now)}
                  {order.dueAt !== undefined && ` · ${t("order.due", { date: formats.date(order.dueAt) })}`}
                  {overdue && <strong className="order-overdue"> {t("order.overdue")}</strong>}
                </p>
              </div>
              <OrderStatus order={order} />
            </li>
          );
        })}
      </ul>
      {orders.length > shown && (
        <Button variant="tertiary" data-size="sm" onClick={() => setShown(shown + shownAtFirst)}>
          {t("state.more")}
        </Button>
      )}
    </>
  );
}
