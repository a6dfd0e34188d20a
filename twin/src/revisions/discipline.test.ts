import { expect, it } from "vitest";
import type { ImportedModel } from "../ifc/imported-model.ts";
import { disciplineOf } from "./discipline.ts";

const model = (classes: string[], rooms = 0, name = "Ting"): Pick<ImportedModel, "buildings"> =>
  ({
    buildings: [
      {
        elements: classes.map((ifcClass) => ({ ifcClass, name })),
        storeys: [{ spaces: Array.from({ length: rooms }, () => ({})) }],
      },
    ],
  }) as unknown as Pick<ImportedModel, "buildings">;
const many = (ifcClass: string, n = 20): string[] => Array.from({ length: n }, () => ifcClass);

it.each([
  ["architecture", model([...many("IfcWall"), ...many("IfcSensor", 5)], 8), "x.ifc"],
  ["architecture", model([], 3), "x.ifc"],
  ["electrical", model(many("IfcLightFixture")), "x.ifc"],
  ["mechanical", model(many("IfcDuctSegment")), "x.ifc"],
  ["electrical", model(many("IfcFlowTerminal"), 1, "M_Duplex Receptacle"), "x.ifc"],
  ["mechanical", model(many("IfcFlowSegment")), "x.ifc"],
  ["electrical", model(many("IfcFlowSegment")), "Skole_RIE_rev2.ifc"],
  ["structure", model(many("IfcBeam")), "x.ifc"],
] as const)("is %s by what is in it and by its name", (expected, drawing, fileName) => {
  expect(disciplineOf(drawing, fileName)).toBe(expected);
});
