import { queryOptions } from "@tanstack/react-query";
import { call } from "../data/call.ts";

export const exchangeQueries = {
  underlays: (buildingId: string) =>
    queryOptions({
      queryKey: ["underlays", buildingId],
      queryFn: async ({ signal }) =>
        (await call("GET /buildings/{id}/underlays", { params: { id: buildingId }, signal })).items,
      staleTime: 60_000,
    }),
};
