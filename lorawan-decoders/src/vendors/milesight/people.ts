import { type Frame, hexByte } from "../../frame.ts";
import type { Output } from "../../output.ts";
import * as field from "./fields.ts";
import { milesight, type Read, skip } from "./tlv.ts";

const source = "Milesight VS Series User Guides; SensorDecoders vs-series README tables";

/** Totals in and out, UINT16 each. */
const totals: Read = (frame, out) => {
  frame.need(4, "totals");
  out.add("people-in", frame.u16le("people in"));
  out.add("people-out", frame.u16le("people out"));
};

/** People in and out since the last report, UINT16 each. */
function readPeriod(frame: Frame, out: Output, channel?: string, time?: number): void {
  frame.need(4, "people of the period");
  out.add("people-in-period", frame.u16le("people in"), channel, time);
  out.add("people-out-period", frame.u16le("people out"), channel, time);
}

const period: Read = (frame, out) => readPeriod(frame, out);

function periodOfLine(line: number): Read {
  return (frame, out) => readPeriod(frame, out, String(line));
}

/** Region, mean and longest stay, s. */
const dwell: Read = (frame, out) => {
  frame.need(5, "dwell time");
  const region = frame.u8("region");
  out.add("dwell-time", frame.u16le("mean stay"), `region-${region}`);
  out.add("dwell-time", frame.u16le("longest stay"), `region-${region}-maximum`);
};

/** Kind 0 holds the people of a period, kind 1 the totals as well. */
const record: Read = (frame, out) => {
  const time = field.recordTime(frame);
  const kind = frame.u8("kind of record");
  if (kind > 1)
    frame.fail(`unknown kind of record ${hexByte(kind)}, expected 0x00 or 0x01`, frame.offset - 1);
  readPeriod(frame, out, undefined, time);
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
  quantities: [
    ...(["battery-level", "temperature", "people-in", "people-out"] as const),
    ...(["people-in-period", "people-out-period"] as const),
  ],
  table: {
    "01 75": field.battery,
    "02 75": (frame, out) => out.add("battery-level", frame.u8("battery of the node"), "node"),
    "03 67": field.temperature(),
    "03 f4": skip(2, "event"),
    "04 cc": totals,
    "05 cc": period,
    "0a ef": skip(4, "time of the report"),
    "81 ee": skip(1, "sensitivity"),
    "83 67": field.alarm(field.temperature()),
    "84 cc": field.alarm(totals),
    "85 cc": field.alarm(period),
    "20 ce": record,
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
        ["people-in-period", 1],
        ["people-out-period", 0],
      ],
    },
    {
      name: "records with and without totals",
      payload: "20ce 7b3af164 00 0b000400 20ce ff3df164 01 07000200 1d000800",
      fPort: 85,
      readings: [
        ["people-in-period", 11, undefined, 1_693_530_747_000],
        ["people-out-period", 4, undefined, 1_693_530_747_000],
        ["people-in-period", 7, undefined, 1_693_531_647_000],
        ["people-out-period", 2, undefined, 1_693_531_647_000],
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
  quantities: ["people-in", "people-out", "people-in-period", "people-out-period"],
  table: { "03 d2": total("people-in"), "04 d2": total("people-out"), "05 cc": period },
  examples: [
    {
      name: "totals",
      payload: "03d2be000000 04d231010000 05cc00000000",
      fPort: 85,
      readings: [
        ["people-in", 190],
        ["people-out", 305],
        ["people-in-period", 0],
        ["people-out-period", 0],
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
  quantities: [
    ...(["people-in", "people-out", "people-count", "dwell-time"] as const),
    ...(["people-in-period", "people-out-period"] as const),
  ],
  table: {
    "03 d2": total("people-in", 1),
    "04 d2": total("people-out", 1),
    "05 cc": periodOfLine(1),
    "06 d2": total("people-in", 2),
    "07 d2": total("people-out", 2),
    "08 cc": periodOfLine(2),
    "09 d2": total("people-in", 3),
    "0a d2": total("people-out", 3),
    "0b cc": periodOfLine(3),
    "0c d2": total("people-in", 4),
    "0d d2": total("people-out", 4),
    "0e cc": periodOfLine(4),
    "0f e3": regions,
    "10 e4": dwell,
  },
  examples: [
    {
      name: "two lines, the regions and a stay",
      payload: "03d248000000 04d2c8000000 0cd2b4140000 0ecc05000700 0fe301000203 10e4013c002c01",
      fPort: 85,
      readings: [
        ["people-in", 72, "1"],
        ["people-out", 200, "1"],
        ["people-in", 5300, "4"],
        ["people-count", 1, "region-1"],
        ["people-count", 0, "region-2"],
        ["people-count", 2, "region-3"],
        ["people-count", 3, "region-4"],
        ["people-in-period", 5, "4"],
        ["people-out-period", 7, "4"],
        ["dwell-time", 60, "region-1"],
        ["dwell-time", 300, "region-1-maximum"],
      ],
    },
    { name: "cut short", payload: "0fe301", fPort: 85, error: "expected 4 bytes for regions, 1 left" },
  ],
});

/** People seen now, how many regions there are, which of them are taken. */
const seen: Read = (frame, out) => {
  frame.need(4, "people seen");
  out.add("people-count", frame.u8("people seen"));
  const regions = frame.u8("number of regions");
  const taken = frame.u16be("regions with people");
  for (let i = 0; i < Math.min(regions, 16); i++)
    out.flag("occupancy", ((taken >> i) & 1) === 1, `region-${i + 1}`);
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
  quantities: [
    ...(["people-in", "people-out", "people-count", "occupancy", "dwell-time"] as const),
    ...(["people-in-period", "people-out-period"] as const),
  ],
  table: {
    "04 c9": seen,
    "05 cc": period,
    "06 cd": field.u8("people-count", "maximum"),
    "07 d5": regionCounts(1),
    "08 d5": regionCounts(9),
    "09 da": skip(8, "flow from A"),
    "0a da": skip(8, "flow from B"),
    "0b da": skip(8, "flow from C"),
    "0c da": skip(8, "flow from D"),
    "0d cc": totals,
    "0e e4": dwell,
    "0f 85": skip(4, "time of the report"),
  },
  examples: [
    {
      name: "a report",
      payload: "04c9 03 02 0003 0dcc 1e00 1a00",
      fPort: 85,
      readings: [
        ["people-count", 3],
        ["occupancy", 1, "region-1"],
        ["occupancy", 1, "region-2"],
        ["people-in", 30],
        ["people-out", 26],
      ],
    },
    { name: "cut short", payload: "04c9 0302", fPort: 85, error: "expected 4 bytes for people seen, 2 left" },
  ],
});

/** 0 and 1 are readings; the highest value tells that there is no sensor. */
function unlessFault(read: Read, size: 1 | 2, what: string): Read {
  return (frame, out) => {
    frame.need(size, what);
    for (let i = 0; i < size; i++) {
      if (frame.at(frame.offset + i, what) !== 0xff) return read(frame, out);
    }
    frame.skip(size, what);
    out.warn(`the ${what} sensor has a fault`);
  };
}

/** Which of the ten regions are watched, and which of them are occupied. */
function watchedRegions(frame: Frame, out: Output, time?: number): void {
  frame.need(4, "regions");
  const watched = frame.u16le("watched regions");
  const occupied = frame.u16le("occupied regions");
  for (let i = 0; i < 10; i++) {
    if (((watched >> i) & 1) === 0) continue;
    out.flag("occupancy", ((occupied >> i) & 1) === 1, String(i + 1), time);
  }
}

/** People counter with a camera that runs on batteries. */
export const milesightVs321 = milesight({
  id: "milesight-vs321",
  models: ["VS321"],
  source,
  quantities: ["battery-level", "temperature", "humidity", "people-count", "occupancy"],
  table: {
    "01 75": field.battery,
    "03 67": unlessFault(field.temperature(), 2, "temperature"),
    "04 68": unlessFault(field.humidity(), 1, "humidity"),
    "05 fd": field.u16("people-count"),
    "06 fe": (frame, out) => watchedRegions(frame, out),
    "07 ff": skip(1, "whether it is bright"),
    "08 f4": skip(2, "state of the detection"),
    "0a ef": skip(4, "time of the report"),
    "83 67": field.alarm(field.temperature()),
    "84 68": field.alarm(field.humidity()),
    "20 ce": (frame, out) => {
      const time = field.recordTime(frame);
      const kind = frame.u8("kind of record");
      if (kind === 0) out.add("people-count", frame.u16le("people"), undefined, time);
      else if (kind === 1) watchedRegions(frame, out, time);
      else frame.fail(`unknown kind of record ${hexByte(kind)}, expected 0x00 or 0x01`, frame.offset - 1);
    },
  },
  examples: [
    {
      name: "people and regions",
      payload: "017564 0367f100 0468ff 05fd0300 06fe03000200",
      fPort: 85,
      readings: [
        ["battery-level", 100],
        ["temperature", 24.1],
        ["people-count", 3],
        ["occupancy", 0, "1"],
        ["occupancy", 1, "2"],
      ],
    },
    { name: "cut short", payload: "06fe0300", fPort: 85, error: "expected 4 bytes for regions, 2 left" },
  ],
});

/** Radar above a bed or a room. */
export const milesightVs373 = milesight({
  id: "milesight-vs373",
  models: ["VS373"],
  source,
  quantities: ["occupancy"],
  table: {
    // State 1 is an empty room, 3 a person who has left the bed but is in the room.
    "03 f8": (frame, out) => {
      frame.need(6, "room");
      out.flag("occupancy", frame.u8("room") !== 1);
      frame.skip(5, "state of the person and times");
    },
    // 0 occupied, 1 vacant.
    "04 f9": (frame, out) => {
      frame.need(4, "regions");
      for (const channel of ["1", "2", "3", "4"]) {
        out.flag("occupancy", frame.u8("region") === 0, channel);
      }
    },
    "05 fa": skip(8, "times out of bed"),
    "06 fb": skip(5, "alarm"),
    "20 ce": skip(9, "record of an alarm"),
  },
  examples: [
    {
      name: "somebody in bed",
      payload: "03f8020010000e01 04f900010101",
      fPort: 85,
      readings: [
        ["occupancy", 1],
        ["occupancy", 1, "1"],
        ["occupancy", 0, "2"],
        ["occupancy", 0, "3"],
        ["occupancy", 0, "4"],
      ],
    },
    { name: "cut short", payload: "04f90001", fPort: 85, error: "expected 4 bytes for regions, 2 left" },
  ],
});
