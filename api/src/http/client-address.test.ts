import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address.ts";

describe("clientAddress", () => {
  it.each([
    ["no proxy", false, "10.9.9.9", "10.0.0.1"],
    ["what our proxy wrote", true, "10.9.9.9", "10.9.9.9"],
    ["not what the caller wrote before it", true, "127.0.0.1, 10.9.9.9", "10.9.9.9"],
    ["a proxy that says nothing", true, undefined, "10.0.0.1"],
    ["an empty entry", true, "10.9.9.9, ", "10.0.0.1"],
  ])("%s", (_name, behindProxy, forwarded, address) => {
    const request = {
      socket: { remoteAddress: "10.0.0.1" },
      headers: { "x-forwarded-for": forwarded },
    } as unknown as IncomingMessage;
    expect(clientAddress(request, behindProxy)).toBe(address);
  });
});
