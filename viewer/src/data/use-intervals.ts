import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useCan } from "../app/session.tsx";
import { queries } from "./queries.ts";

const none: ReadonlyMap<number, number | undefined> = new Map();

/** How often each point of a building is expected to report, s: what its age is judged against. */
export function useIntervals(buildingId: string | undefined): ReadonlyMap<number, number | undefined> {
  const allowed = useCan("register:read");
  const devices = useQuery({
    ...queries.devices(buildingId === undefined ? {} : { buildingId }),
    enabled: allowed && buildingId !== undefined,
  }).data;
  return useMemo(
    () =>
      devices === undefined
        ? none
        : new Map(
            devices.flatMap(({ pointIds, expectedIntervalS }) =>
              pointIds.map((id) => [id, expectedIntervalS] as const),
            ),
          ),
    [devices],
  );
}
