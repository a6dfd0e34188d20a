import { z } from "zod";
import { Id, IfcGlobalId, PageQuery, PointId, Position, Time } from "./primitives.ts";
import { Quantity, QuantityKind } from "./quantity.ts";
import { PresentValue } from "./sample.ts";

/** One measured, set or commanded quantity at one place (Brick: Point). */
export const Point = z.object({
  id: PointId,
  deviceId: Id,
  deviceName: z.string(),
  quantity: Quantity,
  kind: QuantityKind,
  /** Tells several values of the same quantity on one device apart. */
  channel: z.string().optional(),
  unit: z.string(),
  brickClass: z.string(),
  diagnostic: z.boolean(),
  buildingId: Id.optional(),
  storeyId: Id.optional(),
  spaceId: Id.optional(),
  present: PresentValue.optional(),
});
export type Point = z.infer<typeof Point>;

export const PointQuery = PageQuery.extend({
  buildingId: Id.optional(),
  storeyId: Id.optional(),
  spaceId: Id.optional(),
  deviceId: Id.optional(),
  quantity: Quantity.optional(),
});

/** Body of `POST /points`: a point of a known device, made before its first value comes. */
export const PointInput = z.strictObject({
  deviceId: Id,
  quantity: Quantity,
  channel: z.string().min(1).max(64).optional(),
});

/** A source of values: a LoRaWAN sensor, a gateway's plant, a meter. */
export const Device = z.object({
  id: Id,
  /** How the wire names it: DevEUI in lower-case hex, or the `device` of native JSON. */
  externalId: z.string(),
  name: z.string(),
  /** Decoder of its LoRaWAN payloads; absent for devices that send values, not frames. */
  decoder: z.string().optional(),
  model: z.string().optional(),
  buildingId: Id.optional(),
  storeyId: Id.optional(),
  spaceId: Id.optional(),
  position: Position.optional(),
  expectedIntervalS: z.int().optional(),
  /**
   * `silent` when nothing came for three expected intervals; without an expected interval a device that was heard is `ok`.
   * Health of the device, apart from what it measures.
   */
  state: z.enum(["never-heard", "ok", "silent"]),
  lastSeenAt: Time.optional(),
  /** dBm and dB at the gateway that heard it best. */
  rssi: z.number().optional(),
  snr: z.number().optional(),
  gatewayId: z.string().optional(),
  /** Uplink frames that its counter says were sent and never came. */
  lostFrames: z.int().optional(),
  pointIds: z.array(PointId),
});
export type Device = z.infer<typeof Device>;

/** A device that sends and is not registered. Registering it brings what it has sent. */
export const WaitingDevice = z.object({
  externalId: z.string(),
  format: z.string(),
  /** Where its last message came in. */
  source: z.string(),
  messages: z.int(),
  firstSeenAt: Time,
  lastSeenAt: Time,
  /** Its last messages as dead letters, newest first. */
  deadLetterIds: z.array(Id),
});
export type WaitingDevice = z.infer<typeof WaitingDevice>;

/** A built-in decoder that a device can be registered with. */
export const DecoderInfo = z.object({
  id: z.string(),
  vendor: z.string(),
  models: z.array(z.string()),
  source: z.string(),
});
export type DecoderInfo = z.infer<typeof DecoderInfo>;

export const DeviceQuery = PageQuery.extend({
  buildingId: Id.optional(),
  spaceId: Id.optional(),
  externalId: z.string().max(128).optional(),
});

/** `quantity` or `quantity@channel`, as in `temperature` and `temperature@external`. */
export const PointSpec = z
  .string()
  .regex(/^[a-z0-9.-]+(@[^@\s]{1,64})?$/, "expected quantity or quantity@channel");

/**
 * Body of `POST /devices`. A device is known by `externalId`: posting it again changes it. Its place is a space (by id, by
 * IFC GlobalId, or by building and room number), or a building, or a position outdoors. Points that are not listed are
 * made when their first value arrives.
 */
export const DeviceInput = z.strictObject({
  externalId: z.string().trim().min(1).max(128),
  name: z.string().trim().min(1).max(200),
  decoder: z.string().max(64).optional(),
  model: z.string().max(100).optional(),
  spaceId: Id.optional(),
  spaceGlobalId: IfcGlobalId.optional(),
  buildingId: Id.optional(),
  /** Name, IFC GlobalId or building number (bygningsnummer) of the building, where its id is not known. */
  building: z.string().max(200).optional(),
  roomNumber: z.string().max(64).optional(),
  lat: z.number().min(-90).max(90).optional(),
  lon: z.number().min(-180).max(180).optional(),
  expectedIntervalS: z.int().min(1).max(31_536_000).optional(),
  points: z.array(PointSpec).max(100).default([]),
});
export type DeviceInput = z.input<typeof DeviceInput>;

/**
 * Columns of the CSV that `POST /devices/import` takes (header line, comma or semicolon, UTF-8; any order, only the first two
 * required): the fields of `DeviceInput`; `points` separated by spaces.
 */
export const deviceCsvColumns = [
  "externalId",
  "name",
  "decoder",
  "model",
  "spaceGlobalId",
  "building",
  "roomNumber",
  "lat",
  "lon",
  "expectedIntervalS",
  "points",
] as const;

export const ImportResult = z.object({
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  rejectedCount: z.int(),
  /** The first thousand of them. */
  rejected: z.array(z.object({ line: z.int(), reason: z.string() })),
});
export type ImportResult = z.infer<typeof ImportResult>;
