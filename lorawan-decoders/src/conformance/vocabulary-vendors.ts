import { as, derived, noQuantity, type Vocabulary } from "./rule.ts";
import { yesNo } from "./vocabulary-common.ts";

/** ppm of formaldehyde in 1 mg/m³ at 25 °C: molar volume 24.45 L over 30.026 g/mol. */
const hchoPpm = 24.45 / 30.026;

const triggered: Readonly<Record<string, number>> = { ...yesNo, trigger: 1, idle: 0, normal: 0 };

const decentlabLevels: Vocabulary = Object.fromEntries(
  Array.from({ length: 16 }, (_, i) => [
    [`moistureAtLevel${i}`, as("soil-moisture", { channel: `level-${i}` })] as const,
    [`temperatureAtLevel${i}`, as("soil-temperature", { channel: `level-${i}` })] as const,
    [`moisture_at_level_${i}`, as("soil-moisture", { channel: `level-${i}` })] as const,
    [`temperature_at_level_${i}`, as("soil-temperature", { channel: `level-${i}` })] as const,
  ]).flat(),
);

const decentlab: Vocabulary = {
  ...decentlabLevels,
  // akenza
  "lifecycle.batteryLevel": derived,
  "occupancy.occupied": derived,
  solarRadiation: as("solar-irradiance"),
  totalSolarRadiation: as("solar-irradiance"),
  windSpeed: as("wind-speed"),
  windDirection: as("wind-direction"),
  maximumWindSpeed: as("wind-gust"),
  atmosphericPressure: as("atmospheric-pressure", { factor: 1000 }),
  sensorTemperatureInternal: as("device-temperature"),
  xOrientationAngle: as("tilt", { channel: "x" }),
  yOrientationAngle: as("tilt", { channel: "y" }),
  waterDepth: as("level", { factor: 0.001 }),
  level: as("level"),
  digitalInput: as("digital-input"),
  cumulativePulseCount: as("pulse-count"),
  cumulativePulseCount0: as("pulse-count", { channel: "1" }),
  cumulativePulseCount1: as("pulse-count", { channel: "2" }),
  voltage: as("voltage"),
  frequency: as("frequency"),
  weight: derived,
  weightKg: derived,
  pir: as("motion"),
  temperatureTarget: as("surface-temperature"),
  temperatureHead: as("device-temperature"),
  surfaceTemperature: as("surface-temperature"),
  headTemperature: as("device-temperature"),
  leafTemperature: as("surface-temperature"),
  distanceAverage: as("distance", { factor: 0.001 }),
  distanceMinimum: as("distance", { factor: 0.001, channel: "minimum" }),
  distanceMaximum: as("distance", { factor: 0.001, channel: "maximum" }),
  distanceMedian: as("distance", { factor: 0.001, channel: "median" }),
  distance: as("distance", { factor: 0.001 }),
  barometricTemperature: as("device-temperature", { channel: "barometer" }),
  co2LPF: as("co2", { channel: "filtered" }),
  co2Temperature: as("device-temperature", { channel: "co2" }),
  temperatureElectronics: as("device-temperature"),
  temperaturePT1000: as("temperature"),
  temperatureOuter: as("temperature"),
  cumulativePrecipitation: as("rainfall"),
  volumetricWaterContent: as("soil-moisture", { factor: 100 }),
  // thingsboard
  solar_radiation: as("solar-irradiance"),
  total_solar_radiation: as("solar-irradiance"),
  wind_speed: as("wind-speed"),
  wind_direction: as("wind-direction"),
  maximum_wind_speed: as("wind-gust"),
  air_temperature: as("temperature"),
  air_humidity: as("humidity"),
  relative_humidity: as("humidity"),
  air_temperature_radiation_shield: as("temperature", { channel: "radiation-shield" }),
  air_humidity_radiation_shield: as("humidity", { channel: "radiation-shield" }),
  atmospheric_pressure: as("atmospheric-pressure", { factor: 1000 }),
  barometric_pressure: as("atmospheric-pressure"),
  sensor_temperature_internal: as("device-temperature"),
  sensor_temperature: as("device-temperature"),
  x_orientation_angle: as("tilt", { channel: "x" }),
  y_orientation_angle: as("tilt", { channel: "y" }),
  water_depth: as("level", { factor: 0.001 }),
  input: as("digital-input"),
  pulse_count: as("pulse-count-period"),
  pulseInput: as("pulse-count-period"),
  ch0_pulse_count: as("pulse-count-period", { channel: "1" }),
  ch1_pulse_count: as("pulse-count-period", { channel: "2" }),
  precipitation: as("rainfall-period"),
  photosynthetically_active_radiation: as("photosynthetic-radiation"),
  photosyntheticallyActiveRadiation: as("photosynthetic-radiation"),
  water_potential: as("soil-water-potential"),
  waterPotential: as("soil-water-potential"),
  vapor_pressure: as("vapour-pressure"),
  vapor_pressure_deficit: as("vapour-pressure-deficit"),
  dew_point: as("dew-point"),
  lightning_strike_count: as("lightning-count"),
  lightning_average_distance: as("lightning-distance"),
  turbidity_in_ntu: as("turbidity"),
  turbidity_in_fnu: as("turbidity", { channel: "FNU" }),
  turbidity_in_mg_l: as("suspended-solids"),
  oxygen_saturation: as("oxygen-saturation"),
  oxygen_concentration: as("dissolved-oxygen"),
  oxygen_concentration_alt: derived,
  redox: as("orp"),
  dendrometer_position: as("displacement"),
  dendrometer_a_position: as("displacement", { channel: "a" }),
  dendrometer_b_position: as("displacement", { channel: "b" }),
  fruit_size: as("displacement", { factor: 1000 }),
  stem_size: as("displacement", { factor: 1000 }),
  leaf_wetness_index: as("leaf-wetness", { factor: 100 }),
  strain_gauge: as("strain"),
  potentiometer_position: as("analog-input"),
  sap_flow: as("water-flow", { factor: 0.001 }),
  sapFlow: as("water-flow", { factor: 0.001 }),
  sludge_blanket: as("fill-level", { channel: "sludge" }),
  suspended_solid: as("suspended-solids", { factor: 1000 }),
  compass_heading: as("heading"),
  precipitation_electrical_conductivity: as("water-conductivity", { channel: "rain" }),
  cumulative_pulse_count: as("pulse-count"),
  ch0_cumulative_pulse_count: as("pulse-count", { channel: "1" }),
  ch1_cumulative_pulse_count: as("pulse-count", { channel: "2" }),
  co2_concentration: as("co2"),
  co2_concentration_lpf: as("co2", { channel: "filtered" }),
  co2_sensor_temperature: as("device-temperature", { channel: "co2" }),
  barometer_temperature: as("device-temperature", { channel: "barometer" }),
  activity_counter: as("motion"),
  total_voc: as("tvoc"),
  leaf_temperature: as("surface-temperature"),
  surface_temperature: as("surface-temperature"),
  temperature_target: as("surface-temperature"),
  temperature_head: as("device-temperature"),
  head_temperature: as("device-temperature"),
  temperature_outer: as("temperature"),
  temperature_electronics: as("device-temperature"),
  temperature_pt1000: as("temperature"),
  distance_average: as("distance", { factor: 0.001 }),
  distance_minimum: as("distance", { factor: 0.001, channel: "minimum" }),
  distance_maximum: as("distance", { factor: 0.001, channel: "maximum" }),
  distance_median: as("distance", { factor: 0.001, channel: "median" }),
  cumulative_precipitation: as("rainfall"),
  volumetric_water_content: as("soil-moisture", { factor: 100 }),
  soil_temperature: as("soil-temperature"),
  lora_rssi: derived,
  lora_snr: derived,
};

const line = (i: number, way: "in" | "out") => as(`people-${way}`, { channel: String(i) });

const highLow: Readonly<Record<string, number>> = { ...yesNo, high: 1, low: 0 };
const taken: Readonly<Record<string, number>> = { ...yesNo, occupied: 1, vacant: 0, unoccupied: 0 };
const shut: Readonly<Record<string, number>> = { open: 100, on: 100, close: 0, closed: 0, off: 0 };

/** Numbered channels, as in the vendor's own words, which ThingsBoard keeps. */
const milesightChannels: Vocabulary = Object.fromEntries(
  Array.from({ length: 16 }, (_, i) => String(i + 1)).flatMap((channel) => [
    [`gpio_${channel}`, as("digital-input", { channel, words: highLow })] as const,
    [`gpio_input_${channel}`, as("digital-input", { channel, words: highLow })] as const,
    [`gpio_output_${channel}`, as("digital-output", { channel, words: highLow })] as const,
    [`gpio_counter_${channel}`, as("pulse-count", { channel })] as const,
    [`switch_${channel}`, as("digital-output", { channel, words: yesNo })] as const,
    [`pt100_${channel}`, as("temperature", { channel })] as const,
    [`adc_${channel}`, as("current", { channel, factor: 0.001 })] as const,
    [`adv_${channel}`, as("voltage", { channel })] as const,
    [`temperature_chn${channel}`, as("temperature", { channel })] as const,
    [`magnet_chn${channel}`, as("door-open", { channel, words: yesNo })] as const,
    [`current_chn${channel}`, as("current", { channel })] as const,
    [`valve_${channel}`, as("valve-position", { channel, words: shut })] as const,
    [`valve_${channel}_pulse`, as("pulse-count", { channel })] as const,
    [`valve_${channel}_opening`, as("valve-position", { channel })] as const,
    [`pressure_${channel}`, as("pressure", { channel, factor: 1000 })] as const,
    [`region_${channel}_count`, as("people-count", { channel: `region-${channel}` })] as const,
    [`line_${channel}_period_in`, as("people-in-period", { channel })] as const,
    [`line_${channel}_period_out`, as("people-out-period", { channel })] as const,
    [`region_${channel}_avg_dwell`, as("dwell-time", { channel: `region-${channel}` })] as const,
    [`region_${channel}_max_dwell`, as("dwell-time", { channel: `region-${channel}-maximum` })] as const,
    [`modbus_chn_${channel}`, as("analog-input", { channel: `modbus-${channel}` })] as const,
    [`current_chn${channel}_total`, as("electric-charge", { channel })] as const,
    [`line_${channel}_total_in`, line(Number(channel), "in")] as const,
    [`line_${channel}_total_out`, line(Number(channel), "out")] as const,
  ]),
);

const milesight: Vocabulary = {
  ...milesightChannels,
  people_count_all: as("people-count"),
  people_total_counts: as("people-count"),
  people_in: as("people-in-period"),
  people_out: as("people-out-period"),
  people_count_max: as("people-count", { channel: "maximum" }),
  occupancy: as("occupancy", { words: taken }),
  battery_main: as("battery-level"),
  battery_node: as("battery-level", { channel: "node" }),
  socket_status: as("digital-output", { words: yesNo }),
  active_power: as("power", { factor: 0.001 }),
  power_consumption: as("energy", { factor: 0.001 }),
  power_factor: as("power-factor", { factor: 0.01 }),
  valve_opening: as("valve-position"),
  illumination: as("illuminance"),
  pulse: as("pulse-count"),
  total_current: as("electric-charge"),
  current_max: as("current", { channel: "maximum" }),
  current_min: as("current", { channel: "minimum" }),
  // The rating of the air in hundredths, which both sources leave as it stands in the payload.
  tvoc: as("tvoc-index", { factor: 0.01 }),
  hcho: as("hcho", { factor: hchoPpm, slack: 1e-6 }),
  pir: as("motion", { words: triggered }),
  trigger: as("motion", { words: triggered }),
  light: as("light-level"),
  light_level: as("light-level"),
  daylight: as("light-level", { words: { dark: 0, light: 1 } }),
  liquid: noQuantity,
  nh3: as("nh3"),
  h2s: as("h2s"),
  totalCurrent: as("electric-charge"),
  current: as("current"),
  currentMax: as("current", { channel: "maximum" }),
  currentMin: as("current", { channel: "minimum" }),
  xAngle: as("tilt", { channel: "x" }),
  yAngle: as("tilt", { channel: "y" }),
  zAngle: as("tilt", { channel: "z" }),
  angle_x: as("tilt", { channel: "x" }),
  angle_y: as("tilt", { channel: "y" }),
  angle_z: as("tilt", { channel: "z" }),
  // ThingsBoard's converter drops the half of a per cent.
  moisture: as("soil-moisture", { slack: 0.5 }),
  soilConductivity: as("soil-conductivity"),
  ec: as("soil-conductivity"),
  waterLevel: as("level", { factor: 0.01 }),
  water_level: as("level", { factor: 0.01 }),
  distance: as("distance", { factor: 0.001 }),
  leakage_status: as("leak-detected", { words: { normal: 0, leak: 1 } }),
  leakage: as("leak-detected"),
  open: as("door-open"),
  installed: as("tamper", { words: { true: 0, false: 1 } }),
  magnet_status: as("door-open", { words: { open: 1, close: 0 } }),
  tamper_status: as("tamper", { words: { installed: 0, uninstalled: 1, install: 0, uninstall: 1 } }),
  temperatureChannel1: as("temperature", { channel: "1" }),
  temperatureChannel2: as("temperature", { channel: "2" }),
  // akenza tells whether the magnet is there, which is when the door is shut.
  magnetChannel1: as("door-open", { channel: "1", words: { true: 0, false: 1 } }),
  magnetChannel2: as("door-open", { channel: "2", words: { true: 0, false: 1 } }),
  pulse1: as("pulse-count", { channel: "1" }),
  pulse2: as("pulse-count", { channel: "2" }),
  valve1Open: as("valve-position", { channel: "1", words: { true: 100, false: 0 } }),
  valve2Open: as("valve-position", { channel: "2", words: { true: 100, false: 0 } }),
  gpio1: as("digital-input", { channel: "1", words: yesNo }),
  gpio2: as("digital-input", { channel: "2", words: yesNo }),
  "pulse.watt": derived,
  totalCounterIn: as("people-in"),
  totalCounterOut: as("people-out"),
  totalCountIn: as("people-in"),
  totalCountOut: as("people-out"),
  total_counter_in: as("people-in"),
  total_counter_out: as("people-out"),
  total_in: as("people-in"),
  total_out: as("people-out"),
  "line_1.0_total_in": line(1, "in"),
  "line_1.0_total_out": line(1, "out"),
  "line_2.0_total_in": line(2, "in"),
  "line_2.0_total_out": line(2, "out"),
  "line_3.0_total_in": line(3, "in"),
  "line_3.0_total_out": line(3, "out"),
  "line_4.0_total_in": line(4, "in"),
  "line_4.0_total_out": line(4, "out"),
  period_in: as("people-in-period"),
  period_out: as("people-out-period"),
  periodicCounterIn: as("people-in-period"),
  periodicCounterOut: as("people-out-period"),
  periodicCountIn: as("people-in-period"),
  periodicCountOut: as("people-out-period"),
  periodic_counter_in: as("people-in-period"),
  periodic_counter_out: as("people-out-period"),
  region_count: noQuantity,
  voltage: as("voltage"),
  power: as("power", { factor: 0.001 }),
  powerConsumption: as("energy", { factor: 0.001 }),
  factor: as("power-factor", { factor: 0.01 }),
  state: as("digital-output", { words: yesNo }),
  targetTemperature: as("temperature-setpoint"),
  temperatureTarget: as("temperature-setpoint"),
  temperature_target: as("temperature-setpoint"),
  valveOpening: as("valve-position"),
  fan_status: as("fan-running", { words: { standby: 0, "high speed": 1, "low speed": 1, on: 1 } }),
  fanStatus: as("fan-running", { words: { standby: 0, high_speed: 1, low_speed: 1, on: 1 } }),
};

const elsys: Vocabulary = {
  "lifecycle.batteryLevel": derived,
  vdd: as("battery-voltage", { factor: 0.001 }),
  pir: as("motion"),
};

const moko: Vocabulary = {
  acOutputState: as("digital-output", { words: yesNo }),
  voltage: as("voltage"),
  current: as("current"),
  frequency: as("frequency"),
  activePower: as("power", { factor: 0.001 }),
  power: as("power", { factor: 0.001 }),
  powerFactor: as("power-factor", { factor: 0.01 }),
  totalConsumption: as("energy"),
};

const synetica: Vocabulary = {
  tempProbe1: as("temperature", { channel: "1" }),
  tempProbe2: as("temperature", { channel: "2" }),
  tempProbe3: as("temperature", { channel: "3" }),
};

const nexelec: Vocabulary = {
  "lifecycle.batteryLevel": derived,
  "lifecycle.batteryVoltage": as("battery-voltage", { factor: 0.001 }),
};

const abeeway: Vocabulary = { angle: noQuantity };

const adeunis: Vocabulary = {
  counterValue: as("pulse-count"),
  "lifecycle.lowBattery": as("battery-low"),
  // The level is worked out of the voltage.
  "default.batteryLevel": derived,
};

const ascoel: Vocabulary = {
  buttonPushed: as("button-press"),
  count: as("pulse-count"),
};

const bosch: Vocabulary = {
  occupied: as("parking-occupied"),
  temperature: as("device-temperature"),
};

const nwave: Vocabulary = { occupied: as("parking-occupied") };

const browan: Vocabulary = {
  "lifecycle.batteryLevel": derived,
  soundAvg: as("sound-level"),
  open: as("door-open"),
};

const digitalmatter: Vocabulary = {
  speedKmph: as("speed", { factor: 1 / 3.6, slack: 1e-3 }),
  inclinationDeg: as("tilt"),
  "lifecycle.batteryLevel": derived,
};

const dragino: Vocabulary = {
  "lifecycle.batteryLevel": derived,
  // Voltages of the contact sensors are cut to tenths.
  "lifecycle.batteryVoltage": as("battery-voltage", { slack: 0.05 }),
  distance: as("distance", { factor: 0.001 }),
  distance1: as("distance", { factor: 0.01, channel: "1" }),
  distance2: as("distance", { factor: 0.01, channel: "2" }),
  distance3: as("distance", { factor: 0.01, channel: "3" }),
  distance4: as("distance", { factor: 0.01, channel: "4" }),
  extTemperature: as("temperature", { channel: "external" }),
  tempDS: as("temperature", { channel: "external" }),
  openCounts: as("pulse-count"),
  leakTimes: as("pulse-count"),
  totalPulse: as("pulse-count"),
  totalWaterConsumption: derived,
  currentWaterConsumption: derived,
};

const enginko: Vocabulary = {
  distance: as("distance", { factor: 0.001 }),
  fillLevel: as("fill-level"),
};

const enless: Vocabulary = {
  current: as("current"),
  pulseCh1: as("pulse-count", { channel: "1" }),
  pulseCh2: as("pulse-count", { channel: "2" }),
  pulseOc: as("pulse-count", { channel: "open-collector" }),
  pulseCh1Counter: as("pulse-count", { channel: "1" }),
  pulseCh2Counter: as("pulse-count", { channel: "2" }),
  pulseOcCounter: as("pulse-count", { channel: "open-collector" }),
};

const comtac: Vocabulary = {
  do1: as("digital-output", { channel: "1" }),
  do2: as("digital-output", { channel: "2" }),
};

const imbuildings: Vocabulary = {
  presence: as("occupancy"),
  "lifecycle.batteryLevel": derived,
  totalCounterA: as("people-in"),
  totalCounterB: as("people-out"),
};

/** ppm in 1 µg/m³ at 25 °C: molar volume 24.45 L over the molar mass, in thousandths. */
const ppm = (molarMass: number): number => 24.45 / molarMass / 1000;

const inbiot: Vocabulary = {
  ch2o: as("hcho", { factor: ppm(30.026), slack: 1e-6 }),
  o3: as("o3", { factor: ppm(47.998), slack: 1e-6 }),
  no2: as("no2", { factor: ppm(46.006), slack: 1e-6 }),
  co: as("co"),
};

const mclimate: Vocabulary = {
  // Humidity and battery are cut to whole numbers and hundredths.
  humidity: as("humidity", { slack: 0.5 }),
  relativeHumidity: as("humidity", { slack: 0.005 }),
  sensorTemperature: as("temperature"),
  targetTemperature: as("temperature-setpoint"),
  valveOpenness: as("valve-position"),
  openWindow: as("window-open"),
  flood: as("leak-detected"),
};

const netvox: Vocabulary = {
  // akenza works the level out of the voltage.
  "lifecycle.batteryLevel": derived,
  Volt: as("battery-voltage"),
  battery_volt: as("battery-voltage"),
  LowVolt: as("battery-low"),
  contact_switch: as("door-open", { words: yesNo }),
  ball_status: as("digital-input", { words: yesNo }),
  ball_status_1: as("digital-input", { channel: "1", words: yesNo }),
  ball_status_2: as("digital-input", { channel: "2", words: yesNo }),
  pulseCount: as("pulse-count"),
  current1: as("current", { channel: "1" }),
  current2: as("current", { channel: "2" }),
  current3: as("current", { channel: "3" }),
  Current1: as("current", { factor: 0.001, channel: "1" }),
  Current2: as("current", { factor: 0.001, channel: "2" }),
  Current3: as("current", { factor: 0.001, channel: "3" }),
  noise: as("sound-level"),
  light: as("illuminance"),
};

const pepperlfuchs: Vocabulary = {
  // Cut to a whole degree.
  temperature: as("temperature", { slack: 0.5 }),
  proximity: as("distance", { factor: 0.01 }),
  fillinglvlPercent: as("fill-level"),
};

const seeed: Vocabulary = {
  light: as("light-level", { factor: 0.1, slack: 0.5 }),
  soilHumidity: as("soil-moisture"),
};

const sensative: Vocabulary = { doorAlarm: as("door-open") };

const sentinum: Vocabulary = {
  "lifecycle.batteryLevel": derived,
  // Cut to a whole degree.
  internalTemperature: as("temperature", { slack: 0.5 }),
};

const tektelic: Vocabulary = {
  ambient_temperature: as("temperature"),
  relative_humidity: as("humidity"),
  rem_batt_capacity: as("battery-level"),
  input1_frequency: as("frequency", { channel: "1" }),
  input2_voltage: as("voltage", { channel: "2" }),
  input2_voltage_to_temp: derived,
  reedCount: as("pulse-count"),
};

const terabee: Vocabulary = {
  absoluteFw: as("people-in"),
  absoluteBw: as("people-out"),
};

const watteco: Vocabulary = {
  "phase1.pulse": as("pulse-count", { channel: "1" }),
  "phase2.pulse": as("pulse-count", { channel: "2" }),
  "phase3.pulse": as("pulse-count", { channel: "3" }),
  vrms: as("voltage", { factor: 0.1 }),
  irms: as("current", { factor: 0.1 }),
  pActiveEnergyABC: as("energy", { factor: 0.001, channel: "ABC" }),
  nActiveEnergyABC: as("energy", { factor: 0.001, channel: "ABC-export" }),
  pActivePowerWABC: as("power", { factor: 0.001, channel: "ABC" }),
  nActivePowerWABC: as("power", { factor: 0.001, channel: "ABC-export" }),
  pReactivePowerVarABC: as("reactive-power", { factor: 0.001, channel: "ABC" }),
  activeEnergyWhPhaseA: as("energy", { factor: 0.001, magnitude: true }),
  activeEnergyWhPhaseB: as("energy", { factor: 0.001, magnitude: true }),
  activeEnergyWhPhaseC: as("energy", { factor: 0.001, magnitude: true }),
  activeEnergyWhPhaseABC: as("energy", { factor: 0.001, magnitude: true }),
  batteryLevel: as("battery-level"),
};

const yobiiq: Vocabulary = {
  activeEnergyImportL1T1: as("energy", { factor: 0.001, channel: "import-1" }),
  activeEnergyImportL1T2: as("energy", { factor: 0.001, channel: "import-2" }),
  activeEnergyImportL123T1: as("energy", { factor: 0.001, channel: "import-1" }),
  activeEnergyImportL123T2: as("energy", { factor: 0.001, channel: "import-2" }),
  activeEnergyExportL123T1: as("energy", { factor: 0.001, channel: "export-1" }),
  activeEnergyExportL123T2: as("energy", { factor: 0.001, channel: "export-2" }),
  voltageL1N: as("voltage", { channel: "L1" }),
  voltageL2N: as("voltage", { channel: "L2" }),
  voltageL3N: as("voltage", { channel: "L3" }),
  currentL1: as("current", { factor: 0.001, channel: "L1" }),
  currentL2: as("current", { factor: 0.001, channel: "L2" }),
  currentL3: as("current", { factor: 0.001, channel: "L3" }),
  currentL123: as("current", { factor: 0.001, channel: "total" }),
  frequency: as("frequency"),
  activePowerL123: as("power", { factor: 0.001, channel: "total" }),
  activePowerL1: as("power", { factor: 0.001, channel: "L1" }),
  activePowerL2: as("power", { factor: 0.001, channel: "L2" }),
  activePowerL3: as("power", { factor: 0.001, channel: "L3" }),
  totalSystemActivePower: as("power", { factor: 0.001, channel: "system" }),
  totalSystemReactivePower: as("reactive-power", { channel: "system" }),
  totalSystemApparentPower: as("apparent-power", { channel: "system" }),
  averagePower: as("power", { factor: 0.001, channel: "average" }),
  relayStatus: as("digital-output", { words: { closed: 1, open: 0 } }),
  digitalInputStatus: as("digital-input", { words: { closed: 1, open: 0 } }),
};

const yosensi: Vocabulary = {
  batteryVoltage: as("battery-voltage", { factor: 0.001 }),
  internalTemperature: as("temperature"),
  externalTemperature: as("temperature"),
  externalTemperature1: as("temperature", { channel: "0" }),
  externalTemperature2: as("temperature", { channel: "1" }),
  externalTemperature3: as("temperature", { channel: "2" }),
  co: as("co"),
  sound: as("sound-level"),
  massConcPm1: as("pm1"),
  massConcPm2_5: as("pm2.5"),
  massConcPm10: as("pm10"),
};

/** Words of one vendor's scripts, by the name of the vendor in small letters. They come before the common ones. */
export const vendorVocabulary: Readonly<Record<string, Vocabulary>> = {
  abeeway,
  adeunis,
  ascoel,
  bosch,
  browan,
  comtac,
  decentlab,
  digitalmatter,
  dragino,
  elsys,
  enginko,
  enless,
  imbuildings,
  inbiot,
  mclimate,
  milesight,
  moko,
  netvox,
  nexelec,
  nwave,
  pepperlfuchs,
  seeed,
  sensative,
  sentinum,
  synetica,
  tektelic,
  terabee,
  watecco: watteco,
  watteco,
  yobiiq,
  yosensi,
};
