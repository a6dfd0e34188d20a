import { z } from "zod";
import { Id, Time } from "./primitives.ts";
import { Quantity } from "./quantity.ts";

/** A device's `decoder` names an uploaded codec as `codec:` and its id. */
export const codecPrefix = "codec:";

export const maxCodecSourceBytes = 512 * 1024;

/** JavaScript text that has `decodeUplink(input)` of TS013, or one of the older forms. */
const Source = z.string().min(1).max(maxCodecSourceBytes);

/**
 * What one field of a codec's answer means. `path` is its way through `data`, steps joined by dots, list entries by their number:
 * `channels.0.temperature`. Its value becomes `value * scale + offset` in `unit`.
 */
export const CodecField = z.strictObject({
  path: z.string().min(1).max(200),
  /** Null leaves the field out without a word. */
  quantity: Quantity.nullable(),
  channel: z
    .string()
    .regex(/^[^@\s]{1,64}$/, "expected up to 64 characters without spaces and @")
    .optional(),
  /** UCUM; the quantity's own unit where it is absent. */
  unit: z.string().max(32).optional(),
  scale: z.number().optional(),
  offset: z.number().optional(),
  /** Numbers for values that are text: `{"open": 1, "closed": 0}`. Capitals do not matter. */
  values: z.record(z.string().max(64), z.number()).optional(),
});
export type CodecField = z.infer<typeof CodecField>;

/** How a codec's answers become values of our quantities. */
export const CodecMapping = z.strictObject({
  fields: z.array(CodecField).max(200).default([]),
  /** Takes fields of well-known names (`temperature`, `co2`, `batV`) without their being listed. */
  automatic: z.boolean().default(true),
  /** Takes what `normalizeUplink` gives, where the codec has it. */
  normalized: z.boolean().default(true),
});
export type CodecMapping = z.infer<typeof CodecMapping>;
export type CodecMappingInput = z.input<typeof CodecMapping>;

const Note = z.string().trim().max(500);

/** Body of `POST /codecs`. */
export const CodecInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  vendor: z.string().trim().max(100).default(""),
  model: z.string().trim().max(100).default(""),
  source: Source,
  mapping: CodecMapping.prefault({}),
  note: Note.default(""),
});
/** Body of `POST /codecs/{id}/versions`: what is not given is as in the active version. */
export const CodecVersionInput = z.strictObject({
  source: Source.optional(),
  mapping: CodecMapping.optional(),
  note: Note.default(""),
  /** False keeps the version that is active now. */
  activate: z.boolean().default(true),
});

/** One version of a codec: never changed. */
export const CodecVersion = z.object({
  version: z.int(),
  createdAt: Time,
  createdBy: z.string(),
  note: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  mapping: CodecMapping,
});
export type CodecVersion = z.infer<typeof CodecVersion>;

export const Codec = z.object({
  id: Id,
  /** What a device's `decoder` says. */
  decoder: z.string(),
  name: z.string(),
  vendor: z.string(),
  model: z.string(),
  activeVersion: z.int(),
  createdAt: Time,
  /** Registered devices that are read with it. */
  devices: z.int(),
});
export type Codec = z.infer<typeof Codec>;

/** A numeric field that came and that nothing takes: it is in the raw frame, and nowhere else. */
export const UnmappedField = z.object({
  path: z.string(),
  value: z.union([z.number(), z.boolean(), z.string()]),
  /** What it may be; to be looked at before it is taken. */
  suggestion: CodecField.optional(),
});
export type UnmappedField = z.infer<typeof UnmappedField>;

/** Kept raw frames that a replay would take through the pipeline again. */
export const ReplayOffer = z.object({
  devices: z.int(),
  frames: z.int(),
  /** Counting was given up: there are more. */
  more: z.boolean(),
});
export type ReplayOffer = z.infer<typeof ReplayOffer>;

export const CodecDetail = Codec.extend({
  /** Newest first. */
  versions: z.array(CodecVersion),
  /** Fields of live messages that nothing takes, since the platform started or the version became active. */
  unmapped: z.array(UnmappedField),
  /** Present in the answer to a change that older messages have not seen. */
  replay: ReplayOffer.optional(),
});
export type CodecDetail = z.infer<typeof CodecDetail>;

/** Body of `POST /codecs/try`: text, or a stored version; its payload in hex or base64. */
export const CodecTry = z
  .strictObject({
    source: Source.optional(),
    codecId: Id.optional(),
    /** The active one where it is absent. */
    version: z.int().min(1).optional(),
    mapping: CodecMapping.optional(),
    bytesHex: z
      .string()
      .regex(/^(\s*[0-9a-fA-F]{2}[\s:-]*)*$/, "expected pairs of hexadecimal digits")
      .max(20_000)
      .optional(),
    bytesBase64: z.base64().max(10_000).optional(),
    fPort: z.int().min(0).max(255).default(1),
    recvTime: Time.optional(),
  })
  .refine((body) => (body.source === undefined) !== (body.codecId === undefined), {
    message: "give either source or codecId",
  })
  .refine((body) => (body.bytesHex === undefined) !== (body.bytesBase64 === undefined), {
    message: "give the payload as either bytesHex or bytesBase64",
  });

/** A value as it would be stored, or why it would not be. */
export const TriedValue = z.object({
  /** Where in the answer it stands; `normalizeUplink` where that gave it. */
  from: z.string(),
  quantity: Quantity.optional(),
  channel: z.string().optional(),
  /** In `unit`, that of the quantity. */
  value: z.number().optional(),
  unit: z.string().optional(),
  time: Time.optional(),
  refused: z.string().optional(),
});
export type TriedValue = z.infer<typeof TriedValue>;

export const CodecTryResult = z.object({
  /** What `decodeUplink` gave as `data`. */
  data: z.unknown(),
  values: z.array(TriedValue),
  unmapped: z.array(UnmappedField),
  /** How each field that is taken is taken: a mapping to begin with. */
  fields: z.array(CodecField),
  warnings: z.array(z.string()),
  errors: z.array(z.string()),
  /** What the codec wrote with `console.log` and its like. */
  console: z.array(z.string()),
  /** From asking to the answer. */
  tookMs: z.number(),
});
export type CodecTryResult = z.infer<typeof CodecTryResult>;

/** Body of `POST /frames/replay`: which kept raw messages are read again. At least one of devices and decoder. */
export const FrameReplay = z
  .strictObject({
    /** External ids. */
    devices: z.array(z.string().min(1).max(128)).min(1).max(10_000).optional(),
    /** All devices that are registered with it now. */
    decoder: z.string().min(1).max(64).optional(),
    /** Received from (included) and to (excluded). */
    from: Time.optional(),
    to: Time.optional(),
  })
  .refine((body) => body.devices !== undefined || body.decoder !== undefined, {
    message: "say which: devices (external ids), or a decoder",
  });
export type FrameReplay = z.infer<typeof FrameReplay>;

export const FrameReplayResult = z.object({
  /** Raw frames read again. */
  frames: z.int(),
  /** Samples that were not there, and samples that had another value. */
  added: z.int(),
  corrected: z.int(),
  unchanged: z.int(),
  /** Frames in which something is refused now; what is stored of them stays. */
  refused: z.int(),
  /** The first reasons, each once. */
  reasons: z.array(z.string()),
  /** Dead letters of these devices that became samples. */
  deadLetters: z.int(),
});
export type FrameReplayResult = z.infer<typeof FrameReplayResult>;
