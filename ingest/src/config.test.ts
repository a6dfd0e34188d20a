import { describe, expect, it } from "vitest";
import { readIngestConfig } from "./config.ts";
import { ConfigError } from "./config-error.ts";

describe("readIngestConfig", () => {
  it("runs without any variable", () => {
    expect(readIngestConfig({})).toMatchObject({
      dataDir: "./data",
      mqtt: { host: "127.0.0.1", port: 1883 },
      frameDays: 30,
      deadLetters: { maxCount: 100_000 },
    });
  });

  it("takes port 0 and treats an empty variable as one that is not set", () => {
    expect(readIngestConfig({ KR_MQTT_PORT: "0", KR_MQTT_HOST: "" }).mqtt).toMatchObject({
      host: "127.0.0.1",
      port: 0,
    });
  });

  it("keeps samples as long as their quantity says", () => {
    const { retention } = readIngestConfig({
      KR_RETENTION_HOURLY_DAYS: "1000",
      KR_RETENTION_BY_QUANTITY: "co2=90, temperature=400/7300",
    });
    expect(retention).toMatchObject({ rawDays: 396, hourlyDays: 1000 });
    expect([...retention.byQuantity]).toEqual([
      ["co2", { rawDays: 90, hourlyDays: 1000 }],
      ["temperature", { rawDays: 400, hourlyDays: 7300 }],
    ]);
  });

  it.each([
    ["KR_MQTT_PORT", "65536"],
    ["KR_MQTT_PORT", "-1"],
    ["KR_MQTT_PORT", "mqtt"],
    ["KR_MQTT_PORT", "18.83"],
    ["KR_FRAME_DAYS", "0"],
    ["KR_MAX_MESSAGE_BYTES", "12"],
    ["KR_DUCKDB_MEMORY_MB", "1e3"],
    ["KR_RETENTION_RAW_DAYS", "0"],
    ["KR_RETENTION_BY_QUANTITY", "colour=90"],
    ["KR_RETENTION_BY_QUANTITY", "co2=forever"],
  ])("stops at %s=%s with one line that names both", (name, value) => {
    expect(() => readIngestConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => readIngestConfig({ [name]: value })).toThrow(
      new RegExp(`^${name}="${value}" is wrong: [^\\n]+$`),
    );
  });
});
