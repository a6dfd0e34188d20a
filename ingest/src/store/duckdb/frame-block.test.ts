import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deviceMark, findInBlock, packFrames } from "./frame-block.ts";

describe("frame blocks", () => {
  it("give back every frame as it was", () => {
    const frame = fc.record(
      {
        receivedAt: fc.nat(),
        source: fc.string(),
        device: fc.string(),
        also: fc.array(fc.string(), { maxLength: 3 }),
        payload: fc.uint8Array({ maxLength: 200 }),
      },
      { requiredKeys: ["receivedAt", "source", "device", "payload"] },
    );
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1 }), (contents) => {
        const frames = contents.map((content, i) => ({ ...content, id: String(1000 + i * 3) }));
        const blocks = packFrames(frames);
        for (const one of frames) {
          const block = blocks.find(({ first, last }) => first <= Number(one.id) && last >= Number(one.id));
          const found = findInBlock(block?.data ?? Buffer.alloc(0), one.id);
          expect({ ...found, payload: [...(found?.payload ?? [])] }).toEqual({
            ...one,
            payload: [...one.payload],
          });
        }
        expect(findInBlock(blocks[0]?.data ?? Buffer.alloc(0), "1001")).toBeUndefined();
        expect(new Set(blocks.flatMap(({ devices }) => devices.split(" ")))).toEqual(
          new Set(frames.flatMap(({ device, also = [] }) => [device, ...also].map(deviceMark))),
        );
      }),
    );
  });

  it("stay small enough to unpack for one frame", () => {
    const frames = Array.from({ length: 5 }, (_, i) => ({
      id: String(i + 1),
      receivedAt: 0,
      source: "",
      device: "",
      payload: Buffer.alloc(600_000, i),
    }));
    expect(packFrames(frames).map(({ first, last, frames: count }) => [first, last, count])).toEqual([
      [1, 2, 2],
      [3, 4, 2],
      [5, 5, 1],
    ]);
  });

  it("of no frames are none", () => {
    expect(packFrames([])).toEqual([]);
  });
});
