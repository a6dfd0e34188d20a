import type { Plan, Polygon, Xy } from "@kontrollrom/contracts/building.ts";

/** White space around the drawing, m. */
const MARGIN = 0.5;
/** A room's label is at most this high and, to be readable at all, at least this, m. */
const MAX_TEXT = 0.45;
const MIN_TEXT = 0.12;
/** Width of a character as a part of the text's height, for sans-serif on average. */
const CHARACTER = 0.58;

const COLOURS = {
  paper: "#ffffff",
  room: "#f3f6f8",
  roomLine: "#9aa8b3",
  wall: "#25303b",
  door: "#b98b4f",
  window: "#7fb2d6",
  stair: "#d5dbe0",
  text: "#17202a",
} as const;

/**
 * Draws a storey's plan as an SVG of its own: north up, one unit a metre, walls dark, each room with its number, name
 * and area. A screen reader finds the storey as title, what is on it as description, and every room as a named group.
 */
export function planToSvg(plan: Plan): string {
  const [minX, minY, maxX, maxY] = plan.bounds;
  const width = maxX - minX + 2 * MARGIN;
  const height = maxY - minY + 2 * MARGIN;
  // y grows downwards on paper.
  const viewBox = [minX - MARGIN, -maxY - MARGIN, width, height].map(metres).join(" ");
  const area = plan.rooms.reduce((sum, room) => sum + room.area, 0);
  const id = `plan-${plan.storeyId.replace(/[^\w-]/g, "")}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" role="img" aria-labelledby="${id}-title ${id}-desc" font-family="system-ui, sans-serif" lang="nb">`,
    `<title id="${id}-title">${escapeXml(plan.name)}</title>`,
    `<desc id="${id}-desc">${plan.rooms.length} rom, ${areaText(area)}</desc>`,
    `<rect x="${metres(minX - MARGIN)}" y="${metres(-maxY - MARGIN)}" width="${metres(width)}" height="${metres(height)}" fill="${COLOURS.paper}"/>`,
    `<g fill="${COLOURS.room}" stroke="${COLOURS.roomLine}" stroke-width="0.02">`,
    ...plan.rooms.map(drawRoom),
    "</g>",
    layer("stairs", plan.stairs, `fill="${COLOURS.stair}" stroke="${COLOURS.roomLine}" stroke-width="0.02"`),
    layer("walls", plan.walls, `fill="${COLOURS.wall}"`),
    layer("windows", plan.windows, `fill="${COLOURS.window}"`),
    layer("doors", plan.doors, `fill="${COLOURS.door}"`),
    // Labels last: a wall must not cover a number.
    `<g fill="${COLOURS.text}" text-anchor="middle" aria-hidden="true">`,
    ...plan.rooms.map(drawLabel),
    "</g>",
    "</svg>",
  ]
    .filter((line) => line !== "")
    .join("\n");
}

type PlanRoom = Plan["rooms"][number];

function drawRoom(room: PlanRoom): string {
  const title = [roomName(room), areaText(room.area)].filter((part) => part !== "").join(", ");
  return `<g role="img" data-space-id="${escapeXml(room.spaceId)}"><title>${escapeXml(title)}</title><path d="${pathOf([room.polygon])}"/></g>`;
}

function roomName(room: PlanRoom): string {
  return [...new Set([room.number, room.name])].filter((part) => part !== "").join(" ");
}

function drawLabel(room: PlanRoom): string {
  const lines = [...new Set([room.number, room.name, areaText(room.area)])].filter((line) => line !== "");
  const longest = Math.max(...lines.map((line) => line.length));
  const space = extentAt(room.polygon, room.label, 0);
  const tall = extentAt(room.polygon, room.label, 1);
  const size = Math.min(MAX_TEXT, space / (longest * CHARACTER), tall / (lines.length * 1.2));
  // Rooms too small for three lines keep the one that finds them.
  const shown = size < MIN_TEXT ? lines.slice(0, 1) : lines;
  const fitted =
    size < MIN_TEXT
      ? Math.max(MIN_TEXT / 2, Math.min(MAX_TEXT, space / ((shown[0]?.length ?? 1) * CHARACTER)))
      : size;
  const [x, y] = room.label;
  const top = -y - ((shown.length - 1) * fitted * 1.2) / 2 + fitted * 0.35;
  const spans = shown.map(
    (line, i) =>
      `<tspan x="${metres(x)}" y="${metres(top + i * fitted * 1.2)}"${i === 0 ? ' font-weight="600"' : ""}>${escapeXml(line)}</tspan>`,
  );
  return `<text font-size="${metres(fitted)}">${spans.join("")}</text>`;
}

/** How far the room goes around a point inside it, along x (axis 0) or y (axis 1), m; a little less, for air. */
function extentAt(polygon: Polygon, point: Xy, axis: 0 | 1): number {
  const across = axis === 0 ? 1 : 0;
  let before = Number.NEGATIVE_INFINITY;
  let after = Number.POSITIVE_INFINITY;
  for (const ring of polygon) {
    let a = ring[ring.length - 1];
    for (const b of ring) {
      if (a !== undefined && a[across] > point[across] !== b[across] > point[across]) {
        const part = (point[across] - a[across]) / (b[across] - a[across]);
        const crossing = a[axis] + part * (b[axis] - a[axis]);
        if (crossing <= point[axis]) before = Math.max(before, crossing);
        else after = Math.min(after, crossing);
      }
      a = b;
    }
  }
  // Text is centred on the point, so the nearer side counts twice.
  const extent = 2 * Math.min(after - point[axis], point[axis] - before);
  return Number.isFinite(extent) ? extent * 0.92 : 1;
}

function layer(name: string, polygons: readonly Polygon[], paint: string): string {
  return polygons.length === 0 ? "" : `<path class="${name}" ${paint} d="${pathOf(polygons)}"/>`;
}

/** Outer rings and holes turn against each other, so the default non-zero rule cuts holes and joins walls that overlap. */
function pathOf(polygons: readonly Polygon[]): string {
  return polygons
    .flat()
    .map((ring) => `M${ring.map(([x, y]) => `${metres(x)} ${metres(-y)}`).join("L")}Z`)
    .join("");
}

function metres(value: number): string {
  // "+ 0" turns −0 into 0.
  return String(Math.round(value * 1000) / 1000 + 0);
}

/** One decimal, as NS 3940 asks for rooms. */
function areaText(area: number): string {
  return `${area.toFixed(1).replace(".", ",")} m²`;
}

function escapeXml(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");
}
