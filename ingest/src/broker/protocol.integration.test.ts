import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { readIngestConfig } from "../config.ts";
import { type StartedIngest, startIngest, temporaryFolder, until } from "../test/harness.ts";
import { native } from "../test/messages.ts";

const topic = "kr/v1/plant/ahu-1";
const reading = () => native("ahu-1", Date.now(), [{ quantity: "supply-air-temperature", value: 20 }]);

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(options: Parameters<typeof startIngest>[0] = {}): Promise<StartedIngest> {
  const started = await startIngest(options);
  started.pointIndex.register("ahu-1", undefined, ["supply-air-temperature"]);
  cleanups.push(() => started.stop());
  return started;
}

/** Sends bytes and gives all that comes back before the broker closes the connection. */
async function answerTo(started: StartedIngest, ...packets: string[]): Promise<string> {
  const socket = connect(started.port, "127.0.0.1");
  const parts: Buffer[] = [];
  const [first = "", ...others] = packets.map((packet) => Buffer.from(packet, "hex"));
  socket.on("data", (part) => parts.push(part));
  socket.once("data", () => {
    for (const packet of others) socket.write(packet);
  });
  socket.on("error", () => undefined);
  socket.write(first);
  await new Promise<void>((resolve) => socket.once("close", () => resolve()));
  return Buffer.concat(parts).toString("hex");
}

/** CONNECT of protocol level `level`; `flags` 02 is a clean session, 00 a persistent one. */
const connectPacket = (level: string, flags: string, id: string) => {
  const clientId = Buffer.from(id).toString("hex");
  const rest = `00044d515454${level}${flags}003c${level === "05" ? "00" : ""}00${id.length.toString(16).padStart(2, "0")}${clientId}`;
  return `10${(rest.length / 2).toString(16).padStart(2, "0")}${rest}`;
};
const signedIn = connectPacket("04", "02", "gate");
const accepted = "20020000";

describe("the protocol", () => {
  it.each([
    ["MQTT 5, in its own words", connectPacket("05", "02", "gate"), "2003008400"],
    ["a version that there is not", connectPacket("06", "02", "gate"), "20020001"],
    ["a persistent session without a client id", connectPacket("04", "00", ""), "20020002"],
    ["a client id that is too long", "", "20020002"],
  ])("refuses %s", async (_what, packet, answer) => {
    const started = await start();
    const long = `108f02${"00044d5154540402003c0103"}${"61".repeat(259)}`;
    expect(await answerTo(started, packet || long)).toBe(answer);
  });

  it.each([
    ["a filter with # in its middle", "820a000100056b2f232f6100"],
    ["a filter with + beside letters", "820800010003612b6200"],
    ["a subscription without an identifier", "8206000000016100"],
    ["a publish at QoS 1 without an identifier", "3206000161000061"],
    ["a second CONNECT", signedIn],
    ["a publish on a filter", "3003000123"],
    ["a QoS that there is not", "3606000161000161"],
  ])("ends a connection that sends %s", async (_what, packet) => {
    const started = await start();
    expect(await answerTo(started, signedIn, packet)).toBe(accepted);
  });

  it("ends a connection whose client is silent for one and a half times its keep-alive", async () => {
    const started = await start();
    const oneSecond = signedIn.replace("003c", "0001");
    expect(await answerTo(started, oneSecond)).toBe(accepted);
  });

  it("grants no more subscriptions than it may, also in one packet", async () => {
    const started = await start();
    for (const clean of [true, false]) {
      const client = await started.connect({ clean, clientId: "many" });
      const filters = Array.from({ length: 120 }, (_, i) => `kr/v1/${i}`);
      const granted: number[] = [];
      client.on("packetreceive", (packet) => {
        if (packet.cmd === "suback") granted.push(...(packet.granted as number[]));
      });
      await client.subscribeAsync(filters).catch(() => undefined);
      expect(granted.filter((qos) => qos === 128)).toHaveLength(20);
      await client.endAsync();
    }
    expect(started.ingest.figures().mqtt_subscriptions).toBe(100);
  });

  it("tells nobody about the broker itself", async () => {
    const started = await start();
    const client = await started.connect({ username: "reader" });
    const seen: string[] = [];
    client.on("message", (on) => seen.push(on));
    await client.subscribeAsync(["#", "+/#", "+/+/new/clients"]);
    const sender = await started.connect();
    await sender.subscribeAsync("kr/v1/x");
    await sender.publishAsync(topic, reading(), { qos: 1 });
    await until(() => seen.length > 0);
    expect(seen).toEqual([topic]);
  });
});

describe("MQTT over TLS", () => {
  function certificate(folder: string, name: string): { certFile: string; keyFile: string } {
    const certFile = join(folder, "cert.pem");
    const keyFile = join(folder, "key.pem");
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    const subject = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name},IP:127.0.0.1`];
    execFileSync("openssl", ["req", "-x509", ...curve, ...subject, "-keyout", keyFile, "-out", certFile], {
      stdio: "ignore",
    });
    return { certFile, keyFile };
  }

  it("takes messages from clients that trust its certificate, and from no others", async () => {
    const folder = await temporaryFolder();
    cleanups.push(folder.remove);
    const { certFile, keyFile } = certificate(folder.path, "kontrollrom.test");
    const started = await start({
      dataDir: folder.path,
      config: readIngestConfig({
        KR_DATA_DIR: folder.path,
        KR_MQTT_PORT: "0",
        KR_MQTTS_PORT: "0",
        KR_TLS_CERT: certFile,
        KR_TLS_KEY: keyFile,
      }),
    });
    const url = `mqtts://127.0.0.1:${started.ingest.mqttsAddress()?.port}`;
    await expect(mqtt.connectAsync(url, { reconnectPeriod: 0 }, false)).rejects.toThrow(/self-signed/);
    const client = await mqtt.connectAsync(url, {
      reconnectPeriod: 0,
      ca: readFileSync(certFile),
      clientId: "gate",
      clean: false,
    });
    cleanups.push(() => client.endAsync(true));
    await client.publishAsync(topic, reading(), { qos: 2 });
    expect((await started.ingest.store.count()).samples).toBe(1);
    expect(started.ingest.figures()).toMatchObject({ mqtt_sessions: 1, mqtt_clients: 1 });
  });

  it("needs a certificate that can be read", async () => {
    const folder = await temporaryFolder();
    cleanups.push(folder.remove);
    const variables = { KR_DATA_DIR: folder.path, KR_MQTT_PORT: "0", KR_MQTTS_PORT: "0" };
    expect(() => readIngestConfig(variables)).toThrow(/KR_MQTTS_PORT="0" needs KR_TLS_CERT/);
    const missing = join(folder.path, "no.pem");
    const config = readIngestConfig({ ...variables, KR_TLS_CERT: missing, KR_TLS_KEY: missing });
    await expect(startIngest({ config })).rejects.toThrow(`cannot read ${missing} for MQTT over TLS`);
  });
});
