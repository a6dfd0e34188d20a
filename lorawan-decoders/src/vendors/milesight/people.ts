import { hexByte } from "../../frame.ts";
import * as field from "./fields.ts";
import { milesight, type Read, skip } from "./tlv.ts";

const source = "Milesight VS Series User Guides; SensorDecoders vs-series README tables";

/** Totals in and out, UINT16 each; the people of a period alone (channel 5) are no counter and are left out. */
const totals: Read = (frame, out) => {
  frame.need(4, "totals");
  out.add("people-in", frame.u16le("people in"));
  out.add("people-out", frame.u16le("people out"));
};

const period = skip(4, "people of the period");

/** Kind 0 holds the people of a period, kind 1 the totals as well. */
const record: Read = (frame, out) => {
  const time = field.recordTime(frame);
  const kind = frame.u8("kind of record");
  if (kind > 1)
    frame.fail(`unknown kind of record ${hexByte(kind)}, expected 0x00 or 0x01`, frame.offset - 1);
  frame.skip(4, "people of the period");
  if (kind === 0) return;
  frame.need(4, "totals");
  out.add("people-in", frame.u16le("people in"), undefined, time);
  out.add("people-out", frame.u16le("people out"), undefined, time);
};

/** Passage counters by time of flight or infrared beam. */
export const milesightVs35x = milesight({
  id: "milesight-vs35x",
  models: ["VS350", "VS351", "VS360"],
  source,
  quantities: ["battery-level", "temperature", "people-in", "people-out"],
  table: {
    373: field.battery,
    629: (frame, out) => out.add("battery-level", frame.u8("battery of the node"), "node"),
    871: field.temperature(),
    1012: skip(2, "event"),
    1228: totals,
    1484: period,
    2799: skip(4, "time of the report"),
    33639: field.alarm(field.temperature()),
    33996: field.alarm(totals),
    34252: field.alarm(period),
    8398: record,
  },
  examples: [
    {
      name: "a report",
      payload: "017562 0367d000 04cc0c000700 05cc01000000",
      fPort: 85,
      readings: [
        ["battery-level", 98],
        ["temperature", 20.8],
        ["people-in", 12],
        ["people-out", 7],
      ],
    },
    {
      name: "records with and without totals",
      payload: "20ce 7b3af164 00 0b000400 20ce ff3df164 01 07000200 1d000800",
      fPort: 85,
      readings: [
        ["people-in", 29, undefined, 1_693_531_647_000],
        ["people-out", 8, undefined, 1_693_531_647_000],
      ],
    },
    { name: "cut short", payload: "04cc0c0007", fPort: 85, error: "expected 4 bytes for totals, 3 left" },
  ],
});

function total(quantity: "people-in" | "people-out", line?: number): Read {
  return field.u32(quantity, 1, line === undefined ? undefined : String(line));
}

export const milesightVs132 = milesight({
  id: "milesight-vs132",
  models: ["VS132"],
  source,
  quantities: ["people-in", "people-out"],
  table: { 978: total("people-in"), 1234: total("people-out"), 1484: period },
  examples: [
    {
      name: "totals",
      payload: "03d2be000000 04d231010000 05cc00000000",
      fPort: 85,
      readings: [
        ["people-in", 190],
        ["people-out", 305],
      ],
    },
    { name: "cut short", payload: "03d2be", fPort: 85, error: "expected 4 bytes for people-in, 1 left" },
  ],
});

const regions: Read = (frame, out) => {
  frame.need(4, "regions");
  for (let i = 1; i <= 4; i++) out.add("people-count", frame.u8("people in region"), `region-${i}`);
};

/** Counting cameras: four lines to cross and four regions to stay in. */
export const milesightVs133 = milesight({
  id: "milesight-vs133",
  models: ["VS133", "VS135"],
  source,
  quantities: ["people-in", "people-out", "people-count"],
  table: {
    978: total("people-in", 1),
    1234: total("people-out", 1),
    1484: period,
    1746: total("people-in", 2),
    2002: total("people-out", 2),
    2252: period,
    2514: total("people-in", 3),
    2770: total("people-out", 3),
    3020: period,
    3282: total("people-in", 4),
    3538: total("people-out", 4),
    3788: period,
    4067: regions,
    4324: skip(5, "dwell time"),
  },
  examples: [
    {
      name: "two lines and the regions",
      payload: "03d248000000 04d2c8000000 0cd2b4140000 0fe301000203",
      fPort: 85,
      readings: [
        ["people-in", 72, "1"],
        ["people-out", 200, "1"],
        ["people-in", 5300, "4"],
        ["people-count", 1, "region-1"],
        ["people-count", 0, "region-2"],
        ["people-count", 2, "region-3"],
        ["people-count", 3, "region-4"],
      ],
    },
    { name: "cut short", payload: "0fe301", fPort: 85, error: "expected 4 bytes for regions, 1 left" },
  ],
});

/** People seen now, how many regions there are, which of them are taken. */
const seen: Read = (frame, out) => {
  frame.need(4, "people seen");
  out.add("people-count", frame.u8("people seen"));
  frame.skip(3, "regions");
};

function regionCounts(first: number): Read {
  return (frame, out) => {
    frame.need(8, "regions");
    for (let i = 0; i < 8; i++) out.add("people-count", frame.u8("people in region"), `region-${first + i}`);
  };
}

export const milesightVs121 = milesight({
  id: "milesight-vs121",
  models: ["VS121"],
  source,
  quantities: ["people-count", "people-in", "people-out"],
  table: {
    1225: seen,
    1484: period,
    1741: skip(1, "most people at once"),
    2005: regionCounts(1),
    2261: regionCounts(9),
    2522: skip(8, "flow from A"),
    2778: skip(8, "flow from B"),
    3034: skip(8, "flow from C"),
    3290: skip(8, "flow from D"),
    3532: totals,
    3812: skip(5, "dwell time"),
    3973: skip(4, "time of the report"),
  },
  examples: [
    {
      name: "a report",
      payload: "04c9 03 02 0003 0dcc 1e00 1a00",
      fPort: 85,
      readings: [
        ["people-count", 3],
        ["people-in", 30],
        ["people-out", 26],
      ],
    },
    { name: "cut short", payload: "04c9 0302", fPort: 85, error: "expected 4 bytes for people seen, 2 left" },
  ],
});
