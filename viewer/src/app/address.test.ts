import { describe, expect, it } from "vitest";
import { type Address, controlRoom, formatAddress, parseAddress } from "./address.ts";

const ids = [undefined, "a1", "Bygg 2/æøå?&="];
const addresses: Address[] = [
  ...ids.flatMap((buildingId) =>
    ids.flatMap((storeyId) =>
      ids.flatMap((spaceId) =>
        (["temperature", "co2", "alarm"] as const).flatMap((layer) =>
          (["map", "3d", "plan", "list"] as const).flatMap((view) =>
            (["building", "alarms", "orders"] as const).map(
              (pane): Address => ({ page: "control-room", buildingId, storeyId, spaceId, layer, view, pane }),
            ),
          ),
        ),
      ),
    ),
  ),
  ...ids.flatMap((alarmId) =>
    (["active", "unacknowledged", "all"] as const).map(
      (show): Address => ({ page: "alarms", alarmId, show }),
    ),
  ),
  ...ids.flatMap((orderId) =>
    (["open", "all"] as const).map((show): Address => ({ page: "work-orders", orderId, show })),
  ),
  ...(["devices", "waiting", "refused", "drawings"] as const).map(
    (tab): Address => ({ page: "integrations", tab }),
  ),
  { page: "plan-editor", buildingId: "Bygg 2/æ", storeyId: "s&1" },
  controlRoom({ buildingId: "b", view: "plan", areas: "brann" }),
  controlRoom({
    deviceId: "p 1",
    camera: { lat: 63.11, lon: 7.73, zoom: 14.2 },
    hidden: ["bin", "light"],
    asList: true,
  }),
  controlRoom({
    buildingId: "b",
    layer: "pm2.5",
    place: { x: 12.5, y: -3.25, z: 1.5, bearing: -36, tilt: 52.9, span: 41.5, parallel: true },
    section: { axis: "z", at: 2.8, flipped: true },
    hiddenModels: ["mechanical", "electrical"],
    spread: true,
    labels: true,
    tree: true,
  }),
  controlRoom({ buildingId: "b", section: { axis: "x", at: -4, flipped: false } }),
  { page: "shift-log" },
  { page: "round" },
  { page: "round", at: { part: "order", orderId: "o/1" } },
  { page: "round", at: { part: "scan" } },
  { page: "round", at: { part: "outbox" } },
  { page: "round", at: { part: "place", code: "room:r 1" } },
  { page: "round", at: { part: "report" } },
  { page: "round", at: { part: "report", code: "abcdefgh2345" } },
  { page: "alarms", show: "service" },
  { page: "rules", ruleId: "r1", trying: true },
  { page: "on-call", tab: "systems" },
  { page: "register" },
  { page: "register", buildingId: "b 1" },
  { page: "register", componentId: "c/1" },
  { page: "integrations", tab: "codecs" },
  { page: "integrations", tab: "codecs", codecId: "snoft-t1" },
  { page: "integrations", tab: "drawings", reviewId: "r 1" },
];

describe("addresses", () => {
  it("read back to the view they were made of", () => {
    for (const address of addresses) expect(parseAddress(formatAddress(address))).toEqual(address);
  });

  it.each([
    ["/", "control-room"],
    ["/?lag=ukjent&visning=9d", "control-room"],
    ["/alarmer/42?vis=all", "alarms"],
    ["/arbeidsordrer", "work-orders"],
    ["/integrasjoner/refused", "integrations"],
    ["/finnes/ikke", "not-found"],
  ])("%s is the page %s", (path, page) => expect(parseAddress(path).page).toBe(page));

  it("falls back to the first choice when a word is unknown", () => {
    expect(parseAddress("/?lag=ukjent&visning=9d")).toMatchObject({ layer: "temperature", view: "map" });
    expect(parseAddress("/?bygg=1&visning=9d&kart=900,1,2&skjul=hull&kamera=1,2&snitt=q1&uten=x")).toEqual(
      parseAddress("/?bygg=1&visning=3d"),
    );
  });

  it("keeps plain addresses short", () => {
    expect(formatAddress(parseAddress("/?lag=temperature&visning=map"))).toBe("/");
    expect(formatAddress(parseAddress("/?bygg=1&visning=3d"))).toBe("/?bygg=1");
  });
});
