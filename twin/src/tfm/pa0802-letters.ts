import type { TfmTag } from "./tfm.ts";

export interface Meaning {
  readonly nb: string;
  readonly en: string;
}

/** Component letters of PA 0802. NS-TFM has a table of its own, which is copyrighted and not here: its letters mean other things. */
export const pa0802Letters: Readonly<Record<string, Meaning>> = {
  IK: { nb: "kuldeaggregat", en: "refrigeration unit" },
  IV: { nb: "aggregat", en: "unit" },
  JK: { nb: "kompressor", en: "compressor" },
  JP: { nb: "pumpe", en: "pump" },
  JV: { nb: "vifte", en: "fan" },
  KA: { nb: "aktuator", en: "actuator" },
  LK: { nb: "kjøleomformende batteri", en: "cooling coil" },
  LR: { nb: "frekvensomformer", en: "frequency converter" },
  LV: { nb: "varmeomformende batteri", en: "heating coil" },
  LX: { nb: "varmegjenvinner", en: "heat recovery unit" },
  MF: { nb: "luftfilter", en: "air filter" },
  NW: { nb: "bereder", en: "water heater" },
  OE: { nb: "energimåler", en: "energy meter" },
  OU: { nb: "undersentral", en: "outstation" },
  QD: { nb: "differansetrykkvakt", en: "differential pressure switch" },
  QT: { nb: "temperaturvakt", en: "thermostat" },
  RB: { nb: "føler for bevegelse", en: "motion sensor" },
  RD: { nb: "føler for differansetrykk", en: "differential pressure sensor" },
  RE: { nb: "føler for elektrisk størrelse", en: "electrical sensor" },
  RF: { nb: "føler for strømning", en: "flow sensor" },
  RH: { nb: "føler for fukt", en: "humidity sensor" },
  RN: { nb: "føler for nivå", en: "level sensor" },
  RP: { nb: "føler for trykk", en: "pressure sensor" },
  RT: { nb: "føler for temperatur", en: "temperature sensor" },
  RY: { nb: "føler for gass eller røyk", en: "gas or smoke sensor" },
  RZ: { nb: "føler for brann", en: "fire sensor" },
  SA: { nb: "manuell reguleringsventil", en: "manual control valve" },
  SB: { nb: "motorstyrt reguleringsventil", en: "motorised control valve" },
  SC: { nb: "motorstyrt stengeventil", en: "motorised shut-off valve" },
  SM: { nb: "manuell stengeventil", en: "manual shut-off valve" },
  SQ: { nb: "VAV-spjeld", en: "VAV damper" },
  SR: { nb: "reguleringsspjeld", en: "control damper" },
  SS: { nb: "stengespjeld", en: "shut-off damper" },
  SZ: { nb: "brannspjeld", en: "fire damper" },
  UN: { nb: "nødlys", en: "emergency light" },
  UP: { nb: "armatur", en: "luminaire" },
  XQ: { nb: "effektbryter", en: "circuit breaker" },
};

/** What the letters of a tag's component mean; undefined for a system alone, unknown letters, and every tag of NS-TFM. */
export function componentMeaning(tag: TfmTag): Meaning | undefined {
  if (tag.grammar === "ns-tfm" || tag.component === undefined) return undefined;
  const { letters } = tag.component;
  return Object.hasOwn(pa0802Letters, letters) ? pa0802Letters[letters] : undefined;
}
