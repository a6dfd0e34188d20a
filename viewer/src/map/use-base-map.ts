import { useQuery } from "@tanstack/react-query";
import { kartverketTiles } from "./map-style.ts";

const patienceMs = 4000;

/** Whether the network of this room reaches Kartverket's tiles; until it is known, the map is drawn without them. */
export function useBaseMap(): "tiles" | "shapes" {
  const reached = useQuery({
    queryKey: ["kartverket"],
    queryFn: async () => {
      try {
        const url = kartverketTiles.replace(/\{[zxy]\}/g, "0");
        const answer = await fetch(url, { credentials: "omit", signal: AbortSignal.timeout(patienceMs) });
        return answer.ok && (answer.headers.get("content-type") ?? "").startsWith("image/");
      } catch {
        return false;
      }
    },
    staleTime: 10 * 60_000,
  });
  return reached.data === true ? "tiles" : "shapes";
}
