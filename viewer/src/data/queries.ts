import type { JobKind } from "@kontrollrom/contracts/job.ts";
import type { RouteAnswer, RouteCall } from "@kontrollrom/contracts/routes.ts";
import type { Bucket } from "@kontrollrom/contracts/sample.ts";
import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { ApiProblem } from "./api-problem.ts";
import { call } from "./call.ts";

type Query<K extends keyof import("@kontrollrom/contracts/routes.ts").Routes> = Partial<
  RouteCall<K>["query"]
>;

/** Lists that are shown whole are read in pages of this many until there are no more, but never past `mostPages`. */
const pageSize = "1000";
const mostPages = 20;

async function all<T>(
  page: (cursor: string | undefined) => Promise<{ items: T[]; nextCursor?: string | undefined }>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let read = 0; read < mostPages; read++) {
    const answer = await page(cursor);
    items.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === undefined) break;
  }
  return items;
}

const minute = 60_000;

export const queries = {
  session: () =>
    queryOptions({
      queryKey: ["session"],
      queryFn: ({ signal }) => call("GET /session", { signal }),
      staleTime: Infinity,
    }),
  health: () =>
    queryOptions({
      queryKey: ["health"],
      queryFn: ({ signal }) => call("GET /health", { signal }),
      refetchInterval: minute,
    }),
  buildings: () =>
    queryOptions({
      queryKey: ["buildings"],
      queryFn: ({ signal }) =>
        all((cursor) => call("GET /buildings", { query: { limit: pageSize, cursor }, signal })),
      staleTime: minute,
    }),
  storeys: (buildingId: string) =>
    queryOptions({
      queryKey: ["storeys", buildingId],
      queryFn: ({ signal }) =>
        all((cursor) =>
          call("GET /buildings/{id}/storeys", {
            params: { id: buildingId },
            query: { limit: pageSize, cursor },
            signal,
          }),
        ),
      staleTime: 10 * minute,
    }),
  spaces: (buildingId: string) =>
    queryOptions({
      queryKey: ["spaces", buildingId],
      queryFn: ({ signal }) =>
        all((cursor) =>
          call("GET /buildings/{id}/spaces", {
            params: { id: buildingId },
            query: { limit: pageSize, cursor },
            signal,
          }),
        ),
      staleTime: 10 * minute,
    }),
  rooms: (buildingId: string) =>
    queryOptions({
      queryKey: ["rooms", buildingId],
      queryFn: ({ signal }) => call("GET /buildings/{id}/rooms", { params: { id: buildingId }, signal }),
      staleTime: 10 * minute,
    }),
  plan: (storeyId: string) =>
    queryOptions({
      queryKey: ["plan", storeyId],
      queryFn: ({ signal }) => call("GET /storeys/{id}/plan", { params: { id: storeyId }, signal }),
      staleTime: 10 * minute,
    }),
  mapShapes: () =>
    queryOptions({
      queryKey: ["map-shapes"],
      queryFn: ({ signal }) => call("GET /map/shapes", { signal }),
      staleTime: 10 * minute,
    }),
  mapSensors: () =>
    queryOptions({
      queryKey: ["map-sensors"],
      queryFn: ({ signal }) =>
        all((cursor) => call("GET /map/sensors", { query: { limit: "5000", cursor }, signal })),
      staleTime: 5 * minute,
    }),
  shiftLog: (filter: Query<"GET /shift-log"> = {}) =>
    queryOptions({
      queryKey: ["shift-log", filter],
      queryFn: ({ signal }) => call("GET /shift-log", { query: { ...filter, limit: "100" }, signal }),
      refetchInterval: minute,
    }),
  rules: () =>
    queryOptions({
      queryKey: ["rules"],
      queryFn: ({ signal }) =>
        all((cursor) => call("GET /rules", { query: { limit: pageSize, cursor }, signal })),
      staleTime: minute,
    }),
  space: (id: string) =>
    queryOptions({
      queryKey: ["space", id],
      queryFn: ({ signal }) => call("GET /spaces/{id}", { params: { id }, signal }),
      staleTime: minute,
    }),
  points: (buildingId: string) =>
    queryOptions({
      queryKey: ["points", buildingId],
      queryFn: ({ signal }) =>
        all((cursor) => call("GET /points", { query: { buildingId, limit: pageSize, cursor }, signal })),
      staleTime: 5 * minute,
    }),
  /** Of no building: outdoors, or of several. */
  pointsOutside: () =>
    queryOptions({
      queryKey: ["points", "outside"],
      queryFn: ({ signal }) =>
        all((cursor) => call("GET /points", { query: { outside: "true", limit: pageSize, cursor }, signal })),
      staleTime: 5 * minute,
    }),
  derivedPoints: (buildingId?: string) =>
    queryOptions({
      queryKey: ["derived-points", buildingId ?? ""],
      queryFn: ({ signal }) =>
        all((cursor) =>
          call("GET /derived-points", { query: { buildingId, limit: pageSize, cursor }, signal }),
        ),
      staleTime: minute,
    }),
  point: (id: number) =>
    queryOptions({
      queryKey: ["point", id],
      queryFn: ({ signal }) => call("GET /points/{id}", { params: { id: String(id) }, signal }),
      staleTime: minute,
    }),
  samples: (pointId: number, range: { from: string; to: string; bucket: Bucket; aggregates?: string }) =>
    queryOptions({
      queryKey: ["samples", pointId, range],
      queryFn: async ({ signal }) => {
        const query = {
          ...range,
          limit: "20000",
          ...(range.bucket === "raw" ? {} : { aggregates: range.aggregates ?? "avg,min,max" }),
        };
        const answer = await call("GET /points/{id}/samples", {
          params: { id: String(pointId) },
          query,
          signal,
        });
        return answer.points[0];
      },
      staleTime: minute,
      placeholderData: keepPreviousData,
    }),
  corrections: (pointId: number) =>
    queryOptions({
      queryKey: ["corrections", pointId],
      queryFn: ({ signal }) =>
        call("GET /points/{id}/corrections", {
          params: { id: String(pointId) },
          query: { limit: "100" },
          signal,
        }),
    }),
  devices: (filter: Query<"GET /devices"> = {}) =>
    queryOptions({
      queryKey: ["devices", filter],
      queryFn: ({ signal }) =>
        all((cursor) => call("GET /devices", { query: { ...filter, limit: pageSize, cursor }, signal })),
      staleTime: minute,
    }),
  deviceList: (filter: Query<"GET /devices">) =>
    infiniteQueryOptions({
      queryKey: ["devices", "list", filter],
      queryFn: ({ signal, pageParam }) =>
        call("GET /devices", { query: { ...filter, limit: "100", cursor: pageParam }, signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
      refetchInterval: minute,
    }),
  device: (id: string) =>
    queryOptions({
      queryKey: ["device", id],
      queryFn: ({ signal }) => call("GET /devices/{id}", { params: { id }, signal }),
      refetchInterval: minute,
    }),
  deviceHealth: () =>
    queryOptions({
      queryKey: ["devices", "health"],
      queryFn: ({ signal }) => call("GET /devices/health", { signal }),
      refetchInterval: minute,
    }),
  devicePoints: (deviceId: string) =>
    queryOptions({
      queryKey: ["points", "device", deviceId],
      queryFn: ({ signal }) => call("GET /points", { query: { deviceId, limit: pageSize }, signal }),
      staleTime: minute,
    }),
  deviceFrames: (id: string) =>
    queryOptions({
      queryKey: ["device", id, "frames"],
      queryFn: ({ signal }) => call("GET /devices/{id}/frames", { params: { id }, signal }),
      refetchInterval: minute,
    }),
  deviceRefused: (externalId: string) =>
    queryOptions({
      queryKey: ["dead-letters", externalId],
      queryFn: ({ signal }) =>
        call("GET /dead-letters", { query: { device: externalId, limit: "100" }, signal }),
    }),
  profiles: () =>
    queryOptions({
      queryKey: ["device-profiles"],
      queryFn: ({ signal }) =>
        all((cursor) => call("GET /device-profiles", { query: { limit: pageSize, cursor }, signal })),
      staleTime: minute,
    }),
  profileSuggestions: () =>
    queryOptions({
      queryKey: ["device-profiles", "suggestions"],
      queryFn: ({ signal }) => call("GET /device-profiles/suggestions", { signal }),
      staleTime: 5 * minute,
    }),
  elements: (tag: string) =>
    queryOptions({
      queryKey: ["elements", tag],
      queryFn: ({ signal }) => call("GET /elements", { query: { tag, limit: "50" }, signal }),
      enabled: tag.trim().length > 1,
      staleTime: minute,
      placeholderData: keepPreviousData,
    }),
  alarms: (filter: Query<"GET /alarms">) =>
    queryOptions({
      queryKey: ["alarms", filter],
      queryFn: ({ signal }) => call("GET /alarms", { query: { ...filter, limit: pageSize }, signal }),
      staleTime: 5 * minute,
    }),
  alarmGroups: (query: Query<"GET /alarms/groups">) =>
    queryOptions({
      queryKey: ["alarm-groups", query],
      queryFn: ({ signal }) => call("GET /alarms/groups", { query, signal }),
      refetchInterval: 5000,
      placeholderData: keepPreviousData,
    }),
  onCall: {
    people: () =>
      queryOptions({
        queryKey: ["on-call", "people"],
        queryFn: ({ signal }) => call("GET /on-call/people", { signal }),
      }),
    groups: () =>
      queryOptions({
        queryKey: ["on-call", "groups"],
        queryFn: ({ signal }) => call("GET /on-call/groups", { signal }),
        refetchInterval: minute,
      }),
    chains: () =>
      queryOptions({
        queryKey: ["on-call", "chains"],
        queryFn: ({ signal }) => call("GET /on-call/chains", { signal }),
      }),
    webhooks: () =>
      queryOptions({
        queryKey: ["on-call", "webhooks"],
        queryFn: ({ signal }) => call("GET /on-call/webhooks", { signal }),
      }),
    channels: () =>
      queryOptions({
        queryKey: ["on-call", "channels"],
        queryFn: ({ signal }) => call("GET /notices/channels", { signal }),
        staleTime: Infinity,
      }),
    notices: () =>
      queryOptions({
        queryKey: ["on-call", "notices"],
        queryFn: ({ signal }) => call("GET /notices", { query: { limit: "200" }, signal }),
        refetchInterval: 5000,
      }),
    settings: () =>
      queryOptions({
        queryKey: ["on-call", "settings"],
        queryFn: ({ signal }) => call("GET /on-call/settings", { signal }),
      }),
  },
  serviceModes: () =>
    queryOptions({
      queryKey: ["service-modes"],
      queryFn: ({ signal }) => call("GET /service-modes", { signal }),
      refetchInterval: minute,
    }),
  alarmFlood: () =>
    queryOptions({
      queryKey: ["alarm-flood"],
      queryFn: ({ signal }) => call("GET /alarms/flood", { signal }),
      refetchInterval: minute,
    }),
  alarmStatistics: (days: string) =>
    queryOptions({
      queryKey: ["alarm-statistics", days],
      queryFn: ({ signal }) =>
        call("GET /alarms/statistics", {
          query: { from: new Date(Date.now() - Number(days) * 24 * 60 * minute).toISOString() },
          signal,
        }),
      staleTime: minute,
      placeholderData: keepPreviousData,
    }),
  alarm: (id: string) =>
    queryOptions({
      queryKey: ["alarm", id],
      queryFn: ({ signal }) => call("GET /alarms/{id}", { params: { id }, signal }),
      staleTime: minute,
    }),
  alarmHistory: (id: string) =>
    queryOptions({
      queryKey: ["alarm-history", id],
      queryFn: ({ signal }) => call("GET /alarms/{id}/history", { params: { id }, signal }),
    }),
  frame: (id: string) =>
    queryOptions({
      queryKey: ["frame", id],
      queryFn: ({ signal }) => call("GET /frames/{id}", { params: { id }, signal }),
      staleTime: Infinity,
    }),
  orders: (filter: Query<"GET /work-orders">) =>
    queryOptions({
      queryKey: ["work-orders", filter],
      queryFn: ({ signal }) => call("GET /work-orders", { query: { ...filter, limit: pageSize }, signal }),
      staleTime: 5 * minute,
    }),
  order: (id: string) =>
    queryOptions({
      queryKey: ["work-order", id],
      queryFn: ({ signal }) => call("GET /work-orders/{id}", { params: { id }, signal }),
    }),
  deadLetters: () =>
    queryOptions({
      queryKey: ["dead-letters"],
      queryFn: ({ signal }) => call("GET /dead-letters", { query: { limit: "200" }, signal }),
      refetchInterval: 30_000,
    }),
  waitingDevices: () =>
    queryOptions({
      queryKey: ["waiting-devices"],
      queryFn: ({ signal }) => call("GET /waiting-devices", { query: { limit: "200" }, signal }),
      refetchInterval: 15_000,
    }),
  decoders: () =>
    queryOptions({
      queryKey: ["decoders"],
      queryFn: ({ signal }) => call("GET /decoders", { signal }),
      staleTime: Infinity,
    }),
  codecs: () =>
    queryOptions({
      queryKey: ["codecs"],
      queryFn: ({ signal }) =>
        all((cursor) => call("GET /codecs", { query: { limit: pageSize, cursor }, signal })),
    }),
  codec: (id: string) =>
    queryOptions({
      queryKey: ["codec", id],
      queryFn: ({ signal }) => call("GET /codecs/{id}", { params: { id }, signal }),
      refetchInterval: 30_000,
    }),
  revisions: (buildingId: string) =>
    queryOptions({
      queryKey: ["revisions", buildingId],
      queryFn: ({ signal }) =>
        call("GET /buildings/{id}/revisions", {
          params: { id: buildingId },
          query: { limit: "100" },
          signal,
        }),
      staleTime: minute,
    }),
  revision: (id: string) =>
    queryOptions({
      queryKey: ["revision", id],
      queryFn: ({ signal }) => call("GET /revisions/{id}", { params: { id }, signal }),
      staleTime: minute,
    }),
  revisionSpaces: (id: string) =>
    queryOptions({
      queryKey: ["revision-spaces", id],
      queryFn: ({ signal }) =>
        all((cursor) =>
          call("GET /revisions/{id}/spaces", { params: { id }, query: { limit: pageSize, cursor }, signal }),
        ),
      staleTime: minute,
    }),
  revisionPlan: (id: string, storeyId: string) =>
    queryOptions({
      queryKey: ["revision-plan", id, storeyId],
      queryFn: ({ signal }) =>
        call("GET /revisions/{id}/storeys/{storeyId}/plan", { params: { id, storeyId }, signal }),
      staleTime: 10 * minute,
    }),
  reviews: () =>
    queryOptions({
      queryKey: ["reviews"],
      queryFn: ({ signal }) => call("GET /reviews", { query: { limit: "200" }, signal }),
      staleTime: minute,
    }),
  review: (id: string) =>
    queryOptions({
      queryKey: ["review", id],
      queryFn: ({ signal }) => call("GET /reviews/{id}", { params: { id }, signal }),
    }),
  models: () =>
    queryOptions({
      queryKey: ["models"],
      queryFn: ({ signal }) => call("GET /models", { query: { limit: "200" }, signal }),
    }),
  jobs: (kind: JobKind) =>
    queryOptions({
      queryKey: ["jobs", kind],
      queryFn: ({ signal }) => call("GET /jobs", { query: { limit: "10", kind }, signal }),
      refetchInterval: (query) =>
        (query.state.data as RouteAnswer<"GET /jobs"> | undefined)?.items.some(isUnderWay) ? 1000 : false,
    }),
} as const;

export const isUnderWay = (job: { state: string }) => job.state === "queued" || job.state === "running";

/** Retrying helps against a network, not against a refusal. */
export function shouldRetry(failures: number, error: unknown): boolean {
  if (error instanceof ApiProblem && error.status >= 400 && error.status < 500) return false;
  return failures < 2;
}

/** Reads again what the live stream keeps up to date. */
export function refetchLive(client: QueryClient) {
  for (const key of [
    "alarms",
    "alarm",
    "alarm-history",
    "work-orders",
    "work-order",
    "order-pages",
    "order-counts",
  ]) {
    void client.invalidateQueries({ queryKey: [key] });
  }
}
