import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Frame } from "../sample-store.ts";

/** Frames of one commit, compressed together: network servers repeat themselves, so a block is a tenth of its frames. */
export interface FrameBlock {
  /** Lowest and highest id in it. */
  readonly first: number;
  readonly last: number;
  readonly frames: number;
  /** What its frames take unpacked, bytes. */
  readonly bytes: number;
  /** Marks of all devices that are heard in it, each once, with blanks between. */
  readonly devices: string;
  readonly data: Buffer;
}

type Head = readonly (readonly [
  id: string,
  receivedAt: number,
  source: string,
  device: string,
  bytes: number,
  also?: readonly string[],
])[];

/** Larger blocks pack little better, and one is unpacked to read one frame. */
const blockBytes = 1024 * 1024;
const level = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** Short for the external id of a device: two may share one, so that a block with it may be without the device. */
export function deviceMark(device: string): string {
  // FNV-1a, 32 bits
  let hash = 0x811c9dc5;
  for (let i = 0; i < device.length; i++) hash = Math.imul(hash ^ device.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}

function encode(frames: readonly Frame[]): FrameBlock {
  const head: Head = frames.map(({ id, receivedAt, source, device, payload, also }) =>
    also === undefined
      ? [id, receivedAt, source, device, payload.byteLength]
      : [id, receivedAt, source, device, payload.byteLength, also],
  );
  const headBytes = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(headBytes.length);
  let first = Number.MAX_SAFE_INTEGER;
  let last = 0;
  const devices = new Set<string>();
  for (const frame of frames) {
    devices.add(deviceMark(frame.device));
    for (const device of frame.also ?? []) devices.add(deviceMark(device));
    const id = Number(frame.id);
    if (id < first) first = id;
    if (id > last) last = id;
  }
  const plain = Buffer.concat([length, headBytes, ...frames.map((f) => f.payload)]);
  return {
    first,
    last,
    frames: frames.length,
    bytes: plain.length,
    devices: [...devices].join(" "),
    data: zstdCompressSync(plain, level),
  };
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
  return head.map(([id, receivedAt, source, device, bytes, also]) => {
    at += bytes;
    const payload = plain.subarray(at - bytes, at);
    return { id, receivedAt, source, device, ...(also === undefined ? {} : { also }), payload };
  });
}
