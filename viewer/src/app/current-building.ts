import type { Building } from "@kontrollrom/contracts/building.ts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../data/queries.ts";
import { useControlRoom } from "./navigation.tsx";
import { recall } from "./preferences.tsx";

export const lastBuilding = "kontrollrom.building";

/** The building that the address names, else the one seen last, else the one with the most rooms. */
export function useCurrentBuilding(): Building | undefined {
  const { here } = useControlRoom();
  const buildings = useQuery(queries.buildings()).data;
  return (
    buildings?.find((building) => building.id === here.buildingId) ??
    buildings?.find((building) => building.id === recall(lastBuilding)) ??
    buildings?.toSorted((a, b) => b.spaces - a.spaces)[0]
  );
}
