import type { Building } from "@kontrollrom/contracts/building.ts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../data/queries.ts";
import { useControlRoom } from "./navigation.tsx";

/** The building that the address names, or the first one that has rooms. */
export function useCurrentBuilding(): Building | undefined {
  const { here } = useControlRoom();
  const buildings = useQuery(queries.buildings()).data;
  return (
    buildings?.find((building) => building.id === here.buildingId) ??
    buildings?.find((building) => building.spaces > 0) ??
    buildings?.[0]
  );
}
