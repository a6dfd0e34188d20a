import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { allEn, allNb } from "./all-texts.ts";
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

const nbPaths = paths(allNb);
const enPaths = paths(allEn);
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

  it("that come with a page are asked for in its folder alone", () => {
    const folders: Record<string, string> = {
      integrations: "integrations",
      onCall: "on-call",
      rules: "rules",
    };
    const parts = Object.keys(allNb).filter((name) => !(name in nb));
    expect(parts.sort()).toEqual(Object.keys(folders).sort());
    for (const folder of readdirSync(join(import.meta.dirname, ".."), { withFileTypes: true })) {
      if (!folder.isDirectory() || folder.name === "i18n") continue;
      const here = sources(join(import.meta.dirname, "..", folder.name)).join("\n");
      const foreign = parts.filter((part) => folders[part] !== folder.name);
      const found = foreign.filter((part) => new RegExp(`["'\`]${part}\\.[a-zA-Z]`).test(here));
      expect(found, folder.name).toEqual([]);
    }
  });

  it("are never empty", () => {
    for (const [path, text] of [...nbPaths, ...enPaths]) expect(text.trim(), path).not.toBe("");
  });
});
