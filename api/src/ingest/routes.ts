import type { SignedFormat, WireFormat } from "@kontrollrom/contracts/envelope.ts";
import type { DecoderInfo } from "@kontrollrom/contracts/point.ts";
import { type Ingest, OverloadedError } from "@kontrollrom/ingest/app.ts";
import { NotStoredError } from "@kontrollrom/ingest/commit/group-commit.ts";
import { decoderInfos } from "@kontrollrom/ingest/decoder-names.ts";
import type { SignedRequest, Verification } from "@kontrollrom/ingest/pipeline/formats/format.ts";
import { formats } from "@kontrollrom/ingest/pipeline/formats/registry.ts";
import type { PlatformConfig } from "../config.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { readBytes } from "../http/read-body.ts";
import { iso } from "../registry/row.ts";

type Keys =
  | "POST /ingest/{format}"
  | "POST /ingest/{format}/signed"
  | "GET /dead-letters"
  | "POST /dead-letters/replay"
  | "GET /waiting-devices"
  | "GET /decoders"
  | "GET /frames/{id}";

export function ingestHandlers(deps: {
  ingest: Ingest;
  /** All that a device can be registered with; the built-in ones where it is not given. */
  decoders?(): DecoderInfo[];
  webhookSecrets: PlatformConfig["webhookSecrets"];
  now(): number;
}): Pick<Handlers, Keys> {
  const { ingest } = deps;

  async function take(
    format: WireFormat,
    payload: Uint8Array,
  ): Promise<{ samples: number; deadLetters: number }> {
    try {
      return await ingest.receive([{ format, source: `http:${format}`, receivedAt: deps.now(), payload }]);
    } catch (error) {
      if (!(error instanceof OverloadedError || error instanceof NotStoredError)) throw error;
      throw new ProblemError(503, "not-stored", error.message, {
        cause: error,
        headers: { "retry-after": "5" },
      });
    }
  }

  return {
    "POST /ingest/{format}": async ({ params }, call) => take(params.format, await readBytes(call.body)),
    "POST /ingest/{format}/signed": async ({ params }, call) => {
      const body = await readBytes(call.body);
      const request = { headers: call.headers, query: call.rawQuery, body, now: deps.now() };
      mustBeSigned(params.format, request, deps.webhookSecrets[params.format]);
      return take(params.format, body);
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
    "GET /decoders": () => ({ items: (deps.decoders ?? decoderInfos)() }),
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

/** @throws ProblemError 401 unless one of the secrets fits; without any, nobody gets in by this door */
function mustBeSigned(format: SignedFormat, request: SignedRequest, secrets: readonly string[]): void {
  const verify = formats.get(format)?.verify;
  const [
    first = { ok: false, reason: "no-secret", detail: `no secret is configured for ${format}` },
    ...others
  ] = secrets
    .map((secret): Verification | undefined => verify?.(request, secret))
    .filter((result) => result !== undefined);
  if (first.ok || others.some((result) => result.ok)) return;
  throw new ProblemError(401, `signature-${first.reason}`, first.detail);
}
