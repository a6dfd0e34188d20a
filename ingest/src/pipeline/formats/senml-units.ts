/** A unit of SenML as the dictionary knows it. */
interface SenmlUnit {
  /** UCUM code. */
  readonly ucum: string;
  /** Multiply by this to get the value in `ucum`; 1 where it is missing. */
  readonly factor?: number;
  /** What is measured in this unit alone, so that a record without a name of ours still tells what it is. */
  readonly quantity?: string;
  /** What the unit gives when it is summed up over seconds (the SenML field `s`). */
  readonly sum?: { readonly quantity: string; readonly ucum: string };
}

/** The SenML units registry (RFC 8428 §12.1) and the secondary units (RFC 8798), as far as the dictionary has a use for them. */
const units: ReadonlyMap<string, SenmlUnit> = new Map(
  Object.entries<SenmlUnit>({
    Cel: { ucum: "Cel", quantity: "temperature" },
    K: { ucum: "K", quantity: "temperature" },
    "%RH": { ucum: "%", quantity: "humidity" },
    "%EL": { ucum: "%", quantity: "battery-level" },
    "/100": { ucum: "%" },
    "/": { ucum: "1" },
    count: { ucum: "1" },
    lx: { ucum: "lx", quantity: "illuminance" },
    V: { ucum: "V", quantity: "voltage" },
    mV: { ucum: "mV", quantity: "voltage" },
    A: { ucum: "A", quantity: "current" },
    mA: { ucum: "mA", quantity: "current" },
    W: { ucum: "W", quantity: "power", sum: { quantity: "energy", ucum: "J" } },
    kW: { ucum: "kW", quantity: "power" },
    VA: { ucum: "V.A", quantity: "apparent-power" },
    kVA: { ucum: "kVA", quantity: "apparent-power" },
    var: { ucum: "var", quantity: "reactive-power" },
    kvar: { ucum: "kvar", quantity: "reactive-power" },
    J: { ucum: "J", quantity: "energy" },
    Wh: { ucum: "W.h", quantity: "energy" },
    kWh: { ucum: "kW.h", quantity: "energy" },
    Hz: { ucum: "Hz", quantity: "frequency" },
    ppm: { ucum: "[ppm]" },
    ppb: { ucum: "[ppb]" },
    "ug/m3": { ucum: "ug/m3" },
    "m3/s": {
      ucum: "m3/h",
      factor: 3600,
      quantity: "water-flow",
      sum: { quantity: "water-volume", ucum: "m3" },
    },
    "l/s": { ucum: "L/s", quantity: "water-flow", sum: { quantity: "water-volume", ucum: "L" } },
    l: { ucum: "L" },
    rad: { ucum: "deg", factor: 180 / Math.PI },
    deg: { ucum: "deg" },
    lat: { ucum: "deg", quantity: "latitude" },
    lon: { ucum: "deg", quantity: "longitude" },
    "S/m": { ucum: "uS/cm", factor: 10_000 },
    "W/m2": { ucum: "W/m2", quantity: "solar-irradiance" },
    pH: { ucum: "[pH]", quantity: "ph" },
    dBm: { ucum: "dBm", quantity: "rssi" },
  }),
);

/** What is known of a unit as SenML writes it; one that is not here may be a UCUM code already. */
export function senmlUnit(unit: string): SenmlUnit {
  return units.get(unit) ?? { ucum: unit };
}
