import { Select, Tag } from "@digdir/designsystemet-react";
import type { WorkOrder, WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import { useCan } from "../app/session.tsx";
import { useTranslation } from "../i18n/text.ts";
import { useChangeOrder } from "./use-change-order.ts";

/** The status of an order: a choice among those that may follow, or a word where nothing may. */
export function OrderStatus({ order }: { order: WorkOrder }) {
  const { t } = useTranslation();
  const change = useChangeOrder(order);
  const canWrite = useCan("work-order:write");
  if (!canWrite || order.nextStatuses.length === 0) {
    return (
      <Tag data-color="neutral" data-size="sm">
        {t(`order.status.${order.status}`)}
      </Tag>
    );
  }
  return (
    <Select
      className="order-status"
      data-size="sm"
      width="auto"
      aria-label={t("order.setStatus", { number: order.number })}
      value={order.status}
      disabled={change.isPending}
      onChange={(event) => change.mutate({ status: event.target.value as WorkOrderStatus })}
    >
      {[order.status, ...order.nextStatuses].map((status) => (
        <Select.Option key={status} value={status}>
          {t(`order.status.${status}`)}
        </Select.Option>
      ))}
    </Select>
  );
}
