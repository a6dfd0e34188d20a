import { defineDecoder } from "../define.ts";

export const boschParking = defineDecoder({
  id: "bosch-parking",
  vendor: "Bosch",
  models: ["Parking Lot Sensor", "parkingLotSensor", "parkingLotSensor0_39", "TPS110"],
  source: "Bosch, Parking Lot Sensor Communication Interface (fPorts 1, 2 and 3)",
  quantities: ["parking-occupied", "device-temperature"],
  examples: [
    { name: "a car has come", payload: "01", fPort: 1, readings: [["parking-occupied", 1]] },
    {
      name: "heartbeat with temperature",
      payload: "00 f6",
      fPort: 2,
      readings: [
        ["parking-occupied", 0],
        ["device-temperature", -10],
      ],
    },
    {
      name: "start",
      payload: "00000000990200d100050000 001d02 02 01",
      fPort: 3,
      readings: [["parking-occupied", 1]],
    },
    {
      name: "cut short",
      payload: "0000",
      fPort: 3,
      error: "byte 0: expected 16 bytes for debug, firmware and reset cause",
    },
    { name: "unknown port", payload: "01", fPort: 9, error: "fPort 9: expected 1, 2, 3" },
  ],
  read(frame, out) {
    frame.expectPort(1, 2, 3);
    if (frame.fPort === 3) {
      frame.skip(16, "debug, firmware and reset cause");
      // Firmware before 0.21 does not send the state.
      if (frame.left === 0) return;
    }
    out.flag("parking-occupied", (frame.u8("parking state") & 1) === 1);
    if (frame.fPort === 2 && frame.left > 0) out.add("device-temperature", frame.i8("temperature"));
  },
});
