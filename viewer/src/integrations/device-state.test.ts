import type { Device } from "@kontrollrom/contracts/point.ts";
import { expect, it } from "vitest";
import { byNeed, deviceState } from "./device-state.ts";

const now = Date.parse("2026-03-12T13:00:00Z");
const device = (name: string, lastSeenAt?: string) =>
  ({
    id: name,
    name,
    state: "ok" as const,
    externalId: name,
    pointIds: [],
    expectedIntervalS: 600,
    ...(lastSeenAt && { lastSeenAt }),
  }) as Device;

it("tells the silent from the living and the never seen", () => {
  expect(deviceState(device("a", "2026-03-12T12:40:00Z"), now)).toBe("alive");
  expect(deviceState(device("a", "2026-03-12T12:30:00Z"), now)).toBe("silent");
  expect(deviceState(device("a"), now)).toBe("never");
});

it("puts those that need a visit first, then by number in the name", () => {
  const devices = [
    device("Rom 10", "2026-03-12T12:59:00Z"),
    device("Rom 9", "2026-03-12T12:59:00Z"),
    device("Ny"),
    device("Taus", "2026-03-11T12:00:00Z"),
  ];
  expect(devices.sort(byNeed(now)).map(({ name }) => name)).toEqual(["Taus", "Ny", "Rom 9", "Rom 10"]);
});
