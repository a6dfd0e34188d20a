import type { Quantity } from "@kontrollrom/contracts/quantity.ts";

/** What people call the quantities that rules are most often about; others go by their name in the dictionary. */
const names: Partial<Record<Quantity, readonly [nb: string, en: string]>> = {
  temperature: ["Temperatur", "Temperature"],
  "surface-temperature": ["Overflatetemperatur", "Surface temperature"],
  humidity: ["Luftfuktighet", "Humidity"],
  co2: ["CO₂", "CO₂"],
  tvoc: ["Flyktige gasser (TVOC)", "Volatile compounds (TVOC)"],
  co: ["Karbonmonoksid", "Carbon monoxide"],
  no2: ["Nitrogendioksid", "Nitrogen dioxide"],
  radon: ["Radon", "Radon"],
  pressure: ["Trykk", "Pressure"],
  illuminance: ["Belysning", "Illuminance"],
  "sound-level": ["Lydnivå", "Sound level"],
  "water-volume": ["Vannforbruk", "Water use"],
  "battery-level": ["Batteri", "Battery"],
  "fill-level": ["Fyllingsgrad", "Fill level"],
  "leak-detected": ["Lekkasje", "Leak"],
  "door-open": ["Dør", "Door"],
  "window-open": ["Vindu", "Window"],
  smoke: ["Røyk", "Smoke"],
  motion: ["Bevegelse", "Motion"],
  "people-count": ["Personer", "People"],
  airflow: ["Luftmengde", "Air flow"],
  "fan-speed": ["Viftehastighet", "Fan speed"],
  "fan-running": ["Vifte", "Fan"],
  "snow-depth": ["Snødybde", "Snow depth"],
};

export const quantityName = (quantity: Quantity, language: "nb" | "en"): string =>
  names[quantity]?.[language === "nb" ? 0 : 1] ?? quantity;
