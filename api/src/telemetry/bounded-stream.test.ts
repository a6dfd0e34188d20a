import { describe, expect, it } from "vitest";
import { begun, until } from "./bounded-stream.ts";

async function* numbers(count: number, ended: () => void): AsyncGenerator<number> {
  try {
    for (let i = 0; i < count; i++) yield i;
  } finally {
    ended();
  }
}

describe("a stream that is bounded", () => {
  it("hands on all of it", async () => {
    let ended = 0;
    const all: number[] = [];
    const items = await begun(
      until(
        numbers(5, () => ended++),
        new AbortController().signal,
      ),
    );
    for await (const one of items) all.push(one);
    expect(all).toEqual([0, 1, 2, 3, 4]);
    expect(ended).toBe(1);
  });

  it("stops when it is told to, and leaves what it reads from", async () => {
    let ended = 0;
    const stop = new AbortController();
    const read = async () => {
      for await (const one of until(
        numbers(100, () => ended++),
        stop.signal,
      ))
        if (one === 3) stop.abort(new Error("enough"));
    };
    await expect(read()).rejects.toThrow("enough");
    await Promise.resolve();
    expect(ended).toBe(1);
  });

  it("stops also while it waits for what never comes", async () => {
    const stop = new AbortController();
    async function* silent(): AsyncGenerator<number> {
      yield 1;
      await new Promise(() => undefined);
    }
    const read = (async () => {
      for await (const one of until(silent(), stop.signal))
        if (one === 1) queueMicrotask(() => stop.abort(new Error("enough")));
    })();
    await expect(read).rejects.toThrow("enough");
  });

  it("ends what it reads from when its own reader stops", async () => {
    let ended = 0;
    for await (const one of await begun(
      until(
        numbers(100, () => ended++),
        new AbortController().signal,
      ),
    ))
      if (one === 2) break;
    expect(ended).toBe(1);
  });

  it("fails at the beginning where the first item fails", async () => {
    async function* broken(): AsyncGenerator<number> {
      yield await Promise.reject(new Error("the disk has gone"));
    }
    await expect(begun(until(broken(), new AbortController().signal))).rejects.toThrow("the disk has gone");
  });
});
