import { z } from "zod";
import { ReplayOffer } from "./codec.ts";
import { PointSpec } from "./point-spec.ts";
import { Id, IfcGlobalId, PageQuery, PointId, Position, Time } from "./primitives.ts";
import { Quantity, QuantityKind } from "./quantity.ts";
import { Bucket, PresentValue } from "./sample.ts";

/** By what a device or point was given its place. */
export const BoundBy = z.enum([
  "space",
  "space-global-id",
  "room-number",
  "building",
  "element-global-id",
  "tfm-tag",
]);
export type BoundBy = z.infer<typeof BoundBy>;

/**
 * How a device or point is bound to its place. Bound to a component of a drawing, it sits where the component sits, also after the
 * next revision of the drawing: the tag and the GlobalId are kept for that.
 */
export const Binding = z.object({
  by: BoundBy,
  /** As the register writes it: `=360.001-RT401`. */
  tfmTag: z.string().optional(),
  elementGlobalId: z.string().optional(),
  elementName: z.string().optional(),
  /** What the letters of the tag mean by PA 0802. */
  meaning: z.object({ nb: z.string(), en: z.string() }).optional(),
});
export type Binding = z.infer<typeof Binding>;

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
  /** Absent where the point sits where its device sits. */
  binding: Binding.optional(),
  /** How it is computed, for points that nothing measures (see `DerivedPoint`). */
  derivation: z.string().optional(),
  /** The bucket of its raw entries, for computed points: those corrected by degree days know none that is shorter. */
  resolution: Bucket.optional(),
  present: PresentValue.optional(),
});
export type Point = z.infer<typeof Point>;

/**
 * Body of `PATCH /points/{id}`: the place of a point that does not sit where its device sits, such as RT401 of a ventilation plant.
 * `{"spaceId": null}` puts it back with its device.
 */
export const PointPatch = z
  .strictObject({
    spaceId: Id.nullish(),
    spaceGlobalId: IfcGlobalId.optional(),
    elementGlobalId: IfcGlobalId.optional(),
    tfmTag: z.string().trim().min(1).max(80).optional(),
    /** Narrows a tag that several buildings have. */
    buildingId: Id.optional(),
  })
  .refine(
    (body) => Object.keys(body).length > 0,
    "name a place: spaceId, spaceGlobalId, elementGlobalId or tfmTag",
  );
export type PointPatch = z.input<typeof PointPatch>;

export const PointQuery = PageQuery.extend({
  buildingId: Id.optional(),
  storeyId: Id.optional(),
  spaceId: Id.optional(),
  deviceId: Id.optional(),
  quantity: Quantity.optional(),
  /** Those that stand in no building: outdoors, or of several. */
  outside: z.enum(["true", "false"]).optional(),
});

/** Body of `POST /points`: a point of a known device, made before its first value comes. */
export const PointInput = z.strictObject({
  deviceId: Id,
  quantity: Quantity,
  channel: z.string().min(1).max(64).optional(),
});

export const DeviceState = z.enum(["never-heard", "ok", "silent"]);
export type DeviceState = z.infer<typeof DeviceState>;

/** What a device tells of its battery, from its diagnostic points. */
export const Battery = z.object({
  /** % */
  level: z.number().optional(),
  /** V */
  voltage: z.number().optional(),
  /** The device says so, the level is at most 20 %, or the voltage at most what its profile calls low. */
  low: z.boolean(),
  /** When it told it last. */
  time: Time,
});
export type Battery = z.infer<typeof Battery>;

/** A source of values: a LoRaWAN sensor, a gateway's plant, a meter. */
export const Device = z.object({
  id: Id,
  /** How the wire names it: DevEUI in lower-case hex, or the `device` of native JSON. */
  externalId: z.string(),
  name: z.string(),
  /** What it has in common with others of its kind. */
  profile: z.object({ id: Id, name: z.string() }).optional(),
  /** Decoder of its LoRaWAN payloads; absent for devices that send values, not frames. */
  decoder: z.string().optional(),
  model: z.string().optional(),
  /** Which of the answered fields come from the profile. */
  fromProfile: z.array(z.enum(["decoder", "model", "expectedIntervalS"])),
  buildingId: Id.optional(),
  storeyId: Id.optional(),
  spaceId: Id.optional(),
  position: Position.optional(),
  /** Absent where it has no place in a building. */
  binding: Binding.optional(),
  expectedIntervalS: z.int().optional(),
  /**
   * `silent` when nothing came for three expected intervals; without an expected interval a device that was heard is `ok`.
   * Health of the device, apart from what it measures.
   */
  state: DeviceState,
  lastSeenAt: Time.optional(),
  battery: Battery.optional(),
  /** dBm and dB at the gateway that heard it best. */
  rssi: z.number().optional(),
  snr: z.number().optional(),
  gatewayId: z.string().optional(),
  /** Uplink frames that its counter says were sent and never came, and those that came. */
  lostFrames: z.int().optional(),
  heardFrames: z.int().optional(),
  /** In the answer to a change of its decoder: kept messages that were read with the one before. */
  replay: ReplayOffer.optional(),
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
  /** Every quantity that it can read; a model may have fewer. */
  quantities: z.array(z.string()),
  source: z.string(),
});
export type DecoderInfo = z.infer<typeof DecoderInfo>;

export const DeviceSort = z.enum(["name", "state", "lastSeen", "battery", "rssi", "snr", "lostFrames"]);
export type DeviceSort = z.infer<typeof DeviceSort>;

export const DeviceQuery = PageQuery.extend({
  buildingId: Id.optional(),
  spaceId: Id.optional(),
  profileId: Id.optional(),
  /** A DevEUI in any way of writing it. */
  externalId: z.string().max(128).optional(),
  state: DeviceState.optional(),
  battery: z.enum(["low"]).optional(),
  /** Words that all stand in its name, id, model, gateway, tag, profile or building, whatever the case. */
  search: z.string().trim().max(200).optional(),
  /** `state` puts those that need a visit first. What a device has not told comes last. */
  sort: DeviceSort.default("name"),
  order: z.enum(["asc", "desc"]).default("asc"),
  // It carries a name.
  cursor: z.string().max(2000).optional(),
});

/** Counts of devices by their health. `lowBattery` is counted beside the three states. */
const HealthCounts = z.object({
  total: z.int(),
  ok: z.int(),
  silent: z.int(),
  neverHeard: z.int(),
  lowBattery: z.int(),
});
/** Answer of `GET /devices/health`. The building is absent for devices that are in none. */
export const DeviceHealthSummary = HealthCounts.extend({
  buildings: z.array(HealthCounts.extend({ buildingId: Id.optional(), buildingName: z.string().optional() })),
});
export type DeviceHealthSummary = z.infer<typeof DeviceHealthSummary>;

/** A raw message of a device and what was read from it. */
export const DeviceFrame = z.object({
  id: Id,
  receivedAt: Time,
  source: z.string(),
  /** base64 */
  payload: z.string(),
  values: z.array(
    z.object({
      pointId: PointId,
      quantity: Quantity,
      channel: z.string().optional(),
      time: Time,
      value: z.number(),
    }),
  ),
});
export type DeviceFrame = z.infer<typeof DeviceFrame>;

/** A component of a drawing that a device or point can be bound to. */
export const ElementInfo = z.object({
  ifcGlobalId: z.string(),
  ifcClass: z.string(),
  name: z.string(),
  tag: z.string().optional(),
  meaning: Binding.shape.meaning,
  buildingId: Id,
  storeyId: Id.optional(),
  spaceId: Id.optional(),
});
export type ElementInfo = z.infer<typeof ElementInfo>;
/** `tag` is the beginning of a TFM tag, of its system or of its component: `360`, `=360.001-RT`, `RT4`. */
export const ElementQuery = z.object({
  buildingId: Id.optional(),
  tag: z.string().trim().min(1).max(80),
  limit: z.coerce.number<string>().int().min(1).max(200).default(50),
});

/**
 * Body of `POST /devices`. A device is known by `externalId`: posting it again changes it. Its place is a space (by id, by
 * IFC GlobalId, or by building and room number), a component of a drawing (by IFC GlobalId or TFM tag), or a building, or a position
 * outdoors. What is not named comes from its profile. Points that are not listed are made when their first value arrives.
 */
export const DeviceInput = z.strictObject({
  externalId: z.string().trim().min(1).max(128),
  name: z.string().trim().min(1).max(200),
  /** Id or name of a device profile. */
  profile: z.string().trim().min(1).max(100).optional(),
  decoder: z.string().max(64).optional(),
  model: z.string().max(100).optional(),
  spaceId: Id.optional(),
  spaceGlobalId: IfcGlobalId.optional(),
  elementGlobalId: IfcGlobalId.optional(),
  /** PA 0802 or NS-TFM; the device sits where the component with this tag sits. */
  tfmTag: z.string().trim().min(1).max(80).optional(),
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
 * Body of `PATCH /devices/{id}`: what is named is changed. Null takes the device's own value away, so that its profile's holds; a place
 * of null takes it out of its place.
 */
export const DevicePatch = z.strictObject({
  name: DeviceInput.shape.name.optional(),
  profile: z.string().trim().min(1).max(100).nullish(),
  decoder: z.string().max(64).nullish(),
  model: z.string().max(100).nullish(),
  spaceId: Id.nullish(),
  spaceGlobalId: IfcGlobalId.optional(),
  elementGlobalId: IfcGlobalId.optional(),
  tfmTag: z.string().trim().min(1).max(80).optional(),
  buildingId: Id.nullish(),
  lat: z.number().min(-90).max(90).nullish(),
  lon: z.number().min(-180).max(180).nullish(),
  expectedIntervalS: z.int().min(1).max(31_536_000).nullish(),
});
export type DevicePatch = z.input<typeof DevicePatch>;

/**
 * Columns of the CSV that `POST /devices/import` takes (header line, comma or semicolon, UTF-8; any order, only the first two
 * required): the fields of `DeviceInput`; `points` separated by spaces.
 */
export const deviceCsvColumns = [
  "externalId",
  "name",
  "profile",
  "decoder",
  "model",
  "tfmTag",
  "elementGlobalId",
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
