import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { beforeAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const dist = resolve(root, "dist");

describe("the built page", () => {
  let html: string;
  beforeAll(async () => {
    await build({ root, logLevel: "error" });
    html = readFileSync(resolve(dist, "index.html"), "utf8");
  });

  it("asks for at most 250 kB, gzipped, before it shows something", () => {
    const files = [...html.matchAll(/"\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, file]) => file ?? "");
    expect(files.length).toBeGreaterThan(1);
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(resolve(dist, file))).length, 0);
    expect(bytes).toBeLessThanOrEqual(250_000);
    // The 3D library comes only with a 3D picture.
    for (const file of files)
      expect(readFileSync(resolve(dist, file), "utf8")).not.toContain("WebGLRenderer");
  });

  it("has no script of its own: the content security policy forbids it", () => {
    const scripts = [...html.matchAll(/<script([^>]*)>([^<]*)/g)];
    for (const [, attributes, body] of scripts) {
      expect(attributes).toContain("src=");
      expect(body?.trim()).toBe("");
    }
  });
});
