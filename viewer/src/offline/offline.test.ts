import { describe, expect, it } from "vitest";
import { shellFiles } from "../../build/build-files.ts";
import { roundEn } from "../round/round-en.ts";
import { roundNb } from "../round/round-nb.ts";
import { waitMs } from "./outbox.ts";
import { fitted } from "./photo.ts";
import { kindOf } from "./worker/answer.ts";

describe("the service worker", () => {
  const assets = new Set(["/assets/index-abc.js"]);
  it.each([
    ["GET", "/", "navigate", "page"],
    ["GET", "/runde/ordre/7", "navigate", "page"],
    ["GET", "/assets/index-abc.js", "no-cors", "asset"],
    ["GET", "/manifest.webmanifest", "no-cors", "plain"],
    ["GET", "/assets/map-view-xyz.js", "no-cors", undefined],
    ["GET", "/api/v1/session", "cors", undefined],
    ["GET", "/api/v1/work-orders", "navigate", undefined],
    ["GET", "/api", "navigate", undefined],
    ["GET", "/socket.io/?EIO=4", "cors", undefined],
    ["POST", "/runde", "navigate", undefined],
  ] as const)("takes %s %s (%s) as %s", (method, path, mode, kind) => {
    expect(kindOf({ method, mode, url: `https://k.no${path}` }, "https://k.no", assets)).toBe(kind);
  });
  it("leaves what is not of this site alone", () => {
    const request = { method: "GET", mode: "navigate", url: "https://cache.kartverket.no/x" } as const;
    expect(kindOf(request, "https://k.no", assets)).toBeUndefined();
  });
});

describe("what is kept for opening without a network", () => {
  const chunk = (fileName: string, more = {}) => ({
    fileName,
    isEntry: false,
    facade: undefined,
    imports: [],
    dynamicImports: [],
    files: [],
    ...more,
  });
  const chunks = [
    chunk("index.js", {
      isEntry: true,
      imports: ["shared.js"],
      dynamicImports: ["round.js", "map.js"],
      files: ["index.css"],
    }),
    chunk("shared.js"),
    chunk("round.js", { facade: "/x/round/round-page.tsx", imports: ["shared.js", "idb.js"] }),
    chunk("idb.js"),
    chunk("map.js", { facade: "/x/map.ts" }),
  ];
  it("is the entry and the pages named, with all they import", () => {
    expect(shellFiles(chunks, ["/round-page.tsx"])).toEqual([
      "idb.js",
      "index.css",
      "index.js",
      "round.js",
      "shared.js",
    ]);
  });
  it("says so when a page of it is not in the build", () => {
    expect(() => shellFiles(chunks, ["/gone.tsx"])).toThrow("/gone.tsx");
  });
});

it("waits longer after each failure, and never more than five minutes", () => {
  const waits = Array.from({ length: 40 }, (_, failures) => waitMs(failures));
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect(waits[0]).toBe(2000);
  expect(waits.at(-1)).toBe(300_000);
});

it.each([
  [4000, 3000, 1600, 1200],
  [3000, 4000, 1200, 1600],
  [800, 600, 800, 600],
  [1, 100_000, 1, 1600],
])("a photo of %i × %i is sent as %i × %i", (w, h, width, height) => {
  expect(fitted(w, h)).toEqual({ width, height });
});

describe("the texts of the round", () => {
  const flat = (texts: object, before = ""): [string, string][] =>
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === "string"
        ? [[before + key, value] as [string, string]]
        : flat(value, `${before}${key}.`),
    );
  it("fill in the same things in both languages, and are never empty", () => {
    const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    const en = new Map(flat(roundEn));
    for (const [key, text] of flat(roundNb)) {
      expect(text.trim(), key).not.toBe("");
      expect(holes(en.get(key) ?? ""), key).toEqual(holes(text));
    }
    expect(en.size).toBe(flat(roundNb).length);
  });
});
