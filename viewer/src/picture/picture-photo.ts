import type { Rgb, ValueLayer } from "./layers.ts";
import type { PicturePalette } from "./palette.ts";

export interface PhotoText {
  readonly title: string;
  /** Layer with its unit, and when. */
  readonly subtitle: string;
  readonly fileName: string;
  readonly ticks: readonly { readonly part: number; readonly text: string }[];
  readonly marks: readonly {
    readonly x: number;
    readonly y: number;
    readonly colour: Rgb;
    readonly text: string;
  }[];
}

const head = 64;
const foot = 64;
const css = ([r, g, b]: Rgb) => `rgb(${r} ${g} ${b})`;

/** The picture as PNG with its title over it and what the colours mean under it. */
export async function photograph(
  canvas: HTMLCanvasElement,
  layer: ValueLayer | undefined,
  palette: PicturePalette,
  text: PhotoText,
): Promise<Blob> {
  const ratio = canvas.width / canvas.clientWidth;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const paper = document.createElement("canvas");
  paper.width = Math.round(width * ratio);
  paper.height = Math.round((height + head + foot) * ratio);
  const pen = paper.getContext("2d");
  if (pen === null) throw new Error("the browser has no 2D canvas");
  pen.scale(ratio, ratio);
  const style = getComputedStyle(document.documentElement);
  const ink = style.getPropertyValue("--ds-color-neutral-text-default").trim() || "black";
  pen.fillStyle = style.getPropertyValue("--ds-color-neutral-background-default").trim() || "white";
  pen.fillRect(0, 0, width, height + head + foot);
  pen.drawImage(canvas, 0, head, width, height);
  for (const mark of text.marks) {
    pen.fillStyle = css(mark.colour);
    pen.fillRect(mark.x - 11, head + mark.y - 24, 22, 22);
    pen.fillStyle = "black";
    pen.font = "600 14px sans-serif";
    pen.textAlign = "center";
    pen.fillText(mark.text, mark.x, head + mark.y - 8);
  }
  pen.textAlign = "left";
  pen.fillStyle = ink;
  pen.font = "600 20px 'Inter Variable', sans-serif";
  pen.fillText(text.title, 16, 28, width - 32);
  pen.font = "14px 'Inter Variable', sans-serif";
  pen.fillText(text.subtitle, 16, 50, width - 32);
  if (layer !== undefined)
    drawScale(pen, layer, palette, text, head + height + 14, Math.min(420, width - 64));
  return new Promise((resolve, reject) =>
    paper.toBlob((blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob)), "image/png"),
  );
}

function drawScale(
  pen: CanvasRenderingContext2D,
  layer: ValueLayer,
  palette: PicturePalette,
  text: PhotoText,
  top: number,
  width: number,
) {
  const ink = pen.fillStyle;
  const scale = layer.scale(palette);
  for (let x = 0; x < width; x++) {
    pen.fillStyle = scale(x / (width - 1));
    pen.fillRect(32 + x, top, 1.5, 14);
  }
  pen.fillStyle = ink;
  pen.font = "12px 'Inter Variable', sans-serif";
  pen.textAlign = "center";
  for (const tick of text.ticks) pen.fillText(tick.text, 32 + tick.part * width, top + 32);
}

/** Hands a file to the browser, as if a link to it had been followed. */
export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
