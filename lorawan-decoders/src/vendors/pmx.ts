import { defineDecoder } from "../define.ts";

/** fPort → class of vehicle; 13 are those of no class. */
const classes: ReadonlyMap<number, string> = new Map([
  [13, "all"],
  [14, "class-1"],
  [15, "class-2"],
  [16, "class-3"],
  [17, "class-4"],
]);
const countFrame = 0xa2;

/** Radar that counts traffic from left to right (ltr) and right to left (rtl), with the mean speed of each. */
export const pmxTcr = defineDecoder({
  id: "pmx-tcr",
  vendor: "PMX",
  models: ["TCR", "TCR-DLI", "TCR-LS", "TCR-HS"],
  source: "Parametric, TCR traffic counter radar user manual, application payloads",
  quantities: ["pulse-count-period", "speed", "battery-voltage"],
  examples: [
    {
      name: "traffic of an interval",
      payload: "a2140a 03e832 044c34 33",
      fPort: 14,
      readings: [
        ["pulse-count-period", 1000, "ltr-class-1"],
        ["speed", 50 / 3.6, "ltr-class-1"],
        ["pulse-count-period", 1100, "rtl-class-1"],
        ["speed", 52 / 3.6, "rtl-class-1"],
        ["battery-voltage", 5.1],
      ],
    },
    { name: "what it is", payload: "d20a020211004200", fPort: 190, readings: [] },
    {
      name: "cut short",
      payload: "a2140a 03e832",
      fPort: 13,
      error: "expected 2 bytes for vehicles, 0 left",
    },
  ],
  read(frame, out) {
    const kind = classes.get(frame.fPort);
    if (kind === undefined || frame.at(0, "kind of frame") !== countFrame) {
      out.warn(`fPort ${frame.fPort}: settings or versions of the device left out`);
      return;
    }
    frame.skip(3, "kind and interval");
    for (const way of ["ltr", "rtl"]) {
      const vehicles = frame.u16be("vehicles");
      out.add("pulse-count-period", vehicles, `${way}-${kind}`);
      const speed = frame.u8("mean speed");
      if (vehicles > 0) out.add("speed", speed / 3.6, `${way}-${kind}`);
    }
    if (frame.left > 0) out.add("battery-voltage", frame.u8("supply voltage") / 10);
  },
});
