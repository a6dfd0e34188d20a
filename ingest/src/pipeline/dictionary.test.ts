import { quantities } from "@kontrollrom/contracts/quantity.ts";
import { listDecoders } from "@kontrollrom/lorawan-decoders/catalogue.ts";
import { units } from "@kontrollrom/lorawan-decoders/units.ts";
import { describe, expect, it } from "vitest";

describe("the decoders' words", () => {
  it("are those of the dictionary, with the same units", () => {
    for (const [quantity, unit] of Object.entries(units))
      expect(quantities, quantity).toHaveProperty([quantity], expect.objectContaining({ unit }));
  });

  it.each(listDecoders().map((decoder) => [decoder.id, decoder] as const))(
    "%s uses no other",
    (_id, decoder) => {
      for (const quantity of decoder.quantities) expect(Object.keys(quantities)).toContain(quantity);
    },
  );
});
