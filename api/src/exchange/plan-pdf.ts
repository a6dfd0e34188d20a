import type { Plan, Polygon } from "@kontrollrom/contracts/building.ts";
import PDFDocument from "pdfkit";

/** Points (1/72 inch) in a millimetre. */
const MM = 72 / 25.4;
/** ISO 216, mm, short side first. */
const papers = [
  ["A4", 210, 297],
  ["A3", 297, 420],
  ["A2", 420, 594],
  ["A1", 594, 841],
  ["A0", 841, 1189],
] as const;
type PaperName = (typeof papers)[number][0];
const MARGIN = 10;
const TITLE_HEIGHT = 34;
/** Air around the drawing, mm. */
const AIR = 5;
const usualScales = [50, 100, 200, 500, 1000, 2000, 5000];

const colours = {
  room: "#f3f6f8",
  roomLine: "#6b7a86",
  wall: "#25303b",
  door: "#b98b4f",
  window: "#7fb2d6",
  stair: "#d5dbe0",
};
const words = {
  nb: {
    scale: "Målestokk",
    building: "Bygg",
    storey: "Etasje",
    revision: "Revisjon",
    date: "Dato",
    author: "Tegnet av",
    rooms: "rom",
    room: "Rom",
    wall: "Vegg",
    door: "Dør",
    window: "Vindu",
    stair: "Trapp",
    north: "N",
    modelNorth: "N (modell)",
    paper: "Ark",
  },
  en: {
    scale: "Scale",
    building: "Building",
    storey: "Storey",
    revision: "Revision",
    date: "Date",
    author: "Drawn by",
    rooms: "rooms",
    room: "Room",
    wall: "Wall",
    door: "Door",
    window: "Window",
    stair: "Stair",
    north: "N",
    modelNorth: "N (model)",
    paper: "Paper",
  },
} as const;

export interface Sheet {
  readonly paper: PaperName;
  /** Of the page, mm. */
  readonly width: number;
  readonly height: number;
  /** One millimetre on paper is so many in the building. */
  readonly scale: number;
}

export interface TitleBlock {
  readonly building: string;
  readonly revision: string;
  readonly date: string;
  readonly author: string;
  readonly language: "nb" | "en";
  /** Where north is, radians counter-clockwise from up; undefined where nobody knows. */
  readonly north: number | undefined;
}

/**
 * The smallest paper on which a drawing fits at a scale; without one, 1:100, or what fits on A0.
 * @returns undefined where it does not fit on A0 at the scale that was asked for
 */
export function chooseSheet(bounds: Plan["bounds"], wanted: number | undefined): Sheet | undefined {
  const [width, height] = [bounds[2] - bounds[0], bounds[3] - bounds[1]];
  const fits = (scale: number): Sheet | undefined => {
    for (const [paper, short, long] of papers)
      for (const [w, h] of [
        [long, short],
        [short, long],
      ] as const) {
        const [across, up] = [w - 2 * (MARGIN + AIR), h - 2 * (MARGIN + AIR) - TITLE_HEIGHT];
        if ((width * 1000) / scale <= across && (height * 1000) / scale <= up)
          return { paper, width: w, height: h, scale };
      }
    return undefined;
  };
  if (wanted !== undefined) return fits(wanted);
  return usualScales
    .filter((scale) => scale >= 100)
    .reduce<Sheet | undefined>((found, scale) => found ?? fits(scale), undefined);
}

/** The smallest usual scale at which a drawing fits on A0. */
export function fittingScale(bounds: Plan["bounds"]): number {
  return (
    usualScales.find((scale) => chooseSheet(bounds, scale) !== undefined) ??
    usualScales[usualScales.length - 1] ??
    5000
  );
}

/** Draws a plan to scale with a title block; texts are texts, so that a reader finds and copies them. */
export function planToPdf(plan: Plan, sheet: Sheet, title: TitleBlock): Promise<Buffer> {
  const language = words[title.language];
  const document = new PDFDocument({
    size: [sheet.width * MM, sheet.height * MM],
    margin: 0,
    lang: title.language,
    info: { Title: `${title.building}, ${plan.name}`, Author: title.author, Creator: "Kontrollrom" },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    document.on("data", (chunk: Buffer) => chunks.push(chunk));
    document.on("end", () => resolve(Buffer.concat(chunks)));
    document.on("error", reject);
  });
  drawPlan(document, plan, sheet);
  drawFrame(document, sheet);
  drawTitle(document, plan, sheet, title);
  drawLegend(document, plan, sheet, language);
  drawScaleBar(document, sheet);
  drawNorth(document, sheet, title.north, language);
  document.end();
  return done;
}

type Pdf = PDFKit.PDFDocument;

function drawPlan(document: Pdf, plan: Plan, sheet: Sheet): void {
  const [minX, minY, maxX, maxY] = plan.bounds;
  const perMetre = (1000 / sheet.scale) * MM;
  const free = sheet.height - 2 * MARGIN - TITLE_HEIGHT;
  const left = (sheet.width * MM - (maxX - minX) * perMetre) / 2;
  const top = MARGIN * MM + (free * MM - (maxY - minY) * perMetre) / 2;
  const x = (metres: number): number => left + (metres - minX) * perMetre;
  const y = (metres: number): number => top + (maxY - metres) * perMetre;
  const path = (polygons: readonly Polygon[]): Pdf => {
    for (const ring of polygons.flat()) {
      for (const [i, corner] of ring.entries())
        if (i === 0) document.moveTo(x(corner[0]), y(corner[1]));
        else document.lineTo(x(corner[0]), y(corner[1]));
      document.closePath();
    }
    return document;
  };
  document.lineWidth(0.25).lineJoin("round");
  for (const room of plan.rooms)
    path([room.polygon]).fillAndStroke(colours.room, colours.roomLine, "even-odd");
  if (plan.stairs.length > 0) path(plan.stairs).fillAndStroke(colours.stair, colours.roomLine);
  if (plan.walls.length > 0) path(plan.walls).fill(colours.wall);
  if (plan.windows.length > 0) path(plan.windows).fill(colours.window);
  if (plan.doors.length > 0) path(plan.doors).fill(colours.door);
  document.fillColor("#17202a");
  for (const room of plan.rooms) {
    const lines = [...new Set([room.number, room.name, areaText(room.area)])].filter((line) => line !== "");
    const xs = (room.polygon[0] ?? []).map((corner) => corner[0]);
    const width = (Math.max(...xs) - Math.min(...xs)) * perMetre;
    // 1.8 mm is what is read on paper; a room too small for its name has its number alone.
    const size = Math.max(5, Math.min(9, perMetre * 0.3));
    const shown = width < 45 ? lines.slice(0, 1) : lines;
    for (const [i, line] of shown.entries()) {
      document.font(i === 0 ? "Helvetica-Bold" : "Helvetica").fontSize(size);
      const text = printable(line);
      document.text(
        text,
        x(room.label[0]) - document.widthOfString(text) / 2,
        y(room.label[1]) + (i - shown.length / 2) * size * 1.15,
        {
          lineBreak: false,
        },
      );
    }
  }
}

function drawFrame(document: Pdf, { width, height }: Sheet): void {
  const side = (mm: number): number => mm * MM;
  document.lineWidth(0.7).strokeColor("#17202a");
  document.rect(side(MARGIN), side(MARGIN), side(width - 2 * MARGIN), side(height - 2 * MARGIN)).stroke();
  const y = side(height - MARGIN - TITLE_HEIGHT);
  document
    .moveTo(side(MARGIN), y)
    .lineTo(side(width - MARGIN), y)
    .stroke();
}

function drawTitle(document: Pdf, plan: Plan, sheet: Sheet, title: TitleBlock): void {
  const say = words[title.language];
  const top = sheet.height - MARGIN - TITLE_HEIGHT;
  const left = sheet.width - MARGIN - 100;
  const field = (label: string, value: string, column: number, row: number, width: number): void => {
    const [x, y] = [(left + column) * MM, (top + 2 + row * 10.5) * MM];
    document.font("Helvetica").fontSize(6).fillColor("#4a5560").text(label, x, y, { lineBreak: false });
    document.font("Helvetica-Bold").fontSize(9).fillColor("#17202a");
    document.text(printable(value), x, y + 7.5, {
      width: width * MM,
      height: 11,
      ellipsis: true,
      lineBreak: true,
    });
  };
  document
    .lineWidth(0.4)
    .moveTo((left - 2) * MM, top * MM)
    .lineTo((left - 2) * MM, (top + TITLE_HEIGHT) * MM)
    .stroke();
  field(say.building, title.building, 0, 0, 62);
  field(say.scale, `1:${sheet.scale}`, 64, 0, 34);
  field(say.storey, plan.name, 0, 1, 62);
  field(say.paper, sheet.paper, 64, 1, 14);
  field(say.date, title.date, 78, 1, 22);
  field(say.revision, title.revision, 0, 2, 30);
  field(say.author, title.author, 32, 2, 66);
}

function drawLegend(document: Pdf, plan: Plan, sheet: Sheet, say: (typeof words)["nb" | "en"]): void {
  const entries = [
    [say.room, colours.room, plan.rooms],
    [say.wall, colours.wall, plan.walls],
    [say.door, colours.door, plan.doors],
    [say.window, colours.window, plan.windows],
    [say.stair, colours.stair, plan.stairs],
  ] as const;
  const top = sheet.height - MARGIN - TITLE_HEIGHT + 3;
  for (const [i, [word, colour]] of entries.filter(([, , list]) => list.length > 0).entries()) {
    const [x, y] = [(MARGIN + 4) * MM, (top + i * 5.5) * MM];
    document
      .lineWidth(0.25)
      .rect(x, y, 5 * MM, 3 * MM)
      .fillAndStroke(colour, colours.roomLine);
    document
      .font("Helvetica")
      .fontSize(7)
      .fillColor("#17202a")
      .text(word, x + 7 * MM, y + 1, { lineBreak: false });
  }
  const area = plan.rooms.reduce((sum, room) => sum + room.area, 0);
  document.text(
    `${plan.rooms.length} ${say.rooms}, ${areaText(area)}`,
    (MARGIN + 4) * MM,
    (sheet.height - MARGIN - 4.5) * MM,
    { lineBreak: false },
  );
}

function drawScaleBar(document: Pdf, sheet: Sheet): void {
  const perMetre = 1000 / sheet.scale;
  // About three centimetres, in a whole number of metres.
  const metres = [1, 2, 5, 10, 20, 50, 100].find((length) => length * perMetre >= 20) ?? 100;
  const [x, y] = [(MARGIN + 34) * MM, (sheet.height - MARGIN - 10) * MM];
  const half = (metres * perMetre * MM) / 2;
  document.lineWidth(0.4).strokeColor("#17202a");
  document.rect(x, y, half, 1.5 * MM).fillAndStroke("#17202a", "#17202a");
  document.rect(x + half, y, half, 1.5 * MM).fillAndStroke("#ffffff", "#17202a");
  document.font("Helvetica").fontSize(7).fillColor("#17202a");
  document.text("0", x - 2, y - 9, { lineBreak: false });
  document.text(`${metres} m`, x + 2 * half - 6, y - 9, { lineBreak: false });
}

function drawNorth(
  document: Pdf,
  sheet: Sheet,
  north: number | undefined,
  say: (typeof words)["nb" | "en"],
): void {
  const [x, y] = [(MARGIN + 44) * MM, (sheet.height - MARGIN - TITLE_HEIGHT + 11) * MM];
  const long = 6 * MM;
  document.save();
  // Degrees are clockwise where y goes down.
  document.rotate((-(north ?? 0) * 180) / Math.PI, { origin: [x, y] });
  document
    .moveTo(x, y - long)
    .lineTo(x + long / 3, y + long / 2)
    .lineTo(x, y + long / 4)
    .lineTo(x - long / 3, y + long / 2);
  document.closePath().fill("#17202a");
  document.restore();
  document.font("Helvetica-Bold").fontSize(8).fillColor("#17202a");
  document.text(north === undefined ? say.modelNorth : say.north, x + 4 * MM, y - 4, { lineBreak: false });
}

function areaText(area: number): string {
  return `${area.toFixed(1).replace(".", ",")} m²`;
}

/** The standard fonts hold Windows-1252; letters beyond it, as of Northern Sámi, lose their marks rather than turn to noise. */
function printable(text: string): string {
  const special: Record<string, string> = { đ: "d", Đ: "D", ŋ: "n", Ŋ: "N", ŧ: "t", Ŧ: "T" };
  return Array.from(text.normalize("NFC"), (letter) => {
    if (letter.charCodeAt(0) < 256 || "–—‘’“”•…€ŠšŽžŒœŸ".includes(letter)) return letter;
    return special[letter] ?? letter.normalize("NFD").replace(/[^\x20-\xff]/g, "");
  }).join("");
}
