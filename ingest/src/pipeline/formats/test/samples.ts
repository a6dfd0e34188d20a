import type { Arrival } from "../format.ts";

/** When everything here is received: 2026-11-21T09:00:00Z. */
export const now = Date.UTC(2026, 10, 21, 9);
/** When the samples were measured, a second before. */
export const measured = now - 1000;
export const devEui = "a81758fffe0abcde";
/** The frame that the samples carry, and its port and counter. */
export const frame = Buffer.from("0100e2022904", "hex");
export const fPort = 5;
export const fCnt = 4321;

const iso = new Date(measured).toISOString();
const base64 = frame.toString("base64");
const hex = frame.toString("hex");

export function arrival(json: unknown): Arrival {
  return { payload: Buffer.from(JSON.stringify(json)), receivedAt: now };
}

/** A copy of a sample with something changed. */
export function changed<T>(sample: T, change: (copy: T & Record<string, never>) => void): T {
  const copy = structuredClone(sample);
  change(copy as T & Record<string, never>);
  return copy;
}

export const chirpstackV3 = {
  applicationID: "12",
  applicationName: "inneklima",
  deviceName: "Klasserom 2B",
  deviceProfileName: "ERS CO2",
  devEUI: devEui,
  rxInfo: [
    { gatewayID: "24e124fffe000001", rssi: -110, loRaSNR: -5.8 },
    { gatewayID: "fcc23dfffe000002", time: iso, rssi: -84, loRaSNR: 7.2 },
  ],
  txInfo: { frequency: 868_500_000, dr: 5 },
  adr: true,
  fCnt,
  fPort,
  data: base64,
  object: { temperature: 99 },
  tags: { bygg: "skole" },
};

export const chirpstackV3Protobuf = {
  ...chirpstackV3,
  devEUI: Buffer.from(devEui, "hex").toString("base64"),
  rxInfo: [{ gatewayID: "JOEk//4AAAE=", time: null, rssi: -84, loRaSNR: 7.2 }],
  objectJSON: '{"temperature":99}',
  publishedAt: iso,
};

export const theThingsStackV3 = {
  end_device_ids: {
    device_id: "klasserom-2b",
    application_ids: { application_id: "inneklima" },
    dev_eui: devEui.toUpperCase(),
    dev_addr: "260B1234",
  },
  correlation_ids: ["as:up:01"],
  received_at: new Date(measured + 300).toISOString(),
  uplink_message: {
    session_key_id: "AYfqmb0pc/1uRZv9xUydgQ==",
    f_port: fPort,
    f_cnt: fCnt,
    frm_payload: base64,
    decoded_payload: { temperature: 99 },
    rx_metadata: [
      { gateway_ids: { gateway_id: "packetbroker" }, rssi: -112, snr: -4.2 },
      { gateway_ids: { gateway_id: "tak", eui: "24E124FFFE000001" }, rssi: -84, snr: 7.2, channel_rssi: -84 },
    ],
    settings: { data_rate: { lora: { bandwidth: 125_000, spreading_factor: 7 } }, frequency: "868500000" },
    received_at: `${iso.slice(0, -1)}641782Z`,
  },
};

export const loriotRx = {
  cmd: "rx",
  seqno: 3040,
  EUI: devEui.toUpperCase(),
  ts: measured,
  fcnt: fCnt,
  port: fPort,
  freq: 867_500_000,
  rssi: -90,
  snr: 6,
  dr: "SF9 BW125 4/5",
  ack: false,
  bat: 254,
  data: hex.toUpperCase(),
};

export const loriotGw = {
  ...loriotRx,
  cmd: "gw",
  rssi: undefined,
  snr: undefined,
  gws: [
    { rssi: -90, snr: 6, ts: measured, time: iso, gweui: "24E124FFFE000002", ant: 0 },
    { rssi: -84, snr: 7.2, ts: measured + 2, time: iso, gweui: "24E124FFFE000001", ant: 0 },
  ],
};

export const thingparkText = {
  DevEUI_uplink: {
    Time: "2026-11-21T09:59:59.000+01:00",
    DevEUI: devEui.toUpperCase(),
    FPort: String(fPort),
    FCntUp: String(fCnt),
    ADRbit: "1",
    payload_hex: hex,
    Lrcid: "00000065",
    LrrRSSI: "-90.000000",
    LrrSNR: "6.000000",
    SpFact: "7",
    Lrrid: "08040059",
    Late: "0",
    Lrrs: {
      Lrr: [
        { Lrrid: "08040059", LrrRSSI: "-90.000000", LrrSNR: "6.000000" },
        { Lrrid: "33D13A41", LrrRSSI: "-84.000000", LrrSNR: "7.200000" },
      ],
    },
    CustomerID: "100000507",
  },
};

/** The same in XML, with one gateway and the namespace of Actility. */
export const thingparkXml = `<?xml version="1.0" encoding="UTF-8"?>
<DevEUI_uplink xmlns="http://uri.actility.com/lora">
  <Time>2026-11-21T09:59:59.000+01:00</Time>
  <DevEUI>${devEui.toUpperCase()}</DevEUI>
  <FPort>${fPort}</FPort>
  <FCntUp>${fCnt}</FCntUp>
  <ADRbit>1</ADRbit>
  <payload_hex>${hex}</payload_hex>
  <Lrcid>00000065</Lrcid>
  <LrrRSSI>-90.000000</LrrRSSI>
  <LrrSNR>6.000000</LrrSNR>
  <Lrrid>08040059</Lrrid>
  <Lrrs><Lrr><Lrrid>33D13A41</Lrrid><LrrRSSI>-84.000000</LrrRSSI><LrrSNR>7.200000</LrrSNR></Lrr></Lrrs>
  <CustomerID>100000507</CustomerID>
  <CustomerData>{&quot;alr&quot;:{&quot;pro&quot;:&quot;STL&quot;}}</CustomerData>
</DevEUI_uplink>`;

export const thingparkTyped = {
  DevEUI_uplink: {
    ...thingparkText.DevEUI_uplink,
    FPort: fPort,
    FCntUp: fCnt,
    LrrRSSI: -90,
    LrrSNR: 6,
    Lrrs: { Lrr: { Lrrid: "33D13A41", LrrRSSI: -84, LrrSNR: 7.2 } },
    payload: { temperature: 99 },
    points: { temperature: { unitId: "Cel", record: 99 } },
  },
};

export const netmore = [
  {
    devEui,
    sensorType: "other",
    timestamp: iso,
    payload: hex,
    freq: 867_300_000,
    spreadingFactor: "12",
    rssi: "-90",
    snr: "6",
    gatewayIdentifier: "1789",
    gateways: [
      { rssi: "-84", snr: "7.2", gatewayIdentifier: "187", gwEui: "00800000a0001f6d" },
      { rssi: "-90", snr: "6", gatewayIdentifier: "1789", gwEui: "647fdafffe016c40" },
    ],
    messageType: "payload",
    fCntUp: fCnt,
    batteryLevel: "0",
    fPort: String(fPort),
  },
];

export const helium = {
  dev_eui: devEui.toUpperCase(),
  devaddr: "B5A44869",
  fcnt: fCnt,
  hotspots: [
    { id: "11a", name: "icy-fiery-hippo", reported_at: measured, rssi: -90, snr: 6, status: "success" },
    { id: "11b", name: "cool-chiffon-hornet", reported_at: measured, rssi: -84, snr: 7.2, status: "success" },
  ],
  decoded: { payload: { temperature: 99 } },
  payload: base64,
  port: fPort,
  reported_at: measured,
};

export const milesight = {
  applicationID: 1,
  applicationName: "server1",
  data: base64,
  devEUI: devEui,
  deviceName: "EM300-TH",
  fCnt,
  fPort,
  rxInfo: [{ loRaSNR: 7.2, mac: "24e124fffe000001", name: "Local Gateway", rssi: -84, time: iso }],
  time: iso,
  txInfo: { adr: true, dataRate: { bandwidth: 125, spreadFactor: 7 }, frequency: 868_100_000 },
};

export const sigfox = {
  device: "1a2b3c",
  time: String(measured / 1000),
  data: hex,
  seqNumber: String(fCnt),
  station: "7D3B",
  rssi: "-84.00",
  snr: "7.20",
};

/** An event of a Data Connector. */
export function dtEvent(eventType: string, data: unknown) {
  return {
    event: {
      eventId: "c505kmuj0aoraraqu5g0",
      targetName: "projects/bhmh0143iktucae701vg/devices/bchonod7rihjtvdmd2vg",
      eventType,
      data: { [eventType]: data },
      timestamp: new Date(measured + 500).toISOString(),
    },
    labels: { rom: "2B" },
    metadata: { deviceType: eventType, productNumber: "102081" },
  };
}

export const disruptiveTemperature = dtEvent("temperature", {
  value: 21.5,
  isBackfilled: false,
  samples: [
    { value: 21.5, sampleTime: iso },
    { value: 21.25, sampleTime: new Date(measured - 300_000).toISOString() },
  ],
  updateTime: iso,
});

export const senml = [
  { bn: "urn:dev:mac:24e124fffe000001:", bt: measured / 1000, bu: "Cel", n: "temperature", v: 21.5 },
  { n: "temperature_supply", v: 17.25, t: -60 },
  { n: "humidity", u: "%RH", v: 41 },
  { n: "pump", u: "W", v: 250, s: 3_600_000 },
  { bn: "gw-7/", n: "s1/door-open", vb: true },
];
