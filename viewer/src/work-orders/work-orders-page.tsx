import { ToggleGroup } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigation } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { ListDetail } from "../ui/list-detail.tsx";
import { Answer, Empty, Failed } from "../ui/states.tsx";
import { OrderDetail } from "./order-detail.tsx";
import { OrderList } from "./order-list.tsx";

const noAccess = new ApiProblem(403, "forbidden", "");

export function WorkOrdersPage() {
  const { t } = useTranslation();
  const { address, go } = useNavigation();
  const allowed = useCan("work-order:read");
  const { show, orderId } =
    address.page === "work-orders" ? address : { show: "open" as const, orderId: undefined };
  const orders = useQuery({ ...queries.orders(show === "open" ? { status: "open" } : {}), enabled: allowed });
  if (!allowed) return <Failed error={noAccess} />;
  return (
    <ListDetail
      title={t("page.workOrders")}
      open={orderId !== undefined}
      tools={
        <ToggleGroup
          data-size="sm"
          variant="secondary"
          aria-label={t("order.filter.label")}
          value={show}
          onChange={(value) =>
            go({ page: "work-orders", orderId, show: value === "all" ? "all" : "open" }, { replace: true })
          }
        >
          <ToggleGroup.Item value="open">{t("order.filter.open")}</ToggleGroup.Item>
          <ToggleGroup.Item value="all">{t("order.filter.all")}</ToggleGroup.Item>
        </ToggleGroup>
      }
      list={
        <Answer of={orders} rows={6}>
          {(data) =>
            data.items.length === 0 ? (
              <Empty title={t("order.empty.title")}>{t("order.empty.text")}</Empty>
            ) : (
              <OrderList orders={data.items} label={t("order.list")} currentId={orderId} show={show} />
            )
          }
        </Answer>
      }
      detail={
        orderId === undefined ? (
          <p className="detail-none">{t("order.detail.none")}</p>
        ) : (
          <OrderDetail key={orderId} id={orderId} show={show} />
        )
      }
    />
  );
}
