import { describe, expect, it } from "vitest";
import { readIngestConfig } from "../config.ts";
import { ConfigError } from "../config-error.ts";

const secret = "s3cret";

describe("the choice of a time-series server", () => {
  it("keeps samples embedded where none is named", () => {
    expect(readIngestConfig({}).seriesServer).toEqual({ influx: undefined, victoria: undefined });
  });

  it("takes InfluxDB by its URL, token, organisation and bucket", () => {
    const env = {
      KR_INFLUX_URL: "https://influx.example.no/",
      KR_INFLUX_TOKEN: secret,
      KR_INFLUX_ORG: "kommunen",
      KR_INFLUX_BUCKET: "bygg",
    };
    expect(readIngestConfig(env).seriesServer.influx).toEqual({
      url: "https://influx.example.no",
      token: secret,
      org: "kommunen",
      bucket: "bygg",
    });
    expect(readIngestConfig({ KR_INFLUX_URL: "http://db:8086" }).seriesServer.influx).toEqual({
      url: "http://db:8086",
      token: undefined,
      org: undefined,
      bucket: "kontrollrom",
    });
  });

  it("takes VictoriaMetrics by its URL, and what signs in to it", () => {
    const env = {
      KR_VICTORIA_URL: "http://vm:8428",
      KR_VICTORIA_USERNAME: "kr",
      KR_VICTORIA_PASSWORD: secret,
    };
    expect(readIngestConfig(env).seriesServer.victoria).toEqual({
      url: "http://vm:8428",
      username: "kr",
      password: secret,
    });
  });

  it.each([
    [{ KR_INFLUX_URL: "influx" }, /^KR_INFLUX_URL is not a URL/],
    [{ KR_INFLUX_URL: "udp://influx:8089" }, /^KR_INFLUX_URL="udp:\/\/influx:8089" is wrong: expected http/],
    [
      { KR_INFLUX_URL: `http://kr:${secret}@influx:8086` },
      /^KR_INFLUX_URL holds credentials: .*KR_INFLUX_TOKEN/,
    ],
    [{ KR_INFLUX_URL: `http://influx:8086/?p=${secret}` }, /^KR_INFLUX_URL holds more than an address/],
    [{ KR_INFLUX_TOKEN: secret }, /^KR_INFLUX_TOKEN needs KR_INFLUX_URL/],
    [{ KR_INFLUX_URL: "http://influx:8086", KR_INFLUX_ORG: "o" }, /^KR_INFLUX_ORG needs KR_INFLUX_TOKEN/],
    [
      { KR_INFLUX_URL: "http://influx:8086", KR_INFLUX_BUCKET: 'a"; DROP' },
      /^KR_INFLUX_BUCKET="a"; DROP" is wrong/,
    ],
    [{ KR_VICTORIA_PASSWORD: secret }, /^KR_VICTORIA_PASSWORD needs KR_VICTORIA_URL/],
    [{ KR_VICTORIA_URL: "http://vm", KR_VICTORIA_PASSWORD: secret }, /belong together/],
    [{ KR_VICTORIA_URL: `http://kr:${secret}@vm:8428` }, /^KR_VICTORIA_URL holds credentials/],
    [{ KR_INFLUX_URL: "http://influx:8086", KR_VICTORIA_URL: "http://vm:8428" }, /both set/],
  ])("stops at %j with one line that tells no secret", (env, message) => {
    let thrown: unknown;
    try {
      readIngestConfig(env);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ConfigError);
    expect(String((thrown as Error).message)).toMatch(message);
    expect((thrown as Error).message).not.toMatch(/\n|s3cret/);
  });
});
