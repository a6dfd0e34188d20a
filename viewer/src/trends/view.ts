import { longestView, shortestView } from "./levels.ts";

/** The time that is looked at, [from, to), ms. A view that is live ends now and moves on with it. */
export interface View {
  readonly from: number;
  readonly to: number;
  readonly live: boolean;
}

/** Within this part of the span from now a view is live. */
const nearNow = 0.005;

function settle(from: number, to: number, now: number): View {
  const span = Math.min(longestView, Math.max(shortestView, to - from));
  const middle = (from + to) / 2;
  let begin = span === to - from ? from : middle - span / 2;
  const live = begin + span >= now - span * nearNow;
  // Nothing has been measured yet in what is to come.
  if (live) begin = now - span;
  begin = Math.max(0, Math.round(begin));
  return { from: begin, to: Math.round(begin + span), live };
}

export const viewOf = (from: number, to: number, now: number): View => settle(from, to, now);
export const liveView = (span: number, now: number): View => settle(now - span, now, now);

/** Makes the span `factor` times as long; the moment `at` stays where it is. A live view zoomed at its end stays live. */
export function zoom(view: View, factor: number, at: number, now: number): View {
  const span = view.to - view.from;
  const next = Math.min(longestView, Math.max(shortestView, span * factor));
  const part = (at - view.from) / span;
  const from = at - part * next;
  return settle(from, from + next, now);
}

/** Moves by a part of the span: −1 is one whole view back. */
export function pan(view: View, part: number, now: number): View {
  const by = (view.to - view.from) * part;
  return settle(view.from + by, view.to + by, now);
}

/** A live view at another moment. */
export function follow(view: View, now: number): View {
  if (!view.live) return view;
  return { from: Math.max(0, now - (view.to - view.from)), to: now, live: true };
}
