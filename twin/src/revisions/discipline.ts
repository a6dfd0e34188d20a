import type { Discipline } from "@kontrollrom/contracts/revision.ts";
import type { ImportedModel } from "../ifc/imported-model.ts";

/** So large a part of the elements tells whose drawing it is. */
const MOST = 0.6;

/** What each discipline draws. Generic classes of IFC2x3 are told apart by names, in Norwegian and English. */
const CLASSES: readonly [Discipline, RegExp][] = [
  [
    "electrical",
    /^Ifc(Cable|Electric|LightFixture|Lamp|Outlet|SwitchingDevice|JunctionBox|ProtectiveDevice|CommunicationsAppliance|AudioVisual|Distribution(Control|Board)|Sensor|Alarm|Controller|Actuator|Transformer|SolarDevice)/,
  ],
  [
    "mechanical",
    /^Ifc(Duct|Pipe|AirTerminal|Damper|Fan|Valve|Pump|Boiler|Chiller|Coil|Filter|HeatExchanger|SpaceHeater|SanitaryTerminal|WasteTerminal|UnitaryEquipment|FireSuppression|Tank|FlowMeter|Flow(Moving|Treatment|Storage)|EnergyConversion|Interceptor|Compressor|CooledBeam|Humidifier)/,
  ],
  ["structure", /^Ifc(Beam|Column|Footing|Pile|Reinforc\w*|Tendon)/],
];
const NAMES: readonly [Discipline, RegExp][] = [
  ["electrical", /\b(rie|elektro\w*|electric\w*|el)\b/i],
  ["mechanical", /\b(riv|vvs|hvac|mechanical|plumbing|ventilasjon|sanit[æa]r\w*|mep)\b/i],
  ["structure", /\b(rib|structur\w*|konstruksjon\w*)\b/i],
];
const ELECTRIC_THING =
  /light|lamp|lumin|armatur|switch|bryter|outlet|receptacle|stikk|panel|cable|kabel|detector|detektor|alarm|thermostat|telephone|data/i;

/**
 * Whose drawing it is, by what is in it and, where its classes say nothing, by the names of its things and of the
 * file. A drawing of rooms and walls is the architect's.
 */
export function disciplineOf(model: Pick<ImportedModel, "buildings">, fileName: string): Discipline {
  const elements = model.buildings.flatMap((building) => building.elements);
  const rooms = model.buildings.flatMap((building) => building.storeys.flatMap((storey) => storey.spaces));
  if (elements.length === 0 || rooms.length > elements.length / 2) return "architecture";
  const counts = new Map<Discipline | "generic", number>();
  for (const { ifcClass, name } of elements) {
    const found =
      CLASSES.find(([, pattern]) => pattern.test(ifcClass))?.[0] ??
      (/^Ifc(Flow|Distribution|EnergyConversion)/.test(ifcClass)
        ? ELECTRIC_THING.test(name)
          ? "electrical"
          : "generic"
        : undefined);
    if (found !== undefined) counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  const count = (discipline: Discipline | "generic"): number => counts.get(discipline) ?? 0;
  const services = count("electrical") + count("mechanical") + count("generic");
  if (services >= MOST * elements.length) {
    const byName = NAMES.find(([, pattern]) => pattern.test(fileName.replace(/[_.-]/g, " ")))?.[0];
    if (byName === "electrical" || byName === "mechanical") return byName;
    return count("electrical") >= count("mechanical") + count("generic") ? "electrical" : "mechanical";
  }
  if (rooms.length === 0 && count("structure") >= MOST * elements.length) return "structure";
  return "architecture";
}
