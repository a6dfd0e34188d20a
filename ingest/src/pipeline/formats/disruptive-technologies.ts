import { isObject, type Message, type Parsed, quote, type Radio, type RefusedMessage } from "../message.ts";
import type { Arrival } from "./format.ts";
import { nothing, numberOf, objectsOf, parsed, readTime, refusedWhole } from "./frame.ts";

type Json = Readonly<Record<string, unknown>>;
interface Value {
  readonly quantity: string;
  readonly value: unknown;
  readonly unit?: string;
  readonly channel?: string;
}

/** 1 or 0 for the two states of a sensor; another state stays as it is and is refused as no number. */
function state(value: unknown, one: string, zero: string): unknown {
  return value === one ? 1 : value === zero ? 0 : value;
}

/** What each type of event measures, from its data or from one of its samples. */
const measures: ReadonlyMap<string, (data: Json) => readonly Value[]> = new Map(
  Object.entries({
    temperature: ({ value }: Json) => [{ quantity: "temperature", value, unit: "Cel" }],
    humidity: ({ temperature, relativeHumidity }: Json) => [
      { quantity: "temperature", value: temperature, unit: "Cel" },
      { quantity: "humidity", value: relativeHumidity, unit: "%" },
    ],
    // A proximity sensor sits on a door or a hatch: what it faces is there when that is closed.
    objectPresent: (data: Json) => [
      { quantity: "door-open", value: state(data.state, "NOT_PRESENT", "PRESENT") },
    ],
    contact: (data: Json) => [{ quantity: "door-open", value: state(data.state, "OPEN", "CLOSED") }],
    objectPresentCount: ({ total }: Json) => [{ quantity: "pulse-count", value: total, channel: "object" }],
    touch: () => [{ quantity: "button-press", value: 1 }],
    touchCount: ({ total }: Json) => [{ quantity: "pulse-count", value: total, channel: "touch" }],
    waterPresent: (data: Json) => [
      { quantity: "leak-detected", value: state(data.state, "PRESENT", "NOT_PRESENT") },
    ],
    motion: (data: Json) => [
      { quantity: "occupancy", value: state(data.state, "MOTION_DETECTED", "NO_MOTION_DETECTED") },
    ],
    deskOccupancy: (data: Json) => [
      { quantity: "occupancy", value: state(data.state, "OCCUPIED", "NOT_OCCUPIED") },
    ],
    co2: ({ ppm }: Json) => [{ quantity: "co2", value: ppm, unit: "[ppm]" }],
    pressure: ({ pascal }: Json) => [{ quantity: "atmospheric-pressure", value: pascal, unit: "Pa" }],
    batteryStatus: ({ percentage }: Json) => [{ quantity: "battery-level", value: percentage, unit: "%" }],
    networkStatus: ({ rssi }: Json) => [{ quantity: "rssi", value: rssi, unit: "dBm" }],
  }),
);

/** Events about a cloud connector or about labels: nothing was measured. */
const otherEvents = new Set(["labelsChanged", "connectionStatus", "ethernetStatus", "cellularStatus"]);

const maxSamples = 500;

/** How well a cloud connector hears the sensor. */
function radioOf(type: string, data: Json): Radio | undefined {
  const rssi = type === "networkStatus" ? numberOf(data.rssi) : undefined;
  if (rssi === undefined) return undefined;
  const nearest = objectsOf(data.cloudConnectors).find((one) => numberOf(one.rssi) === rssi);
  const id = nearest?.id;
  return typeof id === "string" && id.length <= 64 ? { rssi, gatewayId: id } : { rssi };
}

/**
 * Reads an event of a Data Connector of Disruptive Technologies. A sensor is known by its id, the last part of `targetName`. A sensor of
 * the second generation puts several `samples` into one event, each with its time.
 */
export function parseDisruptiveTechnologies(json: unknown, { payload }: Arrival): Parsed {
  const event = isObject(json) ? json.event : undefined;
  if (!isObject(event))
    return refusedWhole(payload, `event ${quote(event)} is not an object: point a Data Connector here`);
  const target = typeof event.targetName === "string" ? event.targetName.trim() : "";
  const device = /(?:^|\/)devices\/([\w-]{1,64})$/.exec(target)?.[1];
  if (device === undefined)
    return refusedWhole(payload, `event.targetName ${quote(event.targetName)} does not end in devices/<id>`);
  const type = event.eventType;
  if (typeof type !== "string")
    return refusedWhole(payload, `event.eventType ${quote(type)} is not a name`, device);
  if (otherEvents.has(type)) return nothing;
  const measure = measures.get(type);
  if (measure === undefined) {
    const detail = `event.eventType ${quote(type)} is not known here: leave it out of the Data Connector`;
    return { messages: [], refused: [{ reason: "unknown-quantity", detail, device, payload }] };
  }
  const data = isObject(event.data) ? event.data[type] : undefined;
  if (!isObject(data))
    return refusedWhole(payload, `event.data.${type} ${quote(data)} is not an object`, device);

  const samples: readonly unknown[] =
    Array.isArray(data.samples) && data.samples.length > 0 ? data.samples : [data];
  if (samples.length > maxSamples)
    return refusedWhole(
      payload,
      `an event of ${samples.length} samples: at most ${maxSamples} are read`,
      device,
    );
  const radio = radioOf(type, data);
  const readings = samples.map((one): Message | RefusedMessage => {
    const refuse = (detail: string): RefusedMessage => ({ reason: "wrong-shape", detail, device, payload });
    if (!isObject(one)) return refuse(`samples of ${type} holds ${quote(one)}: expected an object`);
    const written = one.sampleTime ?? one.updateTime ?? data.updateTime ?? event.timestamp;
    const time = readTime(written, "iso");
    if (Number.isNaN(time))
      return refuse(`time ${quote(written)} of ${type} is not an ISO 8601 moment with an offset`);
    return { device, time, uplink: undefined, values: measure(one), radio, payload: () => payload };
  });
  return parsed(readings);
}
