import type { Device } from "@kontrollrom/contracts/point.ts";
import { expect, it } from "vitest";
import { byNeed } from "./device-state.ts";

const device = (name: string, state: Device["state"]): Device => ({
  id: name,
  name,
  state,
  externalId: name,
  pointIds: [],
});

it("puts those that need a visit first, then by number in the name", () => {
  const devices = [
    device("Rom 10", "ok"),
    device("Rom 9", "ok"),
    device("Ny", "never-heard"),
    device("Taus", "silent"),
  ];
  expect(devices.sort(byNeed).map(({ name }) => name)).toEqual(["Taus", "Ny", "Rom 9", "Rom 10"]);
});
