import type { Building } from "@kontrollrom/contracts/building.ts";
import type { MapSensor } from "@kontrollrom/contracts/map.ts";
import { describe, expect, it } from "vitest";
import { cityRows, cityThings } from "./city-rows.ts";
import type { Trouble } from "./map-features.ts";

const building = (name: string) => ({ id: name, name }) as Building;
const sensor = (name: string, layer: MapSensor["layer"]) => ({ deviceId: name, name, layer }) as MapSensor;
const city = {
  buildings: [building("Åsen skole"), building("Bakken skole")],
  sensors: [sensor("Gatelys 10", "light"), sensor("Gatelys 9", "light"), sensor("Kasse 1", "bin")],
  troubles: new Map<string, Trouble>([
    ["Åsen skole", { priority: 2, open: false, count: 1 }],
    ["Kasse 1", { priority: 2, open: true, count: 1 }],
  ]),
};
const names = (hidden: readonly MapSensor["layer"][], search: string) =>
  cityRows(cityThings(city), city.troubles, hidden, search).map(({ name }) => name);

describe("the list of the city", () => {
  it("has what is most urgent first, then buildings, then names in their Norwegian and numerical order", () => {
    expect(names([], "")).toEqual(["Kasse 1", "Åsen skole", "Bakken skole", "Gatelys 9", "Gatelys 10"]);
  });
  it("leaves out hidden layers", () => {
    expect(names(["light", "bin"], "")).toEqual(["Åsen skole", "Bakken skole"]);
  });
  it("finds by all words, whatever the case", () => {
    expect(names([], " SKOLE  ås ")).toEqual(["Åsen skole"]);
  });
});
