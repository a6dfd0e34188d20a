import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { WireFormat } from "@kontrollrom/contracts/envelope.ts";
import { describe, expect, it } from "vitest";
import { parseEnvelope } from "./registry.ts";

/** Messages of real servers, which lie beside the repository and not in it. */
const folder = resolve(import.meta.dirname, "../../../../../shared/lorawan/wire");
const isThere = existsSync(folder);
if (!isThere && process.env.CI)
  throw new Error(`${folder} is missing: CI needs the shared folder beside the checkout`);

interface WireFile {
  readonly samples: readonly { readonly kind: string; readonly note?: string; readonly body: unknown }[];
}

const files: readonly (readonly [string, WireFormat])[] = [
  ["chirpstack-v4.json", "chirpstack-v4"],
  ["chirpstack-v3.json", "chirpstack-v3"],
  ["thethingsstack-v3.json", "the-things-stack-v3"],
  ["loriot.json", "loriot"],
  ["actility-thingpark.json", "thingpark"],
  ["netmore.json", "netmore"],
  ["helium.json", "helium"],
  ["milesight-gateway.json", "milesight"],
  ["sigfox.json", "sigfox"],
  ["disruptive-technologies.json", "disruptive-technologies"],
];

/** Kinds of the files whose samples say something of a device. */
const tells = /^(?:up|rx|gw|filled|data connector|with metadata|event)/;
/** Parts of a message, one whose only time is none, templates, messages in the other direction, and events of a Disruptive cloud connector. */
const tellsNothing =
  /fragment|broken time|^template|down\/push|^downlink|^event (?:labelsChanged|connectionStatus|ethernetStatus|cellularStatus)$/;
const receivedAt = Date.UTC(2026, 10, 21);

describe.skipIf(!isThere).each(files)("the messages of %s", (file, format) => {
  const { samples } = isThere
    ? (JSON.parse(readFileSync(join(folder, file), "utf8")) as WireFile)
    : { samples: [] };
  it.each(samples.map((one, i) => [`${i} ${one.kind}`, one] as const))("%s", (_name, { kind, body }) => {
    const { messages, refused } = parseEnvelope({
      format,
      payload: Buffer.from(JSON.stringify(body)),
      receivedAt,
    });
    if (tells.test(kind) && !tellsNothing.test(kind)) {
      expect(refused.map(({ detail }) => detail)).toEqual([]);
      expect(messages.length).toBeGreaterThan(0);
      for (const { device, uplink, values } of messages) {
        expect(device).toMatch(/^(?:sigfox:)?[\w-]+$/);
        expect((uplink?.bytes.length ?? 0) > 0 || values.length > 0).toBe(true);
      }
    } else {
      expect(messages.filter(({ uplink, values }) => uplink !== undefined || values.length > 0)).toEqual([]);
    }
  });
});
