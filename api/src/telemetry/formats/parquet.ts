import { seriesMediaTypes } from "@kontrollrom/contracts/sample.ts";
import { ByteWriter, ParquetWriter, type SchemaElement } from "hyparquet-writer";
import { type SeriesEncoder, type SeriesShape, valueColumns } from "./series-encoder.ts";

/** Rows that are held until they are written: some 10 MB. */
const groupRows = 50_000;

/**
 * Parquet with columns point, time (UTC, ms), the values, and quality; the units stand in the file's own metadata. Row groups leave as they
 * are full. A file that breaks off has no footer, so no reader takes it for whole.
 */
export const parquet: SeriesEncoder = {
  format: "parquet",
  mediaType: seriesMediaTypes.parquet,
  extension: "parquet",
  async *encode(chunks, shape) {
    const columns = valueColumns(shape);
    const names = ["point", "time", ...columns, "quality"];
    const units: Record<number, string> = {};
    const buffer = new LeavingWriter();
    const writer = new ParquetWriter({
      writer: buffer,
      schema: schemaOf(columns),
      createdBy: "Kontrollrom",
      kvMetadata: metadata(shape, units),
    });
    let group = emptyGroup(names);
    const write = () => {
      writer.write({
        columnData: names.map((name, i) => ({ name, data: group[i] ?? [] })),
        rowGroupSize: groupRows,
      });
      group = emptyGroup(names);
      return buffer.take();
    };
    for await (const { pointId, entries } of chunks) {
      units[pointId] ??= shape.label(pointId).unit;
      for (const entry of entries) {
        group[0]?.push(pointId);
        group[1]?.push(BigInt(entry.time));
        columns.forEach((column, i) => {
          group[2 + i]?.push(entry[column] ?? null);
        });
        group[2 + columns.length]?.push(entry.quality ?? "good");
        if (group[0]?.length === groupRows) yield write();
      }
    }
    if (group[0]?.length) yield write();
    writer.kvMetadata = metadata(shape, units);
    writer.finish();
    yield buffer.take();
  },
};

/** Gives away what is written, and goes on counting from where the file stands. */
class LeavingWriter extends ByteWriter {
  take(): Buffer {
    const bytes = Buffer.from(this.getBytes());
    this.index = 0;
    return bytes;
  }
}

function emptyGroup(names: readonly string[]): unknown[][] {
  return names.map(() => []);
}

function metadata(shape: SeriesShape, units: Record<number, string>): { key: string; value: string }[] {
  return [
    { key: "kontrollrom.bucket", value: shape.bucket },
    { key: "kontrollrom.zone", value: shape.zone },
    { key: "kontrollrom.units", value: JSON.stringify(units) },
  ];
}

function schemaOf(columns: readonly string[]): SchemaElement[] {
  return [
    { name: "root", num_children: columns.length + 3 },
    { name: "point", type: "INT32", repetition_type: "REQUIRED" },
    {
      name: "time",
      type: "INT64",
      repetition_type: "REQUIRED",
      converted_type: "TIMESTAMP_MILLIS",
      logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
    },
    ...columns.map((name): SchemaElement => ({ name, type: "DOUBLE", repetition_type: "OPTIONAL" })),
    { name: "quality", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
  ];
}
