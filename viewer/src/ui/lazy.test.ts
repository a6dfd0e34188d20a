import { type ComponentType, createElement, Suspense } from "react";
import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { lazy, loadPart, PartGone } from "./lazy.ts";

/** A server that is away for some tries, and has the part from then on, or never. */
function setup(awayFor: number, hasIt: boolean) {
  const waits: number[] = [];
  let tries = 0;
  let styles = 0;
  const load = async () => {
    tries += 1;
    if (tries <= awayFor || !hasIt) throw new TypeError("Failed to fetch dynamically imported module");
    return "part";
  };
  const deps = {
    answers: async () => tries > awayFor,
    wait: async (ms: number) => void waits.push(ms),
    stylesAgain: async () => {
      styles += 1;
    },
  };
  return { loaded: loadPart(load, deps), waits, tries: () => tries, styles: () => styles };
}

describe("a part of the page that is loaded when it is first shown", () => {
  it("comes at once where the server is there", async () => {
    const { loaded, waits, styles } = setup(0, true);
    expect(await loaded).toBe("part");
    expect(waits).toEqual([]);
    expect(styles()).toBe(0);
  });

  it("is asked for until the server is back, with its styles", async () => {
    const { loaded, waits, styles } = setup(7, true);
    expect(await loaded).toBe("part");
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
    expect(styles()).toBe(7);
  });

  it("is given up where the server answers and has it no more", async () => {
    const { loaded, tries } = setup(2, false);
    await expect(loaded).rejects.toThrow(PartGone);
    expect(tries()).toBe(5);
  });
});

describe("lazy", () => {
  const shown = (part: ComponentType) =>
    renderToString(createElement(Suspense, { fallback: "comes" }, createElement(part)));

  it("shows at once a part that has come before", async () => {
    const part = lazy(async () => ({ default: () => "here" }));
    part.preload();
    await new Promise(setImmediate);
    expect(shown(part)).toContain("here");
  });

  it("asks again, when it is shown, for a part that did not come before", async () => {
    let asked = 0;
    const part = lazy(async () => {
      if (++asked === 1) throw new Error("away");
      return { default: () => "here" };
    });
    part.preload();
    await new Promise(setImmediate);
    expect(shown(part)).toContain("comes");
    expect(asked).toBe(2);
  });
});
