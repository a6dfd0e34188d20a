import type { WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { ArrowLeftIcon } from "@navikt/aksel-icons";
import { Link } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { useTranslation } from "../i18n/text.ts";
import { FragmentPicture } from "../integrations/plan-fragment.tsx";
import "../integrations/drawings.css";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { Answer, Empty } from "../ui/states.tsx";
import { OrderChecklist } from "./order-checklist.tsx";
import { OrderHours, OrderWords } from "./order-notes.tsx";
import { OrderPhotos } from "./order-photos.tsx";
import { OrderSteps } from "./order-steps.tsx";
import { Readings } from "./readings.tsx";
import type { RoundRoom } from "./round-data.ts";
import { useRoundTexts } from "./texts.ts";
import { useRoundOrders } from "./use-round.ts";

/** One order on the phone: photo first, then what, where, how it stands there, and what was done. */
export function RoundOrder({ id }: { id: string }) {
  const t = useRoundTexts();
  const { round, orders } = useRoundOrders();
  return (
    <article className="round-order">
      <Link className="ds-link round-back" to={{ page: "round" }}>
        <ArrowLeftIcon aria-hidden fontSize="1.25rem" /> {t("backToRound")}
      </Link>
      <Answer of={round} rows={5}>
        {(data) => {
          const order = orders?.find((one) => one.id === id);
          if (order === undefined)
            return (
              <Empty
                level={2}
                title={t("order.missing")}
                action={
                  <Link className="ds-link" to={{ page: "work-orders", orderId: id, show: "all" }}>
                    {t("order.full")}
                  </Link>
                }
              >
                {t("order.missingText")}
              </Empty>
            );
          return <Order order={order} room={data.rooms.get(order.spaceId ?? "")} readAt={data.readAt} />;
        }}
      </Answer>
    </article>
  );
}

function Order({
  order,
  room,
  readAt,
}: {
  order: WorkOrderDetail;
  room: RoundRoom | undefined;
  readAt: number;
}) {
  const t = useRoundTexts();
  const { t: say } = useTranslation();
  const mayWrite = useCan("work-order:write");
  const place = [order.spaceLabel, room?.fragment?.storeyName, order.buildingName].filter(Boolean).join(", ");
  return (
    <>
      <header className="round-order-head">
        <PriorityMark priority={order.priority} state="acknowledged" size={32} />
        <div>
          <h1>{order.title}</h1>
          <p className="quiet figures">
            {order.number} · {say(`order.type.${order.type}`)} · {say(`order.status.${order.status}`)}
          </p>
        </div>
      </header>
      <OrderPhotos order={order} mayWrite={mayWrite} />
      <section className="detail-card">
        <h2>{t("order.where")}</h2>
        <p>{place === "" ? t("elsewhere") : place}</p>
        {room?.fragment !== undefined && order.spaceId !== undefined && (
          <FragmentPicture
            fragment={room.fragment}
            marked={[order.spaceId]}
            label={t("order.planOf", { room: order.spaceLabel ?? "" })}
          />
        )}
      </section>
      {order.description !== "" && (
        <section className="detail-card">
          <h2>{t(order.type === "alarm" ? "order.advice" : "order.what")}</h2>
          <p className="order-description">{order.description}</p>
        </section>
      )}
      {room !== undefined && room.points.length > 0 && <Readings points={room.points} readAt={readAt} />}
      {order.checklist.length > 0 && <OrderChecklist order={order} mayWrite={mayWrite} />}
      <OrderWords order={order} mayWrite={mayWrite} />
      <OrderHours order={order} mayWrite={mayWrite} />
      <p>
        <Link className="ds-link" to={{ page: "work-orders", orderId: order.id, show: "all" }}>
          {t("order.full")}
        </Link>
      </p>
      {mayWrite && <OrderSteps order={order} />}
    </>
  );
}
