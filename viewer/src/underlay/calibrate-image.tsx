import type { Calibration } from "@kontrollrom/contracts/exchange.ts";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { useExchangeTexts } from "../exchange/texts.ts";

export type PointName = "a" | "b";
type Pixel = Calibration["a"];

/**
 * The scanned plan with the two points on it. A click moves the point that was touched last, dragging moves either; with
 * the keyboard a point is moved by arrow keys, ten pixels at a time with Shift.
 */
export function CalibrateImage({
  href,
  width,
  height,
  points,
  onMove,
}: {
  href: string;
  width: number;
  height: number;
  points: Pick<Calibration, PointName>;
  onMove: (name: PointName, to: Pixel) => void;
}) {
  const say = useExchangeTexts();
  const svg = useRef<SVGSVGElement>(null);
  const [active, setActive] = useState<PointName>("a");
  const [dragged, setDragged] = useState<PointName>();
  const radius = Math.max(width, height) / 60;

  const inside = (value: number, size: number) => Math.min(size, Math.max(0, Math.round(value)));
  const pixelAt = (event: PointerEvent): Pixel | undefined => {
    const matrix = svg.current?.getScreenCTM()?.inverse();
    if (matrix === undefined) return undefined;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
    return [inside(x, width), inside(y, height)];
  };
  const move = (name: PointName, to: Pixel | undefined) => to !== undefined && onMove(name, to);
  const onKeyDown = (name: PointName) => (event: KeyboardEvent) => {
    const step = event.shiftKey ? 10 : 1;
    const by: Record<string, Pixel> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const change = by[event.key];
    if (change === undefined) return;
    const [x, y] = points[name];
    move(name, [inside(x + change[0], width), inside(y + change[1], height)]);
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot hold a drawing
    <svg
      ref={svg}
      className="calibrate-image"
      viewBox={`0 0 ${width} ${height}`}
      role="group"
      aria-label={say("underlay.image")}
      onPointerDown={(event) => {
        const name = ((event.target as Element).closest("[data-point]")?.getAttribute("data-point") ??
          active) as PointName;
        setActive(name);
        setDragged(name);
        svg.current?.setPointerCapture(event.pointerId);
        move(name, pixelAt(event));
      }}
      onPointerMove={(event) => dragged !== undefined && move(dragged, pixelAt(event))}
      onPointerUp={() => {
        // The other point is next.
        if (dragged !== undefined) setActive(dragged === "a" ? "b" : "a");
        setDragged(undefined);
      }}
    >
      <image href={href} width={width} height={height} preserveAspectRatio="none" />
      <line className="calibrate-line" x1={points.a[0]} y1={points.a[1]} x2={points.b[0]} y2={points.b[1]} />
      {(["a", "b"] as const).map((name) => {
        const [x, y] = points[name];
        return (
          // biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a drawing
          <g
            key={name}
            className="calibrate-point"
            data-point={name}
            data-active={name === active || undefined}
            transform={`translate(${x} ${y})`}
            role="button"
            tabIndex={0}
            aria-label={say("underlay.point", { name: name.toUpperCase(), x, y })}
            onFocus={() => setActive(name)}
            onKeyDown={onKeyDown(name)}
          >
            <circle r={radius} />
            <path d={`M${-radius} 0H${radius}M0 ${-radius}V${radius}`} className="calibrate-line" />
            <text x={radius * 1.2} y={-radius * 0.4} fontSize={radius * 1.6}>
              {name.toUpperCase()}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
