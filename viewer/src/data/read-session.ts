import type { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "./api-problem.ts";
import { queries } from "./queries.ts";

/**
 * Asks the server anew who is calling. When it knows nobody, everything that was read is let go, and with it the session: the
 * page then offers to sign in.
 */
export async function readSession(client: QueryClient): Promise<"signed-in" | "signed-out" | "unknown"> {
  try {
    await client.fetchQuery({ ...queries.session(), staleTime: 0, retry: false });
    return "signed-in";
  } catch (error) {
    if (!(error instanceof ApiProblem && error.status === 401)) return "unknown";
    void client.resetQueries();
    return "signed-out";
  }
}
