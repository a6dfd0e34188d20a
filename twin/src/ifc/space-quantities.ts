import type { Quantity } from "./properties.ts";

const NET_AREA = ["netfloorarea", "nettoareal", "nta", "netarea"];
const OTHER_AREA = ["gsabimarea", "grossfloorarea", "area", "areal", "grossarea", "bruttoareal"];
/** Areas of a room that are not its floor. */
const NOT_FLOOR = /wall|ceiling|perimeter|window|door|side|outer|vegg|himling|surface/;
const VOLUMES = ["netvolume", "nettovolum", "grossvolume", "volume", "volum", "gsabimvolume"];

/** Floor area that the file states, m²: net before gross, known names before the only area there is. */
export function declaredArea(quantities: readonly Quantity[]): number | undefined {
  const areas = quantities.filter((quantity) => quantity.kind === "area" && quantity.value > 0);
  const known = firstNamed(areas, [...NET_AREA, ...OTHER_AREA]);
  if (known !== undefined) return known;
  const floors = areas.filter((quantity) => !NOT_FLOOR.test(plain(quantity.name)));
  return floors.length === 1 ? floors[0]?.value : undefined;
}

/** Volume that the file states, m³. */
export function declaredVolume(quantities: readonly Quantity[]): number | undefined {
  return firstNamed(
    quantities.filter((quantity) => quantity.kind === "volume" && quantity.value > 0),
    VOLUMES,
  );
}

function firstNamed(quantities: readonly Quantity[], names: readonly string[]): number | undefined {
  for (const name of names) {
    const found = quantities.find((quantity) => plain(quantity.name) === name);
    if (found !== undefined) return found.value;
  }
  return undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-zæøå]/g, "");
}
