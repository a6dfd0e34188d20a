import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useCan, useSession } from "../app/session.tsx";
import type { Deed } from "../offline/act.ts";
import { ownerOf, withActs } from "../offline/act.ts";
import { useOffline, useOutboxState } from "../offline/offline-context.tsx";
import { readRound } from "./round-data.ts";

/** The round as it was read, from the server or the device. */
export function useRound() {
  const { offline, failed } = useOffline();
  const { name, role } = useSession();
  const readsGroups = useCan("notice:read");
  const readsRegister = useCan("register:read");
  return useQuery({
    queryKey: ["round", ownerOf({ name, role })],
    queryFn: ({ signal }) => readRound(offline, { name, readsGroups, readsRegister }, signal),
    enabled: offline !== undefined || failed,
    refetchInterval: 60_000,
    retry: false,
  });
}

/** The orders of the round as they will be when all that waits has been sent. */
export function useRoundOrders() {
  const round = useRound();
  const { acts } = useOutboxState();
  const orders = useMemo(() => round.data?.orders.map((order) => withActs(order, acts)), [round.data, acts]);
  return { round, orders, acts };
}

/** Keeps deeds in the outbox, one after another. Undefined while nothing can be kept. */
export function useDo(): ((title: string, ...deeds: readonly Deed[]) => Promise<void>) | undefined {
  const { offline } = useOffline();
  return useMemo(
    () =>
      offline &&
      (async (title, ...deeds) => {
        for (const deed of deeds) await offline.outbox.add(deed, title);
      }),
    [offline],
  );
}
