/** What the hand asks for: a view moved by a part of its span, made longer or shorter around a place (0 left, 1 right), or a stretch. */
export type Move =
  | { readonly kind: "pan"; readonly part: number }
  | { readonly kind: "zoom"; readonly factor: number; readonly place: number }
  | { readonly kind: "stretch"; readonly from: number; readonly to: number };

interface Finger {
  readonly x: number;
}

/**
 * Follows fingers and the mouse over a plot of `width` px: one drags, two pinch, with Shift a stretch is marked. Places are 0 to 1 from
 * the left edge of the plot.
 */
export function createPointerMoves() {
  const fingers = new Map<number, Finger>();
  let marking: { readonly from: number; to: number } | undefined;
  let moved = false;

  const clamp = (place: number) => Math.min(1, Math.max(0, place));
  return {
    down(id: number, place: number, mark: boolean) {
      fingers.set(id, { x: place });
      moved = false;
      marking = mark ? { from: clamp(place), to: clamp(place) } : undefined;
    },
    move(id: number, place: number): Move | undefined {
      const before = fingers.get(id);
      if (before === undefined) return undefined;
      fingers.set(id, { x: place });
      if (place !== before.x) moved = true;
      if (marking !== undefined) {
        marking.to = clamp(place);
        return undefined;
      }
      const others = [...fingers].filter(([other]) => other !== id);
      const other = others[0]?.[1];
      if (other === undefined) return { kind: "pan", part: before.x - place };
      const apart = Math.max(0.02, Math.abs(place - other.x));
      return {
        kind: "zoom",
        factor: Math.max(0.02, Math.abs(before.x - other.x)) / apart,
        place: clamp((place + other.x) / 2),
      };
    },
    up(id: number): Move | undefined {
      fingers.delete(id);
      const marked = marking;
      marking = undefined;
      if (marked === undefined || Math.abs(marked.to - marked.from) < 0.005) return undefined;
      return {
        kind: "stretch",
        from: Math.min(marked.from, marked.to),
        to: Math.max(marked.from, marked.to),
      };
    },
    /** The stretch that is being marked. */
    marked: () => marking,
    /** Whether the press has become a drag. */
    dragged: () => moved,
    active: () => fingers.size > 0,
  };
}
export type PointerMoves = ReturnType<typeof createPointerMoves>;

/** One notch of a wheel makes the span a fifth longer or shorter; a touchpad's many small ones as much together. */
export function wheelMove(
  event: {
    readonly deltaX: number;
    readonly deltaY: number;
    readonly deltaMode: number;
    readonly shiftKey: boolean;
  },
  place: number,
): Move {
  const px = event.deltaMode === 1 ? 33 : event.deltaMode === 2 ? 300 : 1;
  const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
  if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
    return { kind: "pan", part: (sideways * px) / 1000 };
  return { kind: "zoom", factor: 1.2 ** ((event.deltaY * px) / 100), place };
}
