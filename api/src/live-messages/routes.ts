import { DeadLetterReason } from "@kontrollrom/contracts/dead-letter.ts";
import type { LiveMessage } from "@kontrollrom/contracts/live-message.ts";
import { quantities } from "@kontrollrom/contracts/quantity.ts";
import type { HeardMessage, LiveTail } from "@kontrollrom/ingest/live-tail.ts";
import type { Handlers } from "../http/handler.ts";
import type { Catalogue } from "../register/catalogue.ts";
import { iso } from "../registry/row.ts";

export function liveMessageHandlers({
  tail,
  catalogue,
}: {
  tail: Pick<LiveTail, "look">;
  catalogue: Pick<Catalogue, "points">;
}): Pick<Handlers, "GET /messages/live"> {
  function toMessage(heard: HeardMessage): LiveMessage {
    return {
      seq: heard.seq,
      receivedAt: iso(heard.receivedAt),
      source: heard.source,
      format: heard.format,
      ...(heard.device !== "" && { device: heard.device }),
      ...(heard.frameId !== "" && { frameId: heard.frameId }),
      bytes: heard.bytes,
      payload: Buffer.from(heard.payload).toString("base64"),
      values: heard.values.map(({ pointId, time, value }) => {
        const quantity = catalogue.points.get(pointId)?.quantity;
        return {
          pointId,
          time: iso(time),
          value,
          ...(quantity !== undefined && { quantity, unit: quantities[quantity].unit }),
        };
      }),
      refused: heard.refused.map(({ reason, detail }) => ({
        reason: DeadLetterReason.parse(reason),
        detail,
      })),
    };
  }
  return {
    "GET /messages/live": async ({ query }) => {
      const { items, seq, skipped } = tail.look(query.search, query.after);
      return { items: items.map(toMessage), seq, skipped };
    },
  };
}
