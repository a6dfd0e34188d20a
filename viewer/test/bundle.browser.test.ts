import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { build } from "vite";
import { beforeAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const dist = resolve(root, "dist");

describe("the built page", () => {
  let html: string;
  let first: string[];
  beforeAll(async () => {
    await build({ root, logLevel: "error" });
    html = readFileSync(resolve(dist, "index.html"), "utf8");
    first = [...html.matchAll(/"\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, file]) => file ?? "");
  });

  it("asks for at most 250 kB, gzipped, before it shows something", () => {
    expect(first.length).toBeGreaterThan(1);
    const bytes = first.reduce((sum, file) => sum + gzipSync(readFileSync(resolve(dist, file))).length, 0);
    expect(bytes).toBeLessThanOrEqual(250_000);
    // The 3D library comes only with a 3D picture.
    for (const file of first)
      expect(readFileSync(resolve(dist, file), "utf8")).not.toContain("WebGLRenderer");
  });

  it("is packed, so that it is sent as small as it can be", () => {
    for (const file of first) {
      const plain = readFileSync(resolve(dist, file));
      if (plain.length < 1024) continue;
      expect(brotliDecompressSync(readFileSync(resolve(dist, `${file}.br`))).equals(plain), file).toBe(true);
      expect(gunzipSync(readFileSync(resolve(dist, `${file}.gz`))).equals(plain), file).toBe(true);
    }
  });

  it("brings a service worker that keeps the shell and the round, and nothing large", () => {
    const worker = readFileSync(resolve(dist, "service-worker.js"), "utf8");
    // One file that imports nothing: every browser with service workers takes it.
    expect(worker).not.toMatch(/\bimport\s*[({"']/);
    const named = [...new Set([...worker.matchAll(/\/(assets\/[\w.-]+)/g)].map(([, file]) => file ?? ""))];
    for (const file of first) expect(named).toContain(file);
    expect(named.some((file) => file.includes("round-page"))).toBe(true);
    expect(named.some((file) => file.endsWith(".wasm"))).toBe(true);
    for (const file of named) {
      const text = readFileSync(resolve(dist, file), "latin1");
      if (file.endsWith(".js")) expect(text, file).not.toContain("WebGLRenderer");
    }
  });

  it("has no script of its own: the content security policy forbids it", () => {
    const scripts = [...html.matchAll(/<script([^>]*)>([^<]*)/g)];
    for (const [, attributes, body] of scripts) {
      expect(attributes).toContain("src=");
      expect(body?.trim()).toBe("");
    }
  });
});
