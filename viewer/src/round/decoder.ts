import wasmUrl from "#zxing-reader.wasm?url";

/** Reads codes from a picture. */
export interface Decoder {
  detect(source: ImageBitmapSource): Promise<readonly { readonly rawValue: string }[]>;
}
interface DecoderClass {
  new (options: { formats: ["qr_code"] }): Decoder;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** Lets the service worker keep what reading takes, so that it can be done where there is no network. */
export async function prepareDecoder(): Promise<void> {
  if ("BarcodeDetector" in globalThis) return;
  await Promise.all([import("barcode-detector/ponyfill"), fetch(wasmUrl)]);
}

/** The browser's own reader where it has one, else ours, whose WebAssembly comes from this site. */
export async function createDecoder(): Promise<Decoder> {
  const own = (globalThis as { BarcodeDetector?: DecoderClass }).BarcodeDetector;
  if (
    own !== undefined &&
    (await own.getSupportedFormats().catch((): readonly string[] => [])).includes("qr_code")
  )
    return new own({ formats: ["qr_code"] });
  const { BarcodeDetector, prepareZXingModule } = await import("barcode-detector/ponyfill");
  prepareZXingModule({ overrides: { locateFile: () => wasmUrl } });
  return new BarcodeDetector({ formats: ["qr_code"] });
}
