import type { Xy } from "@kontrollrom/contracts/building.ts";
import { distance, rectangle } from "../geometry.ts";

/** A line that is being drawn, corner by corner. */
export interface LineState {
  readonly corners: readonly Xy[];
  /** Where the next corner would be. */
  readonly next?: Xy | undefined;
  /** Opposite corners of a rectangle that is pulled open. */
  readonly pulled?: readonly [Xy, Xy] | undefined;
}

export type LineEvent =
  | { readonly kind: "move"; readonly at: Xy }
  /** Presses the button; `more` asks for further corners where two would do. */
  | { readonly kind: "press"; readonly at: Xy; readonly more: boolean }
  | { readonly kind: "pull"; readonly from: Xy; readonly to: Xy }
  | { readonly kind: "release" }
  | { readonly kind: "finish" }
  | { readonly kind: "back" }
  | { readonly kind: "cancel" };

export interface LineRules {
  /** An outline that meets itself, or a line from wall to wall. */
  readonly closed: boolean;
  /** A press this near the first corner closes an outline, m. */
  readonly reach: number;
  readonly axis: number;
}

export const noLine: LineState = { corners: [] };

/** @returns the line as it is now, and the corners of one that is finished */
export function nextLine(
  state: LineState,
  event: LineEvent,
  { closed, reach, axis }: LineRules,
): { state: LineState; done?: Xy[] } {
  const { corners } = state;
  switch (event.kind) {
    case "move":
      return { state: { corners, next: event.at } };
    case "press": {
      const [first] = corners;
      const last = corners.at(-1);
      if (closed && first !== undefined && corners.length > 2 && distance(first, event.at) <= reach)
        return { state: noLine, done: [...corners] };
      if (last !== undefined && distance(last, event.at) < 0.001) return { state };
      const longer = [...corners, event.at];
      if (!closed && longer.length === 2 && !event.more) return { state: noLine, done: longer };
      return { state: { corners: longer, next: event.at } };
    }
    case "pull":
      if (!closed || corners.length > 0) return { state };
      return { state: { corners, pulled: [event.from, event.to] } };
    case "release": {
      if (state.pulled === undefined) return { state };
      const [from, to] = state.pulled;
      return { state: noLine, done: rectangle(from, to, axis) };
    }
    case "finish":
      return corners.length >= (closed ? 3 : 2) ? { state: noLine, done: [...corners] } : { state };
    case "back":
      return { state: { corners: corners.slice(0, -1), next: state.next } };
    case "cancel":
      return { state: noLine };
  }
}
