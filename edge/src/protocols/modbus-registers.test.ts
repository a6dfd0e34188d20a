import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ModbusRegister } from "./modbus-config.ts";
import { answerBytes, decodeRegister, planBlocks } from "./modbus-registers.ts";

function register(part: Partial<ModbusRegister>): ModbusRegister {
  return ModbusRegister.parse({
    address: 0,
    table: "holding",
    type: "uint16",
    quantity: "temperature",
    ...part,
  });
}

/** Decodes a register that stands alone at its address, from the words a server gives for it. */
function decode(part: Partial<ModbusRegister>, ...words: number[]): number | boolean | undefined {
  const only = register(part);
  const [block] = planBlocks([only], 0);
  const answer = Buffer.from(words.flatMap((word) => [word >> 8, word & 0xff]));
  return decodeRegister(block!, only, answer);
}

describe("values", () => {
  test.each<[string, Partial<ModbusRegister>, number[], number | boolean | undefined]>([
    ["uint16", { type: "uint16" }, [0xffff], 65_535],
    ["int16 is signed", { type: "int16" }, [0xffff], -1],
    ["uint32, upper word first", { type: "uint32" }, [0x0001, 0x0002], 65_538],
    ["uint32, lower word first", { type: "uint32", wordOrder: "little" }, [0x0002, 0x0001], 65_538],
    ["int32", { type: "int32" }, [0xffff, 0xfffe], -2],
    ["int32, lower word first", { type: "int32", wordOrder: "little" }, [0xfffe, 0xffff], -2],
    ["float32", { type: "float32" }, [0x41ac, 0x0000], 21.5],
    ["float32 without binary dust", { type: "float32" }, [0x4366, 0x199a], 230.1],
    ["a large float32 stays exact", { type: "float32" }, [0x4b7f, 0xffff], 16_777_215],
    ["float32, lower word first", { type: "float32", wordOrder: "little" }, [0x0000, 0x41ac], 21.5],
    ["the largest uint32 stays exact", { type: "uint32" }, [0xffff, 0xffff], 4_294_967_295],
    ["scale without binary dust", { type: "int16", scale: 0.1 }, [215], 21.5],
    ["scale and offset", { type: "uint16", scale: 0.5, offset: -40 }, [100], 10],
    ["bool: anything but 0", { type: "bool" }, [4], true],
    ["bool: 0", { type: "bool" }, [0], false],
    ["bool: one bit", { type: "bool", bit: 2 }, [4], true],
    ["bool: the upper bit", { type: "bool", bit: 15 }, [0x8000], true],
    ["bool: another bit", { type: "bool", bit: 3 }, [4], false],
    ["not a number is no value", { type: "float32" }, [0x7fc0, 0x0000], undefined],
    ["infinite is no value", { type: "float32" }, [0x7f80, 0x0000], undefined],
  ])("%s", (_name, part, words, expected) => {
    expect(decode(part, ...words)).toBe(expected);
  });

  test("coils and discrete inputs are counted from the lowest bit of the first byte", () => {
    const coils = [3, 7, 8, 12].map((address) => register({ address, table: "coil", type: "bool" }));
    const [block] = planBlocks(coils, 10);
    expect(block).toMatchObject({ start: 3, count: 10 });
    const answer = Buffer.from([0b0010_0001, 0b0000_0010]);
    expect(coils.map((coil) => decodeRegister(block!, coil, answer))).toEqual([true, false, true, true]);
  });
});

describe("requests", () => {
  test("registers side by side are one request, a gap makes two, and tables are apart", () => {
    const blocks = planBlocks(
      [
        register({ address: 12, type: "float32" }),
        register({ address: 10, type: "float32" }),
        register({ address: 20 }),
        register({ address: 11, table: "input" }),
      ],
      0,
    );
    expect(blocks.map(({ table, start, count }) => [table, start, count])).toEqual([
      ["holding", 10, 4],
      ["holding", 20, 1],
      ["input", 11, 1],
    ]);
    expect(planBlocks(blocks[0]!.registers, 0)).toHaveLength(1);
  });

  test("a small gap is read along where that is allowed", () => {
    const registers = [register({ address: 10 }), register({ address: 14 })];
    expect(planBlocks(registers, 3)).toMatchObject([{ start: 10, count: 5 }]);
    expect(planBlocks(registers, 2)).toHaveLength(2);
  });

  test("every register lies whole in exactly one block, and no block asks for more than a device must answer", () => {
    const wanted = fc.record({
      address: fc.integer({ min: 0, max: 600 }),
      table: fc.constantFrom("holding" as const, "input" as const),
      type: fc.constantFrom("int16" as const, "uint32" as const, "float32" as const),
    });
    fc.assert(
      fc.property(
        fc.array(wanted, { minLength: 1, maxLength: 200 }),
        fc.nat({ max: 20 }),
        (parts, maxGap) => {
          const registers = parts.map(register);
          const blocks = planBlocks(registers, maxGap);
          expect(blocks.flatMap((block) => block.registers)).toHaveLength(registers.length);
          for (const block of blocks) {
            expect(block.count).toBeLessThanOrEqual(125);
            for (const each of block.registers) {
              expect(each.table).toBe(block.table);
              expect(() => decodeRegister(block, each, Buffer.alloc(answerBytes(block)))).not.toThrow();
            }
          }
        },
      ),
    );
  });
});
