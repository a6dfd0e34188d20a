import type { AreaLayer, AreaProperties } from "@kontrollrom/contracts/area-layer.ts";
import { areaPropertiesOf } from "@kontrollrom/contracts/area-layer-kinds.ts";

type Language = "nb" | "en";

/**
 * The figures of a layer, a line for each area and storey. In Norwegian with semicolons and a decimal comma, as
 * Norwegian spreadsheets read it; in English with commas and a point.
 */
export function figuresCsv(
  layer: AreaLayer,
  names: { readonly building: string; readonly storeys: ReadonlyMap<string, string> },
  language: Language,
): string {
  const properties = areaPropertiesOf[layer.kind];
  const number = (value: number): string =>
    language === "nb" ? String(value).replace(".", ",") : String(value);
  const words = headings[language];
  const lines = layer.areas.flatMap((area) => {
    const storeys = area.storeys.length > 0 ? area.storeys : [undefined];
    return storeys.map((storey) => [
      names.building,
      layer.name,
      area.code,
      area.name,
      storey === undefined ? "" : (names.storeys.get(storey.storeyId) ?? storey.storeyId),
      String(storey?.spaceIds.length ?? 0),
      number(storey?.net ?? 0),
      number(storey?.gross ?? 0),
      number(Math.round((storey?.share ?? 0) * 1000) / 10),
      number(storey?.perimeter ?? 0),
      ...properties.map((name) => propertyText(area.properties, name, language)),
    ]);
  });
  const separator = language === "nb" ? ";" : ",";
  const rows = [[...words.columns, ...properties.map((name) => words.properties[name])], ...lines];
  return `\uFEFF${rows.map((row) => row.map((text) => field(text, separator)).join(separator)).join("\r\n")}\r\n`;
}

function field(text: string, separator: string): string {
  // What a spreadsheet would take for a formula gets an apostrophe before it.
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /["\r\n]/.test(plain) || plain.includes(separator) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function propertyText(properties: AreaProperties, name: keyof AreaProperties, language: Language): string {
  const value = properties[name];
  if (value === undefined) return "";
  if (typeof value === "object") return `${value.times} ${headings[language].per[value.per]}`;
  return String(value);
}

const headings: Record<
  Language,
  {
    columns: readonly string[];
    properties: Record<keyof AreaProperties, string>;
    per: Record<"day" | "week" | "month" | "year", string>;
  }
> = {
  nb: {
    columns: [
      "Bygning",
      "Lag",
      "Kode",
      "Navn",
      "Etasje",
      "Rom",
      "Nettoareal m²",
      "Bruttoareal m²",
      "Andel av etasjen %",
      "Omkrets m",
    ],
    properties: {
      fireClass: "Brannmotstand",
      riskClass: "Risikoklasse",
      qualityLevel: "Kvalitetsnivå (NS-INSTA 800)",
      frequency: "Frekvens",
      method: "Metode",
      tenant: "Leietaker",
      contract: "Kontrakt",
      leaseFrom: "Leid fra",
      leaseTo: "Leid til",
      capacity: "Personer",
      note: "Merknad",
    },
    per: { day: "per dag", week: "per uke", month: "per måned", year: "per år" },
  },
  en: {
    columns: [
      "Building",
      "Layer",
      "Code",
      "Name",
      "Storey",
      "Rooms",
      "Net area m²",
      "Gross area m²",
      "Share of storey %",
      "Perimeter m",
    ],
    properties: {
      fireClass: "Fire resistance",
      riskClass: "Risk class",
      qualityLevel: "Quality level (NS-INSTA 800)",
      frequency: "Frequency",
      method: "Method",
      tenant: "Tenant",
      contract: "Contract",
      leaseFrom: "Leased from",
      leaseTo: "Leased to",
      capacity: "Persons",
      note: "Note",
    },
    per: { day: "a day", week: "a week", month: "a month", year: "a year" },
  },
};
