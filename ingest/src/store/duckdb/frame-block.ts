import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Frame } from "../sample-store.ts";

/** Frames of one commit, compressed together: network servers repeat themselves, so a block is a tenth of its frames. */
export interface FrameBlock {
  /** Lowest and highest id in it. */
  readonly first: number;
  readonly last: number;
  readonly frames: number;
  readonly data: Buffer;
}

type Head = readonly (readonly [
  id: string,
  receivedAt: number,
  source: string,
  device: string,
  bytes: number,
])[];

/** Larger blocks pack little better, and one is unpacked to read one frame. */
const blockBytes = 1024 * 1024;
const level = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

function encode(frames: readonly Frame[]): FrameBlock {
  const head: Head = frames.map((f) => [f.id, f.receivedAt, f.source, f.device, f.payload.byteLength]);
  const headBytes = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(headBytes.length);
  let first = Number.MAX_SAFE_INTEGER;
  let last = 0;
  for (const frame of frames) {
    const id = Number(frame.id);
    if (id < first) first = id;
    if (id > last) last = id;
  }
  const plain = Buffer.concat([length, headBytes, ...frames.map((f) => f.payload)]);
  return { first, last, frames: frames.length, data: zstdCompressSync(plain, level) };
}

/** Packs frames, in their order, into blocks of about a megabyte before compression. */
export function packFrames(frames: readonly Frame[]): FrameBlock[] {
  const blocks: FrameBlock[] = [];
  let from = 0;
  let bytes = 0;
  for (let i = 0; i < frames.length; i++) {
    bytes += (frames[i] as Frame).payload.byteLength;
    if (bytes < blockBytes && i < frames.length - 1) continue;
    blocks.push(encode(frames.slice(from, i + 1)));
    from = i + 1;
    bytes = 0;
  }
  return blocks;
}

/** The frame of that id, if the block holds it. */
export function findInBlock(data: Uint8Array, id: string): Frame | undefined {
  return unpackFrames(data).find((frame) => frame.id === id);
}

/** The frames of a block in their order; their payloads share its memory. */
export function unpackFrames(data: Uint8Array): Frame[] {
  const plain = zstdDecompressSync(data);
  const headLength = plain.readUInt32LE(0);
  const head = JSON.parse(plain.toString("utf8", 4, 4 + headLength)) as Head;
  let at = 4 + headLength;
  return head.map(([id, receivedAt, source, device, bytes]) => {
    at += bytes;
    return { id, receivedAt, source, device, payload: plain.subarray(at - bytes, at) };
  });
}
