/** One part of a CSV file, a file of its own: with the header of the whole. */
export interface CsvPart {
  readonly text: string;
  /** Records in it, the header not counted. */
  readonly records: number;
  /** What to add to a line of the part to get the line of the whole file. */
  readonly lineOffset: number;
}

/**
 * Cuts a CSV file into parts of at most so many records, so that each can be sent by itself and one can see how far it has come. Line
 * breaks within quotes do not end a record.
 */
export function csvParts(text: string, recordsAtOnce: number): CsvPart[] {
  const [header, ...records] = csvRecords(text);
  if (header === undefined) return [];
  const parts: CsvPart[] = [];
  for (let at = 0; at < records.length; at += recordsAtOnce) {
    const some = records.slice(at, at + recordsAtOnce);
    parts.push({
      text: header.text + some.map((record) => record.text).join(""),
      records: some.length,
      lineOffset: (some[0]?.line ?? 0) - 1 - header.lines,
    });
  }
  return parts;
}

/** A record with its line break, the line that it begins on (from 1), and how many lines it has. */
export interface CsvRecord {
  readonly text: string;
  readonly line: number;
  readonly lines: number;
}

/** Empty lines belong to the record before them, so that lines can be counted. */
export function csvRecords(text: string): CsvRecord[] {
  const records: { text: string; line: number; lines: number }[] = [];
  let line = 1;
  let quoted = false;
  let from = 0;
  let lines = 0;
  for (let at = 0; at <= text.length; at++) {
    const end = at === text.length;
    if (text[at] === '"') quoted = !quoted;
    if (text[at] !== "\n" && !end) continue;
    lines += 1;
    if (quoted && !end) continue;
    const record = text.slice(from, at + 1);
    const last = records.at(-1);
    if (record.trim() === "" && last !== undefined) {
      last.text += record;
      if (record !== "") last.lines += lines;
    } else if (record !== "") records.push({ text: end ? `${record}\n` : record, line, lines });
    line += lines;
    from = at + 1;
    lines = 0;
  }
  return records;
}
