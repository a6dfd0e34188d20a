import type { Point } from "@kontrollrom/contracts/point.ts";
import { stateWord } from "../i18n/format.ts";

/** One scale: every point that is measured in the unit. */
export interface PaneAxis {
  /** The unit, with what tells apart what must not share a scale. */
  readonly key: string;
  readonly unit: string;
  /** Two states with words rather than numbers. */
  readonly words: boolean;
  /** What was counted in each bucket, not a value that holds. */
  readonly counted: boolean;
  readonly points: readonly Point[];
}

/** What is drawn over one stretch of height: one scale at the left, and one at the right. */
export interface Pane {
  readonly axes: readonly [PaneAxis] | readonly [PaneAxis, PaneAxis];
}

/** Points by their scales, in the order they were chosen; two scales a pane, states in panes of their own. */
export function panesOf(points: readonly Point[]): readonly Pane[] {
  const axes = new Map<string, PaneAxis & { points: Point[] }>();
  for (const point of points) {
    const words = stateWord(point.quantity, 0) !== undefined;
    const counted = point.kind === "counter";
    const key = words ? `words ${point.quantity}` : `${point.unit}${counted ? " counted" : ""}`;
    const axis = axes.get(key);
    if (axis === undefined) axes.set(key, { key, unit: point.unit, words, counted, points: [point] });
    else axis.points.push(point);
  }
  const numbers = [...axes.values()].filter(({ words }) => !words);
  const panes: Pane[] = [];
  for (let i = 0; i < numbers.length; i += 2) {
    const [left, right] = numbers.slice(i, i + 2);
    if (left !== undefined) panes.push({ axes: right === undefined ? [left] : [left, right] });
  }
  for (const axis of axes.values()) if (axis.words) panes.push({ axes: [axis] });
  return panes;
}
