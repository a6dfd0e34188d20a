import type { AreaLayerKind, AreaProperties } from "./area-layer.ts";

/** Colours of areas are numbers of a palette that colour-blind people can tell apart; the screen gives each a pattern as well. */
export const areaColours = 8;

/** Which properties fit the areas of a kind. */
export const areaPropertiesOf: Readonly<Record<AreaLayerKind, readonly (keyof AreaProperties)[]>> = {
  "fire-compartment": ["fireClass", "riskClass", "capacity", "note"],
  cleaning: ["qualityLevel", "frequency", "method", "note"],
  lease: ["tenant", "contract", "leaseFrom", "leaseTo", "note"],
  "escape-route": ["capacity", "fireClass", "note"],
  risk: ["riskClass", "capacity", "note"],
  own: ["capacity", "note"],
};

/** What is asked of a layer unless it says otherwise: fire compartments and cleaning leave no room out. */
export const areaLayerDefaults: Readonly<Record<AreaLayerKind, { covers: boolean; exclusive: boolean }>> = {
  "fire-compartment": { covers: true, exclusive: true },
  cleaning: { covers: true, exclusive: true },
  lease: { covers: false, exclusive: true },
  "escape-route": { covers: false, exclusive: false },
  risk: { covers: false, exclusive: true },
  own: { covers: false, exclusive: false },
};
