import { type ModbusRegister, wordCount } from "./modbus-config.ts";

/** Registers that one request reads. */
export interface Block<R extends ModbusRegister = ModbusRegister> {
  readonly table: ModbusRegister["table"];
  readonly start: number;
  /** Registers, or bits of coils and discrete inputs. */
  readonly count: number;
  readonly registers: readonly R[];
}

/** Most that one request may ask for [Modbus Application Protocol 1.1b3 §6.1–6.4]. */
const mostOf = { holding: 125, input: 125, coil: 2000, discrete: 2000 } as const;

/** The fewest requests that read all registers, never asking for more than `maxGap` unwanted ones in a row. */
export function planBlocks<R extends ModbusRegister>(registers: readonly R[], maxGap: number): Block<R>[] {
  const blocks: { table: R["table"]; start: number; count: number; registers: R[] }[] = [];
  for (const table of ["holding", "input", "coil", "discrete"] as const) {
    const wanted = registers.filter((register) => register.table === table);
    let open: (typeof blocks)[number] | undefined;
    for (const register of wanted.toSorted((a, b) => a.address - b.address)) {
      const end = register.address + wordCount(register.type);
      if (
        open === undefined ||
        register.address > open.start + open.count + maxGap ||
        end > open.start + mostOf[table]
      ) {
        open = { table, start: register.address, count: 0, registers: [] };
        blocks.push(open);
      }
      open.count = Math.max(open.count, end - open.start);
      open.registers.push(register);
    }
  }
  return blocks;
}

/** Bytes in which a server answers a block. */
export function answerBytes(block: Block): number {
  return isBits(block) ? Math.ceil(block.count / 8) : block.count * 2;
}

/** The value of a register within the answer to its block; none when the device gives no number (NaN, infinite). */
export function decodeRegister(
  block: Block,
  register: ModbusRegister,
  answer: Buffer,
): number | boolean | undefined {
  const index = register.address - block.start;
  if (isBits(block)) return ((answer[index >> 3] ?? 0) >> (index & 7)) % 2 === 1;
  const raw = readRaw(register, answer, index * 2);
  if (register.type === "bool")
    return register.bit === undefined ? raw !== 0 : (raw >> register.bit) % 2 === 1;
  // Twelve digits hold every 32-bit integer, and shed what binary fractions add: 215 × 0.1 is 21.5.
  const value = Number((raw * register.scale + register.offset).toPrecision(12));
  return Number.isFinite(value) ? value : undefined;
}

function isBits(block: Block): boolean {
  return block.table === "coil" || block.table === "discrete";
}

function readRaw({ type, wordOrder }: ModbusRegister, answer: Buffer, offset: number): number {
  if (type === "int16") return answer.readInt16BE(offset);
  if (type === "uint16" || type === "bool") return answer.readUInt16BE(offset);
  const first = answer.readUInt16BE(offset);
  const second = answer.readUInt16BE(offset + 2);
  const words = Buffer.allocUnsafe(4);
  words.writeUInt16BE(wordOrder === "big" ? first : second, 0);
  words.writeUInt16BE(wordOrder === "big" ? second : first, 2);
  if (type === "float32") return shortestDecimal(words.readFloatBE(0));
  return type === "int32" ? words.readInt32BE(0) : words.readUInt32BE(0);
}

/** What the device meant: 230.1 as a 32-bit float is 230.10000610351562, and 230.1 is the shortest number that becomes it. */
function shortestDecimal(float: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return float;
}
