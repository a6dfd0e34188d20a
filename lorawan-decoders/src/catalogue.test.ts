import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findDecoder, listDecoders, quantitiesOf } from "./catalogue.ts";
import {
  type DecodeResult,
  type Decoder,
  type ExampleReading,
  exampleTime,
  type Reading,
} from "./decoder.ts";
import { bytesOfHex } from "./hex.ts";
import { units } from "./units.ts";

const decoders = listDecoders();

function decode(decoder: Decoder, payload: string, fPort: number): DecodeResult {
  return decoder.decode({ bytes: bytesOfHex(payload), fPort, recvTime: exampleTime });
}

/** A reading as text, so that order does not matter and a difference is easy to read. */
function line({ quantity, value, channel, time }: Omit<Reading, "unit">): string {
  const at = time === undefined ? "" : ` at ${new Date(time).toISOString()}`;
  return `${quantity}${channel === undefined ? "" : `/${channel}`} = ${Number(value.toPrecision(9))}${at}`;
}

function exampleLine([quantity, value, channel, time]: ExampleReading): string {
  return line({
    quantity,
    value,
    ...(channel === undefined ? {} : { channel }),
    ...(time === undefined ? {} : { time }),
  });
}

describe("the catalogue", () => {
  it("finds each decoder by an id of its own", () => {
    expect(new Set(decoders.map((d) => d.id)).size).toBe(decoders.length);
    for (const decoder of decoders) expect(findDecoder(decoder.id)).toBe(decoder);
    expect(findDecoder("no-such-decoder")).toBeUndefined();
  });

  it("lists only quantities of the dictionary, each once", () => {
    for (const decoder of decoders) {
      const quantities = quantitiesOf(decoder);
      expect(new Set(quantities).size, decoder.id).toBe(quantities.length);
      for (const quantity of quantities) expect(Object.keys(units), decoder.id).toContain(quantity);
    }
  });
});

describe.each(decoders)("$id", (decoder) => {
  it("shows a good frame and a bad one", () => {
    expect(decoder.examples.some((e) => e.readings !== undefined)).toBe(true);
    expect(decoder.examples.some((e) => e.error !== undefined)).toBe(true);
  });

  it.each(decoder.examples)("$name", ({ payload, fPort, readings, error }) => {
    const result = decode(decoder, payload, fPort);
    if (readings !== undefined) {
      if (!result.ok) throw new Error(result.error);
      expect(result.readings.map(line).sort()).toEqual(readings.map(exampleLine).sort());
    } else {
      expect(result).toMatchObject({ ok: false, error: expect.stringContaining(error ?? "?") });
    }
  });

  it("reads any bytes without throwing, into finite values of its own quantities", () => {
    const own = new Set(decoder.quantities);
    const ports = fc.constantFrom(1, 2, 3, 5, 6, 10, 85, 100, ...decoder.examples.map((e) => e.fPort));
    // Bytes that start as a good frame does reach deeper than random ones.
    const starts = decoder.examples.map((e) => bytesOfHex(e.payload));
    const mutated = fc
      .tuple(fc.constantFrom(...starts), fc.nat(255), fc.nat(255), fc.uint8Array({ maxLength: 20 }))
      .map(([start, cut, at, tail]) => {
        const bytes = Uint8Array.from([...start.subarray(0, cut % (start.length + 1)), ...tail]);
        if (bytes.length > 0) bytes[at % bytes.length] = cut;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), mutated), ports, (bytes, fPort) => {
        const result = decoder.decode({ bytes, fPort, recvTime: exampleTime });
        if (!result.ok) {
          expect(result.error.length).toBeGreaterThan(0);
          return;
        }
        for (const reading of result.readings) {
          if (!own.has(reading.quantity)) throw new Error(`${reading.quantity} is not in its list`);
          if (!Number.isFinite(reading.value)) throw new Error(`${reading.quantity} = ${reading.value}`);
          if (reading.unit !== units[reading.quantity as keyof typeof units]) throw new Error(reading.unit);
          if (reading.time !== undefined && !Number.isFinite(reading.time)) throw new Error("time");
        }
      }),
      { numRuns: 300 },
    );
  });
});
