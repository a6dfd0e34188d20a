import { type Ingest, OverloadedError } from "@kontrollrom/ingest/app.ts";
import { NotStoredError } from "@kontrollrom/ingest/commit/group-commit.ts";
import { decoderInfos } from "@kontrollrom/ingest/decoder-names.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { readBytes } from "../http/read-body.ts";
import { iso } from "../registry/row.ts";

type Keys =
  | "POST /ingest/{format}"
  | "GET /dead-letters"
  | "POST /dead-letters/replay"
  | "GET /waiting-devices"
  | "GET /decoders"
  | "GET /frames/{id}";

export function ingestHandlers(deps: { ingest: Ingest; now(): number }): Pick<Handlers, Keys> {
  const { ingest } = deps;
  return {
    "POST /ingest/{format}": async ({ params }, call) => {
      const payload = await readBytes(call.body);
      const source = `http:${params.format}`;
      try {
        return await ingest.receive([{ format: params.format, source, receivedAt: deps.now(), payload }]);
      } catch (error) {
        if (!(error instanceof OverloadedError || error instanceof NotStoredError)) throw error;
        throw new ProblemError(503, "not-stored", error.message, {
          cause: error,
          headers: { "retry-after": "5" },
        });
      }
    },
    "GET /dead-letters": ({ query }) => ingest.deadLetters.list(query),
    "POST /dead-letters/replay": ({ body }) => ingest.deadLetters.replay(body),
    "GET /waiting-devices": async ({ query }) => ({
      items: (await ingest.deadLetters.waiting(query.limit)).map((sender) => ({
        externalId: sender.device,
        format: sender.format,
        source: sender.source,
        messages: sender.messages,
        firstSeenAt: iso(sender.firstReceivedAt),
        lastSeenAt: iso(sender.lastReceivedAt),
        deadLetterIds: [...sender.letterIds],
      })),
    }),
    "GET /decoders": () => ({ items: decoderInfos() }),
    "GET /frames/{id}": async ({ params }) => {
      const frame = await ingest.store.frame(params.id);
      if (!frame)
        throw new ProblemError(
          404,
          "frame-not-found",
          `raw frame "${params.id}" is not kept (any more): frames are kept 30 days`,
        );
      return {
        id: frame.id,
        receivedAt: iso(frame.receivedAt),
        source: frame.source,
        device: frame.device,
        payload: Buffer.from(frame.payload).toString("base64"),
      };
    },
  };
}
