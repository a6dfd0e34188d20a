/**
 * Takes out of a photo what tells where, when and by whom it was taken: Exif, XMP, comments, and what phones append after the picture.
 * How it is to be turned stays, since it would else lie on its side; so does its colour profile.
 */
export type StrippedPhoto =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly reason: "not-this-type" | "cut-off" };

export function stripMetadata(mediaType: string, photo: Buffer): StrippedPhoto {
  if (mediaType === "image/jpeg") return stripJpeg(photo);
  if (mediaType === "image/png") return stripPng(photo);
  return mediaType === "image/webp" ? stripWebp(photo) : refused("not-this-type");
}

const refused = (reason: "not-this-type" | "cut-off") => ({ ok: false, reason }) as const;

const soi = 0xd8;
const eoi = 0xd9;
const sos = 0xda;
const app0 = 0xe0;
const app1 = 0xe1;
const app2 = 0xe2;
const app14 = 0xee;
const app15 = 0xef;
const comment = 0xfe;

/** Segments of ITU-T T.81 Annex B. */
function stripJpeg(photo: Buffer): StrippedPhoto {
  if (photo[0] !== 0xff || photo[1] !== soi || photo[2] !== 0xff) return refused("not-this-type");
  const kept: Buffer[] = [];
  let turned = 1;
  let at = 2;
  for (;;) {
    while (photo[at] === 0xff && photo[at + 1] === 0xff) at += 1;
    const marker = photo[at + 1];
    if (photo[at] !== 0xff || marker === undefined) return refused("cut-off");
    if (marker === eoi) break;
    if (at + 4 > photo.length) return refused("cut-off");
    const end = at + 2 + photo.readUInt16BE(at + 2);
    if (end > photo.length || end < at + 4) return refused("cut-off");
    const segment = photo.subarray(at, end);
    if (marker === app1 && segment.subarray(4, 10).equals(Buffer.from("Exif\0\0")))
      turned = orientationOf(segment.subarray(10));
    if (isNeeded(marker, segment)) kept.push(segment);
    at = end;
    if (marker !== sos) continue;
    const scan = endOfScan(photo, at);
    if (scan === undefined) return refused("cut-off");
    kept.push(photo.subarray(at, scan));
    at = scan;
  }
  const orientation = turned === 1 ? [] : [orientationSegment(turned)];
  return {
    ok: true,
    bytes: Buffer.concat([Buffer.from([0xff, soi]), ...orientation, ...kept, Buffer.from([0xff, eoi])]),
  };
}

function isNeeded(marker: number, segment: Buffer): boolean {
  if (marker === comment) return false;
  if (marker < app0 || marker > app15) return true;
  if (marker === app2) return segment.subarray(4, 16).equals(Buffer.from("ICC_PROFILE\0"));
  return (marker === app0 && segment.subarray(4, 9).equals(Buffer.from("JFIF\0"))) || marker === app14;
}

/** Picture data ends at a marker that is neither a stuffed byte nor a restart. */
function endOfScan(photo: Buffer, from: number): number | undefined {
  for (let at = photo.indexOf(0xff, from); at >= 0; at = photo.indexOf(0xff, at + 1)) {
    const next = photo[at + 1];
    if (next === undefined) return undefined;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return undefined;
}

/** Tag 0x0112 of the first directory (Exif 2.32 §4.6.4), 1 where there is none. */
function orientationOf(tiff: Buffer): number {
  const little = tiff.toString("latin1", 0, 2) === "II";
  const read16 = (at: number) =>
    at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const read32 = (at: number) =>
    at + 4 > tiff.length ? 0 : little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at);
  const directory = read32(4);
  const entries = read16(directory);
  for (let entry = 0; entry < Math.min(entries, 500); entry += 1) {
    const at = directory + 2 + entry * 12;
    if (read16(at) !== 0x0112) continue;
    const value = read16(at + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

function orientationSegment(orientation: number): Buffer {
  const segment = Buffer.from(
    "ffe1002245786966000049492a0008000000010012010300010000000000000000000000",
    "hex",
  );
  segment.writeUInt16LE(orientation, 28);
  return segment;
}

const pngSignature = Buffer.from("89504e470d0a1a0a", "hex");
const pngPersonal = new Set(["eXIf", "tEXt", "zTXt", "iTXt", "tIME"]);

/** Chunks of ISO/IEC 15948; what comes after IEND is left out. */
function stripPng(photo: Buffer): StrippedPhoto {
  if (!photo.subarray(0, 8).equals(pngSignature)) return refused("not-this-type");
  const kept: Buffer[] = [pngSignature];
  for (let at = 8; at + 12 <= photo.length; ) {
    const end = at + 12 + photo.readUInt32BE(at);
    if (end > photo.length) return refused("cut-off");
    const name = photo.toString("latin1", at + 4, at + 8);
    if (!pngPersonal.has(name)) kept.push(photo.subarray(at, end));
    if (name === "IEND") return { ok: true, bytes: Buffer.concat(kept) };
    at = end;
  }
  return refused("cut-off");
}

/** Chunks of RFC 9649. */
function stripWebp(photo: Buffer): StrippedPhoto {
  if (photo.toString("latin1", 0, 4) !== "RIFF" || photo.toString("latin1", 8, 12) !== "WEBP")
    return refused("not-this-type");
  const whole = Math.min(photo.length, 8 + photo.readUInt32LE(4));
  if (8 + photo.readUInt32LE(4) > photo.length) return refused("cut-off");
  const kept: Buffer[] = [];
  for (let at = 12; at + 8 <= whole; ) {
    const size = photo.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (at + 8 + size > whole) return refused("cut-off");
    const name = photo.toString("latin1", at, at + 4);
    if (name !== "EXIF" && name !== "XMP ") {
      const chunk = Buffer.from(photo.subarray(at, end));
      // VP8X says which of the chunks are there: bit 3 Exif, bit 2 XMP.
      if (name === "VP8X" && chunk.length > 8) chunk[8] = (chunk[8] ?? 0) & ~0x0c;
      kept.push(chunk);
    }
    at = end;
  }
  if (kept.length === 0) return refused("cut-off");
  const body = Buffer.concat([Buffer.from("WEBP"), ...kept]);
  const head = Buffer.from("RIFF\0\0\0\0", "latin1");
  head.writeUInt32LE(body.length, 4);
  return { ok: true, bytes: Buffer.concat([head, body]) };
}
