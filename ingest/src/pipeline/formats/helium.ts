import { isObject, type Parsed, quote } from "../message.ts";
import type { Arrival } from "./format.ts";
import { nothing, objectsOf, parsed, readFrame, refusedWhole } from "./frame.ts";

/**
 * Reads an uplink of the Helium console (router JSON); the ChirpStack instances that most of Helium's traffic comes through today speak
 * `chirpstack-v4`. `reported_at` is in milliseconds; older consoles wrote seconds. Joins are let go.
 */
export function parseHelium(json: unknown, { payload }: Arrival): Parsed {
  if (!isObject(json)) return refusedWhole(payload, `expected an uplink of Helium, got ${quote(json)}`);
  if (typeof json.type === "string" && json.type.startsWith("join")) return nothing;
  const heard = objectsOf(json.hotspots);
  const frame = readFrame(
    {
      device: { name: "dev_eui", value: json.dev_eui, as: "dev-eui" },
      times: [
        { name: "reported_at", value: json.reported_at, as: "epoch" },
        ...heard.map((one) => ({
          name: "hotspots.reported_at",
          value: one.reported_at,
          as: "epoch" as const,
        })),
      ],
      fPort: { name: "port", value: json.port },
      data: { name: "payload", value: json.payload, as: "base64" },
      fCnt: json.fcnt,
      heard: heard.map(({ rssi, snr, id }) => ({ rssi, snr, gatewayId: id })),
    },
    () => payload,
  );
  return parsed([frame]);
}
