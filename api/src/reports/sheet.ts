import type { ReportPlace } from "@kontrollrom/contracts/report.ts";
import PDFDocument from "pdfkit";
import QRCode from "qrcode";

/** Points (1/72 inch) of A4, and how labels lie on it. */
const page = { width: 595.28, height: 841.89, margin: 36 };
const columns = 2;
const rows = 4;
const words = {
  nb: { call: "Feil her? Skann og si fra.", building: "Hele bygget" },
  en: { call: "Something wrong? Scan and tell us.", building: "Whole building" },
};

/** A sheet of labels to cut out: eight on a page, each with its place in words, so that it can be put up where it belongs. */
export function reportSheet(places: readonly ReportPlace[], language: "nb" | "en"): Promise<Buffer> {
  const document = new PDFDocument({ size: "A4", margin: 0, info: { Title: "Kontrollrom" }, lang: language });
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    document.on("data", (chunk: Buffer) => chunks.push(chunk));
    document.on("end", () => resolve(Buffer.concat(chunks)));
    document.on("error", reject);
  });
  const width = (page.width - 2 * page.margin) / columns;
  const height = (page.height - 2 * page.margin) / rows;
  for (const [index, place] of places.entries()) {
    const onPage = index % (columns * rows);
    if (onPage === 0 && index > 0) document.addPage();
    const x = page.margin + (onPage % columns) * width;
    const y = page.margin + Math.floor(onPage / columns) * height;
    document.lineWidth(0.5).dash(3, { space: 3 }).rect(x, y, width, height).stroke("#999999").undash();
    drawCode(document, place.url, x + 12, y + 14, 110);
    const text = { width: width - 146, lineBreak: true, ellipsis: true };
    document.fillColor("#000000");
    document.font("Helvetica-Bold").fontSize(15);
    document.text(place.kind === "building" ? words[language].building : place.label, x + 134, y + 20, {
      ...text,
      height: 56,
    });
    document
      .font("Helvetica")
      .fontSize(10)
      .text(place.buildingName, x + 134, y + 80, { ...text, height: 26 });
    document.fontSize(11).text(words[language].call, x + 134, y + 110, { ...text, height: 32 });
    document
      .fontSize(7)
      .fillColor("#444444")
      .text(place.url, x + 12, y + height - 22, { width: width - 24, height: 14, ellipsis: true });
  }
  document.end();
  return done;
}

/** Drawn as squares, so that it is sharp on any printer. */
function drawCode(document: PDFKit.PDFDocument, url: string, x: number, y: number, side: number): void {
  const { modules } = QRCode.create(url, { errorCorrectionLevel: "M" });
  const square = side / modules.size;
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column)) document.rect(x + column * square, y + row * square, square, square);
  document.fill("#000000");
}
