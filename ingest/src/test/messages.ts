/** The JSON of a ChirpStack v4 `up` event as its server writes it. */
export function chirpstackUp(options: {
  readonly devEui: string;
  readonly time: number;
  readonly bytes: Uint8Array;
  readonly fPort?: number;
  readonly fCnt?: number;
}): string {
  return JSON.stringify({
    deduplicationId: "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
    time: new Date(options.time).toISOString().replace("Z", "000000+00:00"),
    deviceInfo: {
      tenantId: "52f14cd4-c6f1-4fbd-8f87-4025e1d49242",
      tenantName: "Kommunen",
      applicationId: "17c82e96-be03-4f38-aef3-f83d48582d97",
      applicationName: "Inneklima",
      deviceProfileId: "14855bf7-d10d-4aee-b618-ebfcb64dc7ad",
      deviceProfileName: "Elsys ERS CO2",
      deviceName: `Klasserom ${options.devEui.slice(-3)}`,
      devEui: options.devEui,
      deviceClassEnabled: "CLASS_A",
      tags: { bygg: "skole" },
    },
    devAddr: "00189440",
    adr: true,
    dr: 5,
    fCnt: options.fCnt ?? 7,
    fPort: options.fPort ?? 5,
    confirmed: false,
    data: Buffer.from(options.bytes).toString("base64"),
    rxInfo: [
      {
        gatewayId: "0016c001f153a14c",
        uplinkId: 4217106255,
        gwTime: new Date(options.time).toISOString(),
        rssi: -101,
        snr: 4.5,
        channel: 2,
        location: { latitude: 59.91, longitude: 10.75 },
        context: "E3OWOQ==",
        metadata: { region_name: "eu868", region_common_name: "EU868" },
        crcStatus: "CRC_OK",
      },
      { gatewayId: "0016c001f153a14d", uplinkId: 4217106256, rssi: -87, snr: 9.25, context: "E3OWOQ==" },
    ],
    txInfo: {
      frequency: 867100000,
      modulation: { lora: { bandwidth: 125000, spreadingFactor: 7, codeRate: "CR_4_5" } },
    },
    regionConfigId: "eu868",
  });
}

/** A frame of an Elsys ERS CO2: temperature (°C), humidity (%), light (lx), motion, CO2 (ppm), battery (mV). */
export function elsysFrame(temperature: number, humidity = 40, co2 = 600): Uint8Array {
  const frame = Buffer.from("0100e20229040027050606036007 0e4c".replaceAll(" ", ""), "hex");
  frame.writeInt16BE(Math.round(temperature * 10), 1);
  frame.writeUInt8(humidity, 4);
  frame.writeUInt16BE(co2, 11);
  return frame;
}

export function native(device: string, time: number, values: readonly unknown[]): string {
  return JSON.stringify({ time: new Date(time).toISOString(), device, values });
}
