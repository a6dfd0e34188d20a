import { describe, expect, it } from "vitest";
import { parseChirpstackV4 } from "./chirpstack-v4.ts";

const event = (rxInfo: string) =>
  JSON.parse(
    `{"deviceInfo":{"devEui":"a81758fffe0abcde"},"time":"2026-11-21T09:00:00Z","data":"AQ==","rxInfo":${rxInfo}}`,
  ) as unknown;

const radioOf = (rxInfo: string) => parseChirpstackV4(event(rxInfo), new Uint8Array()).messages[0]?.radio;

describe("the radio of a ChirpStack v4 event", () => {
  it.each([
    [
      "the best gateway",
      '[{"gatewayId":"a","rssi":-110,"snr":-5},{"gatewayId":"b","rssi":-84,"snr":7}]',
      -84,
      7,
      "b",
    ],
    ["zeros that are left out", '[{"gatewayId":"a"}]', 0, 0, "a"],
    [
      "a number beyond all numbers",
      '[{"gatewayId":"a","rssi":1e999},{"gatewayId":"b","rssi":-90}]',
      -90,
      0,
      "b",
    ],
    ["no gateway", "[]", undefined, undefined, undefined],
    ["a list that is none", "{}", undefined, undefined, undefined],
  ])("takes %s", (_what, rxInfo, rssi, snr, gatewayId) => {
    const radio = radioOf(rxInfo);
    expect([radio?.rssi, radio?.snr, radio?.gatewayId]).toEqual([rssi, snr, gatewayId]);
    expect(radio?.fCnt).toBe(0);
  });
});
