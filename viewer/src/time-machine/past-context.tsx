import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";
import { createContext, useContext } from "react";

/** The moment that is shown inside a time machine, and what stood then. */
export interface Past {
  readonly at: number;
  /** The moment that it is compared with. */
  readonly against: number | undefined;
  readonly buildingId: string;
  readonly alarms: readonly Alarm[];
  readonly orders: readonly WorkOrder[];
}

export const PastContext = createContext<Past | undefined>(undefined);

/** undefined where it is now. */
export const usePast = (): Past | undefined => useContext(PastContext);

/** Those that stood at the moment that is shown; the given ones, which stand now, where that is now. */
export const useAlarmsThen = (now: readonly Alarm[]): readonly Alarm[] => usePast()?.alarms ?? now;
