import type { Address } from "../app/address.ts";
import { useNavigation } from "../app/navigation.tsx";
import type { OrderListAddress } from "../app/order-address.ts";

type OrdersAddress = Extract<Address, { page: "work-orders" }>;

/** The page's part of the address, and how to change some of it. */
export function useOrdersAddress() {
  const { address, go } = useNavigation();
  const here: OrdersAddress =
    address.page === "work-orders" ? address : { page: "work-orders", show: "open" };
  const list = here.list ?? {};
  return {
    here,
    list,
    view: list.view,
    /** Absent values leave the address. */
    change(part: Partial<OrderListAddress>, how?: { replace?: boolean }) {
      const next = Object.fromEntries(
        Object.entries({ ...list, ...part }).filter(([, value]) => value !== undefined && value !== ""),
      ) as OrderListAddress;
      go({ ...here, list: next }, how);
    },
    setShow: (show: OrdersAddress["show"]) => go({ ...here, show }, { replace: true }),
    to: (orderId: string | undefined): OrdersAddress => ({ ...here, orderId }),
    go,
  };
}
