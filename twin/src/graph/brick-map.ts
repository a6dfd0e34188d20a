import type { TfmTag } from "../tfm/tfm.ts";

/** Equipment by the component letters of PA 0802; NS-TFM's letters mean other things and are not read. */
const byLetters: Readonly<Record<string, string>> = {
  IK: "Chiller",
  IV: "Air_Handling_Unit",
  JK: "Compressor",
  JP: "Pump",
  JV: "Fan",
  LK: "Cooling_Coil",
  LR: "Variable_Frequency_Drive",
  LV: "Heating_Coil",
  LX: "Heat_Exchanger",
  MF: "Filter",
  NW: "Water_Heater",
  OE: "Meter",
  OU: "Controller",
  QT: "Thermostat",
  SA: "Valve",
  SB: "Valve",
  SC: "Valve",
  SM: "Valve",
  SQ: "Variable_Air_Volume_Box",
  SR: "Damper",
  SS: "Isolation_Damper",
  SZ: "Damper",
  UN: "Luminaire",
  UP: "Luminaire",
  XQ: "Electrical_Equipment",
};

/** Equipment by the class of IFC, lower case; earlier IFC and what is only proxied fall back to the tag. */
const byIfc: Readonly<Record<string, string>> = {
  ifcairterminal: "Air_Diffuser",
  ifcairterminalbox: "Variable_Air_Volume_Box",
  ifcairtoairheatrecovery: "Heat_Exchanger",
  ifcboiler: "Boiler",
  ifcchiller: "Chiller",
  ifccoil: "HVAC_Equipment",
  ifccompressor: "Compressor",
  ifccontroller: "Controller",
  ifccooledbeam: "Chilled_Beam",
  ifccoolingtower: "Cooling_Tower",
  ifcdamper: "Damper",
  ifcelectricdistributionboard: "Breaker_Panel",
  ifcfan: "Fan",
  ifcfilter: "Filter",
  ifcfiresuppressionterminal: "Fire_Safety_Equipment",
  ifcflowmeter: "Meter",
  ifcheatexchanger: "Heat_Exchanger",
  ifchumidifier: "Humidifier",
  ifclamp: "Luminaire",
  ifclightfixture: "Luminaire",
  ifcmotorconnection: "Motor",
  ifcpump: "Pump",
  ifcsolardevice: "PV_Panel",
  ifcspaceheater: "Space_Heater",
  ifctank: "Tank",
  ifctransformer: "Transformer",
  ifctransportelement: "Elevator",
  ifcunitaryequipment: "Air_Handling_Unit",
  ifcvalve: "Valve",
};

/** Plant that IFC names and Brick has no class of its own for. */
const plantIfc =
  /^ifc(sensor|actuator|alarm|unitarycontrolelement|flow|distribution|energyconversion|duct|pipe|cable|electric|sanitaryterminal|outlet|switch|protectivedevice)/;
const sensors = /^R[A-Z]$/;

/** The class of an element; undefined for walls, furniture and all that is no plant. */
export function equipmentClass(ifcClass: string, tag: TfmTag | undefined): string | undefined {
  const letters = tag?.grammar === "ns-tfm" ? undefined : tag?.component?.letters;
  const byTag = letters === undefined ? undefined : byLetters[letters];
  const known = byTag ?? byIfc[ifcClass.toLowerCase()];
  if (known !== undefined) return known;
  if (letters !== undefined && sensors.test(letters)) return "Sensor_Equipment";
  if (ifcClass.toLowerCase() === "ifcsensor") return "Sensor_Equipment";
  return tag !== undefined || plantIfc.test(ifcClass.toLowerCase()) ? "Equipment" : undefined;
}

/** Systems by their two first digits in NS 3451, which both grammars number by. */
const bySystem: Readonly<Record<string, string>> = {
  "31": "Domestic_Hot_Water_System",
  "32": "Hot_Water_System",
  "33": "Fire_Safety_System",
  "34": "Gas_System",
  "35": "Chilled_Water_System",
  "36": "Ventilation_Air_System",
  "37": "Chilled_Water_System",
  "42": "Electrical_System",
  "43": "Electrical_System",
  "44": "Lighting_System",
  "54": "Safety_System",
};

/** The class of a system by its number, `360.001`; a name without one is a System. */
export function systemClass(name: string): string {
  const digits = /^(\d{2})\d{1,2}\.\d{3}/.exec(name)?.[1];
  return (digits === undefined ? undefined : bySystem[digits]) ?? "System";
}

const terminalLetters = new Set(["SQ", "UP", "UN"]);
const terminalIfc = /^ifc(airterminal|airterminalbox|spaceheater|lightfixture|cooledbeam)$/i;

/** Whether a component gives its room what its system brings: air, heat, light. */
export function isTerminal(ifcClass: string, tag: TfmTag | undefined): boolean {
  if (tag?.grammar !== "ns-tfm" && tag?.component !== undefined) {
    const { letters, number } = tag.component;
    // The habit of Norwegian plants: 6xx is in the room that the plant serves.
    if (terminalLetters.has(letters) || (sensors.test(letters) && number.startsWith("6"))) return true;
  }
  return terminalIfc.test(ifcClass);
}
