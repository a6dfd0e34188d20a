import type { Codec } from "./codec.ts";

/** A codec and the payloads of a device of its kind. */
export interface BenchCodec {
  readonly codec: Codec;
  readonly fPort: number;
  readonly payloads: readonly string[];
}

const fixedFields = `
function decodeUplink(input) {
  var b = input.bytes;
  if (b.length < 9) return { errors: ["the frame has " + b.length + " bytes; expected 9"] };
  var int16 = function (i) { var v = (b[i] << 8) | b[i + 1]; return v > 0x7fff ? v - 0x10000 : v; };
  return {
    data: {
      temperature: int16(0) / 100,
      humidity: b[2] / 2,
      co2: (b[3] << 8) | b[4],
      light: (b[5] << 8) | b[6],
      motion: (b[7] & 1) === 1,
      tamper: (b[7] & 2) === 2,
      battery: (2000 + 10 * b[8]) / 1000
    },
    warnings: b[8] < 40 ? ["low battery"] : []
  };
}`;

const typedChannels = `
var kinds = {
  0x67: { name: "temperature", size: 2, scale: 0.1, signed: true },
  0x68: { name: "humidity", size: 1, scale: 0.5 },
  0x73: { name: "pressure", size: 2, scale: 0.1 },
  0x7d: { name: "co2", size: 2, scale: 1 },
  0x75: { name: "battery", size: 1, scale: 1 },
  0xcb: { name: "light", size: 1, scale: 1 }
};
const read = (bytes, at, kind) => {
  let value = 0;
  for (let i = kind.size - 1; i >= 0; i--) value = value * 256 + bytes[at + i];
  if (kind.signed && value >= 2 ** (8 * kind.size - 1)) value -= 2 ** (8 * kind.size);
  return Math.round(value * kind.scale * 1000) / 1000;
};
function decodeUplink({ bytes, recvTime }) {
  const data = { time: recvTime.toISOString() };
  for (let i = 0; i + 2 <= bytes.length; ) {
    const kind = kinds[bytes[i + 1]];
    if (!kind) return { errors: ["unknown channel type " + bytes[i + 1].toString(16)] };
    data[kind.name + "_" + bytes[i]] = read(bytes, i + 2, kind);
    i += 2 + kind.size;
  }
  return { data, warnings: [], errors: [] };
}`;

/** As makers ship one file for all of their models: most of it is never called. */
function manyModels(): string {
  const models = Array.from({ length: 120 }, (_, i) => {
    const fields = Array.from(
      { length: 6 },
      (_, j) => `field${j}: (bytes[${j}] & ${i + j + 1}) * ${j + 1} / 10`,
    );
    return `function decodeModel${i}(bytes) { return { model: "model-${i}", ${fields.join(", ")} }; }`;
  });
  const cases = models.map((_, i) => `case ${i}: return { data: decodeModel${i}(bytes.slice(1)) };`);
  return `${models.join("\n")}
function decodeUplink(input) {
  var bytes = input.bytes;
  switch (bytes[0]) { ${cases.join("\n")} default: return { errors: ["unknown model"] }; }
}`;
}

export const benchCodecs: readonly BenchCodec[] = [
  {
    codec: { name: "bench/fixed-fields", source: fixedFields },
    fPort: 2,
    payloads: ["0912440194002a0164", "fe0c4e0c1c01f40020", "08663204d2000003c8"],
  },
  {
    codec: { name: "bench/typed-channels", source: typedChannels },
    fPort: 85,
    payloads: ["01756403671001046871", "0175640367f6ff04686505cb02077d58030973fa27"],
  },
  {
    codec: { name: "bench/many-models", source: manyModels() },
    fPort: 1,
    payloads: ["05010203040506", "77ffeeddccbbaa", "2a102030405060"],
  },
];
