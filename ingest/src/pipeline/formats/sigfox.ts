import { isObject, type Parsed, quote } from "../message.ts";
import type { Arrival } from "./format.ts";
import { nothing, parsed, readFrame, refusedWhole } from "./frame.ts";

/**
 * The body to paste into a custom callback (type DATA, UPLINK) of the Sigfox backend. The backend puts the values in place of the
 * braces. Leave the last line away where the contract has no network metadata.
 */
export const sigfoxTemplate = `{
  "device": "{device}",
  "time": "{time}",
  "data": "{data}",
  "seqNumber": "{seqNumber}",
  "station": "{station}", "rssi": "{rssi}", "snr": "{snr}"
}`;

/** A variable that the backend left as it was, or had no value for, is not there. */
function filled(value: unknown): unknown {
  return typeof value === "string" && /^(?:null|\{\w+\})?$/.test(value) ? undefined : value;
}

/**
 * Reads a callback of the Sigfox backend whose body is {@link sigfoxTemplate}. A Sigfox device has no DevEUI and its frames no port: it is
 * known as `sigfox:` and its id in capitals, its frames are on port 0.
 */
export function parseSigfox(json: unknown, { payload }: Arrival): Parsed {
  if (!isObject(json)) return refusedWhole(payload, `expected a callback of Sigfox, got ${quote(json)}`);
  if (json.duplicate === true || json.duplicate === "true") return nothing;
  const device = filled(json.device);
  if (device === undefined)
    return refusedWhole(
      payload,
      `device ${quote(json.device)} is no id: paste the callback template of the README`,
    );
  const frame = readFrame(
    {
      device: { name: "device", value: device, as: "sigfox-id" },
      times: [{ name: "time", value: filled(json.time), as: "epoch-s" }],
      fPort: { name: "fPort", value: 0 },
      data: { name: "data", value: filled(json.data), as: "hex" },
      fCnt: filled(json.seqNumber),
      heard: [{ rssi: json.rssi, snr: json.snr, gatewayId: filled(json.station) }],
    },
    () => payload,
  );
  return parsed([frame]);
}
