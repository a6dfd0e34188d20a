import { describe, expect, it } from "vitest";
import { HttpConfigError, readHttpConfig } from "./config.ts";

const token = "Zq8sKd02Lmx7Vb41Nc93Ry65Tw80Pf24";
const production = { KR_MODE: "production", KR_ADMIN_TOKEN: token, KR_BEHIND_PROXY: "1" };

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readHttpConfig(env);
  } catch (error) {
    if (error instanceof HttpConfigError) return error.problems;
  }
  return [];
}

describe("readHttpConfig", () => {
  it("is a demo on this machine when nothing is said", () => {
    expect(readHttpConfig({})).toEqual({
      mode: "demo",
      host: "127.0.0.1",
      port: 8080,
      tls: undefined,
      behindProxy: false,
      publicUrl: undefined,
      adminToken: undefined,
    });
  });

  it("takes empty values for absent ones", () => {
    expect(readHttpConfig({ KR_HTTP_HOST: "", KR_ADMIN_TOKEN: " " })).toEqual(readHttpConfig({}));
  });

  it.each([
    [
      { KR_HTTP_HOST: "::1", KR_HTTP_PORT: "0" },
      { host: "::1", port: 0 },
    ],
    [{ KR_HTTP_HOST: "localhost" }, { host: "localhost" }],
    [{ KR_PUBLIC_URL: "http://localhost:5173/" }, { publicUrl: "http://localhost:5173" }],
    [
      { ...production, KR_HTTP_HOST: "0.0.0.0" },
      { mode: "production", host: "0.0.0.0", behindProxy: true },
    ],
    [
      { ...production, KR_BEHIND_PROXY: "0", KR_TLS_CERT: "/c.pem", KR_TLS_KEY: "/k.pem" },
      { behindProxy: false, tls: { certFile: "/c.pem", keyFile: "/k.pem" } },
    ],
    [{ ...production, KR_PUBLIC_URL: "https://kr.example" }, { publicUrl: "https://kr.example" }],
  ])("reads %j", (env, expected) => {
    expect(readHttpConfig(env)).toMatchObject(expected);
  });

  it.each([
    ["an unknown mode", { KR_MODE: "prod" }, /^KR_MODE=prod: must be demo or production$/],
    ["a demo for the neighbours", { KR_HTTP_HOST: "0.0.0.0" }, /^KR_HTTP_HOST=0.0.0.0: demo mode/],
    ["a demo on a named host", { KR_HTTP_HOST: "kr.example" }, /^KR_HTTP_HOST=kr.example: demo mode/],
    ["a demo behind a proxy", { KR_BEHIND_PROXY: "1" }, /^KR_BEHIND_PROXY: demo mode/],
    ["a demo with a public address", { KR_PUBLIC_URL: "https://kr.example" }, /^KR_PUBLIC_URL=.*demo mode/],
    ["a host that is none", { KR_HTTP_HOST: "a b" }, /^KR_HTTP_HOST=a b: must be/],
    ["a port in words", { KR_HTTP_PORT: "http" }, /^KR_HTTP_PORT=http: must be a port/],
    ["a port out of range", { KR_HTTP_PORT: "65536" }, /^KR_HTTP_PORT=65536: must be a port/],
    ["a certificate without its key", { KR_TLS_CERT: "/c.pem" }, /^KR_TLS_KEY is missing/],
    ["a key without its certificate", { KR_TLS_KEY: "/k.pem" }, /^KR_TLS_CERT is missing/],
    [
      "a flag in words",
      { ...production, KR_BEHIND_PROXY: "nginx" },
      /^KR_BEHIND_PROXY=nginx: must be 1 or 0/,
    ],
    ["an address with a path", { ...production, KR_PUBLIC_URL: "https://kr.example/kr" }, /without a path/],
    ["an address of another kind", { ...production, KR_PUBLIC_URL: "kr.example" }, /without a path/],
    ["production in the clear", { ...production, KR_BEHIND_PROXY: "" }, /^KR_MODE=production needs TLS/],
    ["production without a key", { ...production, KR_ADMIN_TOKEN: "" }, /^KR_ADMIN_TOKEN is missing/],
    ["a short key", { ...production, KR_ADMIN_TOKEN: token.slice(1) }, /^KR_ADMIN_TOKEN is too short: 31/],
    [
      "an example key",
      { ...production, KR_ADMIN_TOKEN: "change-me-to-a-long-random-text-0" },
      /^KR_ADMIN_TOKEN looks like an example/,
    ],
    ["a repeated key", { ...production, KR_ADMIN_TOKEN: "abcabc".repeat(8) }, /^KR_ADMIN_TOKEN is too easy/],
  ])("stops at %s with one line", (_name, env, line) => {
    const problems = problemsOf(env);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(line);
    expect(problems[0]).not.toContain("\n");
  });

  it("names every wrong value at once and never shows the key", () => {
    const problems = problemsOf({ KR_MODE: "production", KR_ADMIN_TOKEN: "hunter2", KR_HTTP_PORT: "x" });
    expect(problems).toHaveLength(3);
    expect(problems.join()).not.toContain("hunter2");
  });
});
