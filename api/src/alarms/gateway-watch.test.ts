import { describe, expect, test } from "vitest";
import { silentGateways } from "./gateway-watch.ts";

const min = 60_000;
const device = (heardAtMin: number, intervalMin = 10, gatewayId = "gw") => ({
  gatewayId,
  heardAt: heardAtMin * min,
  expectedIntervalMs: intervalMin * min,
  pointId: heardAtMin + 1,
});
const silent = (devices: ReturnType<typeof device>[], nowMin: number, listeningSinceMin = 0) =>
  silentGateways(devices, nowMin * min, listeningSinceMin * min).map(({ gatewayId }) => gatewayId);

describe("a gateway is silent", () => {
  test("when three devices have missed two messages and nobody else was heard", () => {
    const devices = [device(100), device(103), device(105), device(90, 60)];
    expect(silent(devices, 125)).toEqual([]);
    expect(silentGateways(devices, 126 * min, 0)).toEqual([
      { gatewayId: "gw", since: 105 * min, devices: 4, pointId: 91 },
    ]);
  });

  test("before the devices' own silence is told, three intervals after the last", () => {
    const devices = [device(100), device(101), device(102)];
    expect(silent(devices, 123)).toEqual(["gw"]);
    expect(100 + 3 * 10).toBeGreaterThan(123);
  });

  test.each<[string, ReturnType<typeof device>[]]>([
    ["one of them was heard", [device(0), device(0), device(0), device(190)]],
    ["only two devices are behind it", [device(0), device(0)]],
    [
      "one reports often and has died, and the others are not due",
      [device(0, 1), device(150, 60), device(160, 60)],
    ],
  ])("not when %s", (_what, devices) => {
    expect(silent(devices, 200)).toEqual([]);
  });

  test("not for the time that the platform itself did not listen", () => {
    const devices = [device(0), device(0), device(0)];
    expect(silent(devices, 1000, 990)).toEqual([]);
    expect(silent(devices, 1011, 990)).toEqual(["gw"]);
  });

  test("each by itself", () => {
    const dead = [device(0, 10, "a"), device(0, 10, "a"), device(0, 10, "a")];
    const alive = [device(95, 10, "b"), device(96, 10, "b"), device(97, 10, "b")];
    expect(silent([...dead, ...alive], 100)).toEqual(["a"]);
  });
});
