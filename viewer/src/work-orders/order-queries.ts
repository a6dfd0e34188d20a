import type { RouteCall } from "@kontrollrom/contracts/routes.ts";
import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { OrderListAddress } from "../app/order-address.ts";
import { call } from "../data/call.ts";

export type OrderFilter = Partial<RouteCall<"GET /work-orders">["query"]>;
const minute = 60_000;

/** What the server is asked for an address of the page. */
export function filterOf(show: "open" | "all", list: OrderListAddress = {}): OrderFilter {
  const { sort, view: _view, day: _day, span: _span, status, ...rest } = list;
  return {
    ...(rest as OrderFilter),
    ...(status !== undefined ? { status } : show === "open" ? { status: "open" } : {}),
    ...(sort !== undefined && { sort }),
  };
}

export const orderQueries = {
  pages: (filter: OrderFilter, limit = 100) =>
    infiniteQueryOptions({
      queryKey: ["order-pages", filter, limit],
      queryFn: ({ signal, pageParam }) =>
        call("GET /work-orders", { query: { ...filter, limit: String(limit), cursor: pageParam }, signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
      // A list that one has read far into is not read again on its own: what changes in it comes by the live stream.
      refetchInterval: (query) => ((query.state.data?.pages.length ?? 1) > 2 ? false : minute / 4),
    }),
  counts: (filter: OrderFilter) => {
    const { sort: _sort, limit: _limit, cursor: _cursor, ...counted } = filter;
    return queryOptions({
      queryKey: ["order-counts", counted],
      queryFn: ({ signal }) => call("GET /work-order-counts", { query: counted, signal }),
      placeholderData: keepPreviousData,
      refetchInterval: minute / 4,
    });
  },
  names: () =>
    queryOptions({
      queryKey: ["order-names"],
      queryFn: ({ signal }) => call("GET /work-order-names", { signal }),
      staleTime: minute,
    }),
  templates: () =>
    queryOptions({
      queryKey: ["checklist-templates"],
      queryFn: ({ signal }) => call("GET /checklist-templates", { signal }),
      staleTime: minute,
    }),
  settings: () =>
    queryOptions({
      queryKey: ["work-order-settings"],
      queryFn: ({ signal }) => call("GET /work-order-settings", { signal }),
      staleTime: minute,
    }),
  plans: () =>
    queryOptions({
      queryKey: ["plans"],
      queryFn: ({ signal }) => call("GET /maintenance-plans", { query: { limit: "1000" }, signal }),
    }),
  rounds: (planId: string) =>
    queryOptions({
      queryKey: ["plans", planId, "rounds"],
      queryFn: ({ signal }) => call("GET /maintenance-plans/{id}/rounds", { params: { id: planId }, signal }),
    }),
} as const;

export const isLate = (order: WorkOrder, now: number): boolean =>
  order.dueAt !== undefined && Date.parse(order.dueAt) < now && !overStatuses.has(order.status);
/** Nobody is late with what is done. */
const overStatuses = new Set<WorkOrder["status"]>(["done", "approved", "closed", "rejected", "cancelled"]);

export const placeOf = (order: WorkOrder): string =>
  [order.spaceLabel, order.buildingName].filter(Boolean).join(", ");
