import { defineDecoder } from "../define.ts";
import { hexByte } from "../frame.ts";

/** "hkt" and a version in front of every frame. */
const header = [0x68, 0x6b, 0x74] as const;
const ids = { people: 0x07, doors: 0x26, battery: 0x03, door: 0x25 };
/** Fields of settings and how long they are. */
const settings: ReadonlyMap<number, number> = new Map([
  ...([
    [0x01, 2],
    [0x02, 1],
    [0x04, 1],
    [0x05, 2],
    [0x06, 2],
    [0x08, 1],
  ] as const),
  ...([
    [0x22, 1],
    [0x23, 4],
    [0x24, 2],
    [0x83, 1],
    [0x84, 1],
    [0x86, 2],
  ] as const),
]);

/** Counters of people at an entrance and of doors; other fields are settings and end what is read. */
export const hkt = defineDecoder({
  id: "hkt",
  vendor: "HKT",
  models: ["people counter", "peopleCounter", "door sensor", "doorSensor"],
  source: "HKT SmartHard, LoRaWAN people counter and door sensor protocol",
  quantities: [
    ...(["people-in", "people-out", "people-in-period", "people-out-period", "pulse-count"] as const),
    ...(["pulse-count-period", "battery-level", "door-open"] as const),
  ],
  examples: [
    {
      name: "people",
      payload: "686b7400 07 07 0078 0096 000000c8 000000c9",
      fPort: 1,
      readings: [
        ["people-in-period", 120],
        ["people-out-period", 150],
        ["people-in", 200],
        ["people-out", 201],
      ],
    },
    {
      name: "doors",
      payload: "686b7400 07 26 000c 000d 000001f4 000001f5",
      fPort: 1,
      readings: [
        ["pulse-count-period", 12, "openings"],
        ["pulse-count-period", 13, "closings"],
        ["pulse-count", 500, "openings"],
        ["pulse-count", 501, "closings"],
      ],
    },
    {
      name: "life sign of a door",
      payload: "686b7400 01 010202 0364 0800 2202 2308001000 24001e 2500 8400",
      fPort: 1,
      readings: [
        ["battery-level", 100],
        ["door-open", 0],
      ],
    },
    {
      name: "battery",
      payload: "686b7400 00 010102 0364 8601e1",
      fPort: 1,
      readings: [["battery-level", 100]],
    },
    { name: "of another maker", payload: "0102030405", fPort: 1, error: "expected 0x68" },
  ],
  read(frame, out) {
    for (const byte of header) {
      if (frame.u8("header") !== byte)
        frame.fail(`expected ${hexByte(byte)} of the header`, frame.offset - 1);
    }
    frame.skip(2, "version and number of the frame");
    while (frame.left > 0) {
      const id = frame.u8("id");
      if (id === ids.people) {
        out.add("people-in-period", frame.u16be("people in"));
        out.add("people-out-period", frame.u16be("people out"));
        out.add("people-in", frame.u32be("all people in"));
        out.add("people-out", frame.u32be("all people out"));
      } else if (id === ids.doors) {
        out.add("pulse-count-period", frame.u16be("openings"), "openings");
        out.add("pulse-count-period", frame.u16be("closings"), "closings");
        out.add("pulse-count", frame.u32be("all openings"), "openings");
        out.add("pulse-count", frame.u32be("all closings"), "closings");
      } else if (id === ids.battery) out.add("battery-level", frame.u8("battery"));
      else if (id === ids.door) out.flag("door-open", frame.u8("door") !== 0);
      else if (settings.has(id)) frame.skip(settings.get(id) ?? 0, "setting");
      else {
        out.warn(`setting ${hexByte(id)} and what follows left out`);
        return;
      }
    }
  },
});
