/**
 * Tags of the Norwegian cross-disciplinary marking system (TFM), in its two grammars. Their letters mean different things and are
 * never mixed: see `pa0802-letters.ts`.
 */
export type TfmTag = Pa0802Tag | NsTfmTag | Tfm2Tag;

interface Parts {
  /** What stands after `+` or `++`, upper case. */
  readonly location?: string;
  /** Three digits, four in NS-TFM (NS 3457-7). */
  readonly system: string;
  /** Serial number of the system, three digits. */
  readonly number: string;
  /** Absent where the tag is that of a whole system. */
  readonly component?: TfmComponent;
}

export interface TfmComponent {
  readonly letters: string;
  /** Three digits. */
  readonly number: string;
}

/** Statsbygg PA 0802: `+LOK=360.001-JV401`. */
export interface Pa0802Tag extends Parts {
  readonly grammar: "pa0802";
}

/** NS-TFM (PA 0805, NS 3457-7/-8/-9:2021): `++115080=4310.001.12-QLF001%type`. */
export interface NsTfmTag extends Parts {
  readonly grammar: "ns-tfm";
  /** Two digits: part of the system, as 04 for supply air. */
  readonly subNumber?: string;
  /** What stands after `%`. */
  readonly type?: string;
}

/** The interim TFM-2, `+A=360.001:01-SR001T/001`: read where it is met, never written. */
export interface Tfm2Tag extends Parts {
  readonly grammar: "tfm-2";
  readonly subNumber: string;
  /** The letter after the component's number. */
  readonly typeLetter?: string;
  /** Three digits after `/`. */
  readonly serial?: string;
  readonly text: string;
}

export interface TfmOptions {
  /** How many characters a location has: six at Statsbygg. Without it, one to forty. */
  readonly locationLength?: number;
}

export type TfmResult =
  | { readonly ok: true; readonly tag: TfmTag }
  | { readonly ok: false; readonly error: string };

const whole =
  /^(?:(?<plus>\+{1,2})(?<location>[^=+]*))?(?<equals>=)?(?<system>\d+)\.(?<number>\d+)(?:(?<mark>[.:])(?<sub>\d+))?(?:-(?<letters>[A-ZÆØÅ]+)(?<count>\d+)(?<rest>[A-ZÆØÅ]*)(?:\/(?<serial>\d+))?)?(?:%(?<type>.*))?$/u;
const locationText = /^[0-9A-ZÆØÅ][0-9A-ZÆØÅ._/ -]{0,39}$/u;
const typeText = /^[0-9A-ZÆØÅ_]{1,20}$/u;

/**
 * Reads one tag. Case, spaces around it and long dashes do not matter. A system alone is a tag; the location and its `=` may be left
 * out. The error names what is wrong and says what was expected.
 */
export function parseTfm(text: string, options: TfmOptions = {}): TfmResult {
  const plain = plainTfm(text);
  const fail = (what: string): TfmResult => ({
    ok: false,
    error: `TFM tag "${text.trim().slice(0, 80)}": ${what}`,
  });
  const found = whole.exec(plain)?.groups;
  if (found === undefined)
    return fail("expected a system and a component, as =360.001-JV401 or ++115080=4310.001.12-QLF001");
  const {
    plus,
    location,
    equals,
    system = "",
    number = "",
    mark,
    sub,
    letters,
    count,
    rest,
    serial,
    type,
  } = found;

  if (plus !== undefined && equals === undefined)
    return fail(`a location ("${location}") is followed by "="`);
  if (location !== undefined) {
    if (!locationText.test(location))
      return fail(`the location "${location}" is to be 1 to 40 letters and digits`);
    const wanted = options.locationLength;
    if (wanted !== undefined && location.length !== wanted)
      return fail(
        `the location "${location}" has ${location.length} characters where ${wanted} are expected`,
      );
  }
  if (system.length !== 3 && system.length !== 4)
    return fail(`the system "${system}" is to have three digits (PA 0802) or four (NS-TFM)`);
  if (number.length !== 3) return fail(`the system's number "${number}" is to have three digits`);
  if (count !== undefined && count.length !== 3)
    return fail(`the component's number "${count}" is to have three digits`);
  const parts: Parts = {
    ...(location === undefined ? {} : { location }),
    system,
    number,
    ...(letters === undefined || count === undefined ? {} : { component: { letters, number: count } }),
  };

  if (system.length === 4) {
    if (plus === "+") return fail("a location of NS-TFM (four-digit system) begins with ++");
    if (mark === ":") return fail('the sub-number of NS-TFM comes after "."');
    if (sub !== undefined && sub.length !== 2) return fail(`the sub-number "${sub}" is to have two digits`);
    if (letters !== undefined && letters.length > 3)
      return fail(`the component's letters "${letters}" are to be one to three in NS-TFM`);
    if (rest || serial !== undefined)
      return fail(`nothing follows the component's number ${count} but %type`);
    if (type !== undefined && !typeText.test(type))
      return fail(`the type "%${type}" is to be 1 to 20 letters and digits`);
    return {
      ok: true,
      tag: {
        grammar: "ns-tfm",
        ...parts,
        ...(sub === undefined ? {} : { subNumber: sub }),
        ...(type === undefined ? {} : { type }),
      },
    };
  }

  if (plus === "++") return fail("a location of PA 0802 (three-digit system) begins with one +");
  if (type !== undefined) return fail(`%type ("%${type}") belongs to NS-TFM, whose systems have four digits`);
  if (mark === ".")
    return fail(`PA 0802 has no sub-number (".${sub}"): NS-TFM has, with a four-digit system`);
  if (letters !== undefined && letters.length !== 2)
    return fail(`the component's letters "${letters}" are to be two in PA 0802`);
  if (mark === ":") {
    if (sub?.length !== 2) return fail(`the sub-number "${sub}" is to have two digits`);
    if (rest !== undefined && rest.length > 1)
      return fail(`one letter may follow the component's number, not "${rest}"`);
    if (serial !== undefined && serial.length !== 3)
      return fail(`the number "/${serial}" is to have three digits`);
    return {
      ok: true,
      tag: {
        grammar: "tfm-2",
        ...parts,
        subNumber: sub,
        ...(rest ? { typeLetter: rest } : {}),
        ...(serial === undefined ? {} : { serial }),
        text: plain,
      },
    };
  }
  if (rest || serial !== undefined)
    return fail(
      `nothing follows the three digits of the component ("${rest ?? ""}${serial ? `/${serial}` : ""}")`,
    );
  return { ok: true, tag: { grammar: "pa0802", ...parts } };
}

/**
 * Writes a tag in full: with its location where it has one, always with `=`. Reading it back gives the same tag. A tag of the interim
 * TFM-2 is given back as it stood.
 */
export function formatTfm(tag: TfmTag): string {
  if (tag.grammar === "tfm-2") return tag.text;
  const plus = tag.grammar === "ns-tfm" ? "++" : "+";
  const location = tag.location === undefined ? "" : `${plus}${tag.location}`;
  const type = tag.grammar === "ns-tfm" && tag.type !== undefined ? `%${tag.type}` : "";
  return `${location}=${systemText(tag)}${componentText(tag, "-")}${type}`;
}

/** The tag in the one way that the register writes it; undefined when it is none. */
export function normaliseTfm(text: string, options?: TfmOptions): string | undefined {
  const result = parseTfm(text, options);
  return result.ok ? formatTfm(result.tag) : undefined;
}

/** `360.001`, `4310.001.12`, `360.001:01` */
export function systemText(tag: TfmTag): string {
  const sub = tag.grammar === "pa0802" ? undefined : tag.subNumber;
  const mark = tag.grammar === "tfm-2" ? ":" : ".";
  return `${tag.system}.${tag.number}${sub === undefined ? "" : `${mark}${sub}`}`;
}

/** `JV401`, with what is to stand before it; empty for a system alone. */
export function componentText(tag: TfmTag, before = ""): string {
  const { component } = tag;
  if (component === undefined) return "";
  const rest =
    tag.grammar === "tfm-2"
      ? `${tag.typeLetter ?? ""}${tag.serial === undefined ? "" : `/${tag.serial}`}`
      : "";
  return `${before}${component.letters}${component.number}${rest}`;
}

/** Upper case, without spaces around the marks, with plain hyphens. */
export function plainTfm(text: string): string {
  return text
    .trim()
    .toUpperCase()
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/\s*([=+.:%/-])\s*/g, "$1");
}
