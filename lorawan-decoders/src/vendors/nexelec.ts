import { BitReader } from "../bits.ts";
import { exampleTime } from "../decoder.ts";
import { defineDecoder } from "../define.ts";
import { type Frame, hexByte } from "../frame.ts";
import { type Output, round } from "../output.ts";
import type { Quantity } from "../units.ts";

/** The three highest values of a field say that its sensor is faulty, not fitted or switched off. */
function fitted(out: Output, raw: number, bits: number, what: string): boolean {
  const top = 2 ** bits - 1;
  if (raw === top) out.warn(`the ${what} sensor has a fault`);
  return raw < top - 2;
}

type Message = (bits: BitReader, out: Output, frame: Frame) => void;
type Messages = ReadonlyMap<number, Message>;

function leaveOut(what: string): Message {
  return (_bits, out) => out.warn(`${what} left out: no measurement of this moment`);
}

/** Ten bits in tenths from −30 °C. */
function addTemperature(out: Output, raw: number): void {
  if (fitted(out, raw, 10, "temperature")) out.add("temperature", (raw - 300) / 10);
}

/** Eight bits in half a per cent. */
function addHumidity(out: Output, raw: number): void {
  if (raw === 255) out.warn("the humidity sensor has a fault");
  else out.add("humidity", raw / 2);
}

/** What this message gives where its sensor is fitted: a sensor that is not reads 0. */
const atmoRealTime: Message = (bits, out) => {
  const fittedOnly = (quantity: Quantity, raw: number, top: number, value: number): void => {
    if (raw === top) out.warn(`the ${quantity} sensor has a fault`);
    else if (raw !== 0) out.add(quantity, value);
  };
  for (const quantity of ["pm1", "pm2.5", "pm10"] as const) {
    const raw = bits.take(11, quantity);
    fittedOnly(quantity, raw, 2047, raw);
  }
  const temperature = bits.take(10, "temperature");
  if (temperature === 1023) out.warn("the temperature sensor has a fault");
  else out.add("temperature", (temperature - 300) / 10);
  addHumidity(out, bits.take(8, "humidity"));
  const co2 = bits.take(14, "CO2");
  fittedOnly("co2", co2, 16_383, co2);
  bits.take(14, "VOC");
  const formaldehyde = bits.take(10, "formaldehyde");
  fittedOnly("hcho", formaldehyde, 1023, formaldehyde / 1000);
  bits.take(28, "air quality indexes");
  const light = bits.take(8, "light");
  fittedOnly("illuminance", light, 255, light * 5);
  bits.take(22, "noise and presence");
  const pressure = bits.take(10, "pressure");
  fittedOnly("atmospheric-pressure", pressure, 1023, (pressure + 300) * 100);
};

const atmo: Messages = new Map([
  [0x01, atmoRealTime],
  [0x02, leaveOut("product status")],
  [0x03, leaveOut("product configuration")],
  [0x04, leaveOut("keepalive")],
  [0x05, leaveOut("button")],
]);

const periodic: Message = (bits, out) => {
  addTemperature(out, bits.take(10, "temperature"));
  const humidity = bits.take(10, "humidity");
  if (fitted(out, humidity, 10, "humidity")) out.add("humidity", humidity / 10);
  const co2 = bits.take(14, "CO2");
  if (fitted(out, co2, 14, "CO2")) out.add("co2", co2);
  bits.take(14, "VOC");
  const light = bits.take(10, "light");
  if (fitted(out, light, 10, "light")) out.add("illuminance", light * 5);
  out.flag("button-press", bits.take(1, "button") === 1);
  const noise = bits.take(7, "noise");
  if (fitted(out, noise, 7, "noise")) out.add("sound-level", noise);
  const peak = bits.take(7, "peak of noise");
  if (fitted(out, peak, 7, "noise")) out.add("sound-peak", peak);
};

const periodicWithPresence: Message = (bits, out, frame) => {
  periodic(bits, out, frame);
  bits.take(22, "occupancy rate and air quality indexes");
  out.flag("occupancy", bits.take(1, "presence") === 1);
};

/** The particles follow the message of the others. */
const periodicWithParticles: Message = (bits, out, frame) => {
  periodicWithPresence(bits, out, frame);
  for (const quantity of ["pm1", "pm2.5", "pm10"] as const) {
    const raw = bits.take(16, quantity);
    if (fitted(out, raw, 16, quantity)) out.add(quantity, raw);
  }
};

const productStatus: Message = (bits, out) => {
  bits.take(16, "versions");
  const source = bits.take(2, "power source");
  const voltage = bits.take(10, "battery voltage");
  if (source === 0 && fitted(out, voltage, 10, "battery")) out.add("battery-voltage", voltage / 200);
};

/** The document that we have does not say which of the values is the newest. */
const kept = leaveOut("kept measurements");

function periodicMessages(first: Message): Messages {
  return new Map([
    [0x01, first],
    [0x02, kept],
    [0x03, kept],
    [0x04, kept],
    [0x05, productStatus],
    [0x06, leaveOut("product configuration")],
    [0x07, leaveOut("screen configuration")],
    [0x08, (bits, out) => out.flag("occupancy", bits.take(1, "presence") === 1)],
  ]);
}

const smoke: Messages = new Map<number, Message>([
  [
    0x00,
    (bits, out) => {
      bits.take(32, "versions, lifetime and states");
      out.add("battery-voltage", round(bits.take(8, "battery voltage") / 200 + 2, 3));
    },
  ],
  [0x01, leaveOut("product configuration")],
  [
    0x02,
    (bits, out) => {
      out.flag("smoke", bits.take(2, "smoke alarm") !== 0);
      bits.take(21, "silence, tests and maintenance");
      addTemperature(out, bits.take(10, "temperature"));
    },
  ],
  [0x03, leaveOut("daily air quality")],
  [
    0x04,
    (bits, out) => {
      addTemperature(out, bits.take(10, "temperature"));
      addHumidity(out, bits.take(8, "humidity"));
    },
  ],
  [0x05, kept],
]);

/** Nine bits in tenths of a degree. */
function addOriginTemperature(out: Output, raw: number, time?: number): void {
  if (raw > 500) out.warn("the temperature sensor has a fault");
  else out.add("temperature", raw / 10, undefined, time);
}

/** A count, the time between two in tens of minutes, then the values, the newest last. */
function originKept(width: number, add: (out: Output, raw: number, time: number) => void): Message {
  return (bits, out, frame) => {
    const count = bits.take(8, "number of values");
    const period = bits.take(4, "time between values") * 600_000;
    bits.take(4, "frame index");
    for (let i = count - 1; i >= 0; i--)
      add(out, bits.take(width, "kept value"), frame.recvTime - i * period);
  };
}

const origin: Messages = new Map<number, Message>([
  [
    0x00,
    (bits, out) => {
      bits.take(32, "versions, lifetime and states");
      out.add("battery-voltage", round(bits.take(8, "battery voltage") / 200 + 2, 3), "1");
      out.add("battery-voltage", round(bits.take(8, "battery voltage") / 200 + 2, 3), "2");
    },
  ],
  [0x01, leaveOut("product configuration")],
  [0x02, leaveOut("keepalive")],
  [0x03, (bits, out) => out.flag("smoke", bits.take(1, "smoke alarm") === 1)],
  [0x04, leaveOut("daily air quality")],
  [
    0x05,
    (bits, out) => {
      bits.take(16, "air quality indexes");
      addOriginTemperature(out, bits.take(9, "temperature"));
      addHumidity(out, bits.take(8, "humidity"));
    },
  ],
  [0x06, originKept(9, addOriginTemperature)],
  [
    0x07,
    originKept(8, (out, raw, time) => {
      if (raw === 255) out.warn("the humidity sensor has a fault");
      else out.add("humidity", raw / 2, undefined, time);
    }),
  ],
  [0x08, (bits, out) => addOriginTemperature(out, bits.take(9, "temperature"))],
]);

const plain = periodicMessages(periodic);
const withPresence = periodicMessages(periodicWithPresence);

/** The first byte names the product. */
const products: ReadonlyMap<number, Messages> = new Map([
  [0xa2, origin],
  ...[0xa3, 0xa4, 0xa5, 0xa6, 0xa7].map((product) => [product, atmo] as const),
  ...[0xa9, 0xaa, 0xab, 0xad].map((product) => [product, plain] as const),
  ...[0xb9, 0xba, 0xbb, 0xc6, 0xc7, 0xc8].map((product) => [product, withPresence] as const),
  [0xcd, periodicMessages(periodicWithParticles)],
  ...[0xb1, 0xb2, 0xb3, 0xb4].map((product) => [product, smoke] as const),
]);

export const nexelec = defineDecoder({
  id: "nexelec",
  vendor: "Nexelec",
  models: [
    "Origin+",
    "Origin",
    "Guard+",
    "Guard",
    "Insafe+ Origin",
    "Atmo",
    "Sense",
    "Aero",
    "Aero CO2",
    "Feel",
    "Rise",
    "Move",
    "Sign",
    "Feel+",
    "Rise+",
    "Wave+",
    "Move+",
    "Sign+",
    "Sense+",
    "Atmo+",
  ],
  source: "Nexelec, LoRaWAN technical guides of each product (support.nexelec.fr)",
  quantities: [
    "temperature",
    "humidity",
    "co2",
    "hcho",
    "pm1",
    "pm2.5",
    "pm10",
    "illuminance",
    "sound-level",
    "sound-peak",
    "atmospheric-pressure",
    "button-press",
    "occupancy",
    "smoke",
    "battery-voltage",
  ],
  examples: [
    {
      name: "Atmo",
      payload: "a30100400c01c78c012e0c0203a6080007f326c07658000000000000e0",
      fPort: 56,
      readings: [
        ["pm1", 2],
        ["pm2.5", 3],
        ["pm10", 3],
        ["temperature", 27.2],
        ["humidity", 48],
        ["co2", 604],
        ["hcho", 0.007],
        ["illuminance", 1270],
        ["atmospheric-pressure", 101_500],
      ],
    },
    {
      name: "Sign",
      payload: "ad0186266706c4828a48d1808b10",
      fPort: 56,
      readings: [
        ["temperature", 23.6],
        ["humidity", 61.4],
        ["co2", 7195],
        ["illuminance", 2765],
        ["button-press", 0],
        ["sound-level", 35],
        ["sound-peak", 35],
      ],
    },
    {
      name: "Wave+ without a microphone",
      payload: "bb01819c20e60000119fbf194abffa",
      fPort: 56,
      readings: [
        ["temperature", 21.8],
        ["humidity", 45],
        ["co2", 920],
        ["illuminance", 350],
        ["button-press", 0],
        ["occupancy", 1],
      ],
    },
    {
      name: "Guard+ after a test",
      payload: "b302102a50fa00",
      fPort: 56,
      readings: [
        ["smoke", 0],
        ["temperature", 20],
      ],
    },
    {
      name: "Origin+, now",
      payload: "b1047d1900",
      fPort: 56,
      readings: [
        ["temperature", 20],
        ["humidity", 50],
      ],
    },
    { name: "Origin+, status", payload: "b10005077805c8", fPort: 56, readings: [["battery-voltage", 3]] },
    {
      name: "Insafe+ Origin, the last three humidities",
      payload: "a20703357879797a",
      fPort: 56,
      readings: [
        ["humidity", 60, undefined, exampleTime - 3_600_000],
        ["humidity", 60.5, undefined, exampleTime - 1_800_000],
        ["humidity", 60.5, undefined, exampleTime],
      ],
    },
    {
      name: "Insafe+ Origin, now",
      payload: "a2050000703790",
      fPort: 56,
      readings: [
        ["temperature", 22.4],
        ["humidity", 55.5],
      ],
    },
    { name: "another product", payload: "a101", fPort: 56, error: "unknown product 0xa1" },
    {
      name: "cut short",
      payload: "ad018626",
      fPort: 56,
      error: "expected a byte for humidity, the frame ends at 4",
    },
  ],
  read(frame, out) {
    const product = frame.u8("product");
    const messages = products.get(product);
    if (messages === undefined) return frame.fail(`unknown product ${hexByte(product)}`, 0);
    const type = frame.u8("message");
    const message = messages.get(type);
    if (message === undefined) return frame.fail(`unknown message ${hexByte(type)}`, 1);
    message(new BitReader(frame, 16), out, frame);
  },
});
