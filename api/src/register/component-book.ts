import { randomUUID } from "node:crypto";
import { type Component, ComponentStatus } from "@kontrollrom/contracts/register.ts";
import { componentMeaning } from "@kontrollrom/twin/tfm/pa0802-letters.ts";
import { formatTfm, parseTfm, systemText, type TfmTag } from "@kontrollrom/twin/tfm/tfm.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { isoOrNull, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";

/** The discipline of elements that no drawing has: a new drawing leaves them where they are. */
export const byHand = "by-hand";

const factColumns = [
  "component.ns3451",
  "component.product",
  "component.maker",
  "component.serial",
  "component.year",
  "component.warranty_until",
  "component.status",
  "component.note",
  "component.revision",
  "component.updated_at",
  "component.updated_by",
] as const;

/** Elements with what is known of them and the names of where they are. */
export function selectComponents(db: RegistryDatabase) {
  return db
    .selectFrom("element")
    .innerJoin("building", "building.id", "element.building_id")
    .leftJoin("component", "component.id", "element.id")
    .leftJoin("storey", "storey.id", "element.storey_id")
    .leftJoin("space", "space.id", "element.space_id")
    .selectAll("element")
    .select([
      "building.name as building_name",
      "storey.name as storey_name",
      "space.number as space_number",
      "space.name as space_name",
      ...factColumns,
    ]);
}
export type ComponentRow = Awaited<ReturnType<ReturnType<typeof selectComponents>["execute"]>>[number];

export function toComponent(row: ComponentRow): Component {
  const parsed = parseTfm(row.tag ?? "");
  const tag = parsed.ok ? parsed.tag : undefined;
  const ofTag = tag && partOfTag(tag);
  return {
    id: row.id,
    buildingId: row.building_id,
    buildingName: row.building_name,
    name: row.name,
    ifcGlobalId: row.ifc_global_id,
    origin: row.discipline === byHand ? "hand" : "drawing",
    systems: systemsOf(row, tag),
    ns3451FromTag: row.ns3451 === null && ofTag !== undefined,
    status: ComponentStatus.catch("in-use").parse(row.status),
    revision: row.revision ?? 0,
    ...present({
      storeyId: row.storey_id,
      storeyName: row.storey_name,
      spaceId: row.space_id,
      spaceLabel: row.space_number === null ? null : `${row.space_number} ${row.space_name ?? ""}`.trim(),
      ifcClass: row.discipline === byHand ? null : row.ifc_class,
      tag: row.tag,
      meaning: tag && componentMeaning(tag),
      ns3451: row.ns3451 ?? ofTag,
      product: row.product,
      maker: row.maker,
      serial: row.serial,
      year: row.year,
      warrantyUntil: row.warranty_until,
      note: row.note,
      updatedAt: isoOrNull(row.updated_at),
      updatedBy: row.updated_by,
    }),
  };
}

/** The systems that an element belongs to, the one of its tag first, as `360.001`. */
export function systemsOf(row: Pick<Row<"element">, "systems" | "tag">, tag?: TfmTag): string[] {
  const named = JSON.parse(row.systems) as string[];
  const own = tag === undefined ? undefined : systemText(tag);
  return own === undefined ? named : [own, ...named.filter((name) => name !== own)];
}

/** The systems of a TFM tag are numbered by the building parts of NS 3451: 360 is of part 36, 365 is 365. */
export function partOfTag(tag: TfmTag): string {
  const part = tag.system.slice(0, 3);
  return part.endsWith("0") ? part.slice(0, 2) : part;
}

/** The tag in the one way that it is written; undefined where it keeps neither grammar. */
export function plainTag(text: string): string | undefined {
  const parsed = parseTfm(text);
  return parsed.ok ? formatTfm(parsed.tag) : undefined;
}

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$";

/** A GlobalId as IFC writes a UUID: 128 bits in 22 characters, the first of them 2 bits. */
export function newGlobalId(uuid: string = randomUUID()): string {
  let rest = BigInt(`0x${uuid.replaceAll("-", "")}`);
  let text = "";
  for (let at = 0; at < 22; at++) {
    text = alphabet[Number(rest & 63n)] + text;
    rest >>= 6n;
  }
  return text;
}

export function emptyFacts(id: string, now: number, by: string): Row<"component"> {
  return {
    id,
    ns3451: null,
    product: null,
    maker: null,
    serial: null,
    year: null,
    warranty_until: null,
    status: "in-use",
    note: null,
    revision: 0,
    updated_at: now,
    updated_by: by,
  };
}
