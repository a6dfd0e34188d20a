import type { DxfReading } from "@kontrollrom/contracts/exchange.ts";
import type { RouteCall } from "@kontrollrom/contracts/routes.ts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";
import { isUnderWay } from "../data/queries.ts";

/** What the wizard asks for; what it leaves out is the interface's own choice. */
export type ReadingInput = RouteCall<"POST /drawings/dxf/preview">["body"]["reading"];
export type { DxfReading };

export const exchangeQueries = {
  underlays: (buildingId: string) =>
    queryOptions({
      queryKey: ["underlays", buildingId],
      queryFn: async ({ signal }) =>
        (await call("GET /buildings/{id}/underlays", { params: { id: buildingId }, signal })).items,
      staleTime: 60_000,
    }),
  preview: (fileKey: string, reading: ReadingInput) =>
    queryOptions({
      queryKey: ["dxf-preview", fileKey, reading],
      queryFn: ({ signal }) => call("POST /drawings/dxf/preview", { body: { fileKey, reading }, signal }),
      placeholderData: keepPreviousData,
      staleTime: 10 * 60_000,
      // Only so many are read at once: that one has to wait its turn is no failure.
      retry: (failures, error) =>
        failures < 8 && error instanceof ApiProblem && (error.status === 503 || error.status === 0),
      retryDelay: 700,
    }),
  job: (id: string) =>
    queryOptions({
      queryKey: ["job", id],
      queryFn: ({ signal }) => call("GET /jobs/{id}", { params: { id }, signal }),
      refetchInterval: ({ state }) => (state.data === undefined || isUnderWay(state.data) ? 500 : false),
    }),
};
