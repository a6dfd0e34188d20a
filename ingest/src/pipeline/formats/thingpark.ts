import { isObject, type Parsed, quote } from "../message.ts";
import type { Arrival } from "./format.ts";
import { nothing, objectsOf, parsed, readFrame, refusedWhole } from "./frame.ts";

type Json = Readonly<Record<string, unknown>>;

/** The uplink of a body; `sendMetadata` takes the root key away. */
export function thingparkUplink(json: Json): Json | undefined {
  const root = json.DevEUI_uplink;
  if (root !== undefined) return isObject(root) ? root : undefined;
  const isUplink =
    json.DevEUI !== undefined && json.FCntUp !== undefined && json.DeliveryStatus === undefined;
  return isUplink ? json : undefined;
}

/**
 * Reads an uplink of Actility ThingPark (LRC-AS tunnel, or the MQTT connection). Numbers come as numbers or as text, by the content
 * type of the application; `Time` has the offset of the server. Other messages about a device are let go.
 */
export function parseThingpark(json: unknown, { payload }: Arrival): Parsed {
  if (!isObject(json)) return refusedWhole(payload, `expected a message of ThingPark, got ${quote(json)}`);
  const up = thingparkUplink(json);
  if (up === undefined) {
    const other = Object.keys(json).some((key) => key.startsWith("DevEUI_") && key !== "DevEUI_uplink");
    if (other) return nothing;
    return refusedWhole(payload, "DevEUI_uplink is missing: send uplinks of ThingPark here, as JSON or XML");
  }
  const gateways = isObject(up.Lrrs) ? objectsOf(up.Lrrs.Lrr) : [];
  const frame = readFrame(
    {
      device: { name: "DevEUI", value: up.DevEUI, as: "dev-eui" },
      times: [{ name: "Time", value: up.Time, as: "iso" }],
      fPort: { name: "FPort", value: up.FPort },
      data: { name: "payload_hex", value: up.payload_hex, as: "hex" },
      fCnt: up.FCntUp,
      heard: [up, ...gateways].map(({ LrrRSSI, LrrSNR, Lrrid }) => ({
        rssi: LrrRSSI,
        snr: LrrSNR,
        gatewayId: typeof Lrrid === "string" ? Lrrid.toLowerCase() : undefined,
      })),
    },
    () => payload,
  );
  return parsed([frame]);
}
