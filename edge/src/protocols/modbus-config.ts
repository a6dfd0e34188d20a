import { type QuantityDefinition, quantities } from "@kontrollrom/contracts/quantity.ts";
import { z } from "zod";

const wordsOf = { int16: 1, uint16: 1, int32: 2, uint32: 2, float32: 2, bool: 1 } as const;

/** Registers that a type takes. */
export function wordCount(type: ModbusRegister["type"]): number {
  return wordsOf[type];
}

/** One value on a device. */
export const ModbusRegister = z
  .strictObject({
    /** As it goes over the wire, counted from 0: what a manual calls 40001 is address 0 of the holding registers. */
    address: z.int().min(0).max(65_535),
    table: z.enum(["holding", "input", "coil", "discrete"]),
    type: z.enum(["int16", "uint16", "int32", "uint32", "float32", "bool"]),
    /** Which word of a 32-bit value comes first: `big` is the upper one. Bytes within a word are always big-endian. */
    wordOrder: z.enum(["big", "little"]).default("big"),
    /** Bit of a register that a `bool` is; without it any value but 0 is true. */
    bit: z.int().min(0).max(15).optional(),
    /** value = raw × scale + offset */
    scale: z.number().default(1),
    offset: z.number().default(0),
    quantity: z.string(),
    unit: z.string().max(32).optional(),
    channel: z.string().min(1).max(64).optional(),
    /** Sent when it differs by more than this from the value sent before. */
    resolution: z.number().min(0).default(0),
  })
  .superRefine((register, context) => {
    const refuse = (field: string, message: string): void =>
      context.addIssue({ code: "custom", path: [field], message });
    const { address, table, type, bit, quantity, unit } = register;
    const single = table === "coil" || table === "discrete";
    if (single && type !== "bool")
      refuse("type", `a ${table} is one bit: type must be "bool", not "${type}"`);
    if (bit !== undefined && (single || type !== "bool"))
      refuse("bit", 'bit is for "bool" in a holding or input register');
    if (address + wordsOf[type] > 65_536) refuse("address", `${type} at ${address} reaches beyond 65535`);
    const definition = (quantities as Readonly<Record<string, QuantityDefinition>>)[quantity];
    if (definition === undefined) refuse("quantity", `"${quantity}" is not in the dictionary of quantities`);
    else if (unit !== undefined && unit !== definition.unit && definition.accepts?.[unit] === undefined) {
      const known = [definition.unit, ...Object.keys(definition.accepts ?? {})].join(", ");
      refuse("unit", `"${unit}" is not a unit of ${quantity}: use one of ${known}`);
    }
  });
export type ModbusRegister = z.infer<typeof ModbusRegister>;

/** One device behind a Modbus TCP server. Each has a connection of its own. */
export const ModbusTcpConfig = z.strictObject({
  protocol: z.literal("modbus-tcp"),
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).default(502),
  unitId: z.int().min(0).max(255).default(1),
  /** External id of the device in the platform's register. */
  device: z.string().min(1).max(128),
  pollMs: z.int().min(100).max(3_600_000).default(10_000),
  /** Of connecting, and of each request. */
  timeoutMs: z.int().min(50).max(60_000).default(3000),
  heartbeatS: z.int().min(1).max(86_400).default(300),
  /** Registers between two wanted ones that may be read along with them. 0 for devices that refuse unknown addresses. */
  maxGap: z.int().min(0).max(100).default(0),
  registers: z.array(ModbusRegister).min(1).max(5000),
});
export type ModbusTcpConfig = z.infer<typeof ModbusTcpConfig>;
