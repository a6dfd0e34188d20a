import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useCan, useSession } from "../app/session.tsx";
import type { Act, Deed } from "../offline/act.ts";
import { missingFrom, ownerOf, withActs } from "../offline/act.ts";
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
  const { offline } = useOffline();
  const missing = useMissingActs();
  const orders = useMemo(
    () => round.data?.orders.map((order) => withActs(order, missing)),
    [round.data, missing],
  );
  const beganAt = round.data?.beganAt;
  useEffect(() => {
    if (beganAt !== undefined) void offline?.outbox.shown(beganAt).catch(() => undefined);
  }, [offline, beganAt]);
  return { round, orders };
}

/** What was done and the round as it was read does not show: what waits, and what was sent since. */
export function useMissingActs(): readonly Act[] {
  const beganAt = useRound().data?.beganAt ?? 0;
  const { acts, sent } = useOutboxState();
  return useMemo(() => missingFrom([...sent, ...acts], beganAt), [sent, acts, beganAt]);
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
