import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Underlay } from "@kontrollrom/contracts/exchange.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageSize } from "./image-size.ts";
import { startExchange, type TestExchange } from "./test-exchange.ts";

/** The smallest PNG that has a size: signature and IHDR. */
function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}
const jpeg = Buffer.from(
  "ffd8ffe000104a46494600010100000100010000ffc0001108032004b00301220002110103110",
  "hex",
);

let folder: string;
let kr: TestExchange;
let storeyId: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kontrollrom-underlay-test-"));
  kr = await startExchange(folder);
  const buildingId = await kr.importSmallIfc();
  storeyId = (
    await kr.db
      .selectFrom("storey")
      .select("id")
      .where("building_id", "=", buildingId)
      .executeTakeFirstOrThrow()
  ).id;
});
afterAll(async () => {
  await kr.stop();
  await rm(folder, { recursive: true, force: true });
});
const calibration = { a: [100, 100], b: [900, 100], distance: 20, at: [1, 2], rotation: 0 };
const send = (bytes: Buffer, mediaType: string) =>
  kr.call<{ imageKey: string; width: number; height: number }>(
    "POST",
    `/storeys/${storeyId}/underlay/image`,
    bytes,
    mediaType,
  );
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "not refused",
    (problem: unknown) => problem,
  );

describe("a scanned plan under a storey", () => {
  it("is sent, laid, changed, fetched and taken away", async () => {
    const path = `/storeys/${storeyId}/underlay`;
    expect(await refusal(kr.call("GET", path))).toMatchObject({ status: 404, code: "no-underlay" });
    const { imageKey, width, height } = await send(png(2000, 1400), "image/png");
    expect([width, height]).toEqual([2000, 1400]);
    const body = { imageKey, name: "1. etasje 1974.png", calibration, opacity: 0.4 };
    await kr.call("PUT", path, body);
    await kr.call("PUT", path, { ...body, calibration: { ...calibration, rotation: 1.5 } });
    expect(await kr.call<Underlay>("GET", path)).toMatchObject({
      ...body,
      width: 2000,
      height: 1400,
      calibration: { rotation: 1.5 },
    });
    const { building_id } = await kr.db
      .selectFrom("storey")
      .select("building_id")
      .where("id", "=", storeyId)
      .executeTakeFirstOrThrow();
    const list = await kr.call<{ items: Underlay[] }>("GET", `/buildings/${building_id}/underlays`);
    expect(list.items.map((one) => one.storeyId)).toEqual([storeyId]);
    const image = await fetch(`${kr.url}/api/v1${path}/image`);
    expect(image.headers.get("content-type")).toBe("image/png");
    expect(Buffer.from(await image.arrayBuffer()).equals(png(2000, 1400))).toBe(true);
    await kr.call("DELETE", path);
    expect(await refusal(kr.call("GET", path))).toMatchObject({ code: "no-underlay" });
  });

  it.each([
    ["a PDF called PNG", Buffer.from("%PDF-1.7"), "not-an-image"],
    ["nothing", Buffer.alloc(0), "not-an-image"],
    ["an image without pixels", png(0, 100), "not-an-image"],
    ["an image that no browser shows", png(60_000, 60_000), "not-an-image"],
  ])("refuses %s", async (_, bytes, code) => {
    expect(await refusal(send(bytes, "image/png"))).toMatchObject({ status: 422, code });
  });

  it("refuses points that are one, an image that is not there, and a storey that is not", async () => {
    const { imageKey } = await send(png(10, 10), "image/png");
    const put = (change: object, id = storeyId) =>
      refusal(kr.call("PUT", `/storeys/${id}/underlay`, { imageKey, name: "a", calibration, ...change }));
    expect(await put({ calibration: { ...calibration, b: [102, 100] } })).toMatchObject({ status: 400 });
    expect(await put({ imageKey: "0".repeat(64) })).toMatchObject({ code: "not-an-image" });
    expect(await put({}, "nix")).toMatchObject({ status: 404, code: "storey-not-found" });
  });

  it("reads sizes from the headers of PNG and JPEG", () => {
    expect(imageSize(jpeg)).toEqual({ mediaType: "image/jpeg", width: 1200, height: 800 });
    expect(imageSize(jpeg.subarray(0, 22))).toBeUndefined();
    expect(imageSize(png(3, 4))).toEqual({ mediaType: "image/png", width: 3, height: 4 });
  });
});
