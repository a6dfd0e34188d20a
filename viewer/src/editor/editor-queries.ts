import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { call } from "../data/call.ts";

/** How often it is looked whether somebody else has saved, ms. */
const lookAgainMs = 20_000;

export const editorQueries = {
  drawing: (storeyId: string) =>
    queryOptions({
      queryKey: ["drawing", storeyId],
      queryFn: ({ signal }) => call("GET /storeys/{id}/drawing", { params: { id: storeyId }, signal }),
      refetchInterval: lookAgainMs,
    }),
  history: (storeyId: string) =>
    queryOptions({
      queryKey: ["drawing-history", storeyId],
      queryFn: ({ signal }) =>
        call("GET /storeys/{id}/drawing/history", {
          params: { id: storeyId },
          query: { limit: "50" },
          signal,
        }),
    }),
  storeyAreas: (storeyId: string) =>
    queryOptions({
      queryKey: ["storey-areas", storeyId],
      queryFn: ({ signal }) => call("GET /storeys/{id}/areas", { params: { id: storeyId }, signal }),
    }),
  roomFunctions: () =>
    queryOptions({
      queryKey: ["room-functions"],
      queryFn: ({ signal }) => call("GET /room-functions", { signal }),
      staleTime: Infinity,
    }),
  layers: (buildingId: string) =>
    queryOptions({
      queryKey: ["area-layers", buildingId],
      queryFn: async ({ signal }) =>
        (await call("GET /buildings/{id}/area-layers", { params: { id: buildingId }, signal })).items,
      staleTime: 60_000,
    }),
  layer: (id: string) =>
    queryOptions({
      queryKey: ["area-layer", id],
      queryFn: ({ signal }) => call("GET /area-layers/{id}", { params: { id }, signal }),
      staleTime: 60_000,
    }),
};

/** After a save: everything that shows rooms, their areas or what stands in them. */
export function refetchDrawn(client: QueryClient): void {
  for (const key of [
    "plan",
    "rooms",
    "spaces",
    "space",
    "storeys",
    "drawing",
    "drawing-history",
    "storey-areas",
    "area-layers",
    "area-layer",
    "points",
    "devices",
  ])
    void client.invalidateQueries({ queryKey: [key] });
}
