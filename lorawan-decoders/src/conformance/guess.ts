import { type Quantity, units } from "../units.ts";
import { as, type Rule, type RuleOptions } from "./rule.ts";
import { yesNo } from "./vocabulary-common.ts";

/** "batteryVoltage_mV" → "battery voltage mv": publishers join words in every way. */
export function wordsOf(key: string): string {
  return (
    key
      .replaceAll("kWh", "kwh")
      // One small letter before a capital at the end is a unit: mV, mA.
      .replaceAll(/(?<=[a-z]{2})(?=[A-Z])|(?<=[a-z])(?=[A-Z][a-z])/g, " ")
      .replaceAll(/[^A-Za-z0-9.]+/g, " ")
      .replaceAll(".", " ")
      .replaceAll(/([A-Za-z])(\d)/g, (_, a: string, b: string) => `${a} ${b}`)
      .replaceAll(/(\d)([A-Za-z])/g, (_, a: string, b: string) => `${a} ${b}`)
      .toLowerCase()
      .replaceAll(/\s+/g, " ")
      .trim()
  );
}

interface Guess {
  readonly words: RegExp;
  readonly quantities: readonly Quantity[];
  /** What their number may have to be multiplied with, where the key does not name its unit. */
  readonly factors?: readonly number[];
  readonly values?: Readonly<Record<string, number>>;
}

const openShut: Readonly<Record<string, number>> = {
  ...yesNo,
  alarm: 1,
  normal: 0,
  leak: 1,
  high: 1,
  low: 0,
};
const milli = [1, 0.001] as const;
const electric = [1, 0.001, 1e-6, 0.01, 0.1] as const;
const lengths = [1, 0.001, 0.01] as const;

/** The first that fits counts, so the narrow ones come before the wide ones. */
const guesses: readonly Guess[] = [
  { words: /\bdew ?point\b/, quantities: ["dew-point"] },
  {
    words: /\b(battery|batt?|bat|vdd|volt)\b.*\b(level|percent|percentage|capacity|soc)\b/,
    quantities: ["battery-level"],
  },
  {
    words: /\b(low|empty)\b.*\b(battery|bat)\b|\b(battery|bat) low\b/,
    quantities: ["battery-low"],
    values: openShut,
  },
  {
    words: /\b(battery|batt?|bat|vdd)( voltage| volt| v| mv)?\b/,
    quantities: ["battery-voltage", "battery-level"],
    factors: [1, 0.001, 0.01, 0.1],
  },
  {
    words: /\b(target|setpoint|set point|desired)\b.*\btemp|\btemp\w* (target|setpoint|set)\b/,
    quantities: ["temperature-setpoint"],
  },
  { words: /\bsoil\b.*\btemp/, quantities: ["soil-temperature", "temperature"] },
  {
    words: /\b(internal|board|device|mcu|chip|cpu)\b.*\btemp|\btemp\w* (internal|board|mcu)\b/,
    quantities: ["device-temperature", "temperature"],
  },
  {
    words: /\b(surface|leaf|target|object|road)\b.*\btemp/,
    quantities: ["surface-temperature", "temperature"],
  },
  { words: /\b(flow|forward|supply)\b.*\btemp/, quantities: ["supply-water-temperature", "temperature"] },
  { words: /\breturn\b.*\btemp/, quantities: ["return-water-temperature", "temperature"] },
  {
    words: /\btemp(erature)?s?\b|\bpt ?100\b|\bpt ?1000\b/,
    quantities: ["temperature", "soil-temperature", "surface-temperature", "device-temperature"],
  },
  {
    words: /\b(soil|vwc|volumetric)\b.*\b(moisture|humidity|water|vwc)\b|\bvwc\b|\bmoisture\b/,
    quantities: ["soil-moisture"],
    factors: [1, 100],
  },
  { words: /\bleaf\b.*\b(wet|moist)/, quantities: ["leaf-wetness"], factors: [1, 100] },
  { words: /\bhum(idity)?\b|\brh\b/, quantities: ["humidity"] },
  { words: /\b(co ?2|carbon dioxide)\b/, quantities: ["co2"] },
  { words: /\bt?voc\b/, quantities: ["tvoc", "tvoc-index", "tvoc-concentration"], factors: [1, 0.01, 1000] },
  { words: /\bpm ?1( 0)?\b/, quantities: ["pm1"] },
  { words: /\bpm ?2 5\b|\bpm 25\b/, quantities: ["pm2.5"] },
  { words: /\bpm ?4\b/, quantities: ["pm4"] },
  { words: /\bpm ?10\b/, quantities: ["pm10"] },
  {
    words: /\b(hcho|ch 2 o|formaldehyde)\b/,
    quantities: ["hcho"],
    factors: [1, 24.45 / 30.026, 24.45 / 30_026, 0.001],
  },
  { words: /\b(o 3|ozone)\b/, quantities: ["o3"], factors: [1, 24.45 / 47_998, 0.001] },
  { words: /\bno 2\b/, quantities: ["no2"], factors: [1, 24.45 / 46_006, 0.001] },
  { words: /\bno\b/, quantities: ["no"] },
  { words: /\bso 2\b/, quantities: ["so2"] },
  { words: /\bnh 3\b|\bammonia\b/, quantities: ["nh3"] },
  { words: /\bh 2 s\b/, quantities: ["h2s"] },
  { words: /\bco\b/, quantities: ["co"] },
  { words: /\bradon\b/, quantities: ["radon"] },
  { words: /\b(orp|redox)\b/, quantities: ["orp"] },
  { words: /\bph\b/, quantities: ["ph"] },
  { words: /\bturbidity\b|\bntu\b/, quantities: ["turbidity"] },
  { words: /\bsuspended solid|\bmg l\b/, quantities: ["suspended-solids"], factors: [1, 1000] },
  { words: /\boxygen\b.*\b(saturation|sat)\b/, quantities: ["oxygen-saturation"] },
  { words: /\b(dissolved oxygen|oxygen concentration|do)\b/, quantities: ["dissolved-oxygen"] },
  { words: /\boxygen\b|\bo 2\b/, quantities: ["oxygen", "dissolved-oxygen"] },
  {
    words: /\b(conductivity|ec)\b/,
    quantities: ["soil-conductivity", "water-conductivity"],
    factors: [1, 1000],
  },
  { words: /\bwater potential\b/, quantities: ["soil-water-potential"] },
  { words: /\bvapou?r pressure deficit\b|\bvpd\b/, quantities: ["vapour-pressure-deficit"] },
  { words: /\bvapou?r pressure\b/, quantities: ["vapour-pressure"] },
  {
    words: /\b(differential|delta|diff)\b.*\bpressure\b/,
    quantities: ["differential-pressure"],
    factors: [1, 100, 1000],
  },
  {
    words: /\bpressure\b/,
    quantities: ["atmospheric-pressure", "pressure", "differential-pressure"],
    factors: [1, 100, 1000, 100_000],
  },
  { words: /\b(photosynthetic\w*|par|ppfd)\b/, quantities: ["photosynthetic-radiation"] },
  { words: /\b(solar|radiation|irradiance)\b/, quantities: ["solar-irradiance"] },
  { words: /\buv\b/, quantities: ["uv-index"] },
  { words: /\bwind\b.*\b(max\w*|gust)|\b(max\w*|gust)\b.*\bwind\b|\bgust\b/, quantities: ["wind-gust"] },
  { words: /\bwind\b.*\bdir/, quantities: ["wind-direction"] },
  { words: /\bwind\b/, quantities: ["wind-speed"], factors: [1, 1 / 3.6] },
  {
    words: /\b(cumulative|total)\b.*\b(rain|precipitation)|\brain\w* (total|counter)\b/,
    quantities: ["rainfall"],
  },
  { words: /\b(rain|precipitation)/, quantities: ["rainfall-period", "rainfall", "rain-rate"] },
  { words: /\blightning\b.*\bdistance\b/, quantities: ["lightning-distance"] },
  { words: /\blightning\b/, quantities: ["lightning-count"] },
  { words: /\bsnow\b/, quantities: ["snow-depth"], factors: lengths },
  {
    words: /\b(sound|noise|laeq|leq|spl|la)\b.*\b(peak|max)\b|\bpeak\b/,
    quantities: ["sound-peak", "sound-level"],
  },
  { words: /\b(sound|noise|laeq|leq|spl|lai|laf)\b/, quantities: ["sound-level"] },
  {
    words: /\b(lux|illuminance|illumination|luminosity|light|lightness)\b/,
    quantities: ["illuminance", "light-level"],
  },
  {
    words: /\bparking\b|\bcar\b/,
    quantities: ["parking-occupied"],
    values: { ...yesNo, occupied: 1, free: 0, vacant: 0 },
  },
  {
    words: /\b(occup\w*|presence)\b/,
    quantities: ["occupancy", "parking-occupied"],
    values: { ...yesNo, occupied: 1, vacant: 0, unoccupied: 0, free: 0 },
  },
  {
    words: /\b(motion|pir|movement|activity)\b/,
    quantities: ["motion", "occupancy"],
    values: { ...yesNo, trigger: 1, idle: 0, normal: 0, motion: 1 },
  },
  {
    words: /\b(door|magnet|reed|contact|open)\b/,
    quantities: ["door-open", "window-open", "digital-input"],
    values: openShut,
  },
  { words: /\bwindow\b/, quantities: ["window-open", "door-open"], values: openShut },
  { words: /\b(leak\w*|water ?leak|flood)\b/, quantities: ["leak-detected"], values: openShut },
  {
    words: /\b(tamper|disassembled|demolish)\b/,
    quantities: ["tamper"],
    values: { ...yesNo, installed: 0, uninstalled: 1 },
  },
  { words: /\b(smoke|fire)\b/, quantities: ["smoke"], values: openShut },
  { words: /\b(button|pressed|press)\b/, quantities: ["button-press"], values: yesNo },
  {
    words: /\b(period|delta|relative)\b.*\bpulse|\bpulse\w* (period|delta)\b/,
    quantities: ["pulse-count-period"],
  },
  {
    words: /\b(pulse|counter|count|openings|reed count)\w*\b/,
    quantities: ["pulse-count", "people-in", "people-out", "people-count", "pulse-count-period"],
  },
  {
    words: /\b(total in|counter in|in total|people in|in count|forward)\b/,
    quantities: ["people-in", "people-in-period"],
  },
  {
    words: /\b(total out|counter out|people out|out count|backward)\b/,
    quantities: ["people-out", "people-out-period"],
  },
  { words: /\bpeople\b/, quantities: ["people-count", "people-in", "people-out"] },
  { words: /\breactive\b.*\benergy\b/, quantities: ["reactive-energy"], factors: milli },
  { words: /\breactive\b/, quantities: ["reactive-power"], factors: milli },
  { words: /\bapparent\b/, quantities: ["apparent-power"], factors: milli },
  { words: /\b(power )?factor\b|\bcos phi\b/, quantities: ["power-factor"], factors: [1, 0.01, 0.001] },
  { words: /\b(energy|consumption|k ?wh|wh)\b/, quantities: ["energy", "heat-energy"], factors: [1, 0.001] },
  { words: /\bpower\b|\bwatt\b/, quantities: ["power", "thermal-power"], factors: milli },
  { words: /\b(voltage|volt|vrms|u [1-3])\b/, quantities: ["voltage", "battery-voltage"], factors: electric },
  { words: /\b(current|amp\w*|irms|i [1-3])\b/, quantities: ["current"], factors: electric },
  { words: /\b(frequency|freq)\b/, quantities: ["frequency"] },
  { words: /\b(fill\w*|filling) ?(level|percent\w*|lvl)?\b/, quantities: ["fill-level", "level"] },
  { words: /\b(distance|proximity)\b/, quantities: ["distance"], factors: lengths },
  { words: /\b(level|depth)\b/, quantities: ["level", "fill-level"], factors: lengths },
  { words: /\b(flow|flow rate)\b/, quantities: ["water-flow"], factors: [1, 0.001, 0.06] },
  {
    words: /\b(volume|water consumption|meter reading)\b/,
    quantities: ["water-volume", "gas-volume"],
    factors: [1, 0.001],
  },
  {
    words: /\bvalve\b/,
    quantities: ["valve-position"],
    values: { open: 100, close: 0, closed: 0, true: 100, false: 0 },
  },
  { words: /\b(relay|output|socket|switch)\b/, quantities: ["digital-output"], values: yesNo },
  { words: /\b(digital|gpio|input|status)\b/, quantities: ["digital-input"], values: openShut },
  { words: /\blat(itude)?\b/, quantities: ["latitude"] },
  { words: /\b(lon|lng|longitude)\b/, quantities: ["longitude"] },
  { words: /\b(alt|altitude)\b/, quantities: ["altitude"] },
  { words: /\bspeed\b/, quantities: ["speed", "wind-speed"], factors: [1, 1 / 3.6] },
  { words: /\b(heading|course)\b/, quantities: ["heading"] },
  { words: /\baccel\w*\b/, quantities: ["acceleration"], factors: [1, 9.80665, 0.00980665] },
  { words: /\b(vibration|velocity)\b/, quantities: ["vibration"] },
  { words: /\b(angle|tilt|inclination|orientation)\b/, quantities: ["tilt"] },
  { words: /\bweight\b/, quantities: ["weight"], factors: [1, 0.001] },
  { words: /\bstrain\b/, quantities: ["strain"] },
  { words: /\b(dendrometer|fruit|stem|displacement)\b/, quantities: ["displacement"], factors: [1, 1000] },
];

/** Unit words at the end of a key, where they are plain: their number times this is in the unit of the dictionary. */
const suffixes: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  V: { mv: 0.001, v: 1 },
  A: { ma: 0.001, a: 1 },
  kW: { w: 0.001, kw: 1 },
  "kW.h": { wh: 0.001, kwh: 1 },
  Pa: { pa: 1, hpa: 100, kpa: 1000, bar: 100_000, mbar: 100 },
  m: { mm: 0.001, cm: 0.01, m: 1 },
  "[ppm]": { ppm: 1, ppb: 0.001 },
};

/** What tells nothing of a place: names, versions, settings, radio, counters of frames. */
const notMeasured =
  /\b(version|firmware|hardware|serial|sn|id|ipso|tsl|status text|timestamp|time|date|interval|duration|rssi|snr|lqi|frame|f ?cnt|f ?port|sequence|seq|port|confirmed|reset|reason|error|fault|alarm|threshold|config\w*|mode|type|unit|raw|reserved|device|model|channel|satellites?|age|dr|sf|spreading|bandwidth|adr|uplink|downlink|acknowledge\w*)\b/;

/**
 * Rules for a key that no vocabulary lists, by its words: the quantities that it may be of and the units in which
 * publishers write them. Empty where it looks like nothing that is measured.
 */
export function guessedRules(key: string): readonly Rule[] {
  const words = wordsOf(key);
  if (notMeasured.test(words)) return [];
  const guess = guesses.find((one) => one.words.test(words));
  if (guess === undefined) return [];
  const last = words.split(" ").at(-1) ?? "";
  return guess.quantities.flatMap((quantity) => {
    const named = suffixes[units[quantity]]?.[last];
    return (named === undefined ? (guess.factors ?? [1]) : [named]).map((factor) => {
      const options: RuleOptions = guess.values === undefined ? { factor } : { factor, words: guess.values };
      return as(quantity, options);
    });
  });
}
