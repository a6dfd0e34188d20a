import { type ScaleLinear, scaleLinear } from "d3";
import {
  markedEntries,
  splitAtGaps,
  splitByQuality,
  type TrendEntry,
  trendDomain,
} from "../room/trend-geometry.ts";
import type { PaneAxis } from "./panes.ts";
import { firstAt } from "./shown-series.ts";

/** How a line is told from the others: by its colour and, past the eighth, by dashes. */
export interface Stroke {
  readonly colour: string;
  readonly dash: readonly number[];
}
const dashes = [[], [8, 3], [2, 3], [10, 3, 2, 3]] as const;
export const strokeCount = 8;
/** Of the line at a place in the list. */
export const strokeOf = (index: number, colours: readonly string[]): Stroke => ({
  colour: colours[index % strokeCount] ?? "#888",
  dash: dashes[Math.floor(index / strokeCount) % dashes.length] ?? [],
});

export interface Ink {
  readonly text: string;
  readonly grid: string;
  readonly limit: string;
  readonly ground: string;
  readonly lines: readonly string[];
  readonly priorities: readonly string[];
}

/** The colours of the present scheme, as the style sheet has them. */
export function readInk(element: Element): Ink {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: read("--ds-color-neutral-text-subtle"),
    grid: read("--ds-color-neutral-border-subtle"),
    limit: read("--kr-p2-line"),
    ground: read("--ds-color-neutral-background-default"),
    lines: Array.from({ length: strokeCount }, (_, i) => read(`--trend-line-${i + 1}`)),
    priorities: [1, 2, 3, 4].map((priority) => read(`--kr-p${priority}-line`)),
  };
}

export interface DrawnLine {
  readonly entries: readonly TrendEntry[];
  readonly stroke: Stroke;
  readonly stepped: boolean;
  readonly gapMs: number;
  /** Of an earlier period: how much later it is drawn, ms. */
  readonly shiftMs: number;
  readonly faint: boolean;
  readonly strong: boolean;
}

export interface DrawnAxis {
  readonly axis: PaneAxis;
  readonly lines: readonly DrawnLine[];
  readonly limits: readonly number[];
  readonly domain: readonly [number, number];
  /** Least and greatest words of a state, bottom first. */
  readonly label: (tick: number) => string;
  readonly title: string;
}

export interface DrawnPane {
  readonly top: number;
  readonly height: number;
  readonly axes: readonly DrawnAxis[];
}

export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly from: number;
  readonly to: number;
  readonly band: boolean;
}

/** Lowest and highest of what is in the view, with the limits that are near; steady lines look steady. */
export function domainOf(
  axis: PaneAxis,
  shown: readonly { readonly entries: readonly TrendEntry[]; readonly shiftMs: number }[],
  limits: readonly number[],
  view: { readonly from: number; readonly to: number },
): readonly [number, number] {
  if (axis.words) return [-0.15, 1.15];
  const inView = shown.flatMap(({ entries, shiftMs }) =>
    entries.slice(
      Math.max(0, firstAt(entries, view.from - shiftMs) - 1),
      firstAt(entries, view.to - shiftMs) + 1,
    ),
  );
  const [low, high] = trendDomain(inView, limits, leastSpan(axis));
  const [from = low, to = high] = scaleLinear([axis.counted ? Math.min(0, low) : low, high], [0, 1])
    .nice(4)
    .domain();
  return [from, to];
}

/** So that noise does not look like weather. */
function leastSpan({ unit }: PaneAxis): number {
  return { Cel: 4, "[ppm]": 300, "%": 20, "dB[SPL]": 20 }[unit] ?? 1;
}

/** Draws a pane: grid, limits, bands, lines and marks of quality. The axis of time is the caller's. */
export function drawPane(context: CanvasRenderingContext2D, pane: DrawnPane, frame: Frame, ink: Ink) {
  const { left, right, from, to } = frame;
  const x = scaleLinear([from, to], [left, right]);
  const bottom = pane.top + pane.height;
  pane.axes.forEach(({ axis, domain, label, title }, side) => {
    const y = scaleLinear([...domain], [bottom, pane.top + titleHeight]);
    context.fillStyle = ink.text;
    context.textAlign = side === 0 ? "right" : "left";
    context.textBaseline = "middle";
    for (const tick of axis.words ? [0, 1] : y.ticks(Math.max(2, Math.floor(pane.height / 44)))) {
      const at = Math.round(y(tick)) + 0.5;
      if (side === 0) {
        context.strokeStyle = ink.grid;
        context.lineWidth = 1;
        context.beginPath();
        context.moveTo(left, at);
        context.lineTo(right, at);
        context.stroke();
      }
      context.fillText(label(tick), side === 0 ? left - 8 : right + 8, at);
    }
    context.textBaseline = "top";
    context.textAlign = side === 0 ? "left" : "right";
    context.fillText(title, side === 0 ? left : right, pane.top);
  });
  context.save();
  context.beginPath();
  context.rect(left, pane.top + titleHeight - 4, right - left, pane.height - titleHeight + 8);
  context.clip();
  for (const { domain, limits } of pane.axes) {
    const y = scaleLinear([...domain], [bottom, pane.top + titleHeight]);
    context.strokeStyle = ink.limit;
    context.lineWidth = 1.5;
    context.setLineDash([5, 4]);
    for (const limit of limits) {
      context.beginPath();
      context.moveTo(left, y(limit));
      context.lineTo(right, y(limit));
      context.stroke();
    }
    context.setLineDash([]);
  }
  for (const { domain, lines } of pane.axes) {
    const y = scaleLinear([...domain], [bottom, pane.top + titleHeight]);
    for (const line of lines) drawLine(context, line, x, y, frame, ink);
  }
  context.restore();
}
const titleHeight = 20;

function drawLine(
  context: CanvasRenderingContext2D,
  line: DrawnLine,
  x: ScaleLinear<number, number>,
  y: ScaleLinear<number, number>,
  frame: Frame,
  ink: Ink,
) {
  const { stroke, stepped, shiftMs } = line;
  // One entry beyond each edge, so that the line goes on to it.
  const shown = line.entries.slice(
    Math.max(0, firstAt(line.entries, frame.from - shiftMs) - 1),
    firstAt(line.entries, frame.to - shiftMs) + 1,
  );
  const at = (entry: TrendEntry) => x(entry.time + shiftMs);
  const runs = splitAtGaps(shown, line.gapMs);
  context.lineJoin = "round";
  if ((frame.band || line.strong) && !stepped && !line.faint) {
    context.fillStyle = stroke.colour;
    context.globalAlpha = line.strong ? 0.26 : 0.14;
    for (const run of runs) {
      if (run.every(({ min, max }) => min === max)) continue;
      context.beginPath();
      run.forEach((entry, i) => {
        if (i === 0) context.moveTo(at(entry), y(entry.max));
        else context.lineTo(at(entry), y(entry.max));
      });
      for (let i = run.length - 1; i >= 0; i--) {
        const entry = run[i] as TrendEntry;
        context.lineTo(at(entry), y(entry.min));
      }
      context.fill();
    }
  }
  context.globalAlpha = line.faint ? 0.55 : 1;
  context.strokeStyle = stroke.colour;
  context.lineWidth = line.faint ? 1.2 : line.strong ? 3 : 1.7;
  for (const run of runs) {
    if (run.length === 1) {
      const [only] = run;
      if (only === undefined) continue;
      context.fillStyle = stroke.colour;
      context.beginPath();
      context.arc(at(only), y(only.avg), 2.2, 0, Math.PI * 2);
      context.fill();
      continue;
    }
    for (const { good, entries } of splitByQuality(run)) {
      context.setLineDash(line.faint ? [3, 3] : good ? [...stroke.dash] : [1.5, 3.5]);
      context.beginPath();
      let height = 0;
      entries.forEach((entry, i) => {
        const px = at(entry);
        if (i === 0) context.moveTo(px, y(entry.avg));
        else {
          if (stepped) context.lineTo(px, height);
          context.lineTo(px, y(entry.avg));
        }
        height = y(entry.avg);
      });
      context.stroke();
    }
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
  if (line.faint) return;
  const leastMs = ((frame.to - frame.from) / Math.max(1, frame.right - frame.left)) * 12;
  context.lineWidth = 1.4;
  context.fillStyle = ink.ground;
  for (const entry of markedEntries(shown, leastMs)) {
    const [px, py] = [at(entry), y(entry.avg)];
    context.beginPath();
    if (entry.quality === "substituted") context.rect(px - 3, py - 3, 6, 6);
    else {
      context.moveTo(px, py - 4);
      context.lineTo(px + 4, py);
      context.lineTo(px, py + 4);
      context.lineTo(px - 4, py);
      context.closePath();
    }
    context.fill();
    context.stroke();
  }
}
