import type { SessionInfo } from "@kontrollrom/contracts/identity.ts";
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { OutboxState } from "./outbox.ts";
import type { Offline } from "./start-offline.ts";

interface OfflineState {
  /** Absent until the device's storage is open. */
  readonly offline: Offline | undefined;
  /** The browser allows no storage: acts cannot be kept. */
  readonly failed: boolean;
  /** False while the session is the last one known, since the server does not answer. */
  readonly confirmed: boolean;
}
const OfflineContext = createContext<OfflineState>({ offline: undefined, failed: false, confirmed: true });

/** Keeps what the user has on this device open while somebody is signed in. */
export function OfflineProvider({
  session,
  confirmed,
  children,
}: {
  session: SessionInfo;
  confirmed: boolean;
  children: ReactNode;
}) {
  const client = useQueryClient();
  const [offline, setOffline] = useState<Offline>();
  const [failed, setFailed] = useState(false);
  const { name, role } = session;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same user is the same store, whatever else the session says
  useEffect(() => {
    let stopped = false;
    let opened: Offline | undefined;
    const onSent = () => {
      for (const key of ["round", "work-orders", "work-order"])
        void client.invalidateQueries({ queryKey: [key] });
    };
    import("./start-offline.ts")
      .then(({ startOffline }) => startOffline(session, { confirmed, onSent }))
      .then((started) => {
        if (stopped) return started.stop();
        opened = started;
        setOffline(started);
      })
      .catch(() => setFailed(true));
    return () => {
      stopped = true;
      opened?.stop();
      setOffline(undefined);
    };
  }, [client, name, role, confirmed]);
  return <OfflineContext value={{ offline, failed, confirmed }}>{children}</OfflineContext>;
}

export const useOffline = (): OfflineState => useContext(OfflineContext);

const nothing: OutboxState = { acts: [], sent: [], sending: false, last: undefined, ofOthers: 0 };
const never = () => () => {};

/** What waits to be sent. */
export function useOutboxState(): OutboxState {
  const { offline } = useOffline();
  return useSyncExternalStore(
    offline?.outbox.subscribe ?? never,
    offline?.outbox.getState ?? (() => nothing),
  );
}
