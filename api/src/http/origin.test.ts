import { describe, expect, it } from "vitest";
import {
  foreignOriginProblem,
  foreignReadProblem,
  isLoopbackAddress,
  isLoopbackHost,
  type OriginRules,
  strangerProblem,
} from "./origin.ts";

const demo: OriginRules = { mode: "demo", behindProxy: false, tls: undefined, publicUrl: undefined };
const proxied: OriginRules = { ...demo, mode: "production", behindProxy: true };
const withTls: OriginRules = { ...demo, mode: "production", tls: {} };

describe("isLoopbackHost", () => {
  it.each([
    "localhost",
    "localhost:8080",
    "LOCALHOST:1",
    "127.0.0.1",
    "127.0.0.1:65535",
    "[::1]",
    "[::1]:8080",
  ])("takes %s", (host) => expect(isLoopbackHost(host)).toBe(true));
  it.each([
    "",
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil.example:8080",
    "localhost:8080@evil.example",
    "127.0.0.2",
    "0.0.0.0",
    "::1",
    "localhost:",
    "localhost:80 ",
    "192.168.1.5:8080",
  ])("refuses %s", (host) => expect(isLoopbackHost(host)).toBe(false));
});

describe("isLoopbackAddress", () => {
  it.each(["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])("takes %s", (address) =>
    expect(isLoopbackAddress(address)).toBe(true),
  );
  it.each([undefined, "", "10.0.0.1", "128.0.0.1", "::ffff:10.0.0.1", "fe80::1", "1270.0.0.1"])(
    "refuses %s",
    (address) => expect(isLoopbackAddress(address)).toBe(false),
  );
});

describe("strangerProblem", () => {
  it.each([
    ["this machine", demo, { host: "localhost:8080" }, undefined],
    ["a name rebound to loopback", demo, { host: "evil.example:8080" }, "host-refused"],
    ["no host", demo, {}, "host-refused"],
    ["x-forwarded-for", demo, { host: "localhost", "x-forwarded-for": "10.0.0.1" }, "proxy-refused"],
    ["forwarded", demo, { host: "localhost", forwarded: "for=10.0.0.1" }, "proxy-refused"],
    ["via", demo, { host: "localhost", via: "1.1 tunnel" }, "proxy-refused"],
    ["x-real-ip", demo, { host: "localhost", "x-real-ip": "10.0.0.1" }, "proxy-refused"],
    [
      "production knows its callers",
      proxied,
      { host: "kr.example", "x-forwarded-for": "10.0.0.1" },
      undefined,
    ],
  ] as const)("%s", (_name, rules, headers, code) => {
    expect(strangerProblem(headers, rules)?.code).toBe(code);
  });
});

describe("foreignOriginProblem", () => {
  const own = { host: "localhost:8080", origin: "http://localhost:8080" };
  it.each([
    ["our own page", demo, own, undefined],
    ["a program", demo, { host: "localhost:8080" }, undefined],
    [
      "our own page, as a current browser says it",
      demo,
      { ...own, "sec-fetch-site": "same-origin" },
      undefined,
    ],
    ["another site", demo, { ...own, origin: "http://evil.example" }, "origin-refused"],
    ["another port of this machine", demo, { ...own, origin: "http://localhost:3000" }, "origin-refused"],
    ["another scheme", demo, { ...own, origin: "https://localhost:8080" }, "origin-refused"],
    ["a page without an origin", demo, { ...own, origin: "null" }, "origin-refused"],
    ["cross-site", demo, { host: "localhost:8080", "sec-fetch-site": "cross-site" }, "origin-refused"],
    ["same-site", demo, { host: "localhost:8080", "sec-fetch-site": "same-site" }, "origin-refused"],
    ["https by TLS", withTls, { host: "kr.example", origin: "https://kr.example" }, undefined],
    ["https by a proxy", proxied, { host: "kr.example:443", origin: "https://kr.example" }, undefined],
    [
      "http where https is spoken",
      proxied,
      { host: "kr.example", origin: "http://kr.example" },
      "origin-refused",
    ],
    [
      "the declared address where the proxy rewrites the host",
      { ...proxied, publicUrl: "https://kr.example" },
      { host: "backend:8080", origin: "https://kr.example" },
      undefined,
    ],
    [
      "a lookalike",
      proxied,
      { host: "kr.example", origin: "https://kr.example.evil.example" },
      "origin-refused",
    ],
    ["a host that is none", proxied, { host: "a b", origin: "https://kr.example" }, "origin-refused"],
  ] as const)("%s", (_name, rules, headers, code) => {
    expect(foreignOriginProblem(headers, rules)?.code).toBe(code);
  });
});

describe("foreignReadProblem", () => {
  it.each([
    [
      "a script of another site",
      demo,
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
      "origin-refused",
    ],
    [
      "a link that was followed",
      demo,
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
      undefined,
    ],
    ["production reads by cookie or key", proxied, { "sec-fetch-site": "cross-site" }, undefined],
  ] as const)("%s", (_name, rules, headers, code) => {
    expect(foreignReadProblem({ host: "localhost", ...headers }, rules)?.code).toBe(code);
  });
});
