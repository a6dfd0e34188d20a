import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { newerOrder, type OrderFilter, orderMatches, type Page } from "./event-cache.ts";

/** Brings the long lists of orders (`order-pages`) up to date with one that changed; a list it is new to is read again. */
export function writeOrderPages(client: QueryClient, order: WorkOrder) {
  const lists = client.getQueriesData<InfiniteData<Page<WorkOrder>>>({ queryKey: ["order-pages"] });
  for (const [key, data] of lists) {
    if (data === undefined) continue;
    const next = replaced(data, order, orderMatches(order, key[1] as OrderFilter));
    if (next !== undefined) client.setQueryData(key, next);
    else if (orderMatches(order, key[1] as OrderFilter) && data.pages.length < 3)
      void client.invalidateQueries({ queryKey: key, exact: true }, { cancelRefetch: false });
  }
  if (client.isFetching({ queryKey: ["order-counts"] }) === 0)
    void client.invalidateQueries({ queryKey: ["order-counts"] });
}

/** The list with the order in its place, or without it where it no longer belongs; undefined where it never had it. */
export function replaced(
  data: InfiniteData<Page<WorkOrder>>,
  order: WorkOrder,
  belongs: boolean,
): InfiniteData<Page<WorkOrder>> | undefined {
  const at = data.pages.findIndex((page) => page.items.some(({ id }) => id === order.id));
  const page = data.pages[at];
  if (page === undefined) return undefined;
  const items = belongs
    ? page.items.map((item) => (item.id === order.id ? newerOrder(item, order) : item))
    : page.items.filter(({ id }) => id !== order.id);
  return { ...data, pages: data.pages.with(at, { ...page, items }) };
}
