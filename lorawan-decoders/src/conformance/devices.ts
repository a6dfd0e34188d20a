import { listDecoders } from "../catalogue.ts";
import type { Decoder } from "../decoder.ts";

/** Names of devices in the vectors that are no model name of the vendor. */
const aliases: Readonly<Record<string, string>> = {
  "milesight/em300sldzld": "milesight-em300-leak",
  "milesight/uc51x": "milesight-uc51x",
  "milesight/ws52x": "milesight-ws52x",
  "milesight/ct3xx": "milesight-ct30x",
  "sensative/presence": "sensative-strips",
  "tektelic/smartroombase": "tektelic-room",
  "watecco/bob": "watteco-bob",
  "watecco/flasho": "watteco",
  "watecco/triphaso": "watteco",
  "pepperlfuchs/wilsensoniclevel": "pepperl-fuchs-wilsen",
  "seeed/sensecapt1000a": "seeed-sensecap-t1000",
  "inbiot/mini": "inbiot-mica",
  // Their heat meters speak through a module of Elvaco.
  "landisgyr/t550": "elvaco-cmi41xx",
  "pnicorp/placepod": "pnicorp-placepod",
};

function plain(name: string): string {
  return name
    .replace(/\(.*\)/, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");
}

/** "vendor/model" in small letters, without punctuation and the DL- of Decentlab. */
export function deviceKey(vendor: string, device: string): string {
  return `${plain(vendor)}/${plain(device.replace(/^DL-/, ""))}`;
}

const byModel: ReadonlyMap<string, Decoder> = new Map(
  listDecoders()
    .flatMap((decoder) => decoder.models.map((model) => [deviceKey(decoder.vendor, model), decoder] as const))
    // The first decoder of a model is its usual one.
    .reverse(),
);

const byId: ReadonlyMap<string, Decoder> = new Map(listDecoders().map((decoder) => [decoder.id, decoder]));

/** Vendors whose frames name their device or their fields: one decoder reads what is not listed as well. */
const selfDescribing: Readonly<Record<string, string>> = {
  elsys: "elsys",
  enginko: "enginko",
  enless: "enless",
  netvox: "netvox",
  synetica: "synetica-enlink",
  yosensi: "yosensi",
};

const shortestPrefix = 4;

/** The longest model that a name begins with: "AM319-HCHO-IR" is an AM319-HCHO, "WS503-CN" a WS503. */
function byPrefix(key: string): Decoder | undefined {
  const start = key.indexOf("/") + 1;
  for (let end = key.length - 1; end >= start + shortestPrefix; end--) {
    const decoder = byModel.get(key.slice(0, end));
    if (decoder !== undefined) return decoder;
  }
  return undefined;
}

/** The decoder of a device by the names that a vector gives it, if we have one. */
export function decoderOf(vendor: string, device: string): Decoder | undefined {
  const key = deviceKey(vendor, device);
  const alias = aliases[key];
  if (alias !== undefined) return byId.get(alias);
  return byModel.get(key) ?? byPrefix(key) ?? byId.get(selfDescribing[plain(vendor)] ?? "");
}
