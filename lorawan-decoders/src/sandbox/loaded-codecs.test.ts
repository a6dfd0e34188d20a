import { expect, it } from "vitest";
import { failure } from "./codec.ts";
import type { LoadedCodec } from "./engine.ts";
import { createLoadedCodecs } from "./loaded-codecs.ts";

const codec = (name: string) => ({ name, source: name });

function loadedOf(bytes: number, name: string): LoadedCodec {
  const memory = { data: new Uint8Array(1), heap: new Uint8Array(bytes - 1), break: 0 };
  const image = { memory, found: {} } as unknown as NonNullable<LoadedCodec["image"]>;
  return { form: "ts013", normalizes: false, codec: codec(name), image };
}

it("keeps the codecs used last, within its bytes", () => {
  const loads: string[] = [];
  const loaded = createLoadedCodecs(100, ({ name }) => {
    loads.push(name);
    return loadedOf(40, name);
  });
  for (const number of [1, 2, 1, 3, 1, 2]) loaded.get(number, codec(`${number}`));
  expect(loads).toEqual(["1", "2", "3", "2"]);
});

it("gives a codec that is too large to keep, and forgets on demand", () => {
  let loads = 0;
  const loaded = createLoadedCodecs(100, ({ name }) => {
    loads += 1;
    return loadedOf(name === "large" ? 1000 : 50, name);
  });
  expect(loaded.get(1, codec("large"))).toMatchObject({ codec: { name: "large" } });
  loaded.get(2, codec("small"));
  loaded.get(2, codec("small"));
  expect(loads).toBe(2);
  loaded.forget(2);
  loaded.forget(2);
  loaded.get(2, codec("small"));
  expect(loads).toBe(3);
});

it("remembers failures that come again, and tries again after a timeout", () => {
  const reasons: string[] = [];
  const loaded = createLoadedCodecs(100, ({ name }) => {
    reasons.push(name);
    return failure(name === "slow" ? "timeout" : "syntax", "");
  });
  for (let i = 0; i < 2; i++) {
    loaded.get(1, codec("slow"));
    loaded.get(2, codec("wrong"));
  }
  expect(reasons).toEqual(["slow", "wrong", "slow"]);
});
