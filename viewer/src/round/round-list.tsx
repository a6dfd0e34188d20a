import { ToggleGroup } from "@digdir/designsystemet-react";
import type { WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { useState } from "react";
import { Link } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";
import { useOutboxState } from "../offline/offline-context.tsx";
import { useNow } from "../ui/now.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { Answer, Empty } from "../ui/states.tsx";
import { isMine } from "./round-data.ts";
import { useRoundTexts } from "./texts.ts";
import { useRoundOrders } from "./use-round.ts";
import { walk } from "./walk.ts";

const ended = ["done", "approved", "closed", "rejected", "cancelled"];

/** Today's orders in the order one walks. */
export function RoundList() {
  const t = useRoundTexts();
  const { round, orders } = useRoundOrders();
  const [whose, setWhose] = useState<"mine" | "free">("mine");
  const now = useNow(60_000);
  return (
    <>
      <header className="round-head">
        <h1>{t("title")}</h1>
        <ToggleGroup
          data-size="sm"
          variant="secondary"
          aria-label={t("whose")}
          value={whose}
          onChange={(value) => setWhose(value === "free" ? "free" : "mine")}
        >
          <ToggleGroup.Item value="mine">{t("mine")}</ToggleGroup.Item>
          <ToggleGroup.Item value="free">{t("free")}</ToggleGroup.Item>
        </ToggleGroup>
      </header>
      <Answer of={round} rows={5}>
        {(data) => {
          const shown = (orders ?? []).filter(
            (order) =>
              !ended.includes(order.status) &&
              (whose === "mine" ? isMine(order, data.names) : order.assignee === undefined),
          );
          if (shown.length === 0)
            return (
              <Empty level={2} title={t(whose === "mine" ? "noneMine" : "noneFree")}>
                {t(whose === "mine" ? "noneMineText" : "noneFreeText")}
              </Empty>
            );
          const endOfDay = new Date(now).setHours(24, 0, 0, 0);
          return walk(shown, data.elevations, now, endOfDay).map(({ kind, stops, count }) => (
            <section className="round-section" key={kind} data-kind={kind}>
              <h2>
                {t(kind)} <span className="quiet figures">{t("count", { count })}</span>
              </h2>
              {stops.map(({ buildingName, orders: its }) => (
                <div key={buildingName ?? ""} className="round-stop">
                  <h3>{buildingName ?? t("elsewhere")}</h3>
                  <ul>
                    {its.map((order) => (
                      <OrderRow key={order.id} order={order} now={now} />
                    ))}
                  </ul>
                </div>
              ))}
            </section>
          ));
        }}
      </Answer>
    </>
  );
}

export function OrderRow({ order, now }: { order: WorkOrderDetail; now: number }) {
  const t = useRoundTexts();
  const { t: say } = useTranslation();
  const formats = useFormats();
  const { acts } = useOutboxState();
  const due = order.dueAt === undefined ? undefined : Date.parse(order.dueAt);
  const late = due !== undefined && due < now;
  const waiting = acts.filter(({ deed }) => deed.orderId === order.id).length;
  return (
    <li>
      <Link className="round-row" to={{ page: "round", at: { part: "order", orderId: order.id } }}>
        <PriorityMark priority={order.priority} state="acknowledged" size={28} />
        <span className="round-row-text">
          <span className="round-row-title">{order.title}</span>
          <span className="quiet">{order.spaceLabel ?? order.number}</span>
          <span className="round-row-facts figures">
            <span>{say(`order.status.${order.status}`)}</span>
            {due !== undefined && (
              <span data-late={late || undefined}>
                {late
                  ? t("late", { age: formats.duration(now - due) })
                  : t("due", { when: formats.moment(due, now) })}
              </span>
            )}
          </span>
          {waiting > 0 && <span className="round-waits">{t("order.waitsFor", { count: waiting })}</span>}
        </span>
      </Link>
    </li>
  );
}
