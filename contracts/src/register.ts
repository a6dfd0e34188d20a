import { z } from "zod";
import { Id, IfcGlobalId, Time } from "./primitives.ts";

/** A day, without a time: `2026-11-21`. */
export const Day = z.iso.date();

const period = {
  /** First day that it holds. */
  validFrom: Day.optional(),
  /** Last day that it held; absent while it does. */
  validTo: Day.optional(),
};
const inOrder = (value: { validFrom?: string | undefined; validTo?: string | undefined }) =>
  value.validFrom === undefined || value.validTo === undefined || value.validFrom <= value.validTo;
const inOrderMessage = { message: "validTo is before validFrom", path: ["validTo"] };

/**
 * A matrikkel number: municipality, farm (gnr), title (bnr), lease (fnr) and section (snr). Zero where there is no lease or section.
 * Numbers change when municipalities merge or land is divided: an old one stays, with the day that it ended.
 */
export const CadastralNumber = z
  .strictObject({
    /** Four digits, the leading zero kept. */
    municipality: z
      .string()
      .regex(/^\d{4}$/, "a municipality number has four digits, the leading zero included"),
    gnr: z.int().min(1).max(99_999),
    bnr: z.int().min(1).max(9999),
    fnr: z.int().min(0).max(9999).default(0),
    snr: z.int().min(0).max(999).default(0),
    ...period,
  })
  .refine(inOrder, inOrderMessage);
export type CadastralNumber = z.infer<typeof CadastralNumber>;

const propertyFields = {
  name: z.string().trim().min(1).max(200),
  address: z.string().trim().max(300).optional(),
  note: z.string().max(2000).optional(),
  /** The one that holds now first. */
  cadastralNumbers: z.array(CadastralNumber).max(50).default([]),
};
/** Body of `POST /properties`. */
export const PropertyInput = z.strictObject(propertyFields);
export type PropertyInput = z.input<typeof PropertyInput>;
/** Body of `PATCH /properties/{id}`: what is left out stays; null takes away. */
export const PropertyPatch = z.strictObject({
  name: propertyFields.name.optional(),
  address: z.string().trim().max(300).nullable().optional(),
  note: z.string().max(2000).nullable().optional(),
  cadastralNumbers: z.array(CadastralNumber).max(50).optional(),
});
export const Property = z.object({
  id: Id,
  name: z.string(),
  address: z.string().optional(),
  note: z.string().optional(),
  cadastralNumbers: z.array(
    z.object({
      municipality: z.string(),
      gnr: z.int(),
      bnr: z.int(),
      fnr: z.int(),
      snr: z.int(),
      validFrom: z.string().optional(),
      validTo: z.string().optional(),
      /** As it is written: `1505-12/34`, `1505-12/34/0/2`. */
      text: z.string(),
    }),
  ),
  buildings: z.array(z.object({ id: Id, name: z.string() })),
});
export type Property = z.infer<typeof Property>;

/** H main floors, U basement with windows, K cellar, L loft; storey and number, two digits each: `H0201`. */
export const UnitNumber = z
  .string()
  .regex(/^[HUKL]\d{4}$/, "a unit number is H, U, K or L and four digits, as H0101");
const unitFields = {
  number: UnitNumber,
  address: z.string().trim().max(300).optional(),
  /** m² */
  area: z.number().min(0).max(1_000_000).optional(),
  ...period,
};
/** A dwelling or other part of a building with its own number in the Matrikkel (bruksenhet). */
export const UnitInput = z.strictObject(unitFields).refine(inOrder, inOrderMessage);
export const Unit = z.object({
  id: Id,
  buildingId: Id,
  number: z.string(),
  address: z.string().optional(),
  area: z.number().optional(),
  validFrom: z.string().optional(),
  validTo: z.string().optional(),
});
export type Unit = z.infer<typeof Unit>;

export const ComponentStatus = z.enum(["planned", "in-use", "out-of-use", "removed"]);
export type ComponentStatus = z.infer<typeof ComponentStatus>;

/** NS 3451: two digits, three for the part, four for the system (2022). */
export const BuildingPart = z.string().regex(/^\d{2,4}$/, "a building part has two to four digits (NS 3451)");
const year = z.int().min(1000).max(2200);
const componentFacts = {
  ns3451: BuildingPart,
  /** Product or type of the maker. */
  product: z.string().trim().min(1).max(200),
  maker: z.string().trim().min(1).max(200),
  serial: z.string().trim().min(1).max(100),
  /** Year that it was put in. */
  year,
  warrantyUntil: Day,
  note: z.string().max(2000),
};
const componentPlace = {
  spaceId: Id,
  storeyId: Id,
};
const drawn = {
  name: z.string().trim().min(1).max(200),
  /** A TFM tag of either grammar, written in one way. */
  tag: z.string().trim().min(1).max(100),
  /** Names of the systems that it belongs to, beside the one of its tag. */
  systems: z.array(z.string().trim().min(1).max(100)).max(20),
};

/** Body of `POST /components`: one that no drawing has. */
export const ComponentInput = z.strictObject({
  buildingId: Id,
  name: drawn.name,
  tag: drawn.tag.optional(),
  systems: drawn.systems.optional(),
  ...z.object({ ...componentPlace, ...componentFacts }).partial().shape,
  status: ComponentStatus.optional(),
});
export type ComponentInput = z.input<typeof ComponentInput>;

/**
 * Body of `PATCH /components/{id}`: what is left out stays; null takes away. Name, tag, systems and place of one that a drawing has
 * come from the drawing, and are refused.
 */
export const ComponentPatch = z.strictObject({
  name: drawn.name.optional(),
  tag: drawn.tag.nullable().optional(),
  systems: drawn.systems.optional(),
  spaceId: componentPlace.spaceId.nullable().optional(),
  storeyId: componentPlace.storeyId.nullable().optional(),
  ns3451: componentFacts.ns3451.nullable().optional(),
  product: componentFacts.product.nullable().optional(),
  maker: componentFacts.maker.nullable().optional(),
  serial: componentFacts.serial.nullable().optional(),
  year: componentFacts.year.nullable().optional(),
  warrantyUntil: componentFacts.warrantyUntil.nullable().optional(),
  note: componentFacts.note.nullable().optional(),
  status: ComponentStatus.optional(),
  /** The revision that was looked at: refused with 409 where it has been changed meanwhile. */
  revision: z.int().min(0).optional(),
});
export type ComponentPatch = z.input<typeof ComponentPatch>;

/** A thing in a building: of a drawing, or made by hand. */
export const Component = z.object({
  id: Id,
  buildingId: Id,
  buildingName: z.string(),
  storeyId: Id.optional(),
  storeyName: z.string().optional(),
  spaceId: Id.optional(),
  /** Number and name of its room. */
  spaceLabel: z.string().optional(),
  name: z.string(),
  /** e.g. `IfcFan`; absent where it was made by hand. */
  ifcClass: z.string().optional(),
  ifcGlobalId: IfcGlobalId,
  origin: z.enum(["drawing", "hand"]),
  tag: z.string().optional(),
  /** What the letters of the tag mean. */
  meaning: z.object({ nb: z.string(), en: z.string() }).optional(),
  /** The one of its tag first: `360.001`. */
  systems: z.array(z.string()),
  ns3451: z.string().optional(),
  /** True where the building part was read from the tag's system. */
  ns3451FromTag: z.boolean(),
  product: z.string().optional(),
  maker: z.string().optional(),
  serial: z.string().optional(),
  year: z.int().optional(),
  warrantyUntil: z.string().optional(),
  status: ComponentStatus,
  note: z.string().optional(),
  /** Grows with every change; 0 where nothing was ever written about it. */
  revision: z.int(),
  updatedAt: Time.optional(),
  updatedBy: z.string().optional(),
});
export type Component = z.infer<typeof Component>;

export const SearchKind = z.enum([
  "property",
  "building",
  "room",
  "component",
  "device",
  "work-order",
  "document",
]);
export type SearchKind = z.infer<typeof SearchKind>;

/** One thing that a search found. */
export const SearchHit = z.object({
  kind: SearchKind,
  id: z.string(),
  title: z.string(),
  /** Tag, number or what else tells it from others of the same name. */
  detail: z.string(),
  buildingId: Id.optional(),
  buildingName: z.string().optional(),
});
export type SearchHit = z.infer<typeof SearchHit>;
