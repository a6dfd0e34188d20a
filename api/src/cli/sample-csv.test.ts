import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { CliError } from "./cli-error.ts";
import { type CsvOptions, csvRows, readTime, readValue, separatorOf } from "./sample-csv.ts";

const plain: CsvOptions = { map: undefined, timeColumn: undefined, timezone: "UTC", device: undefined };

function rows(text: string | readonly string[], options: Partial<CsvOptions> = {}) {
  const chunks = (typeof text === "string" ? [text] : text).map((chunk) => Buffer.from(chunk));
  return Array.fromAsync(csvRows(Readable.from(chunks, { objectMode: false }), { ...plain, ...options }));
}

/** The columns that a table of this test looks at. */
async function told(text: string | readonly string[], options: Partial<CsvOptions> = {}) {
  return (await rows(text, options)).map((row) => {
    if ("reject" in row) return [row.line, row.reject.reason];
    if ("empty" in row) return [row.line, "empty"];
    const { device, time, values } = row.candidate;
    return [row.line, device, Number.isNaN(time) ? "no time" : new Date(time).toISOString(), values];
  });
}

describe("a table with a value a line", () => {
  it("has unit and channel where they are wanted", async () => {
    const table = `device,time,quantity,value,unit,channel
m-1,2026-01-02T03:04:05Z,temperature,294.5,K,inne
m-1,2026-01-02T03:04:05+01:00,door-open,TRUE,,
`;
    expect(await told(table)).toEqual([
      [
        2,
        "m-1",
        "2026-01-02T03:04:05.000Z",
        [{ quantity: "temperature", value: 294.5, unit: "K", channel: "inne" }],
      ],
      [3, "m-1", "2026-01-02T02:04:05.000Z", [{ quantity: "door-open", value: true }]],
    ]);
  });

  it("may be one of a spreadsheet in Norwegian, with a mark at its beginning, in pieces", async () => {
    const table = ["\uFEFFDevice;Ti", "me;Quantity;Value\r\nm-1;2026-07-02 12:00;tempe", "rature;21,4\r\n"];
    expect(await told(table, { timezone: "Europe/Oslo" })).toEqual([
      [2, "m-1", "2026-07-02T10:00:00.000Z", [{ quantity: "temperature", value: 21.4 }]],
    ]);
  });

  it("keeps its good rows where others are wrong", async () => {
    const table = `device,time,quantity,value
m-1,2026-01-02T00:00:00Z,co2,1
m-1,2026-01-02T00:00:00Z,co2
m-1,2026-01-02T00:00:00Z,co2,"1"2
m-1,i går,co2,4

m-1,2026-01-02T00:00:00Z,co2,
m-1,2026-01-02T00:00:00Z,co2,NA
m-1,2026-01-02T00:00:00Z,co2,6`;
    const value = (value: unknown) => [{ quantity: "co2", value }];
    const at = "2026-01-02T00:00:00.000Z";
    expect(await told(table)).toEqual([
      [2, "m-1", at, value(1)],
      [3, "not-csv"],
      [4, "not-csv"],
      [5, "m-1", "no time", value(4)],
      [7, "m-1", at, value("")],
      [8, "m-1", at, value("NA")],
      [9, "m-1", at, value(6)],
    ]);
  });

  it("tells of a quote that is never closed and of a line that has no end, and reads on behind them", async () => {
    const row = "m-1,2026-01-02T00:00:00Z,co2,1\n";
    const table = [
      "device,time,quantity,value\n",
      row,
      'm-1,"2026,co2,2\n',
      "x".repeat(3_000_000),
      "\n",
      row,
    ];
    expect((await told(table)).map(([line, what]) => [line, what])).toEqual([
      [2, "m-1"],
      [3, "not-csv"],
      [4, "not-csv"],
      [5, "m-1"],
    ]);
  });

  it("may have empty cells at its end", async () => {
    const table = "device\ttime\tquantity\tvalue\tunit\r\nm-1\t2026-01-02T00:00:00Z\tco2\t1\t\r\n";
    expect(await told(table)).toEqual([
      [2, "m-1", "2026-01-02T00:00:00.000Z", [{ quantity: "co2", value: 1 }]],
    ]);
  });

  it("may have its cells in quotes", async () => {
    const table = '"device";"time";"quantity";"value"\n"m;""1""";"2026-01-02T00:00:00Z";"co2";"1,5"';
    expect(await told(table)).toEqual([
      [2, 'm;"1"', "2026-01-02T00:00:00.000Z", [{ quantity: "co2", value: 1.5 }]],
    ]);
  });
});

describe("a table with a column for each quantity", () => {
  const map = "Temp=temperature,CO2=co2@inne";

  it("is of the device that is named, and says nothing where nothing was measured", async () => {
    const table = `date,Temp,CO2,other
2026-01-02 00:00:00,20.5,,x
2026-01-02 00:01:00,,,x
2026-01-02 00:02:00,21,600,x`;
    expect(await told(table, { map, device: "m-1" })).toEqual([
      [2, "m-1", "2026-01-02T00:00:00.000Z", [{ quantity: "temperature", value: 20.5 }]],
      [3, "empty"],
      [
        4,
        "m-1",
        "2026-01-02T00:02:00.000Z",
        [
          { quantity: "temperature", value: 21 },
          { quantity: "co2", value: 600, channel: "inne" },
        ],
      ],
    ]);
  });

  it("may name the device in each row, and the row before the header's first column", async () => {
    const table = "when,device,Temp,CO2\n1,1767312000,m-1,20,\n2,1767312000000,m-2,21,";
    expect(await told(table, { map, timeColumn: "when" })).toEqual([
      [2, "m-1", "2026-01-02T00:00:00.000Z", [{ quantity: "temperature", value: 20 }]],
      [3, "m-2", "2026-01-02T00:00:00.000Z", [{ quantity: "temperature", value: 21 }]],
    ]);
  });

  it.each<[string, Partial<CsvOptions>, string]>([
    ["date,Temp\n1,2", { map, device: "m" }, '"CO2"'],
    ["Temp,CO2\n1,2", { map, device: "m" }, "--time"],
    ["date,Temp,CO2\n1,2,3", { map }, "--device"],
    ["device,time,value\nm,1,2", {}, '"quantity"'],
    ["a,b\n1,2", { map: "a=happiness", device: "m" }, "happiness"],
    ["", {}, "empty"],
  ])("stops at %j with %j and names what is missing", async (table, options, says) => {
    await expect(rows(table, options)).rejects.toThrow(CliError);
    await expect(rows(table, options)).rejects.toThrow(says);
  });
});

describe("what a cell says", () => {
  it.each([
    ["21.4", false, 21.4],
    ["-1e3", false, -1000],
    ["21,4", true, 21.4],
    ["21,4", false, "21,4"],
    ["1,234,5", true, "1,234,5"],
    ["False", false, false],
    ["0x10", false, "0x10"],
    ["Infinity", false, "Infinity"],
    ["", false, ""],
  ])("%j with a decimal comma %s is %j", (text, comma, value) => {
    expect(readValue(text, comma)).toBe(value);
  });

  it.each([
    ["1767312000", "2026-01-02T00:00:00.000Z"],
    ["1767312000.5", "2026-01-02T00:00:00.500Z"],
    ["1767312000123", "2026-01-02T00:00:00.123Z"],
    ["2026-01-02", "2026-01-02T00:00:00.000Z"],
  ])("%s is the time %s", (text, time) => {
    expect(new Date(readTime(text, "UTC")).toISOString()).toBe(time);
  });

  it.each([
    ["a,b,c", ","],
    ["a;b,x;c", ";"],
    ["a\tb", "\t"],
    ["a", ","],
  ])("%j is separated by %j", (header, separator) => {
    expect(separatorOf(header)).toBe(separator);
  });
});
