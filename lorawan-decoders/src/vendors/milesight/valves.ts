import * as field from "./fields.ts";
import { milesight, type Read, skip } from "./tlv.ts";

const source = "Milesight UC51x User Guide; SensorDecoders uc-series README tables";

/** Solenoid valves are open or shut: 100 % or 0 %. */
function valve(channel: string): Read {
  return (frame, out) => out.add("valve-position", (frame.u8("valve") & 1) * 100, channel);
}

function pulses(channel: string): Read {
  return field.u32("pulse-count", 1, channel);
}

/** Bit 0 valve, bit 1 counts pulses, bit 2 input, bit 4 which of the two; then the pulses. */
const record: Read = (frame, out) => {
  frame.need(9, "history record");
  const time = field.recordTime(frame);
  const state = frame.u8("state");
  const count = frame.u32le("pulses");
  const channel = (state & 0x10) === 0 ? "1" : "2";
  out.add("valve-position", (state & 1) * 100, channel, time);
  if ((state & 2) === 0) out.flag("digital-input", (state & 4) !== 0, channel, time);
  else out.add("pulse-count", count, channel, time);
};

export const milesightUc51x = milesight({
  id: "milesight-uc51x",
  models: ["UC511", "UC512"],
  source,
  quantities: ["battery-level", "valve-position", "pulse-count", "digital-input", "pressure"],
  table: {
    "01 75": field.battery,
    "03 01": valve("1"),
    "04 c8": pulses("1"),
    "05 01": valve("2"),
    "06 c8": pulses("2"),
    "07 01": field.flag("digital-input", "1"),
    "08 01": field.flag("digital-input", "2"),
    "09 7b": field.pressure,
    "b9 7b": skip(1, "pressure exception"),
    "20 ce": record,
    "21 ce": field.history(6, field.recordedPressure),
  },
  examples: [
    {
      name: "closed valve with its pulses",
      payload: "01755c 030100 04c805000000",
      fPort: 85,
      readings: [
        ["battery-level", 92],
        ["valve-position", 0, "1"],
        ["pulse-count", 5, "1"],
      ],
    },
    {
      name: "a record of the second valve",
      payload: "20ce 3fa10964 17 07000000",
      fPort: 85,
      readings: [
        ["valve-position", 100, "2", 1_678_352_703_000],
        ["pulse-count", 7, "2", 1_678_352_703_000],
      ],
    },
    { name: "cut short", payload: "04c80500", fPort: 85, error: "expected 4 bytes for pulse-count, 2 left" },
  ],
});
