import { as, derived, type Vocabulary } from "./rule.ts";

/** Where one device of a vendor uses a word differently, by "vendor/model" in small letters without punctuation. */
export const deviceVocabulary: Readonly<Record<string, Vocabulary>> = {
  "decentlab/pr21": { pressure: as("pressure", { factor: 100_000 }) },
  "decentlab/pr26": { pressure: as("pressure", { factor: 100_000 }), level: derived, levelCm: derived },
  "decentlab/pr36": { pressure: as("pressure", { factor: 100_000 }) },
  "decentlab/pr36ctd": {
    pressure: as("pressure", { factor: 100_000 }),
    electricalConductivity: as("water-conductivity", { factor: 1000 }),
    electrical_conductivity: as("water-conductivity", { factor: 1000 }),
  },
  "decentlab/ctd10": {
    electricalConductivity: as("water-conductivity"),
    electrical_conductivity: as("water-conductivity"),
  },
  "milesight/em500smtc": { temperature: as("soil-temperature") },
  "milesight/ws52x": { current: as("current", { factor: 0.001 }) },
  // Fed by the mains: a battery of 0 V is none.
  "netvox/ra0715": { battery_voltage: derived },
  "decentlab/gmm": { pressure: as("atmospheric-pressure", { factor: 1000 }) },
};
