import {
  type AnchorHTMLAttributes,
  createContext,
  type ReactNode,
  useContext,
  useMemo,
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
}

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
  const navigation = useMemo<Navigation>(
    () => ({
      address: parseAddress(text),
      go(address, how) {
        const next = formatAddress(address);
        if (next === window.location.pathname + window.location.search) return;
        window.history[how?.replace ? "replaceState" : "pushState"](null, "", next);
        window.dispatchEvent(new Event(changed));
      },
    }),
    [text],
  );
  return <NavigationContext value={navigation}>{children}</NavigationContext>;
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
    change: (part: Partial<ControlRoomAddress>, how?: { replace?: boolean }) =>
      go({ ...(here ?? controlRoom(part)), ...part }, how),
  };
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
