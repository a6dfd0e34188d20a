import { call } from "../data/call.ts";

/** All properties, those of the tree and of choices. */
export const propertiesQuery = () => ({
  queryKey: ["properties"],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call("GET /properties", { query: { limit: "1000" }, signal }),
});
