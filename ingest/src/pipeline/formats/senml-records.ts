import { isObject, quote } from "../message.ts";

/** A record whose base fields are worked in and whose time is absolute (RFC 8428 §4.6). */
export interface SenmlRecord {
  readonly bn: string;
  readonly n: string;
  /** Seconds since 1970. */
  readonly t: number;
  readonly u?: string;
  readonly v?: number;
  readonly s?: number;
  readonly vb?: boolean;
  readonly vs?: string;
  readonly vd?: string;
}

export interface UnreadRecord {
  readonly detail: string;
  readonly record: unknown;
}

export type SenmlPack =
  | { readonly records: readonly SenmlRecord[]; readonly unread: readonly UnreadRecord[] }
  /** The pack as a whole must not be used. */
  | { readonly detail: string };

const maxRecords = 5000;
/** The version of SenML that is read; a later one changes what is known here (RFC 8428 §4.4). */
const version = 10;
/** Times below are relative to now (RFC 8428 §4.5.3), s. */
const absoluteFrom = 2 ** 28;
const maxName = 256;

type Base = { bn: string; bt: number; bu: string | undefined; bv: number; bs: number };
type Json = Readonly<Record<string, unknown>>;

const kinds: Readonly<Record<string, "number" | "string" | "boolean">> = {
  bn: "string",
  bt: "number",
  bu: "string",
  bv: "number",
  bs: "number",
  bver: "number",
  n: "string",
  u: "string",
  t: "number",
  ut: "number",
  v: "number",
  s: "number",
  vb: "boolean",
  vs: "string",
  vd: "string",
};

/** The first field that is not of its kind. */
function wrongField(record: Json): string | undefined {
  for (const [field, kind] of Object.entries(kinds)) {
    const value = record[field];
    if (value === undefined) continue;
    if (typeof value !== kind || (kind === "number" && !Number.isFinite(value)))
      return `${field} ${quote(value)} is not a ${kind}`;
  }
  return undefined;
}

/** Base fields hold from the record that has them on, also where the rest of that record is wrong. */
function takeBase(base: Base, record: Json): void {
  if (typeof record.bn === "string") base.bn = record.bn;
  if (Number.isFinite(record.bt)) base.bt = record.bt as number;
  if (typeof record.bu === "string") base.bu = record.bu;
  if (Number.isFinite(record.bv)) base.bv = record.bv as number;
  if (Number.isFinite(record.bs)) base.bs = record.bs as number;
}

function resolve(base: Base, record: Json, nowS: number): SenmlRecord | string | undefined {
  const wrong = wrongField(record);
  if (wrong !== undefined) return wrong;
  const { n = "", u = base.bu, t = 0, v, s, vb, vs, vd } = record as Partial<SenmlRecord>;
  const values = [v, vb, vs, vd].filter((value) => value !== undefined).length;
  if (values > 1) return "more than one of v, vb, vs and vd";
  if (values === 0 && s === undefined) {
    const onlyBase = Object.keys(record).every((field) => field.startsWith("b"));
    return onlyBase ? undefined : "none of v, vb, vs, vd and s is there";
  }
  const name = base.bn + n;
  if (name === "" || name.length > maxName)
    return `name ${quote(name)} does not have 1 to ${maxName} characters`;
  const time = base.bt + t;
  return {
    bn: base.bn,
    n,
    t: Math.abs(time) < absoluteFrom ? nowS + time : time,
    ...(u === undefined ? {} : { u }),
    ...(v === undefined ? {} : { v: v + base.bv }),
    ...(s === undefined ? {} : { s: s + base.bs }),
    ...(vb === undefined ? {} : { vb }),
    ...(vs === undefined ? {} : { vs }),
    ...(vd === undefined ? {} : { vd }),
  };
}

/**
 * Works the base fields of a SenML pack into its records. A record that is wrong takes no other with it; a pack of a later version, or
 * with a field that must be understood and is not (its name ends in `_`), is refused whole, as RFC 8428 §4.4 asks.
 * @param now epoch ms, which relative times and records without a time are relative to
 */
export function resolveSenml(pack: unknown, now: number): SenmlPack {
  if (!Array.isArray(pack)) return { detail: `expected a SenML pack, a list of records, got ${quote(pack)}` };
  if (pack.length === 0 || pack.length > maxRecords)
    return { detail: `a pack of ${pack.length} records: send 1 to ${maxRecords} at a time` };
  const all = pack as readonly unknown[];
  for (const record of all) {
    if (!isObject(record)) continue;
    const { bver } = record;
    if (bver !== undefined && !(typeof bver === "number" && bver <= version))
      return { detail: `bver ${quote(bver)}: SenML up to version ${version} is read here` };
    const unknown = Object.keys(record).find((field) => field.endsWith("_"));
    if (unknown !== undefined)
      return { detail: `field ${quote(unknown)} must be understood and is not: leave it out` };
  }

  const base: Base = { bn: "", bt: 0, bu: undefined, bv: 0, bs: 0 };
  const records: SenmlRecord[] = [];
  const unread: UnreadRecord[] = [];
  for (const record of all) {
    if (!isObject(record)) {
      unread.push({ detail: `the pack holds ${quote(record)}: expected a record`, record });
      continue;
    }
    takeBase(base, record);
    const one = resolve(base, record, now / 1000);
    if (typeof one === "string") {
      // With what it needs of the records before it, so that it can be read on its own.
      const { bn, bt, bu, bv, bs } = base;
      unread.push({
        detail: one,
        record: { bn, bt, ...(bu === undefined ? {} : { bu }), bv, bs, ...record },
      });
    } else if (one !== undefined) records.push(one);
  }
  return { records, unread };
}
