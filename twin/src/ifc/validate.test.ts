import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ImportError } from "./import-error.ts";
import { validateIfc } from "./validate.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (schema: string): string =>
  `ISO-10303-21;\nHEADER;\nFILE_SCHEMA (( '${schema}' ));\nENDSEC;\nDATA;\nENDSEC;\nEND-ISO-10303-21;\n`;

describe("validateIfc", () => {
  it.each(["IFC2X3", "IFC4", "IFC4_ADD2_TC1", "IFC4X3", "IFC4X3_ADD2", "IFC4X3_RC4", "ifc4"])(
    "takes %s",
    (schema) => {
      expect(validateIfc(bytes(file(schema)))).toEqual({ schema });
    },
  );

  it("takes a byte order mark, a comment first and blanks last", () => {
    expect(validateIfc(bytes(`\ufeff/* export */\n${file("IFC4")}\n\n \0`))).toEqual({ schema: "IFC4" });
  });

  it.each(["IFC2X2_FINAL", "IFC4X1", "IFC5", "AUTOMOTIVE_DESIGN", ""])(
    "refuses the schema '%s'",
    (schema) => {
      expect(() => validateIfc(bytes(file(schema)))).toThrow(/unknown-schema/);
    },
  );

  it("says of anything else what is wrong, and never fails in another way", () => {
    const start = fc.constantFrom("", "ISO-10303-21;", "<html>", "PK", "AC1032");
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 300 }), (prefix, rest) => {
        try {
          validateIfc(Buffer.concat([bytes(prefix), rest]));
          throw new Error("taken for IFC");
        } catch (error) {
          expect(error).toBeInstanceOf(ImportError);
        }
      }),
    );
  });
});
