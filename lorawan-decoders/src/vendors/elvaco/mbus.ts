import type { Frame } from "../../frame.ts";
import { hexByte } from "../../frame.ts";
import type { Quantity } from "../../units.ts";

/** One data record of M-Bus (EN 13757-3): what was measured, of which storage, tariff and subunit. */
export interface DataRecord {
  /** Undefined where the kind of value has no quantity of ours. */
  readonly quantity: Quantity | undefined;
  readonly value: number | undefined;
  readonly storage: number;
  readonly tariff: number;
  readonly subunit: number;
  /** 0 instantaneous, 1 maximum, 2 minimum, 3 during a fault. */
  readonly function: number;
  /** The first byte of the record and the one of its value, for messages. */
  readonly dif: number;
  readonly vif: number;
}

interface Kind {
  readonly quantity: Quantity;
  readonly factor: number;
}

/** Primary VIF (table 10 of EN 13757-3) → quantity and what takes the raw number to our unit. */
export function primaryKind(vif: number): Kind | undefined {
  const code = vif & 0x7f;
  const n = code & 0x07;
  if (code <= 0x07) return { quantity: "heat-energy", factor: 10 ** (n - 6) };
  if (code <= 0x0f) return { quantity: "heat-energy", factor: 10 ** n / 3_600_000 };
  if (code <= 0x17) return { quantity: "water-volume", factor: 10 ** (n - 6) };
  if (code >= 0x20 && code <= 0x27) {
    const hours = [1 / 3600, 1 / 60, 1, 24][code & 0x03] ?? 1;
    return { quantity: "running-hours", factor: hours };
  }
  if (code >= 0x28 && code <= 0x2f) return { quantity: "power", factor: 10 ** (n - 6) };
  if (code >= 0x38 && code <= 0x3f) return { quantity: "water-flow", factor: 10 ** (n - 6) };
  if (code >= 0x58 && code <= 0x5b)
    return { quantity: "supply-water-temperature", factor: 10 ** ((code & 3) - 3) };
  if (code >= 0x5c && code <= 0x5f)
    return { quantity: "return-water-temperature", factor: 10 ** ((code & 3) - 3) };
  if (code >= 0x64 && code <= 0x67) return { quantity: "temperature", factor: 10 ** ((code & 3) - 3) };
  if (code >= 0x68 && code <= 0x6b) return { quantity: "pressure", factor: 10 ** ((code & 3) - 3) * 100_000 };
  return undefined;
}

/** First extension, VIF 0xfb (table 14): energy in MWh, GJ and Mcal, volume in hundreds of m³, power in MW. */
export function extendedKind(vife: number): Kind | undefined {
  const code = vife & 0x7f;
  if (code <= 0x01) return { quantity: "heat-energy", factor: 10 ** (code - 1) * 1000 };
  if (code >= 0x08 && code <= 0x09) return { quantity: "heat-energy", factor: 10 ** (code - 9) / 0.0036 };
  if (code >= 0x0c && code <= 0x0f) return { quantity: "heat-energy", factor: 10 ** (code - 0x0d) * 1.163 };
  if (code >= 0x10 && code <= 0x11) return { quantity: "water-volume", factor: 10 ** (code - 0x0e) };
  if (code >= 0x28 && code <= 0x29) return { quantity: "power", factor: 10 ** (code - 0x29) * 1000 };
  return undefined;
}

function bcd(frame: Frame, bytes: number): number | undefined {
  let value = 0;
  let negative = false;
  frame.need(bytes, "digits");
  for (let i = 0; i < bytes; i++) {
    const byte = frame.u8("digits");
    let high = byte >> 4;
    const low = byte & 0x0f;
    // A leading F marks a number below zero, any other letter a fault.
    if (i === bytes - 1 && high === 0x0f) {
      negative = true;
      high = 0;
    }
    if (high > 9 || low > 9) {
      frame.skip(bytes - 1 - i, "digits");
      return undefined;
    }
    value += (high * 10 + low) * 100 ** i;
  }
  return negative ? -value : value;
}

function integer(frame: Frame, bytes: number): number {
  frame.need(bytes, "value");
  let value = 0;
  for (let i = 0; i < bytes; i++) value += frame.u8("value") * 256 ** i;
  return value >= 2 ** (8 * bytes - 1) ? value - 2 ** (8 * bytes) : value;
}

/** The value by the low half of the DIF; undefined for none, text and dates of variable length. */
function dataValue(frame: Frame, coding: number): number | undefined {
  switch (coding) {
    case 0x0:
    case 0x8:
      return undefined;
    case 0x1:
    case 0x2:
    case 0x3:
    case 0x4:
      return integer(frame, coding);
    case 0x5:
      return frame.f32le("value");
    case 0x6:
      return integer(frame, 6);
    case 0x7:
      return integer(frame, 8);
    case 0x9:
    case 0xa:
    case 0xb:
    case 0xc:
      return bcd(frame, coding - 8);
    case 0xe:
      return bcd(frame, 6);
    case 0xd: {
      const length = frame.u8("length of value");
      frame.skip(length, "value of variable length");
      return undefined;
    }
    default:
      return frame.fail(`special DIF 0x0f has no value here`, frame.offset - 1);
  }
}

const maximumExtensions = 10;

/** Reads the next record; a filler byte (0x2f) gives undefined. */
export function dataRecord(frame: Frame): DataRecord | undefined {
  const dif = frame.u8("DIF");
  if (dif === 0x2f) return undefined;
  let storage = (dif >> 6) & 1;
  let tariff = 0;
  let subunit = 0;
  let byte = dif;
  for (let i = 0; (byte & 0x80) !== 0; i++) {
    if (i === maximumExtensions) frame.fail(`more than ${maximumExtensions} DIF extensions`);
    byte = frame.u8("DIF extension");
    storage += (byte & 0x0f) * 2 ** (1 + 4 * i);
    tariff += ((byte >> 4) & 0x03) * 4 ** i;
    subunit += ((byte >> 6) & 1) * 2 ** i;
  }
  const vif = frame.u8("VIF");
  let kind = primaryKind(vif);
  if (vif === 0xfb) kind = extendedKind(frame.u8("VIF extension"));
  else if (vif === 0xfd) {
    frame.u8("VIF extension");
    kind = undefined;
  } else if ((vif & 0x80) !== 0) {
    let more = vif;
    for (let i = 0; (more & 0x80) !== 0; i++) {
      if (i === maximumExtensions) frame.fail(`more than ${maximumExtensions} VIF extensions`);
      more = frame.u8("VIF extension");
      // What a maker adds of its own may be another kind of value altogether.
      if (more === 0xff || vif === 0xff) kind = undefined;
    }
  }
  const at = frame.offset;
  const raw = dataValue(frame, dif & 0x0f);
  if (frame.offset < at) frame.fail(`DIF ${hexByte(dif)} leads nowhere`, at);
  return {
    quantity: kind?.quantity,
    value: kind === undefined || raw === undefined ? undefined : raw * kind.factor,
    storage,
    tariff,
    subunit,
    function: (dif >> 4) & 3,
    dif,
    vif,
  };
}
