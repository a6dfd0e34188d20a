import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stripMetadata } from "./strip-metadata.ts";

const segment = (marker: number, body: Buffer | string) => {
  const bytes = Buffer.from(body);
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.length + 2, 2);
  return Buffer.concat([head, bytes]);
};
/** Big-endian Exif with an orientation and a position's text. */
const exif = (orientation: number) => {
  const tiff = Buffer.alloc(60);
  tiff.write("MM", 0);
  tiff.writeUInt16BE(42, 2);
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  tiff.write("N63.1104", 40);
  return segment(0xe1, Buffer.concat([Buffer.from("Exif\0\0"), tiff]));
};
const scan = Buffer.concat([segment(0xda, "scan"), Buffer.from([1, 2, 0xff, 0, 3, 0xff, 0xd1, 4])]);
const jfif = segment(0xe0, "JFIF\0rest");
const icc = segment(0xe2, "ICC_PROFILE\0profile");
const jpeg = (...parts: Buffer[]) =>
  Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, scan, Buffer.from([0xff, 0xd9])]);

const chunk = (name: string, body: string) => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length, 0);
  head.write(name, 4, "latin1");
  return Buffer.concat([head, Buffer.from(body), Buffer.alloc(4)]);
};
const signature = Buffer.from("89504e470d0a1a0a", "hex");
const riff = (...chunks: [string, string][]) => {
  const body = Buffer.concat(
    chunks.map(([name, text]) => {
      const head = Buffer.alloc(8);
      head.write(name, 0, "latin1");
      head.writeUInt32LE(text.length, 4);
      return Buffer.concat([head, Buffer.from(text, "latin1"), Buffer.alloc(text.length % 2)]);
    }),
  );
  const head = Buffer.from("RIFF\0\0\0\0WEBP", "latin1");
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
};

const bytesOf = (mediaType: string, photo: Buffer) => {
  const stripped = stripMetadata(mediaType, photo);
  return stripped.ok ? stripped.bytes : stripped.reason;
};

describe("stripMetadata", () => {
  it("keeps the picture and its colours of a JPEG, and nothing of where it was taken", () => {
    const xmp = segment(0xe1, "http://ns.adobe.com/xap/1.0/\0GPS");
    const photo = jpeg(jfif, exif(1), xmp, segment(0xfe, "Kari"), segment(0xed, "IPTC"), icc);
    const video = Buffer.from("ftyp a film after the picture");
    expect(bytesOf("image/jpeg", Buffer.concat([photo, video]))).toEqual(jpeg(jfif, icc));
  });

  it("keeps how a JPEG is to be turned", () => {
    const stripped = bytesOf("image/jpeg", jpeg(jfif, exif(6)));
    expect(stripped.includes("N63.1104")).toBe(false);
    expect(bytesOf("image/jpeg", stripped as Buffer)).toEqual(stripped);
    expect((stripped as Buffer).subarray(2, 38).toString("hex")).toBe(
      "ffe1002245786966000049492a0008000000010012010300010000000600000000000000",
    );
  });

  it("takes text and Exif out of PNG and WebP", () => {
    const png = Buffer.concat([signature, chunk("IHDR", "head"), chunk("eXIf", "GPS"), chunk("IEND", "")]);
    expect(bytesOf("image/png", Buffer.concat([png, Buffer.from("more")]))).toEqual(
      Buffer.concat([signature, chunk("IHDR", "head"), chunk("IEND", "")]),
    );
    const flags = (bits: number) => `${String.fromCharCode(bits)}\0\0\0\0\0\0\0\0\0`;
    expect(
      bytesOf("image/webp", riff(["VP8X", flags(0x1c)], ["VP8 ", "abc"], ["EXIF", "GPS"], ["XMP ", "x"])),
    ).toEqual(riff(["VP8X", flags(0x10)], ["VP8 ", "abc"]));
  });

  it.each([
    ["a PNG that says it is a JPEG", "image/jpeg", signature, "not-this-type"],
    ["a page that says it is a picture", "image/png", Buffer.from("<html>"), "not-this-type"],
    ["half a JPEG", "image/jpeg", jpeg(jfif).subarray(0, 14), "cut-off"],
    ["a PNG without end", "image/png", Buffer.concat([signature, chunk("IHDR", "head")]), "cut-off"],
  ])("refuses %s", (_name, mediaType, photo, reason) => {
    expect(bytesOf(mediaType, photo)).toBe(reason);
  });

  it("answers whatever is sent", () => {
    const start = fc.constantFrom(
      Buffer.from([0xff, 0xd8, 0xff]),
      signature,
      Buffer.from("RIFF\x20\0\0\0WEBP", "latin1"),
    );
    const types = fc.constantFrom("image/jpeg", "image/png", "image/webp");
    fc.assert(
      fc.property(types, start, fc.uint8Array({ maxLength: 200 }), (type, head, rest) => {
        expect(stripMetadata(type, Buffer.concat([head, rest]))).toHaveProperty("ok");
      }),
    );
  });
});
