/** More pixels than this no browser shows (16 384 × 16 384). */
const MAX_PIXELS = 268_435_456;

export interface ImageSize {
  readonly mediaType: "image/png" | "image/jpeg";
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * Size of a PNG or JPEG by its own header, whatever its sender calls it.
 * @returns undefined for what is neither, or is cut off before its size, empty or larger than a browser shows
 */
export function imageSize(bytes: Uint8Array): ImageSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = pngSize(view) ?? jpegSize(view);
  if (found === undefined || found.width === 0 || found.height === 0) return undefined;
  return found.width * found.height > MAX_PIXELS ? undefined : found;
}

/** ISO 15948 §5.2 and §11.2.2: the signature, then IHDR. */
function pngSize(view: DataView): ImageSize | undefined {
  if (view.byteLength < 24 || view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a)
    return undefined;
  if (view.getUint32(12) !== 0x49484452) return undefined;
  return { mediaType: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
}

/** ITU T.81 B.2.2: the first frame header (SOF0 to SOF15 without DHT, JPG and DAC) has the size. */
function jpegSize(view: DataView): ImageSize | undefined {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame)
      return { mediaType: "image/jpeg", height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}
