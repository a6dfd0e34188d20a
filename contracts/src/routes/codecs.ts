import { z } from "zod";
import {
  Codec,
  CodecDetail,
  CodecInput,
  CodecTry,
  CodecTryResult,
  CodecVersionInput,
  FrameReplay,
  maxCodecSourceBytes,
  ReplayOffer,
} from "../codec.ts";
import { Id, PageQuery, page } from "../primitives.ts";
import { byId, type RouteTable } from "../route.ts";

const versionPath = byId.extend({ version: z.coerce.number<string>().int().min(1) });

export const codecsRoutes = {
  "GET /codecs": {
    summary: "Uploaded payload codecs",
    permission: "codec:read",
    query: PageQuery,
    status: 200,
    answer: page(Codec),
  },
  "POST /codecs": {
    summary: "Upload a payload codec (LoRa Alliance TS013 JavaScript)",
    permission: "codec:write",
    body: CodecInput,
    status: 201,
    answer: CodecDetail,
  },
  "POST /codecs/upload": {
    summary: "The same as bytes; a codec of this name gets a new version",
    permission: "codec:write",
    query: z.object({
      name: z.string().trim().min(1).max(100),
      vendor: z.string().trim().max(100).optional(),
      model: z.string().trim().max(100).optional(),
      note: z.string().trim().max(500).optional(),
    }),
    rawBody: {
      mediaTypes: ["text/javascript", "application/javascript", "text/plain"],
      maxBytes: maxCodecSourceBytes,
    },
    status: 201,
    answer: CodecDetail,
  },
  "POST /codecs/try": {
    summary: "Decode one payload and show what would be stored; nothing is",
    permission: "codec:read",
    body: CodecTry,
    status: 200,
    answer: CodecTryResult,
  },
  "GET /codecs/{id}": {
    summary: "A codec with its versions",
    permission: "codec:read",
    params: byId,
    status: 200,
    answer: CodecDetail,
  },
  "DELETE /codecs/{id}": {
    summary: "Delete a codec that no device uses",
    permission: "codec:write",
    params: byId,
    status: 204,
  },
  "POST /codecs/{id}/versions": {
    summary: "Add a version: new source, new mapping, or both",
    permission: "codec:write",
    params: byId,
    body: CodecVersionInput,
    status: 201,
    answer: CodecDetail,
  },
  "GET /codecs/{id}/versions/{version}": {
    summary: "Source text of a version",
    permission: "codec:read",
    params: versionPath,
    status: 200,
    answer: z.object({ source: z.string() }),
  },
  "POST /codecs/{id}/activate": {
    summary: "Use a version from now on; an earlier one rolls back",
    permission: "codec:write",
    params: byId,
    body: z.strictObject({ version: z.int().min(1) }),
    status: 200,
    answer: CodecDetail,
  },
  "POST /frames/replay": {
    summary: "Read kept raw messages again, with the decoders as they are now",
    permission: "dead-letter:replay",
    body: FrameReplay,
    status: 202,
    answer: z.object({ jobId: Id }),
  },
  "POST /frames/replay/offer": {
    summary: "How much a replay would read",
    permission: "dead-letter:read",
    body: FrameReplay,
    status: 200,
    answer: ReplayOffer,
  },
} as const satisfies RouteTable;
