import { describe, expect, it } from "vitest";
import type { ImportedElement, ImportedModel } from "./imported-model.ts";
import { packModel, transferables, unpackModel } from "./protocol.ts";

describe("a packed model", () => {
  it("is the same after the journey, its buffers handed over", async () => {
    const plan = { bounds: [0, 0, 1, 1], rooms: [], walls: [], doors: [], windows: [], stairs: [] } as never;
    const space = (n: number) => ({
      ifcGlobalId: `space ${n}`,
      number: `${n}`,
      name: "Møterom",
      zones: [],
      properties: {},
      ...(n !== 2 && {
        mesh: {
          positions: Float32Array.from([n, n + 0.5, n + 1]),
          indices: Uint32Array.from([0, n, 2]),
        },
      }),
    });
    const element = (n: number): ImportedElement => ({
      ifcGlobalId: `element ${n}`,
      ifcClass: "IfcDoor",
      name: `${n}`,
      systems: [],
    });
    const model: ImportedModel = {
      schema: "IFC4",
      sha256: "00",
      bytes: 1,
      origin: [0, 0, 0],
      zones: [],
      systems: [],
      warnings: [],
      timings: {},
      frag: Uint8Array.from([1, 2, 3]),
      buildings: [
        {
          ifcGlobalId: "a",
          name: "A",
          storeys: [
            { ifcGlobalId: "a1", name: "1", elevation: 0, plan, spaces: [space(1), space(2)] },
            { ifcGlobalId: "a2", name: "2", elevation: 3, plan, spaces: [space(3)] },
          ],
          elements: Array.from({ length: 1001 }, (_, i) => element(i)),
        },
        { ifcGlobalId: "b", name: "B", storeys: [], elements: [] },
      ],
    };
    const expected = structuredClone(model);
    const packed = packModel(model);
    const sent = structuredClone(packed, { transfer: transferables(packed) });
    expect(packed.positions).toHaveLength(0);
    let pauses = 0;
    const arrived = await unpackModel(sent, async () => {
      pauses++;
    });
    expect(arrived).toEqual(expected);
    expect(pauses).toBe(sent.parts.length);
    expect(sent.parts.length).toBe(2 + 3);
  });
});
