import { describe, expect, it } from "vitest";
import { parseEnvelope } from "./registry.ts";
import { devEui, fCnt, fPort, frame, measured, now, thingparkXml } from "./test/samples.ts";

const parse = (xml: string) =>
  parseEnvelope({ format: "thingpark", payload: Buffer.from(xml), receivedAt: now });

describe("ThingPark in XML", () => {
  it.each([
    ["as it is sent", thingparkXml],
    ["with a prefix", thingparkXml.replaceAll("DevEUI_uplink", "lora:DevEUI_uplink")],
    ["behind a byte order mark", `\uFEFF${thingparkXml}`],
    ["without line ends", thingparkXml.replaceAll(/>\s+</g, "><")],
  ])("is read %s", (_how, xml) => {
    const { messages, refused } = parse(xml);
    expect(refused).toEqual([]);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({
      device: devEui,
      time: measured,
      radio: { rssi: -84, snr: 7.2, gatewayId: "33d13a41", fCnt },
      uplink: { fPort },
    });
    expect(Buffer.from(messages[0]?.uplink?.bytes ?? [])).toEqual(frame);
  });

  it("reads two gateways and an uplink without payload", () => {
    const two = thingparkXml.replace("</Lrr>", "</Lrr><Lrr><Lrrid>1</Lrrid><LrrRSSI>-50</LrrRSSI></Lrr>");
    expect(parse(two).messages[0]?.radio).toMatchObject({ rssi: -50, gatewayId: "1" });
    const empty = thingparkXml.replace(/<payload_hex>.*<\/payload_hex>/, "");
    expect(parse(empty)).toMatchObject({ messages: [{ uplink: undefined }], refused: [] });
  });

  it("lets other messages about a device go", () => {
    const other = "<DevEUI_downlink_Sent><DevEUI>A81758FFFE0ABCDE</DevEUI></DevEUI_downlink_Sent>";
    expect(parse(other)).toEqual({ messages: [], refused: [] });
  });

  it.each([
    ["cut short", thingparkXml.slice(0, 300), "cannot be read"],
    ["a document type", `<!DOCTYPE a [<!ENTITY b "${"x".repeat(100)}">]>${thingparkXml}`, "document type"],
    ["something else", "<html><body>404</body></html>", "DevEUI_uplink is missing"],
    ["tags without end", "<a>".repeat(5000), "cannot be read"],
    ["tags in tags", `${"<a>".repeat(5000)}${"</a>".repeat(5000)}`, "cannot be read"],
    ["names of objects", "<__proto__><DevEUI>1</DevEUI></__proto__>", "cannot be read"],
  ])("refuses %s", (_what, xml, says) => {
    const { messages, refused } = parse(xml);
    expect(messages).toEqual([]);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.detail).toContain(says);
  });
});
