import type { WorkOrder, WorkOrderPatch } from "@kontrollrom/contracts/work-order.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";
import { writeOrder } from "../data/event-writer.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";

/** Changes an order, on the condition that it is still as the visitor saw it. */
export function useChangeOrder(order: WorkOrder) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  return useMutation({
    mutationFn: (patch: WorkOrderPatch) =>
      call("PATCH /work-orders/{id}", {
        params: { id: order.id },
        body: { ...patch, revision: order.revision },
      }),
    onSuccess: (answer, patch) => {
      writeOrder(client, answer);
      if (patch.status !== undefined) {
        notice(
          t("order.saved", {
            number: answer.number,
            status: t(`order.status.${answer.status}`).toLowerCase(),
          }),
        );
      }
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.status === 409) {
        void client.invalidateQueries({ queryKey: ["work-orders"] });
        void client.invalidateQueries({ queryKey: ["work-order", order.id] });
        notice(t("order.changedByOther"), "problem");
      } else {
        const detail = error instanceof ApiProblem && error.status > 0 ? error.detail : explain(error, t);
        notice(t("order.failed", { detail }), "problem");
      }
    },
  });
}
