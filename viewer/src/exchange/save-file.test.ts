import { expect, it } from "vitest";
import { fileName } from "./save-file.ts";

it.each([
  [`attachment; filename="Prveskolen 1.dxf"; filename*=UTF-8''Pr%C3%B8veskolen%201.dxf`, "Prøveskolen 1.dxf"],
  ['attachment; filename="a.ifc"', "a.ifc"],
  ["", "kontrollrom"],
])("a file is saved under the name that the server gives it (%s)", (disposition, name) => {
  expect(fileName(disposition)).toBe(name);
});
