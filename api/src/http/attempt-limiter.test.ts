import { describe, expect, it } from "vitest";
import { createAttemptLimiter } from "./attempt-limiter.ts";

describe("createAttemptLimiter", () => {
  it("lets through what a window holds, then waits for the next", () => {
    let now = 0;
    const limiter = createAttemptLimiter({ max: 2, windowMs: 60_000 }, () => now);
    expect([limiter.take("10.0.0.1"), limiter.take("10.0.0.1"), limiter.take("10.0.0.1")]).toEqual([
      true,
      true,
      false,
    ]);
    expect(limiter.full("10.0.0.1")).toBe(true);
    now = 45_000;
    expect(limiter.retryAfterS("10.0.0.1")).toBe(15);
    now = 60_000;
    expect(limiter.full("10.0.0.1")).toBe(false);
    expect(limiter.take("10.0.0.1")).toBe(true);
  });

  it.each([
    ["two addresses", "10.0.0.1", "10.0.0.2", false],
    ["one address in two writings", "10.0.0.1", "::ffff:10.0.0.1", true],
    ["one IPv6 network", "2001:db8:0:1::1", "2001:0db8::1:ffff:1:2:3", true],
    ["two IPv6 networks", "2001:db8:0:1::1", "2001:db8:0:2::1", false],
  ])("counts by network: %s", (_name, first, second, together) => {
    const limiter = createAttemptLimiter({ max: 1, windowMs: 1000 }, () => 0);
    limiter.take(first);
    expect(limiter.full(second)).toBe(together);
  });

  it("stays bounded when addresses are made up", () => {
    const limiter = createAttemptLimiter({ max: 1, windowMs: 1000 }, () => 0);
    for (let n = 0; n <= 10_000; n++) limiter.take(`host-${n}`);
    expect(limiter.full("host-0")).toBe(false);
    expect(limiter.full("host-10000")).toBe(true);
  });
});
