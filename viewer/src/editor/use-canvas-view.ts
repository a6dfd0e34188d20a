import type { Plan, Xy } from "@kontrollrom/contracts/building.ts";
import { select, type ZoomTransform, zoom, zoomIdentity } from "d3";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { planViewBox } from "../picture/plan-paths.ts";
import { toScreen, type ViewPlace } from "./view.ts";

/**
 * Where the plan lies on the screen, moved by wheel, pinch, the middle button, the space bar and, when no tool takes the
 * gesture, by pulling.
 */
export function useCanvasView(
  svg: RefObject<SVGSVGElement | null>,
  bounds: Plan["bounds"],
  takesGesture: () => boolean,
) {
  const [size, setSize] = useState({ width: 800, height: 600 });
  const [transform, setTransform] = useState<ZoomTransform>(zoomIdentity);
  const space = useRef(false);
  const takes = useRef(takesGesture);
  takes.current = takesGesture;

  const behaviour = useMemo(
    () =>
      zoom<SVGSVGElement, unknown>()
        .scaleExtent([0.5, 60])
        .filter((event: Event) => {
          if (event.type === "wheel") return true;
          if (event instanceof MouseEvent)
            return event.button === 1 || (event.button === 0 && (space.current || !takes.current()));
          if (typeof TouchEvent !== "undefined" && event instanceof TouchEvent)
            return event.touches.length > 1 || !takes.current();
          return true;
        }),
    [],
  );
  useEffect(() => {
    const element = svg.current;
    if (element === null) return;
    const selection = select(element);
    behaviour.on("zoom", (event: { transform: ZoomTransform }) => setTransform(event.transform));
    selection.call(behaviour).on("dblclick.zoom", null);
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      selection.on(".zoom", null);
    };
  }, [behaviour, svg]);

  const [left, top, width, height] = planViewBox(bounds);
  const scale = Math.min(size.width / width, size.height / height);
  const offset: Xy = [
    (size.width - width * scale) / 2 - left * scale,
    (size.height - height * scale) / 2 - top * scale,
  ];
  const place: ViewPlace = { scale, offset, transform };
  return {
    place,
    size,
    /** Pixels for a metre. */
    pixelsPerMetre: scale * transform.k,
    isPanning: () => space.current,
    holdSpace: (held: boolean) => {
      space.current = held;
    },
    zoomBy: (factor: number) => svg.current !== null && select(svg.current).call(behaviour.scaleBy, factor),
    /** Moves the plan so that a point that is out of sight is in the middle. */
    bringIn(point: Xy): void {
      if (svg.current === null) return;
      const [x, y] = toScreen(place, point);
      if (x > 40 && y > 40 && x < size.width - 40 && y < size.height - 40) return;
      const at = { x: offset[0] + point[0] * scale, y: offset[1] - point[1] * scale };
      select(svg.current).call(behaviour.translateTo, at.x, at.y);
    },
    whole: () => svg.current !== null && select(svg.current).call(behaviour.transform, zoomIdentity),
  };
}
export type CanvasView = ReturnType<typeof useCanvasView>;
