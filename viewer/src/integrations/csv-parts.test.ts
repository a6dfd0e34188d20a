import { describe, expect, it } from "vitest";
import { csvParts, csvRecords } from "./csv-parts.ts";
import { rejectReport } from "./reject-report.ts";

describe("cutting a CSV file into parts", () => {
  it("gives each part the header, and tells where it began", () => {
    const text = "externalId,name\na,A\nb,B\nc,C\n";
    expect(csvParts(text, 2)).toEqual([
      { text: "externalId,name\na,A\nb,B\n", records: 2, lineOffset: 0 },
      { text: "externalId,name\nc,C\n", records: 1, lineOffset: 2 },
    ]);
  });

  it.each([
    ["no line break at the end", "h\na\nb", ["a\n", "b\n"], [2, 3]],
    ["Windows line breaks", "h\r\na\r\nb\r\n", ["a\r\n", "b\r\n"], [2, 3]],
    ["line breaks within quotes", 'h\n"a\nA",1\nb\n', ['"a\nA",1\n', "b\n"], [2, 4]],
    ["doubled quotes", 'h\n"a ""x"" \n",1\nb\n', ['"a ""x"" \n",1\n', "b\n"], [2, 4]],
    ["empty lines", "h\na\n\n\nb\n", ["a\n\n\n", "b\n"], [2, 5]],
    ["a header alone", "h\n", [], []],
    ["nothing", "", [], []],
  ])("reads a file with %s", (_name, text, records, lines) => {
    const [, ...rest] = csvRecords(text);
    expect(rest.map((record) => record.text)).toEqual(records);
    expect(rest.map((record) => record.line)).toEqual(lines);
  });

  it("loses nothing, and keeps lines where they were, for whatever size of part", () => {
    const names = Array.from({ length: 23 }, (_, at) => (at % 5 === 0 ? `"${at}\nto linjer"` : `${at}`));
    const text = `h\n${names.join("\n")}\n`;
    for (let size = 1; size < 25; size++) {
      const parts = csvParts(text, size);
      expect(`h\n${parts.map((part) => part.text.slice(2)).join("")}`).toBe(text);
      for (const { text: part, lineOffset } of parts) {
        const [, first] = csvRecords(part);
        const whole = csvRecords(text).find((record) => record.text === first?.text);
        expect((first?.line ?? 0) + lineOffset).toBe(whole?.line);
      }
    }
  });
});

describe("the report of what was refused", () => {
  it("has the records as they stood, with line and reason", () => {
    const text = '\uFEFFexternalId;name\r\na;A\r\nb;"B\r\nB"\r\n';
    const rejected = [{ line: 3, reason: 'room "7" is not known' }];
    expect(rejectReport(text, rejected, { line: "linje", reason: "grunn" })).toBe(
      '\uFEFFlinje;grunn;externalId;name\r\n3;"room ""7"" is not known";b;"B\r\nB"\r\n',
    );
  });
});
