import { createGunzip } from "node:zlib";
import { Unzip, UnzipInflate, UnzipPassThrough } from "fflate";
import { ImportError } from "./import-error.ts";

/** Packed drawings shrink to a tenth; what unpacks to more than this many times its size was made to hurt. */
const MAX_RATIO = 250;
/** Below this size the ratio says nothing: a small file full of blanks is harmless. */
const RATIO_FROM_BYTES = 32 * 1024 * 1024;
const CHUNK = 64 * 1024;

/**
 * Gives the IFC bytes of what was uploaded: as it is, gzip, or a zip (.ifczip) with exactly one `.ifc` inside.
 * Sizes are counted while unpacking; what headers claim is never believed.
 * @param maxBytes the most that the unpacked file may take
 * @throws ImportError `too-large`, `bad-archive`, `no-ifc-in-archive`, `several-ifc-in-archive`
 */
export async function unpack(packed: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  if (packed[0] === 0x1f && packed[1] === 0x8b) return gunzip(packed, maxBytes);
  if (packed[0] === 0x50 && packed[1] === 0x4b && (packed[2] === 3 || packed[2] === 5)) {
    return unzip(packed, maxBytes);
  }
  if (packed.length > maxBytes) throw tooLarge(maxBytes);
  return packed;
}

/** Gathers unpacked chunks and stops at the first byte too many. */
function collector(packedBytes: number, maxBytes: number) {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    push(chunk: Uint8Array): void {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      if (size > RATIO_FROM_BYTES && size > packedBytes * MAX_RATIO) {
        throw new ImportError(
          "too-large",
          `The archive unpacks to more than ${MAX_RATIO} times its size, as no drawing does. Send the .ifc file itself.`,
        );
      }
      chunks.push(chunk);
    },
    bytes(): Uint8Array {
      if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0];
      const out = new Uint8Array(size);
      let at = 0;
      for (const chunk of chunks) {
        out.set(chunk, at);
        at += chunk.length;
      }
      return out;
    },
  };
}

async function gunzip(packed: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  const out = collector(packed.length, maxBytes);
  const stream = createGunzip({ chunkSize: 1024 * 1024 });
  stream.end(packed);
  try {
    for await (const chunk of stream) out.push(chunk as Uint8Array);
  } catch (cause) {
    if (cause instanceof ImportError) throw cause;
    throw badArchive("gzip", cause);
  }
  return out.bytes();
}

function unzip(packed: Uint8Array, maxBytes: number): Uint8Array {
  const out = collector(packed.length, maxBytes);
  const names: string[] = [];
  let whole = false;
  const reader = new Unzip((entry) => {
    if (!isDrawing(entry.name)) return;
    names.push(entry.name);
    if (names.length > 1) {
      throw new ImportError(
        "several-ifc-in-archive",
        `The archive holds more than one drawing (${names.map((name) => name.slice(0, 80)).join(", ")}). Send them one at a time.`,
      );
    }
    entry.ondata = (error, chunk, final) => {
      if (error !== null) throw error;
      out.push(chunk);
      whole ||= final;
    };
    entry.start();
  });
  reader.register(UnzipInflate);
  reader.register(UnzipPassThrough);
  try {
    for (let at = 0; at < packed.length; at += CHUNK) {
      reader.push(packed.subarray(at, at + CHUNK), at + CHUNK >= packed.length);
    }
  } catch (cause) {
    if (cause instanceof ImportError) throw cause;
    throw badArchive("zip", cause);
  }
  if (names.length === 0) {
    throw new ImportError(
      "no-ifc-in-archive",
      "The archive holds no .ifc file. Pack exactly one drawing in it.",
    );
  }
  if (!whole) throw badArchive("zip", undefined);
  return out.bytes();
}

function isDrawing(name: string): boolean {
  const base = name.slice(name.lastIndexOf("/") + 1);
  return /\.ifc$/i.test(base) && !base.startsWith("._") && !name.startsWith("__MACOSX/");
}

function tooLarge(maxBytes: number): ImportError {
  return new ImportError(
    "too-large",
    `The drawing is larger than ${Math.round(maxBytes / 1024 / 1024)} MiB unpacked. Split it by building, or raise the limit.`,
  );
}

function badArchive(kind: string, cause: unknown): ImportError {
  const why = cause instanceof Error ? `: ${cause.message}` : "";
  return new ImportError(
    "bad-archive",
    `The ${kind} archive is damaged or incomplete${why}. Pack or send it again.`,
    cause === undefined ? undefined : { cause },
  );
}
