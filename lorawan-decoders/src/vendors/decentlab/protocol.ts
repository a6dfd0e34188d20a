import type { Decoder, Example, ExampleReading } from "../../decoder.ts";
import { defineDecoder } from "../../define.ts";
import { type Frame, hexByte } from "../../frame.ts";
import type { Output } from "../../output.ts";
import type { Quantity } from "../../units.ts";

/** The 16-bit words of one sensor, as the formulas of the datasheets write them. */
export interface Words {
  /** x[i] */
  u(i: number): number;
  /** x[i] − 32768, for values that go below zero */
  s(i: number): number;
  /** x[i] + x[i + 1] · 65536 */
  long(i: number): number;
  /** The same as a share of full scale of the bridge converter, −1…1 */
  ratio(i: number): number;
}

export interface Value {
  readonly quantity: Quantity;
  readonly channel?: string;
  of(words: Words): number;
}

/** One bit of the flags: so many words, and what they tell. */
export interface Sensor {
  readonly words: number;
  readonly values: readonly Value[];
}

export interface DecentlabDefinition {
  readonly id: string;
  readonly models: readonly string[];
  /** In the order of the flag bits. */
  readonly sensors: readonly Sensor[];
  readonly example: { readonly payload: string; readonly readings: readonly ExampleReading[] };
}

export function value(quantity: Quantity, of: (words: Words) => number, channel?: string): Value {
  return channel === undefined ? { quantity, of } : { quantity, of, channel };
}

export function sensor(words: number, ...values: readonly Value[]): Sensor {
  return { words, values };
}

/** Supply voltage of the device, mV; on most devices the last sensor. */
export const battery: Sensor = sensor(
  1,
  value("battery-voltage", (w) => w.u(0) / 1000),
);

class WordReader implements Words {
  readonly #frame: Frame;
  #base = 0;

  constructor(frame: Frame) {
    this.#frame = frame;
  }

  moveTo(offset: number): void {
    this.#base = offset;
  }

  u(i: number): number {
    const { bytes } = this.#frame;
    const at = this.#base + 2 * i;
    return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  }

  s(i: number): number {
    return this.u(i) - 32768;
  }

  long(i: number): number {
    return this.u(i) + this.u(i + 1) * 65536;
  }

  ratio(i: number): number {
    return this.long(i) / 8388608 - 1;
  }
}

const protocolVersion = 2;

function read(frame: Frame, out: Output, sensors: readonly Sensor[]): void {
  const version = frame.u8("protocol version");
  if (version !== protocolVersion) frame.fail(`protocol version ${version}, expected ${protocolVersion}`, 0);
  frame.skip(2, "device id");
  const flags = frame.u16be("sensor flags");
  if (flags >> sensors.length !== 0) {
    frame.fail(
      `sensor flags ${hexByte(flags >> 8)} ${hexByte(flags & 0xff)} name more than the ${sensors.length} sensors of this device`,
      3,
    );
  }
  const words = new WordReader(frame);
  for (let i = 0; i < sensors.length; i++) {
    const sensor = sensors[i];
    if (sensor === undefined || ((flags >> i) & 1) === 0) continue;
    frame.need(2 * sensor.words, `sensor ${i}`);
    words.moveTo(frame.offset);
    for (const { quantity, of, channel } of sensor.values) out.add(quantity, of(words), channel);
    frame.offset += 2 * sensor.words;
  }
  if (frame.left > 0) frame.fail(`${frame.left} bytes more than the sensor flags tell of`);
}

/**
 * Every Decentlab device speaks one protocol: version, device id, flags, then for each flag that is set the 16-bit
 * words of that sensor, high byte first. A device is the row of its sensors.
 */
export function decentlab({ id, models, sensors, example }: DecentlabDefinition): Decoder {
  const quantities = new Set<Quantity>();
  for (const sensor of sensors) for (const { quantity } of sensor.values) quantities.add(quantity);
  const examples: readonly Example[] = [
    { name: "a report", payload: example.payload, fPort: 1, readings: example.readings },
    { name: "cut short", payload: example.payload.slice(0, -2), fPort: 1, error: "1 left" },
    {
      name: "another protocol",
      payload: `01${example.payload.slice(2)}`,
      fPort: 1,
      error: "protocol version 1",
    },
  ];
  return defineDecoder({
    id,
    vendor: "Decentlab",
    models,
    source: "Decentlab datasheets and payload descriptions (decentlab.com/support)",
    quantities: [...quantities],
    examples,
    read: (frame, out) => read(frame, out, sensors),
  });
}
