import fc from "fast-check";

/** A frame of LoRaWAN carries no more. */
const maxFrame = 255;

const flip = fc.tuple(fc.nat(), fc.nat(7));

/** Bytes that began as good ones: bits flipped, cut, lengthened, joined with another, or nothing of them. */
export function mutatedBytes(good: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const one = fc.constantFrom(...good);
  const flipped = fc.tuple(one, fc.array(flip, { minLength: 1, maxLength: 8 })).map(([bytes, flips]) => {
    const copy = Uint8Array.from(bytes);
    for (const [at, bit] of flips) {
      const i = at % Math.max(1, copy.length);
      copy[i] = (copy[i] ?? 0) ^ (1 << bit);
    }
    return copy;
  });
  const cut = fc.tuple(one, fc.nat()).map(([bytes, at]) => bytes.subarray(0, at % (bytes.length + 1)));
  const joined = fc
    .tuple(one, one, fc.nat())
    .map(([a, b, at]) =>
      Uint8Array.from([...a.subarray(0, at % (a.length + 1)), ...b]).subarray(0, maxFrame),
    );
  const tailed = fc
    .tuple(one, fc.uint8Array({ maxLength: 40 }))
    .map(([bytes, tail]) => Uint8Array.from([...bytes, ...tail]).subarray(0, maxFrame));
  const repeated = fc
    .tuple(one, fc.integer({ min: 2, max: 12 }))
    .map(([bytes, n]) =>
      Uint8Array.from(Array.from({ length: n }, () => [...bytes]).flat()).subarray(0, maxFrame),
    );
  const extreme = fc
    .tuple(one, fc.nat(), fc.nat(8), fc.constantFrom(0x00, 0x7f, 0x80, 0xff))
    .map(([bytes, at, length, byte]) => {
      const copy = Uint8Array.from(bytes);
      const start = at % (copy.length + 1);
      return copy.fill(byte, start, start + length);
    });
  return fc.oneof(
    { weight: 5, arbitrary: flipped },
    { weight: 3, arbitrary: extreme },
    cut,
    joined,
    tailed,
    repeated,
    fc.uint8Array({ maxLength: maxFrame }),
  );
}

const depths = [8, 200, 5000] as const;

function nested(depth: number, kind: "list" | "object"): string {
  return kind === "list"
    ? "[".repeat(depth) + "]".repeat(depth)
    : `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
}

/** What stands in place of a value, as JSON text. */
const strange: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...["null", "true", "false", '""', '"0"', "[]", "{}", "[null]", "[[]]", "-0", "1e308", "-1e308", "1e999"],
    ...[
      '"NaN"',
      '"Infinity"',
      "9007199254740993",
      '"-1"',
      '"1e400"',
      '"\\u0000"',
      '"__proto__"',
      '{"__proto__":1}',
    ],
    ...['"2026-13-40T99:99:99Z"', '"0001-01-01T00:00:00Z"', '"9999-12-31T23:59:59.999999999Z"', "4294967296"],
  ),
  fc.double().map((value) => JSON.stringify(value)),
  fc.string({ maxLength: 40 }).map((value) => JSON.stringify(value)),
  fc.constant(JSON.stringify("x".repeat(10_000))),
  fc
    .tuple(fc.constantFrom(...depths), fc.constantFrom("list" as const, "object" as const))
    .map(([d, k]) => nested(d, k)),
);

const marker = "\u0001here\u0001";

/** A good JSON text in which one value, chosen by its order, is another; keys go with `undefined`. */
function replaced(json: unknown): fc.Arbitrary<Uint8Array> {
  return fc.tuple(fc.nat(200), fc.option(strange, { nil: undefined })).map(([target, text]) => {
    let order = 0;
    const out = JSON.stringify(json, (_key, value: unknown) =>
      order++ === target ? (text === undefined ? undefined : marker) : value,
    );
    return Buffer.from((out ?? "").replace(JSON.stringify(marker), text ?? ""));
  });
}

/** Messages that began as a good one: JSON with strange values, and every kind of damaged bytes. */
export function mutatedMessage(good: Uint8Array): fc.Arbitrary<Uint8Array> {
  const damaged = mutatedBytes([good]);
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(good).toString("utf8"));
  } catch {
    return damaged;
  }
  return fc.oneof(
    { weight: 4, arbitrary: replaced(json) },
    damaged,
    strange.map((text) => Buffer.from(text)),
  );
}
