import { z } from "zod";
import { PointSpec } from "./point-spec.ts";
import { Id, PageQuery, Time } from "./primitives.ts";

const name = z.string().trim().min(1).max(100);
const text = z.string().trim().min(1).max(100);
const interval = z.int().min(1).max(31_536_000);
const volts = z.number().positive().max(50);

/**
 * What devices of one make and use have in common. A device takes from its profile what it does not say itself, so that changing the
 * profile changes its devices.
 */
export const DeviceProfile = z.object({
  id: Id,
  /** Unique, whatever the case. */
  name: z.string(),
  vendor: z.string().optional(),
  model: z.string().optional(),
  /** Decoder of LoRaWAN payloads: the id of a built-in one, or `codec:` and the id of an uploaded one. */
  decoder: z.string().optional(),
  /** Points that every device of the profile has from the start. */
  points: z.array(PointSpec),
  /** Seconds between two messages; after three without one a device is silent. */
  expectedIntervalS: z.int().optional(),
  /** The battery is low at or under this many volts, for devices that tell their voltage and not their level. */
  lowBatteryV: z.number().optional(),
  notes: z.string().optional(),
  /** Devices that have it. */
  devices: z.int(),
  createdAt: Time,
  updatedAt: Time,
});
export type DeviceProfile = z.infer<typeof DeviceProfile>;

/** Body of `POST /device-profiles`. */
export const DeviceProfileInput = z.strictObject({
  name,
  vendor: text.optional(),
  model: text.optional(),
  decoder: z.string().max(64).optional(),
  points: z.array(PointSpec).max(100).default([]),
  expectedIntervalS: interval.optional(),
  lowBatteryV: volts.optional(),
  notes: z.string().trim().max(2000).optional(),
});
export type DeviceProfileInput = z.input<typeof DeviceProfileInput>;

/** Body of `PATCH /device-profiles/{id}`: null empties a field. */
export const DeviceProfilePatch = z.strictObject({
  name: name.optional(),
  vendor: text.nullish(),
  model: text.nullish(),
  decoder: z.string().max(64).nullish(),
  points: z.array(PointSpec).max(100).optional(),
  expectedIntervalS: interval.nullish(),
  lowBatteryV: volts.nullish(),
  notes: z.string().trim().max(2000).nullish(),
});
export type DeviceProfilePatch = z.input<typeof DeviceProfilePatch>;

/** What a change of a profile did to the devices that have it. */
export const DeviceProfileChange = z.object({
  profile: DeviceProfile,
  /** Devices that are read or judged in another way than before: those that do not say themselves what was changed. */
  changedDevices: z.int(),
  /** Points that its devices got. Points are never taken away by a profile: they carry history. */
  addedPoints: z.int(),
});
export type DeviceProfileChange = z.infer<typeof DeviceProfileChange>;

export const DeviceProfileQuery = PageQuery.extend({ search: z.string().trim().max(100).optional() });

/** A profile that a built-in decoder suggests, ready to be posted; `profileId` where one of this decoder and model is there already. */
export const DeviceProfileSuggestion = z.object({
  name: z.string(),
  vendor: z.string(),
  model: z.string(),
  decoder: z.string(),
  points: z.array(PointSpec),
  profileId: Id.optional(),
});
export type DeviceProfileSuggestion = z.infer<typeof DeviceProfileSuggestion>;
