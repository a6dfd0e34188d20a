import { describe, expect, it } from "vitest";
import { createMemoryImages, findMemoryLayout, UnknownMemoryLayoutError } from "./memory-image.ts";

const mebibyte = 2 ** 20;
const dataEnd = 8192;
const heapStart = 2 * mebibyte;
const breakAt = 100;

/** A memory as a program lays it out, with an allocator that only ever takes more. */
function program() {
  const memory = new WebAssembly.Memory({ initial: 128 });
  const words = () => new Uint32Array(memory.buffer);
  words().fill(0xabcdef01, 0, dataEnd / 4);
  words()[breakAt / 4] = heapStart + 4096;
  words()[heapStart / 4 + 10] = 1;
  const allocate = (bytes: number) => {
    const from = words()[breakAt / 4] ?? 0;
    words()[from / 4] = bytes;
    words()[breakAt / 4] = from + bytes;
  };
  return { memory, words, allocate };
}

describe("findMemoryLayout", () => {
  it("finds the static data, the heap and the word that says where the heap ends", () => {
    const { memory, allocate } = program();
    expect(findMemoryLayout(memory, allocate)).toEqual({ dataEnd, heapStart, breakAt });
  });

  it.each([
    ["no word moves", (_words: Uint32Array) => {}, /^0 words/],
    [
      "two words move together",
      (words: Uint32Array) => {
        words[200] = words[breakAt / 4] ?? 0;
      },
      /^2 words/,
    ],
  ])("refuses to guess when %s", (_name, also, message) => {
    const { memory, words, allocate } = program();
    also(words());
    const move = message.source.includes("2 words")
      ? (bytes: number) => {
          allocate(bytes);
          also(words());
        }
      : () => {};
    expect(() => findMemoryLayout(memory, move)).toThrow(UnknownMemoryLayoutError);
    expect(() => findMemoryLayout(memory, move)).toThrow(message);
  });
});

describe("createMemoryImages", () => {
  const layout = { dataEnd, heapStart, breakAt };

  it("undoes what was written to the data and the heap, and clears what was taken since", () => {
    const { memory, words, allocate } = program();
    const images = createMemoryImages(memory, layout);
    const before = words().slice();
    const image = images.take();
    words().fill(7, 0, 20);
    words()[heapStart / 4 + 11] = 9;
    allocate(mebibyte);
    words().fill(5, (heapStart + 4096) / 4, (heapStart + mebibyte) / 4);
    images.restore(image);
    expect(words().findIndex((word, i) => word !== before[i])).toBe(-1);
  });

  it("holds on when the memory has grown", () => {
    const { memory, words } = program();
    const images = createMemoryImages(memory, layout);
    const image = images.take();
    memory.grow(4);
    words()[heapStart / 4 + 10] = 2;
    words()[breakAt / 4] = memory.buffer.byteLength;
    words().fill(3, (memory.buffer.byteLength - 4096) / 4);
    images.restore(image);
    expect(words()[heapStart / 4 + 10]).toBe(1);
    expect(words().at(-1)).toBe(0);
  });

  it("is not led astray by a break that makes no sense", () => {
    const { memory, words } = program();
    const images = createMemoryImages(memory, layout);
    const image = images.take();
    for (const wrong of [0, 0xffffffff]) {
      words()[breakAt / 4] = wrong;
      images.restore(image);
      expect(words()[breakAt / 4]).toBe(heapStart + 4096);
    }
  });
});
