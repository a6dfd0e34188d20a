import { LiveMessageQuery, LiveMessages } from "../live-message.ts";
import type { RouteTable } from "../route.ts";

export const liveMessagesRoutes = {
  "GET /messages/live": {
    summary:
      "Messages as they come in, with what was read from them; ask again with the answered `seq` for those since",
    permission: "message:read",
    query: LiveMessageQuery,
    status: 200,
    answer: LiveMessages,
  },
} as const satisfies RouteTable;
