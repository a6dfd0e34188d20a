import { describe, expect, it } from "vitest";
import { ProblemError } from "../http/problem-error.ts";
import { parseDeviceCsv } from "./csv.ts";

describe("the device CSV", () => {
  const all = (text: string) => Array.fromAsync(parseDeviceCsv(text));

  it("reads devices, with semicolons and decimal commas as Norwegian spreadsheets write them", async () => {
    const text =
      "\uFEFFexternalId;name;decoder;lat;lon;points\r\nA81758FFFE0312AB;Rom 101;elsys;63,11;7,73;temperature co2@east\r\n";
    expect(await all(text)).toEqual([
      {
        line: 2,
        device: {
          externalId: "A81758FFFE0312AB",
          name: "Rom 101",
          decoder: "elsys",
          lat: 63.11,
          lon: 7.73,
          points: ["temperature", "co2@east"],
        },
      },
    ]);
  });

  it("tells by line what is wrong with a device, and reads the others", async () => {
    const text = 'externalId,name,lat\n"a","A",100\nb,B,\n,C,1\nd,D,1,2\n';
    const lines = await all(text);
    expect(lines.map(({ line }) => line)).toEqual([2, 3, 4, 5]);
    expect(lines.map((line) => ("reason" in line ? line.reason : "ok"))).toEqual([
      expect.stringMatching(/^lat: .*got 100/),
      "ok",
      expect.stringMatching(/^externalId: /),
      "has 4 fields where the header has 3",
    ]);
  });

  it.each([
    ["", "empty-file"],
    ["externalId,name,colour\n", "unknown-column"],
    ["externalId\n", "missing-column"],
    ['externalId,name\n"a,b\n', "not-csv"],
  ])("refuses %j as a whole", async (text, code) => {
    await expect(all(text)).rejects.toMatchObject({ code, constructor: ProblemError });
  });
});
