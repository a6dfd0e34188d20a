import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "./en.ts";
import { nb } from "./nb.ts";

type Texts = { readonly [key: string]: string | Texts };

function paths(texts: Texts, before = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === "string") found.set(before + key, value);
    else for (const [path, text] of paths(value, `${before}${key}.`)) found.set(path, text);
  }
  return found;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "i18n" ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes(".test.") ? [readFileSync(path, "utf8")] : [];
  });
}

const nbPaths = paths(nb);
const enPaths = paths(en);
const code = sources(join(import.meta.dirname, "..")).join("\n");
/** Every literal key in the sources, and the beginning of every key that is put together. */
const literals = new Set(
  [...code.matchAll(/["'`]([a-zA-Z0-9]+(?:\.[\w-]+)+)["'`]/g)].map(([, key]) => key ?? ""),
);
const prefixes = [...code.matchAll(/`([a-zA-Z0-9]+(?:\.[\w-]+)*\.)\$\{/g)].map(([, prefix]) => prefix ?? "");

describe("texts", () => {
  it("have the same keys in bokmål and English", () => {
    expect([...enPaths.keys()].sort()).toEqual([...nbPaths.keys()].sort());
  });

  it("fill in the same things in both languages", () => {
    const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    for (const [path, text] of nbPaths) expect(holes(enPaths.get(path) ?? ""), path).toEqual(holes(text));
  });

  it("are all used", () => {
    const used = (path: string) => {
      const key = path.replace(/_(one|other)$/, "");
      return literals.has(key) || prefixes.some((prefix) => key.startsWith(prefix));
    };
    expect([...nbPaths.keys()].filter((path) => !used(path))).toEqual([]);
  });

  it("are never empty", () => {
    for (const [path, text] of [...nbPaths, ...enPaths]) expect(text.trim(), path).not.toBe("");
  });
});
