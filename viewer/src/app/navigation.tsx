import {
  type AnchorHTMLAttributes,
  createContext,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import {
  type Address,
  type ControlRoomAddress,
  controlRoom,
  formatAddress,
  parseAddress,
} from "./address.ts";

interface Navigation {
  readonly address: Address;
  /** Shows another address; `replace` leaves no step for the back button. */
  readonly go: (address: Address, how?: { replace?: boolean }) => void;
  /** Who is asked before the page is left; nobody without one. */
  readonly guard: RefObject<Guard | undefined>;
}
type Guard = (leave: () => void) => void;

const NavigationContext = createContext<Navigation | undefined>(undefined);
const changed = "kontrollrom:address";

function subscribe(listener: () => void) {
  window.addEventListener("popstate", listener);
  window.addEventListener(changed, listener);
  return () => {
    window.removeEventListener("popstate", listener);
    window.removeEventListener(changed, listener);
  };
}

export function NavigationProvider({ children }: { children: ReactNode }) {
  const text = useSyncExternalStore(subscribe, () => window.location.pathname + window.location.search);
  const guard = useRef<Guard>(undefined);
  const navigation = useMemo<Navigation>(
    () => ({
      address: parseAddress(text),
      guard,
      go(address, how) {
        const next = formatAddress(address);
        if (next === window.location.pathname + window.location.search) return;
        const leave = () => show(next, how?.replace);
        if (guard.current === undefined) leave();
        else guard.current(leave);
      },
    }),
    [text],
  );
  useEffect(() => {
    // The browser has gone back already when it tells: stand where we stood until it is decided.
    const onBack = (event: PopStateEvent) => {
      const ask = guard.current;
      const next = window.location.pathname + window.location.search;
      if (ask === undefined || next === text) return;
      event.stopImmediatePropagation();
      window.history.pushState(null, "", text);
      ask(() => show(next));
    };
    window.addEventListener("popstate", onBack, { capture: true });
    return () => window.removeEventListener("popstate", onBack, { capture: true });
  }, [text]);
  return <NavigationContext value={navigation}>{children}</NavigationContext>;
}

function show(next: string, replace = false): void {
  window.history[replace ? "replaceState" : "pushState"](null, "", next);
  window.dispatchEvent(new Event(changed));
}

/** Asks before a page with unsaved work is left, by a link, the back button or closing the window. */
export function useLeaveGuard(active: boolean) {
  const { guard } = useNavigation();
  const [waiting, setWaiting] = useState<{ leave: () => void; why: "leave" | "discard" }>();
  useEffect(() => {
    if (!active) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    guard.current = (leave) => setWaiting({ leave, why: "leave" });
    window.addEventListener("beforeunload", onUnload);
    return () => {
      guard.current = undefined;
      window.removeEventListener("beforeunload", onUnload);
    };
  }, [active, guard]);
  return {
    asked: waiting?.why,
    ask: (leave: () => void, why: "leave" | "discard") => setWaiting({ leave, why }),
    stay: () => setWaiting(undefined),
    leave: () => {
      guard.current = undefined;
      setWaiting(undefined);
      waiting?.leave();
    },
  };
}

export function useNavigation(): Navigation {
  const navigation = useContext(NavigationContext);
  if (navigation === undefined) throw new Error("useNavigation outside NavigationProvider");
  return navigation;
}

/** The control room's part of the address, and how to change some of it; from another page the change leads there. */
export function useControlRoom() {
  const { address, go } = useNavigation();
  const here = address.page === "control-room" ? address : undefined;
  return {
    here: here ?? controlRoom(),
    change: (part: Partial<ControlRoomAddress>, how?: { replace?: boolean }) => {
      const before = here ?? controlRoom(part);
      go({ ...before, ...elsewhere(before, part), ...part }, how);
    },
  };
}

/** Where one stands in one building says nothing about another. */
function elsewhere(before: ControlRoomAddress, part: Partial<ControlRoomAddress>) {
  const leaves =
    "buildingId" in part && before.buildingId !== undefined && part.buildingId !== before.buildingId;
  return leaves ? { place: undefined, section: undefined, hiddenModels: undefined, spread: undefined } : {};
}

/** A link inside the application: a real address, followed without loading the page. */
export function Link({ to, children, ...rest }: { to: Address } & AnchorHTMLAttributes<HTMLAnchorElement>) {
  const { go } = useNavigation();
  return (
    <a
      {...rest}
      href={formatAddress(to)}
      onClick={(event) => {
        rest.onClick?.(event);
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
