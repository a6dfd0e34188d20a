import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { CliError } from "./cli-error.ts";

/** A file that is read in pieces, whatever its size, unpacked where its name ends in `.gz`. */
export interface SampleFile {
  readonly stream: Readable;
  /** From 0 to 1: how much of the file on disk has been read. */
  progress(): number;
}

/** @throws CliError where there is no such file */
export async function openSampleFile(path: string): Promise<SampleFile> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) throw new CliError(`${path}: there is no such file`);
  const disk = createReadStream(path);
  let stream: Readable = disk;
  if (path.endsWith(".gz")) {
    const unpack = createGunzip();
    disk.once("error", (error) => unpack.destroy(error));
    stream = disk.pipe(unpack);
  }
  return { stream, progress: () => (found.size === 0 ? 1 : disk.bytesRead / found.size) };
}

/** A line, with its number in the file; `text` is undefined where it is longer than may be. */
export interface Line {
  readonly number: number;
  readonly text: string | undefined;
}

const newline = 10;

/** The lines of a stream that are not empty. A line over the bound is not kept, but counted. */
export async function* linesOf(stream: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  let number = 1;
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const take = (part: Uint8Array) => {
    bytes += part.length;
    if (bytes <= maxBytes) parts.push(part);
    else parts = [];
  };
  const end = (): Line | undefined => {
    const text = bytes > maxBytes ? undefined : Buffer.concat(parts).toString("utf8").replace(/\r$/, "");
    const line = { number, text };
    parts = [];
    bytes = 0;
    number++;
    return text?.trim() === "" ? undefined : line;
  };
  for await (const chunk of stream) {
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      take(chunk.subarray(from, at));
      from = at + 1;
      const line = end();
      if (line !== undefined) yield line;
    }
    take(chunk.subarray(from));
  }
  const last = end();
  if (last !== undefined) yield last;
}
