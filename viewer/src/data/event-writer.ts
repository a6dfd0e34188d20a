import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { DomainEvent } from "@kontrollrom/contracts/sockets.ts";
import type { WorkOrder, WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import type { QueryClient } from "@tanstack/react-query";
import {
  type AlarmFilter,
  alarmMatches,
  applyItem,
  newerOrder,
  type OrderFilter,
  orderMatches,
  type Page,
} from "./event-cache.ts";
import { writeOrderPages } from "./order-pages.ts";

/** Writes an alarm into every cached list that it belongs to, and into its own page. */
export function writeAlarm(client: QueryClient, alarm: Alarm) {
  for (const [key, page] of client.getQueriesData<Page<Alarm>>({ queryKey: ["alarms"] })) {
    if (page === undefined) continue;
    client.setQueryData(key, applyItem(page, alarm, alarmMatches(alarm, key[1] as AlarmFilter)));
  }
  client.setQueryData(["alarm", alarm.id], alarm);
  void client.invalidateQueries({ queryKey: ["alarm-history", alarm.id] });
}

/** Writes a work order likewise. Its comments and history are read again, since an event does not carry them. */
export function writeOrder(client: QueryClient, order: WorkOrder) {
  for (const [key, page] of client.getQueriesData<Page<WorkOrder>>({ queryKey: ["work-orders"] })) {
    if (page === undefined) continue;
    const held = page.items.find((item) => item.id === order.id);
    const newest = newerOrder(held, order);
    client.setQueryData(key, applyItem(page, newest, orderMatches(newest, key[1] as OrderFilter)));
  }
  writeOrderPages(client, order);
  const detail = client.getQueryData<WorkOrderDetail>(["work-order", order.id]);
  if (detail !== undefined) client.setQueryData(["work-order", order.id], newerOrder(detail, order));
  void client.invalidateQueries({ queryKey: ["work-order", order.id] });
}

/**
 * Takes events from the live stream into the cache. A list that is being read may answer with what stood before an event: it is
 * read once more.
 */
export function writeEvents(client: QueryClient, events: readonly DomainEvent[]) {
  for (const event of events) {
    if (event.kind === "alarm") writeAlarm(client, event.alarm);
    else if (event.kind === "work-order") writeOrder(client, event.workOrder);
    else client.setQueryData(["alarm-flood"], event.flood);
  }
  for (const kind of ["alarms", "work-orders"]) {
    if (client.isFetching({ queryKey: [kind] }) > 0) void client.invalidateQueries({ queryKey: [kind] });
  }
}
