import { z } from "zod";

/**
 * How values of a quantity behave over time: a `gauge` may go up and down, a `counter` only up (until it is
 * reset), a `state` holds a whole number with a meaning until the next one.
 */
export const QuantityKind = z.enum(["gauge", "counter", "state"]);
export type QuantityKind = z.infer<typeof QuantityKind>;

/** One entry of the dictionary: what a value means, its unit (UCUM), and what is physically possible. */
export interface QuantityDefinition {
  /** UCUM code of the one unit in which values of this quantity are stored. */
  readonly unit: string;
  readonly kind: QuantityKind;
  /** Values outside are refused as `value-out-of-range`. */
  readonly min: number;
  readonly max: number;
  /** Brick 1.4 class of a point that measures it. */
  readonly brick: string;
  /** Other units that are accepted, with `value * factor + offset` giving the stored unit. */
  readonly accepts?: Readonly<Record<string, { readonly factor: number; readonly offset?: number }>>;
  /** True when it tells about the device (battery, signal), not about the place. Kept apart from service data. */
  readonly diagnostic?: true;
}

const temperatureUnits = { K: { factor: 1, offset: -273.15 }, "[degF]": { factor: 5 / 9, offset: -160 / 9 } };
const voltUnits = { mV: { factor: 0.001 } };
const concentrationUnits = { "mg/m3": { factor: 1000 } };
const ppmUnits = { "[ppb]": { factor: 0.001 } };
const waterUnits = { L: { factor: 0.001 }, l: { factor: 0.001 } };
const energyUnits = {
  "W.h": { factor: 0.001 },
  "MW.h": { factor: 1000 },
  J: { factor: 1 / 3_600_000 },
  GJ: { factor: 1 / 0.0036 },
  MJ: { factor: 1 / 3.6 },
};
const powerUnits = { W: { factor: 0.001 }, MW: { factor: 1000 } };
const lengthUnits = { mm: { factor: 0.001 }, cm: { factor: 0.01 } };
const pressureUnits = {
  hPa: { factor: 100 },
  kPa: { factor: 1000 },
  mbar: { factor: 100 },
  bar: { factor: 100_000 },
};

/**
 * The one dictionary of quantities. Names are ours (kebab-case), units are UCUM, classes are Brick 1.4.
 * A quantity that is not here is refused: add it here first, with its range.
 */
export const quantities = {
  // Indoor climate
  temperature: {
    unit: "Cel",
    kind: "gauge",
    min: -60,
    max: 150,
    brick: "Zone_Air_Temperature_Sensor",
    accepts: temperatureUnits,
  },
  "temperature-setpoint": {
    unit: "Cel",
    kind: "gauge",
    min: -60,
    max: 150,
    brick: "Zone_Air_Temperature_Setpoint",
    accepts: temperatureUnits,
  },
  "surface-temperature": {
    unit: "Cel",
    kind: "gauge",
    min: -80,
    max: 600,
    brick: "Temperature_Sensor",
    accepts: temperatureUnits,
  },
  humidity: { unit: "%", kind: "gauge", min: 0, max: 100, brick: "Zone_Air_Humidity_Sensor" },
  co2: {
    unit: "[ppm]",
    kind: "gauge",
    min: 0,
    max: 100_000,
    brick: "Zone_CO2_Level_Sensor",
    accepts: ppmUnits,
  },
  tvoc: { unit: "[ppb]", kind: "gauge", min: 0, max: 100_000, brick: "TVOC_Level_Sensor" },
  "tvoc-index": { unit: "1", kind: "gauge", min: 0, max: 1000, brick: "TVOC_Level_Sensor" },
  hcho: {
    unit: "[ppm]",
    kind: "gauge",
    min: 0,
    max: 1000,
    brick: "Formaldehyde_Level_Sensor",
    accepts: ppmUnits,
  },
  o3: { unit: "[ppm]", kind: "gauge", min: 0, max: 1000, brick: "Ozone_Level_Sensor", accepts: ppmUnits },
  co: { unit: "[ppm]", kind: "gauge", min: 0, max: 10_000, brick: "CO_Level_Sensor", accepts: ppmUnits },
  no2: { unit: "[ppm]", kind: "gauge", min: 0, max: 1000, brick: "NO2_Level_Sensor", accepts: ppmUnits },
  pm1: {
    unit: "ug/m3",
    kind: "gauge",
    min: 0,
    max: 10_000,
    brick: "PM1_Level_Sensor",
    accepts: concentrationUnits,
  },
  "pm2.5": {
    unit: "ug/m3",
    kind: "gauge",
    min: 0,
    max: 10_000,
    brick: "PM2.5_Level_Sensor",
    accepts: concentrationUnits,
  },
  pm10: {
    unit: "ug/m3",
    kind: "gauge",
    min: 0,
    max: 10_000,
    brick: "PM10_Level_Sensor",
    accepts: concentrationUnits,
  },
  radon: { unit: "Bq/m3", kind: "gauge", min: 0, max: 100_000, brick: "Radon_Concentration_Sensor" },
  illuminance: { unit: "lx", kind: "gauge", min: 0, max: 200_000, brick: "Illuminance_Sensor" },
  "light-level": { unit: "1", kind: "state", min: 0, max: 10, brick: "Luminance_Sensor" },
  "sound-level": {
    unit: "dB[SPL]",
    kind: "gauge",
    min: 0,
    max: 200,
    brick: "Sound_Pressure_Level_Sensor",
    accepts: { dB: { factor: 1 } },
  },
  "sound-peak": {
    unit: "dB[SPL]",
    kind: "gauge",
    min: 0,
    max: 200,
    brick: "Sound_Pressure_Level_Sensor",
    accepts: { dB: { factor: 1 } },
  },
  "atmospheric-pressure": {
    unit: "Pa",
    kind: "gauge",
    min: 30_000,
    max: 120_000,
    brick: "Atmospheric_Pressure_Sensor",
    accepts: pressureUnits,
  },
  // Presence and use
  motion: { unit: "1", kind: "gauge", min: 0, max: 65_535, brick: "Motion_Sensor" },
  occupancy: { unit: "1", kind: "state", min: 0, max: 1, brick: "Occupancy_Sensor" },
  "people-count": { unit: "1", kind: "gauge", min: 0, max: 100_000, brick: "Occupancy_Count_Sensor" },
  "people-in": { unit: "1", kind: "counter", min: 0, max: 4_294_967_295, brick: "Occupancy_Count_Sensor" },
  "people-out": { unit: "1", kind: "counter", min: 0, max: 4_294_967_295, brick: "Occupancy_Count_Sensor" },
  "door-open": { unit: "1", kind: "state", min: 0, max: 1, brick: "Open_Close_Status" },
  "window-open": { unit: "1", kind: "state", min: 0, max: 1, brick: "Open_Close_Status" },
  "button-press": { unit: "1", kind: "state", min: 0, max: 255, brick: "On_Off_Command" },
  tamper: { unit: "1", kind: "state", min: 0, max: 1, brick: "Alarm" },
  smoke: { unit: "1", kind: "state", min: 0, max: 1, brick: "Smoke_Alarm" },
  "leak-detected": { unit: "1", kind: "state", min: 0, max: 1, brick: "Leak_Alarm" },
  "pulse-count": { unit: "1", kind: "counter", min: 0, max: 4_294_967_295, brick: "Usage_Sensor" },
  "digital-input": { unit: "1", kind: "state", min: 0, max: 1, brick: "Status" },
  "digital-output": { unit: "1", kind: "state", min: 0, max: 1, brick: "Status" },
  // Electricity, heat and water
  power: {
    unit: "kW",
    kind: "gauge",
    min: -1_000_000,
    max: 1_000_000,
    brick: "Electric_Power_Sensor",
    accepts: powerUnits,
  },
  "reactive-power": {
    unit: "kvar",
    kind: "gauge",
    min: -1_000_000,
    max: 1_000_000,
    brick: "Reactive_Power_Sensor",
    accepts: { var: { factor: 0.001 } },
  },
  "apparent-power": {
    unit: "kVA",
    kind: "gauge",
    min: 0,
    max: 1_000_000,
    brick: "Electric_Power_Sensor",
    accepts: { "V.A": { factor: 0.001 } },
  },
  "power-factor": {
    unit: "1",
    kind: "gauge",
    min: -1,
    max: 1,
    brick: "Power_Factor_Sensor",
    accepts: { "%": { factor: 0.01 } },
  },
  energy: {
    unit: "kW.h",
    kind: "counter",
    min: 0,
    max: 1e12,
    brick: "Electric_Energy_Sensor",
    accepts: energyUnits,
  },
  "heat-energy": {
    unit: "kW.h",
    kind: "counter",
    min: 0,
    max: 1e12,
    brick: "Thermal_Energy_Usage_Sensor",
    accepts: energyUnits,
  },
  voltage: {
    unit: "V",
    kind: "gauge",
    min: -1000,
    max: 100_000,
    brick: "Voltage_Sensor",
    accepts: voltUnits,
  },
  current: {
    unit: "A",
    kind: "gauge",
    min: -100_000,
    max: 100_000,
    brick: "Current_Sensor",
    accepts: { mA: { factor: 0.001 } },
  },
  frequency: { unit: "Hz", kind: "gauge", min: 0, max: 1_000_000, brick: "Frequency_Sensor" },
  "water-volume": {
    unit: "m3",
    kind: "counter",
    min: 0,
    max: 1e9,
    brick: "Water_Usage_Sensor",
    accepts: waterUnits,
  },
  "water-flow": {
    unit: "m3/h",
    kind: "gauge",
    min: -100_000,
    max: 100_000,
    brick: "Water_Flow_Sensor",
    accepts: { "L/min": { factor: 0.06 }, "L/h": { factor: 0.001 }, "L/s": { factor: 3.6 } },
  },
  "gas-volume": {
    unit: "m3",
    kind: "counter",
    min: 0,
    max: 1e9,
    brick: "Natural_Gas_Usage_Sensor",
    accepts: waterUnits,
  },
  "supply-water-temperature": {
    unit: "Cel",
    kind: "gauge",
    min: -60,
    max: 250,
    brick: "Supply_Water_Temperature_Sensor",
    accepts: temperatureUnits,
  },
  "return-water-temperature": {
    unit: "Cel",
    kind: "gauge",
    min: -60,
    max: 250,
    brick: "Return_Water_Temperature_Sensor",
    accepts: temperatureUnits,
  },
  // Ventilation and plants
  "supply-air-temperature": {
    unit: "Cel",
    kind: "gauge",
    min: -60,
    max: 150,
    brick: "Supply_Air_Temperature_Sensor",
    accepts: temperatureUnits,
  },
  "exhaust-air-temperature": {
    unit: "Cel",
    kind: "gauge",
    min: -60,
    max: 150,
    brick: "Exhaust_Air_Temperature_Sensor",
    accepts: temperatureUnits,
  },
  "outside-air-temperature": {
    unit: "Cel",
    kind: "gauge",
    min: -80,
    max: 80,
    brick: "Outside_Air_Temperature_Sensor",
    accepts: temperatureUnits,
  },
  "supply-air-temperature-setpoint": {
    unit: "Cel",
    kind: "gauge",
    min: -60,
    max: 150,
    brick: "Supply_Air_Temperature_Setpoint",
    accepts: temperatureUnits,
  },
  airflow: {
    unit: "m3/h",
    kind: "gauge",
    min: 0,
    max: 1_000_000,
    brick: "Supply_Air_Flow_Sensor",
    accepts: { "L/s": { factor: 3.6 } },
  },
  "air-speed": { unit: "m/s", kind: "gauge", min: 0, max: 120, brick: "Air_Velocity_Sensor" },
  "differential-pressure": {
    unit: "Pa",
    kind: "gauge",
    min: -200_000,
    max: 200_000,
    brick: "Differential_Pressure_Sensor",
    accepts: pressureUnits,
  },
  pressure: {
    unit: "Pa",
    kind: "gauge",
    min: -100_000,
    max: 1e8,
    brick: "Pressure_Sensor",
    accepts: pressureUnits,
  },
  "fan-speed": { unit: "%", kind: "gauge", min: 0, max: 110, brick: "Fan_Speed_Command" },
  "fan-running": { unit: "1", kind: "state", min: 0, max: 1, brick: "Fan_On_Off_Status" },
  "valve-position": { unit: "%", kind: "gauge", min: 0, max: 100, brick: "Valve_Position_Sensor" },
  "damper-position": { unit: "%", kind: "gauge", min: 0, max: 100, brick: "Damper_Position_Sensor" },
  "filter-alarm": { unit: "1", kind: "state", min: 0, max: 1, brick: "Filter_Alarm" },
  "plant-mode": { unit: "1", kind: "state", min: 0, max: 255, brick: "Mode_Status" },
  "running-hours": {
    unit: "h",
    kind: "counter",
    min: 0,
    max: 1e7,
    brick: "Run_Time_Sensor",
    accepts: { min: { factor: 1 / 60 }, s: { factor: 1 / 3600 } },
  },
  // The city outdoors
  "parking-occupied": { unit: "1", kind: "state", min: 0, max: 1, brick: "Occupancy_Sensor" },
  "fill-level": { unit: "%", kind: "gauge", min: 0, max: 100, brick: "Waste_Amount_Sensor" },
  distance: { unit: "m", kind: "gauge", min: 0, max: 1000, brick: "Distance_Sensor", accepts: lengthUnits },
  level: { unit: "m", kind: "gauge", min: -1000, max: 10_000, brick: "Level_Sensor", accepts: lengthUnits },
  "snow-depth": {
    unit: "m",
    kind: "gauge",
    min: 0,
    max: 20,
    brick: "Snow_Depth_Sensor",
    accepts: lengthUnits,
  },
  rainfall: { unit: "mm", kind: "counter", min: 0, max: 1e7, brick: "Rain_Sensor" },
  "rain-rate": { unit: "mm/h", kind: "gauge", min: 0, max: 1000, brick: "Rain_Sensor" },
  "wind-speed": { unit: "m/s", kind: "gauge", min: 0, max: 150, brick: "Wind_Speed_Sensor" },
  "wind-gust": { unit: "m/s", kind: "gauge", min: 0, max: 150, brick: "Wind_Speed_Sensor" },
  "wind-direction": { unit: "deg", kind: "gauge", min: 0, max: 360, brick: "Wind_Direction_Sensor" },
  "solar-irradiance": { unit: "W/m2", kind: "gauge", min: 0, max: 2000, brick: "Solar_Irradiance_Sensor" },
  "uv-index": { unit: "1", kind: "gauge", min: 0, max: 30, brick: "Sensor" },
  "soil-moisture": { unit: "%", kind: "gauge", min: 0, max: 100, brick: "Soil_Moisture_Sensor" },
  "soil-temperature": {
    unit: "Cel",
    kind: "gauge",
    min: -60,
    max: 100,
    brick: "Soil_Temperature_Sensor",
    accepts: temperatureUnits,
  },
  "soil-conductivity": { unit: "uS/cm", kind: "gauge", min: 0, max: 100_000, brick: "Conductivity_Sensor" },
  "water-conductivity": { unit: "uS/cm", kind: "gauge", min: 0, max: 200_000, brick: "Conductivity_Sensor" },
  "lamp-on": { unit: "1", kind: "state", min: 0, max: 1, brick: "On_Off_Status" },
  "lamp-level": { unit: "%", kind: "gauge", min: 0, max: 100, brick: "Luminance_Command" },
  "lamp-fault": { unit: "1", kind: "state", min: 0, max: 1, brick: "Fault_Status" },
  latitude: { unit: "deg", kind: "gauge", min: -90, max: 90, brick: "Location_Sensor" },
  longitude: { unit: "deg", kind: "gauge", min: -180, max: 180, brick: "Location_Sensor" },
  altitude: { unit: "m", kind: "gauge", min: -500, max: 10_000, brick: "Location_Sensor" },
  speed: {
    unit: "m/s",
    kind: "gauge",
    min: 0,
    max: 150,
    brick: "Speed_Sensor",
    accepts: { "km/h": { factor: 1 / 3.6 } },
  },
  acceleration: {
    unit: "m/s2",
    kind: "gauge",
    min: -2000,
    max: 2000,
    brick: "Acceleration_Sensor",
    accepts: { "[g]": { factor: 9.80665 } },
  },
  vibration: { unit: "mm/s", kind: "gauge", min: 0, max: 1000, brick: "Vibration_Sensor" },
  tilt: { unit: "deg", kind: "gauge", min: -360, max: 360, brick: "Tilt_Sensor" },
  weight: {
    unit: "kg",
    kind: "gauge",
    min: -1000,
    max: 1e6,
    brick: "Weight_Sensor",
    accepts: { g: { factor: 0.001 } },
  },
  ph: { unit: "[pH]", kind: "gauge", min: 0, max: 14, brick: "PH_Sensor" },
  // Device health (kept apart from service data)
  "battery-voltage": {
    unit: "V",
    kind: "gauge",
    min: 0,
    max: 50,
    brick: "Battery_Voltage_Sensor",
    accepts: voltUnits,
    diagnostic: true,
  },
  "battery-level": {
    unit: "%",
    kind: "gauge",
    min: 0,
    max: 100,
    brick: "Battery_Charge_Sensor",
    diagnostic: true,
  },
  "battery-low": { unit: "1", kind: "state", min: 0, max: 1, brick: "Low_Battery_Alarm", diagnostic: true },
  rssi: { unit: "dBm", kind: "gauge", min: -200, max: 20, brick: "Signal_Strength_Sensor", diagnostic: true },
  snr: { unit: "dB", kind: "gauge", min: -50, max: 50, brick: "Signal_Strength_Sensor", diagnostic: true },
  "device-temperature": {
    unit: "Cel",
    kind: "gauge",
    min: -60,
    max: 150,
    brick: "Temperature_Sensor",
    accepts: temperatureUnits,
    diagnostic: true,
  },
} as const satisfies Record<string, QuantityDefinition>;

export type Quantity = keyof typeof quantities;

const names = Object.keys(quantities) as [Quantity, ...Quantity[]];
/** A name of the dictionary. */
export const Quantity = z.enum(names);
