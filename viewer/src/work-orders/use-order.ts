import type { CheckItem, CheckItemPatch, WorkOrder } from "@kontrollrom/contracts/work-order.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { toLocal } from "../room/local-moment.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";
import type { StatusMove } from "./status-actions.tsx";
import { useChangeOrder } from "./use-change-order.ts";

/** What the visitor may do with orders. Who has no `work-order:write` but orders of their own is a contractor. */
export function useOrderRights() {
  const mayRead = useCan("work-order:read");
  const write = useCan("work-order:write");
  const manage = useCan("work-order:manage");
  const assigned = useCan("work-order:assigned");
  return {
    mayRead: mayRead || assigned,
    /** Everything of an order. */
    mayWrite: write,
    /** Checklist, hours, photos, comments: also of a contractor's own orders. */
    mayWork: write || (assigned && !mayRead),
    mayManage: manage,
    contractor: assigned && !mayRead,
  };
}

/** Moves an order by one step, and writes what was said with it: as a comment, or as hours. */
export function useMoveOrder(order: WorkOrder) {
  const client = useQueryClient();
  const { t } = useTranslation();
  const notice = useNotice();
  const change = useChangeOrder(order);
  const params = { id: order.id };
  const beside = useMutation({
    mutationFn: async ({ comment, hours }: StatusMove) => {
      if (comment !== undefined)
        await call("POST /work-orders/{id}/comments", { params, body: { text: comment } });
      if (hours !== undefined)
        await call("POST /work-orders/{id}/hours", {
          params,
          body: { day: toLocal(Date.now()).slice(0, 10), hours, note: "" },
        });
    },
    onError: (error) => notice(explain(error, t), "problem"),
    onSettled: () => client.invalidateQueries({ queryKey: ["work-order", order.id] }),
  });
  return {
    busy: change.isPending || beside.isPending,
    /** Goes on though the part that asked for it leaves the screen, as a card does that is moved. */
    move(move: StatusMove) {
      const { status, action, cause } = move;
      change
        .mutateAsync({
          status,
          ...(action !== undefined && { action }),
          ...(cause !== undefined && { cause }),
        })
        .then(() => {
          void client.invalidateQueries({ queryKey: ["order-counts"] });
          return move.comment === undefined && move.hours === undefined
            ? undefined
            : beside.mutateAsync(move);
        })
        // Told already, by the change itself or by what was written beside it.
        .catch(() => {});
    },
  };
}

/** Something beside the order's own fields is written, and the order read again. What shares a queue is sent one after another. */
export function useBeside<V, A>(
  orderId: string,
  send: (value: V) => Promise<A>,
  onDone?: () => void,
  queue?: string,
) {
  const client = useQueryClient();
  const { t } = useTranslation();
  const notice = useNotice();
  return useMutation({
    mutationFn: send,
    ...(queue !== undefined && { scope: { id: queue } }),
    onSuccess: () => {
      onDone?.();
      return client.invalidateQueries({ queryKey: ["work-order", orderId] });
    },
    onError: (error) => {
      notice(explain(error, t), "problem");
      void client.invalidateQueries({ queryKey: ["work-order", orderId] });
    },
  });
}

/** Sends changes of an order's points, and gives the revision that each made. One's own last change is no conflict with the next. */
export function useCheck(orderId: string) {
  const own = useRef(new Map<string, number>());
  const { mutateAsync } = useBeside(
    orderId,
    async ({ item, patch }: { item: CheckItem; patch: CheckItemPatch }) => {
      const { revision } = await call("PATCH /work-orders/{id}/checklist/{entryId}", {
        params: { id: orderId, entryId: item.id },
        body: { ...patch, revision: Math.max(item.revision, own.current.get(item.id) ?? 0) },
      });
      own.current.set(item.id, revision);
      return revision;
    },
    undefined,
    `checklist ${orderId}`,
  );
  return (item: CheckItem, patch: CheckItemPatch) => mutateAsync({ item, patch });
}
