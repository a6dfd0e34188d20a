import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ordersEn } from "./orders-en.ts";
import { ordersNb } from "./orders-nb.ts";

type Texts = { readonly [key: string]: string | Texts };

function paths(texts: Texts, before = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[before + key, value] as [string, string]]
      : paths(value, `${before}${key}.`),
  );
}

const code = [import.meta.dirname, join(import.meta.dirname, "../settings")]
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((name) => /\.tsx?$/.test(name) && !name.includes(".test.") && !/orders-(nb|en)\.ts$/.test(name))
  .map((name) => readFileSync(name, "utf8"))
  .join("\n");
const literals = new Set(
  [...code.matchAll(/["'`]([a-zA-Z0-9]+(?:\.[\w-]+)*)["'`]/g)].map(([, key]) => key ?? ""),
);
const prefixes = [...code.matchAll(/`([a-zA-Z0-9]+(?:\.[\w-]+)*\.)\$\{/g)].map(([, prefix]) => prefix ?? "");

describe("texts of orders", () => {
  it("fill in the same things in both languages, and are never empty", () => {
    const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    const en = new Map(paths(ordersEn as unknown as Texts));
    for (const [path, text] of paths(ordersNb as unknown as Texts)) {
      expect(holes(en.get(path) ?? ""), path).toEqual(holes(text));
      expect(text.trim(), path).not.toBe("");
      expect(en.get(path)?.trim(), path).not.toBe("");
    }
  });

  it("are all used", () => {
    const unused = paths(ordersNb as unknown as Texts)
      .map(([path]) => path.replace(/_(one|other)$/, ""))
      .filter((key) => !literals.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)));
    expect(unused).toEqual([]);
  });
});
