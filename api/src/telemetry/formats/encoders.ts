import type { SeriesFormat } from "@kontrollrom/contracts/sample.ts";
import { csv } from "./csv.ts";
import { ndjson } from "./ndjson.ts";
import { parquet } from "./parquet.ts";
import type { SeriesEncoder } from "./series-encoder.ts";

/** Every way a series leaves the platform as a stream. */
export const encoders: Readonly<Record<SeriesFormat, SeriesEncoder>> = { ndjson, csv, parquet };
