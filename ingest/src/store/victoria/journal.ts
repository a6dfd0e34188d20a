import { type FileHandle, mkdir, open, readdir, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { packRows, type Row, unpackRows } from "./row.ts";

interface Segment {
  readonly path: string;
  bytes: number;
  readonly openedAt: number;
  /** When something of it was last sent. */
  sentAt: number;
}

const headBytes = 8;
const segmentMs = 10_000;
const segmentBytes = 64 * 1024 * 1024;

/** The entries of a file up to where a crash has torn it. */
function* entriesOf(content: Buffer): Generator<Row[]> {
  for (let at = 0; at + headBytes <= content.length; ) {
    const end = at + headBytes + content.readUInt32LE(at);
    if (end > content.length) return;
    const body = content.subarray(at + headBytes, end);
    if (crc32(body) !== content.readUInt32LE(at + 4)) return;
    yield unpackRows(body);
    at = end;
  }
}

/**
 * What was sent of late, on disk: files of some seconds each, of which the oldest are removed when the server has surely written
 * them to its own disk.
 * @param clock ms that only go forward
 */
export function createJournal(folder: string, clock: () => number) {
  let segments: Segment[] = [];
  let file: FileHandle | undefined;
  let number = 0;

  async function closeFile(): Promise<void> {
    const was = file;
    file = undefined;
    await was?.close();
  }

  async function begin(): Promise<Segment> {
    await closeFile();
    const path = join(folder, `${String(++number).padStart(12, "0")}.rows`);
    const segment = { path, bytes: 0, openedAt: clock(), sentAt: clock() };
    file = await open(path, "a");
    // The name is to survive a crash as well.
    const parent = await open(folder, "r");
    await parent.sync().finally(() => parent.close());
    segments.push(segment);
    return segment;
  }

  return {
    /** Finds what an earlier run has left. */
    async load(): Promise<void> {
      await mkdir(folder, { recursive: true });
      const names = (await readdir(folder)).filter((name) => /^\d{12}\.rows$/.test(name)).sort();
      segments = names.map((name) => ({
        path: join(folder, name),
        bytes: 0,
        openedAt: Number.NEGATIVE_INFINITY,
        sentAt: clock(),
      }));
      number = Number(names.at(-1)?.slice(0, 12) ?? 0);
    },

    /** Resolves when the rows are on disk. */
    async append(rows: readonly Row[]): Promise<void> {
      let segment = segments.at(-1);
      if (
        segment === undefined ||
        file === undefined ||
        segment.bytes > segmentBytes ||
        clock() - segment.openedAt > segmentMs
      )
        segment = await begin();
      const body = packRows(rows);
      const head = Buffer.allocUnsafe(headBytes);
      head.writeUInt32LE(body.length, 0);
      head.writeUInt32LE(crc32(body), 4);
      try {
        await file?.writev([head, body]);
        await file?.datasync();
      } catch (cause) {
        // What follows a torn entry would not be found again.
        await closeFile().catch(() => undefined);
        throw cause;
      }
      segment.bytes += headBytes + body.length;
      segment.sentAt = clock();
    },

    /** All that is kept, in the order in which it was appended. */
    async *read(): AsyncGenerator<Row[]> {
      for (const segment of [...segments]) {
        const content = await readFile(segment.path).catch((cause: NodeJS.ErrnoException) => {
          // Removed by `trim` meanwhile.
          if (cause.code === "ENOENT") return Buffer.alloc(0);
          throw cause;
        });
        yield* entriesOf(content);
        segment.sentAt = clock();
      }
    },

    /** Removes what was last sent longer ago than this. */
    async trim(ageMs: number): Promise<void> {
      const old = segments.filter(({ sentAt }) => clock() - sentAt > ageMs);
      if (old.includes(segments.at(-1) as Segment)) await closeFile();
      for (const segment of old) {
        segments = segments.filter((other) => other !== segment);
        await unlink(segment.path);
      }
    },

    close: closeFile,
  };
}
export type Journal = ReturnType<typeof createJournal>;
