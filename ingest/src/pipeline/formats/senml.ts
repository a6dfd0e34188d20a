import { plainDeviceId } from "../device-id.ts";
import { type Message, type Parsed, quote, type RefusedMessage } from "../message.ts";
import { type CborKey, type CborValue, readCbor } from "./cbor.ts";
import type { Arrival } from "./format.ts";
import { refusedWhole } from "./frame.ts";
import { senmlSubject } from "./senml-names.ts";
import { resolveSenml, type SenmlRecord } from "./senml-records.ts";
import { senmlUnit } from "./senml-units.ts";

const maxDevice = 128;
const maxChannel = 64;
/** The largest moment that `Date` can hold, ms. */
const maxTime = 8_640_000_000_000_000;

/** The labels of the CBOR representation, RFC 8428 §6. */
const cborLabels: ReadonlyMap<number, string> = new Map([
  [-1, "bver"],
  [-2, "bn"],
  [-3, "bt"],
  [-4, "bu"],
  [-5, "bv"],
  [-6, "bs"],
  [0, "n"],
  [1, "u"],
  [2, "v"],
  [3, "vs"],
  [4, "vb"],
  [5, "s"],
  [6, "t"],
  [7, "ut"],
  [8, "vd"],
]);

/** Records of CBOR under the names that JSON gives their fields. */
export function withNames(pack: CborValue): unknown {
  if (!Array.isArray(pack)) return pack;
  return (pack as readonly CborValue[]).map((record) => {
    if (!(record instanceof Map)) return record;
    return Object.fromEntries(
      [...(record as ReadonlyMap<CborKey, CborValue>)].map(([key, value]) => [
        typeof key === "number" ? (cborLabels.get(key) ?? String(key)) : key,
        value instanceof Uint8Array ? Buffer.from(value).toString("base64url") : value,
      ]),
    );
  });
}

/** What is measured, in the form that values have; a text or bytes stay what they are and are refused as no number. */
function valuesOf(record: SenmlRecord, quantity: string, channel: string | undefined): readonly unknown[] {
  const { u, v, s, vb, vs, vd } = record;
  const unit = u === undefined ? undefined : senmlUnit(u);
  const where = channel === undefined ? {} : { channel };
  const values: unknown[] = [];
  if (v !== undefined) {
    const value = v * (unit?.factor ?? 1);
    values.push({ quantity, value, ...(unit === undefined ? {} : { unit: unit.ucum }), ...where });
  }
  const other = vb ?? vs ?? vd;
  if (other !== undefined) values.push({ quantity, value: other, ...where });
  if (s !== undefined) {
    // A sum is the value times seconds: watts give joules. What no unit tells is left to be refused under its own name.
    const sum = unit?.sum;
    if (sum === undefined) values.push({ quantity: `sum of ${quantity}`, value: s, ...where });
    else values.push({ quantity: sum.quantity, value: s, unit: sum.ucum, ...where });
  }
  return values;
}

interface Group {
  readonly device: string;
  readonly time: number;
  readonly values: unknown[];
  readonly records: SenmlRecord[];
}

function refusedRecord(record: unknown, detail: string, device?: string): RefusedMessage {
  return { reason: "wrong-shape", detail, device, payload: Buffer.from(JSON.stringify([record])) };
}

/**
 * Reads a SenML pack (RFC 8428), as JSON values: what one device measured at one moment becomes one message. A record without a time is
 * of now, as the standard says: send times, for only they make a repeat recognisable.
 */
export function parseSenml(pack: unknown, { payload, receivedAt }: Arrival): Parsed {
  const resolved = resolveSenml(pack, receivedAt);
  if ("detail" in resolved) return refusedWhole(payload, resolved.detail);
  const refused = resolved.unread.map(({ record, detail }) => refusedRecord(record, detail));
  const groups = new Map<string, Group>();
  for (const record of resolved.records) {
    const { quantity, channel, ...subject } = senmlSubject(record.bn, record.n, record.u);
    const device = plainDeviceId(subject.device);
    const time = Math.round(record.t * 1000);
    const name = record.bn + record.n;
    if (device === "" || device.length > maxDevice) {
      const detail = `name ${quote(name)} does not name a device of 1 to ${maxDevice} characters and what it measures, as in "meter-7/energy"`;
      refused.push(refusedRecord(record, detail));
    } else if ((channel?.length ?? 0) > maxChannel) {
      refused.push(
        refusedRecord(
          record,
          `the last part of name ${quote(name)} is over ${maxChannel} characters`,
          device,
        ),
      );
    } else if (!(Math.abs(time) <= maxTime)) {
      refused.push(
        refusedRecord(record, `time ${quote(record.t)} is not a number of seconds since 1970`, device),
      );
    } else {
      const key = `${time} ${device}`;
      const group = groups.get(key) ?? { device, time, values: [], records: [] };
      groups.set(key, group);
      group.values.push(...valuesOf(record, quantity, channel));
      group.records.push(record);
    }
  }
  const messages = [...groups.values()].map(
    ({ device, time, values, records }): Message => ({
      device,
      time,
      uplink: undefined,
      values,
      radio: undefined,
      payload: () => Buffer.from(JSON.stringify(records)),
    }),
  );
  return { messages, refused };
}

/** Whether bytes begin as a SenML pack in CBOR does: a list, or the self-describing tag. No JSON text begins so. */
export function isSenmlCbor(payload: Uint8Array): boolean {
  const first = payload[0] ?? 0;
  return (first >= 0x80 && first <= 0x9f) || (first === 0xd9 && payload[1] === 0xd9);
}

/** Whether JSON is a SenML pack and not native messages, which have a `device`. */
export function isSenmlJson(json: unknown): boolean {
  const first: unknown = Array.isArray(json) ? json[0] : undefined;
  if (typeof first !== "object" || first === null || "device" in first) return false;
  return "bn" in first || "n" in first;
}

/** Reads a SenML pack in CBOR. */
export function parseSenmlCbor(arrival: Arrival): Parsed {
  const read = readCbor(arrival.payload);
  if (!read.ok)
    return refusedWhole(arrival.payload, `not CBOR, ${read.error}: send SenML as JSON or as CBOR (RFC 8428)`);
  return parseSenml(withNames(read.value), arrival);
}
