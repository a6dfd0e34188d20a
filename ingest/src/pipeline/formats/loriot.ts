import { isObject, type Parsed, quote } from "../message.ts";
import type { Arrival } from "./format.ts";
import { nothing, objectsOf, parsed, readFrame, refusedWhole } from "./frame.ts";

/**
 * Reads a data message of LORIOT. `rx` and, later, `gw` carry the same frame with the same `ts`, the moment at which the server first
 * heard it: both give the same samples, which count once, and an application that sends only one of them is read in full. Other
 * commands (`txd`, `cq`, `join` …) are let go.
 */
export function parseLoriot(json: unknown, { payload }: Arrival): Parsed {
  if (!isObject(json)) return refusedWhole(payload, `expected a message of LORIOT, got ${quote(json)}`);
  const { cmd } = json;
  if (typeof cmd !== "string" || cmd === "")
    return refusedWhole(
      payload,
      `cmd ${quote(cmd)} is not a command of LORIOT: send its JSON data messages here`,
    );
  if (cmd !== "rx" && cmd !== "gw") return nothing;
  const frame = readFrame(
    {
      device: { name: "EUI", value: json.EUI, as: "dev-eui" },
      times: [{ name: "ts", value: json.ts, as: "epoch-ms" }],
      fPort: { name: "port", value: json.port },
      data: { name: "data", value: json.data, as: "hex" },
      fCnt: json.fcnt,
      heard: [
        { rssi: json.rssi, snr: json.snr, gatewayId: undefined },
        ...objectsOf(json.gws).map(({ rssi, snr, gweui }) => ({
          rssi,
          snr,
          gatewayId: typeof gweui === "string" ? gweui.toLowerCase() : undefined,
        })),
      ],
    },
    () => payload,
  );
  if (
    !("reason" in frame) &&
    frame.uplink === undefined &&
    typeof json.encdata === "string" &&
    json.encdata !== ""
  )
    return refusedWhole(
      payload,
      "encdata is encrypted and data is missing: let LORIOT hold the AppSKey",
      frame.device,
    );
  return parsed([frame]);
}
