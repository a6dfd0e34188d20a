import { defineDecoder } from "../define.ts";
import { hexByte } from "../frame.ts";

const idLength = 8;

/** Frames without header are told apart by the port: type and variant as its two digits. */
const headerless: ReadonlyMap<number, readonly [type: number, variant: number]> = new Map([
  [13, [1, 3]],
  [26, [2, 6]],
  [27, [2, 7]],
  [28, [2, 8]],
]);

export const imbuildings = defineDecoder({
  id: "imbuildings",
  vendor: "IMBuildings",
  models: ["Comfort Sensor", "People Counter", "Verticount", "MoodBox"],
  source: "IMBuildings, payload documentation (types 1 and 2)",
  quantities: [
    ...([
      "battery-voltage",
      "temperature",
      "humidity",
      "co2",
      "occupancy",
      "people-in",
      "people-out",
    ] as const),
    ...(["people-in-period", "people-out-period", "button-press"] as const),
  ],
  examples: [
    {
      name: "comfort",
      payload: "0103 0004a30b00f74126 03 015f 09fa 0c74 0379 00",
      fPort: 1,
      readings: [
        ["battery-voltage", 3.51],
        ["temperature", 25.54],
        ["humidity", 31.88],
        ["co2", 889],
        ["occupancy", 0],
      ],
    },
    {
      name: "people, without header",
      payload: "00 016f 0001 0002 00 0010 0020 02",
      fPort: 26,
      readings: [
        ["battery-voltage", 3.67],
        ["people-in-period", 1],
        ["people-out-period", 2],
        ["people-in", 16],
        ["people-out", 32],
      ],
    },
    {
      name: "cut short",
      payload: "0103 0004a30b00f74126 03 01",
      fPort: 1,
      error: "expected 2 bytes for battery, 1 left",
    },
    {
      name: "unknown type",
      payload: "0909 0004a30b00f74126",
      fPort: 1,
      error: "unknown type 0x09, variant 0x09",
    },
  ],
  read(frame, out) {
    const known = headerless.get(frame.fPort);
    let [type, variant] = known ?? [0, 0];
    if (known === undefined || frame.length > 13) {
      type = frame.u8("type");
      variant = frame.u8("variant");
      frame.skip(idLength, "device id");
    }
    const battery = (): void => {
      frame.skip(1, "device status");
      out.add("battery-voltage", frame.u16be("battery") / 100);
    };
    const totals = (): void => {
      out.add("people-in", frame.u16be("total A"));
      out.add("people-out", frame.u16be("total B"));
    };
    if (type === 1 && variant === 3) {
      battery();
      out.add("temperature", frame.i16be("temperature") / 100);
      out.add("humidity", frame.u16be("humidity") / 100);
      out.add("co2", frame.u16be("CO2"));
      out.flag("occupancy", frame.u8("presence") === 1);
    } else if (type === 2 && variant === 6) {
      battery();
      out.add("people-in-period", frame.u16be("counter A"));
      out.add("people-out-period", frame.u16be("counter B"));
      frame.skip(1, "sensor status");
      totals();
    } else if (type === 2 && variant === 7) {
      frame.skip(1, "sensor status");
      totals();
    } else if ((type === 2 && variant === 8) || type === 3) {
      battery();
    } else {
      frame.fail(`unknown type ${hexByte(type)}, variant ${hexByte(variant)}`, 0);
    }
  },
});
