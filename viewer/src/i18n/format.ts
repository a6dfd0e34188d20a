import type { Quantity } from "@kontrollrom/contracts/quantity.ts";
import type { Language } from "./i18n.ts";

export const missing = "–";

/** How UCUM units are written for people. */
const unitSigns: Readonly<Record<string, string>> = {
  Cel: "°C",
  "[ppm]": "ppm",
  "[ppb]": "ppb",
  "ug/m3": "µg/m³",
  "Bq/m3": "Bq/m³",
  "dB[SPL]": "dB",
  "kW.h": "kWh",
  "kW.h/m2": "kWh/m²",
  m2: "m²",
  m3: "m³",
  "m3/h": "m³/h",
  "W/m2": "W/m²",
  "m/s2": "m/s²",
  "uS/cm": "µS/cm",
  deg: "°",
  "[pH]": "",
  "1": "",
};

export function unitSign(ucum: string): string {
  return unitSigns[ucum] ?? ucum;
}

/** Decimals that carry meaning for a sensor of the quantity; others are shown with one. */
const decimals: Partial<Record<Quantity, number>> = {
  co2: 0,
  tvoc: 0,
  "tvoc-index": 0,
  humidity: 0,
  illuminance: 0,
  radon: 0,
  "sound-level": 0,
  "battery-level": 0,
  rssi: 0,
  "battery-voltage": 2,
  "fill-level": 0,
  "people-count": 0,
  "people-in": 0,
  "people-out": 0,
  motion: 0,
  "pulse-count": 0,
  airflow: 0,
  "valve-position": 0,
  "damper-position": 0,
  "fan-speed": 0,
  "snow-depth": 2,
  latitude: 5,
  longitude: 5,
  "water-volume": 3,
};

/** What the numbers of a `state` quantity are called: the key under `value.` for 0 and for anything else. */
const stateWords = {
  occupancy: ["free", "occupied"],
  "parking-occupied": ["free", "occupied"],
  "door-open": ["closed", "open"],
  "window-open": ["closed", "open"],
  "leak-detected": ["dry", "leak"],
  "fan-running": ["stopped", "running"],
  smoke: ["normal", "alarm"],
  tamper: ["normal", "alarm"],
  "filter-alarm": ["normal", "alarm"],
  "battery-low": ["no", "yes"],
  "lamp-on": ["no", "yes"],
  "lamp-fault": ["no", "yes"],
} as const satisfies Partial<Record<Quantity, readonly [string, string]>>;

type StateWord = (typeof stateWords)[keyof typeof stateWords][number];

/** The word for a value of a two-state quantity, or undefined when it is a number. */
export function stateWord(quantity: Quantity, value: number): StateWord | undefined {
  const words = (stateWords as Partial<Record<Quantity, readonly [StateWord, StateWord]>>)[quantity];
  return words?.[value === 0 ? 0 : 1];
}

export interface Formats {
  readonly number: (value: number | undefined, digits?: number) => string;
  /** 21,4 °C */
  readonly measure: (value: number | undefined, unit: string, quantity?: Quantity) => string;
  /** Only the number, with the decimals of the quantity. */
  readonly figure: (value: number | undefined, quantity?: Quantity) => string;
  /** 12.03.2026 kl. 14.05 */
  readonly dateTime: (time: number | string | undefined) => string;
  /** 12.03.2026 */
  readonly date: (time: number | string | undefined) => string;
  /** 14.05 */
  readonly time: (time: number | string | undefined) => string;
  /** 14.05 when it is today, else 12.03. kl. 14.05 */
  readonly moment: (time: number | string | undefined, now: number) => string;
  /** 12 min */
  readonly duration: (ms: number) => string;
  readonly bytes: (bytes: number) => string;
}

/** Numbers and times as the language writes them; in the reader's time zone unless another is given. */
export function createFormats(language: Language, timeZone?: string): Formats {
  const locale = language === "nb" ? "nb-NO" : "en-GB";
  const numbers = [0, 1, 2, 3, 4, 5].map(
    (digits) =>
      new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  );
  const parts = new Intl.DateTimeFormat("en-GB", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(timeZone === undefined ? {} : { timeZone }),
  });

  const split = (time: number | string | undefined) => {
    const ms = typeof time === "string" ? Date.parse(time) : time;
    if (ms === undefined || Number.isNaN(ms)) return undefined;
    const found = new Map(parts.formatToParts(ms).map((part) => [part.type, part.value]));
    const get = (type: Intl.DateTimeFormatPartTypes) => found.get(type) ?? "";
    return { y: get("year"), m: get("month"), d: get("day"), h: get("hour"), min: get("minute") };
  };
  const nb = language === "nb";
  const clock = (p: { h: string; min: string }) => (nb ? `${p.h}.${p.min}` : `${p.h}:${p.min}`);
  const day = (p: { y: string; m: string; d: string }) =>
    nb ? `${p.d}.${p.m}.${p.y}` : `${p.y}-${p.m}-${p.d}`;

  const number = (value: number | undefined, digits = 1) => {
    if (value === undefined || !Number.isFinite(value)) return missing;
    const formatter = numbers[Math.min(digits, 5)];
    // "−0,0" says a sign that is not there.
    const rounded = Number(value.toFixed(digits));
    return formatter?.format(Object.is(rounded, -0) ? 0 : rounded) ?? missing;
  };
  const figure = (value: number | undefined, quantity?: Quantity) =>
    number(value, quantity === undefined ? 1 : (decimals[quantity] ?? 1));

  return {
    number,
    figure,
    measure(value, unit, quantity) {
      const text = figure(value, quantity);
      const sign = unitSign(unit);
      return text === missing || sign === "" ? text : sign === "°" ? `${text}°` : `${text}\u00a0${sign}`;
    },
    dateTime(time) {
      const p = split(time);
      return p === undefined ? missing : `${day(p)}${nb ? " kl. " : " "}${clock(p)}`;
    },
    date(time) {
      const p = split(time);
      return p === undefined ? missing : day(p);
    },
    time(time) {
      const p = split(time);
      return p === undefined ? missing : clock(p);
    },
    moment(time, now) {
      const p = split(time);
      const today = split(now);
      if (p === undefined || today === undefined) return missing;
      if (day(p) === day(today)) return nb ? `kl. ${clock(p)}` : clock(p);
      const short = p.y === today.y ? (nb ? `${p.d}.${p.m}.` : `${p.m}-${p.d}`) : day(p);
      return `${short}${nb ? " kl. " : " "}${clock(p)}`;
    },
    duration(ms) {
      const seconds = Math.max(0, Math.floor(ms / 1000));
      if (seconds < 60) return `${seconds}\u00a0s`;
      const minutes = Math.floor(seconds / 60);
      if (minutes < 60) return `${minutes}\u00a0min`;
      const hours = Math.floor(minutes / 60);
      if (hours < 48) return `${hours}\u00a0${nb ? "t" : "h"}`;
      return `${Math.floor(hours / 24)}\u00a0${nb ? "døgn" : "days"}`;
    },
    bytes(bytes) {
      if (bytes < 1000) return `${bytes}\u00a0B`;
      const units = ["kB", "MB", "GB"];
      const power = Math.min(3, Math.floor(Math.log10(bytes) / 3));
      return `${number(bytes / 1000 ** power, power === 1 ? 0 : 1)}\u00a0${units[power - 1]}`;
    },
  };
}
