import { describe, expect, it } from "vitest";
import { ConfigError } from "../config-error.ts";
import { readWiresConfig } from "./config.ts";

const key = "c2VjcmV0LWtleQ==";
const connection = `Endpoint=sb://kommunen.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=${key}`;

describe("the wires of an environment", () => {
  it("are none by default", () => {
    expect(readWiresConfig({})).toEqual({ mqttClient: undefined, eventHubs: undefined });
  });

  it("are an MQTT broker where its URL is given", () => {
    const { mqttClient } = readWiresConfig({
      KR_MQTT_URL: "mqtts://broker.kommune.no:8883",
      KR_MQTT_USERNAME: "kontrollrom",
      KR_MQTT_PASSWORD: "hemmelig",
      KR_MQTT_SHARED: "1",
    });
    expect(mqttClient).toMatchObject({
      url: "mqtts://broker.kommune.no:8883",
      version: 5,
      username: "kontrollrom",
      password: "hemmelig",
      shared: true,
      inFlight: 1000,
      sessionSeconds: 604_800,
    });
  });

  it("are an event hub where its connection string is given, named there or apart", () => {
    const expected = {
      namespace: "kommunen.servicebus.windows.net",
      name: "telemetri",
      group: "$Default",
      format: "json",
      start: "earliest",
    };
    for (const env of [
      { KR_EVENTHUB_CONNECTION: `${connection};EntityPath=telemetri` },
      { KR_EVENTHUB_CONNECTION: connection, KR_EVENTHUB_NAME: "telemetri" },
    ])
      expect(readWiresConfig(env).eventHubs).toMatchObject(expected);
  });

  it.each([
    [{ KR_MQTT_URL: "broker" }, "KR_MQTT_URL"],
    [{ KR_MQTT_URL: "http://broker" }, "KR_MQTT_URL"],
    [{ KR_MQTT_URL: "mqtt://kari:hemmelig@broker" }, "KR_MQTT_USERNAME"],
    [{ KR_MQTT_URL: "mqtt://kari:hemmelig@bro ker" }, "KR_MQTT_URL"],
    [{ KR_MQTT_URL: "mqtt://broker", KR_MQTT_VERSION: "3" }, 'KR_MQTT_VERSION="3"'],
    [{ KR_MQTT_URL: "mqtt://broker", KR_MQTT_VERSION: "4", KR_MQTT_SHARED: "1" }, "KR_MQTT_VERSION=5"],
    [{ KR_MQTT_URL: "mqtt://broker", KR_MQTT_IN_FLIGHT: "70000" }, 'KR_MQTT_IN_FLIGHT="70000"'],
    [{ KR_MQTT_URL: "mqtt://broker", KR_MQTT_PASSWORD: "hemmelig" }, "KR_MQTT_USERNAME"],
    [{ KR_MQTT_URL: "mqtt://broker", KR_MQTT_KEY_FILE: "key.pem" }, "KR_MQTT_CERT_FILE"],
    [{ KR_EVENTHUB_NAME: "telemetri" }, "KR_EVENTHUB_CONNECTION"],
    [{ KR_EVENTHUB_CONNECTION: `hemmelig ${key}` }, "Endpoint=sb://"],
    [{ KR_EVENTHUB_CONNECTION: `Endpoint=sb://x/;SharedAccessKey=${key}` }, "SharedAccessKeyName"],
    [{ KR_EVENTHUB_CONNECTION: connection }, "KR_EVENTHUB_NAME"],
    [
      { KR_EVENTHUB_CONNECTION: `${connection};EntityPath=telemetri`, KR_EVENTHUB_NAME: "annet" },
      '"telemetri"',
    ],
    [
      { KR_EVENTHUB_CONNECTION: `${connection};EntityPath=t`, KR_EVENTHUB_FORMAT: "xml" },
      'KR_EVENTHUB_FORMAT="xml"',
    ],
  ])("cannot be %j: one line says what to do and keeps the secret", (env, says) => {
    let told = "";
    try {
      readWiresConfig(env);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      told = (error as Error).message;
    }
    expect(told).toContain(says);
    expect(told).not.toMatch(/hemmelig|c2VjcmV0|\n/);
  });
});
