import { z } from "zod";
import { DeadLetter, DeadLetterQuery, ReplayDeadLetters, ReplayResult } from "../dead-letter.ts";
import { SignedFormat, WireFormat } from "../envelope.ts";
import { Id, page } from "../primitives.ts";
import { byId, kilobyte, megabyte, type RouteTable } from "../route.ts";

/** What servers put behind the address that they push to: the kind of event (ChirpStack), or who sends and a token (ThingPark). */
const PushQuery = z.object({
  event: z.string().max(64).optional(),
  LrnDevEui: z.string().max(64).optional(),
  LrnFPort: z.string().max(16).optional(),
  LrnInfos: z.string().max(512).optional(),
  AS_ID: z.string().max(256).optional(),
  Time: z.string().max(64).optional(),
  Token: z.string().max(128).optional(),
});

export const ingestRoutes = {
  "POST /ingest/{format}": {
    summary: "Push messages; answered when they are durably stored",
    permission: "ingest:write",
    params: z.object({ format: WireFormat }),
    query: PushQuery,
    rawBody: {
      mediaTypes: [
        "application/json",
        "application/senml+json",
        "application/senml+cbor",
        "application/cbor",
      ],
      maxBytes: 4 * megabyte,
    },
    status: 202,
    answer: z.object({ samples: z.int(), deadLetters: z.int() }),
  },
  "POST /ingest/{format}/signed": {
    summary:
      "Push messages of a sender that cannot send an access key and signs instead: its signature is what lets it in",
    permission: "public",
    params: z.object({ format: SignedFormat }),
    query: PushQuery,
    rawBody: { mediaTypes: ["application/json"], maxBytes: 256 * kilobyte },
    status: 202,
    answer: z.object({ samples: z.int(), deadLetters: z.int() }),
  },
  "GET /dead-letters": {
    summary: "Messages that were refused, newest first",
    permission: "dead-letter:read",
    query: DeadLetterQuery,
    status: 200,
    answer: page(DeadLetter),
  },
  "POST /dead-letters/replay": {
    summary: "Try refused messages again",
    permission: "dead-letter:replay",
    body: ReplayDeadLetters,
    status: 200,
    answer: ReplayResult,
  },
  "GET /frames/{id}": {
    summary: "The raw message behind a sample",
    permission: "telemetry:read",
    params: byId,
    status: 200,
    answer: z.object({
      id: Id,
      receivedAt: z.string(),
      source: z.string(),
      device: z.string(),
      payload: z.string(),
    }),
  },
} as const satisfies RouteTable;
