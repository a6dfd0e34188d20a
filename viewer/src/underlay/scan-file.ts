/** A page of a PDF is drawn this finely, dots an inch, unless it then is too large. */
const DPI = 200;
const MAX_SIDE = 8000;
const POINTS_PER_INCH = 72;

/** A chosen file: an image as it is, or a PDF of which a page is to be drawn. */
export type Scan =
  | { readonly kind: "image"; readonly file: File }
  | { readonly kind: "pdf"; readonly pages: number; draw(page: number): Promise<Blob>; close(): void };

/** Opens a chosen file. Throws when it is neither a PNG, a JPEG nor a PDF that can be read. */
export async function openScan(file: File): Promise<Scan> {
  if (file.type === "image/png" || file.type === "image/jpeg") return { kind: "image", file };
  const [{ getDocument, GlobalWorkerOptions }, { default: workerUrl }] = await Promise.all([
    import("pdfjs-dist"),
    import("pdfjs-dist/build/pdf.worker.min.mjs?url"),
  ]);
  GlobalWorkerOptions.workerSrc = workerUrl;
  const task = getDocument({ data: new Uint8Array(await file.arrayBuffer()) });
  const document = await task.promise;
  return {
    kind: "pdf",
    pages: document.numPages,
    async draw(number) {
      const page = await document.getPage(number);
      const plain = page.getViewport({ scale: 1 });
      const scale = Math.min(DPI / POINTS_PER_INCH, MAX_SIDE / Math.max(plain.width, plain.height));
      const viewport = page.getViewport({ scale });
      const canvas = globalThis.document.createElement("canvas");
      canvas.width = Math.round(viewport.width);
      canvas.height = Math.round(viewport.height);
      await page.render({ canvas, viewport, background: "#ffffff" }).promise;
      return new Promise((resolve, reject) =>
        canvas.toBlob(
          (blob) => (blob === null ? reject(new Error("the page is too large")) : resolve(blob)),
          "image/png",
        ),
      );
    },
    close: () => void task.destroy(),
  };
}
