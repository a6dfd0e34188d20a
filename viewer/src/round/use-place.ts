import { useQuery } from "@tanstack/react-query";
import { call } from "../data/call.ts";
import { useRound } from "./use-round.ts";

/** A place that one stands at, however it was found. */
export interface Place {
  readonly label: string;
  readonly buildingId: string;
  readonly buildingName: string;
  readonly storeyId?: string | undefined;
  readonly spaceId?: string | undefined;
  readonly tfmTag?: string | undefined;
  readonly componentId?: string | undefined;
}

/**
 * The place of a code: a label's twelve characters, which are known without a network in the buildings of the round; or
 * `room:<id>` and `component:<id>`, as a search found it.
 */
export function usePlace(code: string | undefined) {
  const round = useRound();
  const kept = code === undefined ? undefined : round.data?.labels.get(code);
  const asked = useQuery({
    queryKey: ["place", code],
    queryFn: ({ signal }) => readPlace(code ?? "", signal),
    enabled: code !== undefined && kept === undefined && !round.isPending,
    staleTime: 60_000,
    retry: false,
  });
  return { place: (kept as Place | undefined) ?? asked.data, error: kept === undefined ? asked.error : null };
}

async function readPlace(code: string, signal: AbortSignal): Promise<Place> {
  const [kind, ...rest] = code.split(":");
  const id = rest.join(":");
  if (kind === "room") {
    const room = await call("GET /spaces/{id}", { params: { id }, signal });
    const { buildingId, buildingName, storeyId } = room;
    return {
      label: `${room.number} ${room.name}`.trim(),
      buildingId,
      buildingName,
      storeyId,
      spaceId: room.id,
    };
  }
  if (kind === "component") {
    const part = await call("GET /components/{id}", { params: { id }, signal });
    const { buildingId, buildingName, storeyId, spaceId, tag } = part;
    const label = [tag, part.name].filter(Boolean).join(" ");
    return { label, buildingId, buildingName, storeyId, spaceId, tfmTag: tag, componentId: part.id };
  }
  const label = await call("GET /report-places/{placeToken}", { params: { placeToken: code }, signal });
  return { ...label, componentId: await componentOf(label, signal) };
}

/** The component of a label, by its tag. */
async function componentOf(
  label: { buildingId: string; tfmTag?: string | undefined },
  signal: AbortSignal,
): Promise<string | undefined> {
  if (label.tfmTag === undefined) return undefined;
  const { buildingId, tfmTag: search } = label;
  const found = await call("GET /components", { query: { buildingId, search, limit: "20" }, signal }).catch(
    () => undefined,
  );
  return found?.items.find(({ tag }) => tag === search)?.id;
}
