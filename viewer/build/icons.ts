import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";

/** Draws the icons of the installed application from favicon.svg: `node viewer/build/icons.ts`. */
const folder = join(import.meta.dirname, "../public");
const svg = await readFile(join(folder, "favicon.svg"), "utf8");
const drawing = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>")).replace(/<title>.*?<\/title>/, "");
const frame = (inner: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="100%" height="100%">${inner}</svg>`;
/** Phones cut a maskable icon to their own shape: all that counts lies within 80 % of it, and the ground goes to the edge. */
const maskable = frame(
  `<rect width="32" height="32" fill="#24272b"/><g transform="translate(3.2 3.2) scale(.8)">${drawing}</g>`,
);
/** Android shows only the shape of a badge. */
const badge = frame('<path d="M4 28V11l12-8 12 8v17z" fill="none" stroke="#fff" stroke-width="3.5"/>');

const icons = [
  ["icon-180.png", 180, maskable],
  ["icon-192.png", 192, frame(drawing)],
  ["icon-512.png", 512, frame(drawing)],
  ["maskable-512.png", 512, maskable],
  ["badge-96.png", 96, badge],
] as const;

const browser = await chromium.launch({
  executablePath: process.env.KR_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
for (const [name, size, picture] of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<body style="margin:0;background:transparent">${picture}</body>`);
  await writeFile(join(folder, "icons", name), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
