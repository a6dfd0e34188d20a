import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { readEdgeConfig } from "./config.ts";
import { ConfigError } from "./config-error.ts";

const folder = mkdtempSync(join(tmpdir(), "kr-edge-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const register = { address: 0, table: "holding", type: "int16", quantity: "temperature" };
const source = { protocol: "modbus-tcp", host: "10.0.0.5", device: "ahu-1", registers: [register] };
const good = { site: "havnsund", sources: [source] };

function read(file: unknown, environment: Record<string, string> = {}) {
  const path = join(folder, "edge.json");
  writeFileSync(path, typeof file === "string" ? file : JSON.stringify(file));
  return readEdgeConfig({ KR_EDGE_CONFIG: path, ...environment });
}

describe("the configuration of a gateway", () => {
  test("what is not said has a sensible value", () => {
    const config = read(good);
    expect(config).toMatchObject({
      site: "havnsund",
      mqttUrl: "mqtt://127.0.0.1:1883",
      token: undefined,
      outbox: { path: join("data", "edge", "havnsund.db"), maxBytes: 512_000_000, maxAgeMs: 2_592_000_000 },
    });
    expect(config.sources).toMatchObject([
      { port: 502, unitId: 1, pollMs: 10_000, timeoutMs: 3000, heartbeatS: 300, maxGap: 0 },
    ]);
    expect(config.sources[0]?.registers[0]).toMatchObject({
      wordOrder: "big",
      scale: 1,
      offset: 0,
      resolution: 0,
    });
  });

  test("the environment says where the platform is and which port the devices have", () => {
    const config = read(good, { KR_MQTT_HOST: "mqtt.example", KR_MQTT_PORT: "2883", KR_MODBUS_PORT: "1502" });
    expect(config.mqttUrl).toBe("mqtt://mqtt.example:2883");
    expect(config.sources[0]?.port).toBe(1502);
    expect(read(good, { KR_EDGE_MQTT_URL: "mqtts://mqtt.example:8883" }).mqttUrl).toBe(
      "mqtts://mqtt.example:8883",
    );
  });

  const oneRegister = (part: object) => ({
    ...good,
    sources: [{ ...source, registers: [{ ...register, ...part }] }],
  });
  test.each<[string, unknown, Record<string, string>, RegExp]>([
    ["no JSON", "{", {}, /edge\.json is not JSON: /],
    [
      "unknown protocol",
      { ...good, sources: [{ protocol: "bacnet" }] },
      {},
      /sources\.0\.protocol is wrong: "bacnet"/,
    ],
    ["no sources", { ...good, sources: [] }, {}, /sources is wrong: \[\]/],
    ["unknown field", { ...good, soruces: [] }, {}, /Unrecognized key: "soruces"/],
    ["site with a slash", { ...good, site: "a/b" }, {}, /site is wrong: "a\/b": expected lower-case letters/],
    ["unknown quantity", oneRegister({ quantity: "tempp" }), {}, /registers\.0\.quantity is wrong: "tempp"/],
    ["foreign unit", oneRegister({ unit: "kWh" }), {}, /"kWh" is not a unit of temperature: use one of Cel/],
    [
      "32 bits over the edge",
      oneRegister({ address: 65_535, type: "int32" }),
      {},
      /int32 at 65535 reaches beyond/,
    ],
    ["a coil that is a number", oneRegister({ table: "coil" }), {}, /a coil is one bit/],
    ["a bit of a number", oneRegister({ bit: 3 }), {}, /bit is for "bool"/],
    ["polls too fast", { ...good, sources: [{ ...source, pollMs: 1 }] }, {}, /pollMs is wrong: 1/],
    ["one point twice", { ...good, sources: [source, source] }, {}, /point ahu-1 temperature is read twice/],
    ["no port", good, { KR_MQTT_PORT: "many" }, /KR_MQTT_PORT is wrong: "many": expected a port number/],
    ["no URL", good, { KR_EDGE_MQTT_URL: "broker" }, /KR_EDGE_MQTT_URL is wrong: "broker": expected mqtt:/],
  ])("%s is refused in one line that names the value", (_name, file, environment, message) => {
    let refusal: unknown;
    try {
      read(file, environment);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(ConfigError);
    expect((refusal as Error).message).toMatch(message);
    expect((refusal as Error).message).not.toContain("\n");
  });

  test("the demo's file is in order", () => {
    const path = fileURLToPath(new URL("../demo/edge.json", import.meta.url));
    expect(readEdgeConfig({ KR_EDGE_CONFIG: path }).sources).toHaveLength(2);
  });

  test("a file that is not there is named", () => {
    expect(() => readEdgeConfig({ KR_EDGE_CONFIG: "/nowhere/edge.json" })).toThrow(
      'KR_EDGE_CONFIG="/nowhere/edge.json" cannot be read (ENOENT)',
    );
    expect(() => readEdgeConfig({ KR_EDGE_CONFIG: "" })).toThrow("KR_EDGE_CONFIG is wrong: missing");
  });

  test("a password in the URL is refused and not repeated", () => {
    expect(() => read(good, { KR_EDGE_MQTT_URL: "mqtt://edge:s3cret@host" })).toThrow(/KR_EDGE_TOKEN/);
    expect(() => read(good, { KR_EDGE_MQTT_URL: "mqtt://edge:s3cret@host" })).not.toThrow(/s3cret/);
  });
});
