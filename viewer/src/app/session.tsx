import type { Permission, SessionInfo } from "@kontrollrom/contracts/identity.ts";
import { createContext, useContext } from "react";

const SessionContext = createContext<SessionInfo | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

export function useSession(): SessionInfo {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("useSession outside SessionProvider");
  return session;
}

/** Whether the visitor may do something; the server has the last word. */
export const useCan = (permission: Permission): boolean => useSession().permissions.includes(permission);
