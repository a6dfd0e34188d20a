import type { Point } from "@kontrollrom/contracts/point.ts";
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { usePreferences } from "../app/preferences.tsx";
import { unitSign } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { useWidth } from "../ui/chart/use-width.ts";
import { type DrawnPane, domainOf, drawPane, type Ink, readInk, strokeOf } from "./draw.ts";
import { gapOf } from "./line-gap.ts";
import type { Mark } from "./mark-groups.ts";
import { MarksLane } from "./marks-lane.tsx";
import { panesOf } from "./panes.ts";
import { createPointerMoves, type Move, wheelMove } from "./pointer-moves.ts";
import type { Lines } from "./shown-series.ts";
import { useTrendTexts } from "./texts.ts";
import { timeTicks } from "./ticks.ts";
import { useNorwegianFormats } from "./use-formats.ts";
import { pan, type View, viewOf, zoom } from "./view.ts";

export interface TrendPlotProps {
  readonly points: readonly Point[];
  readonly lines: Lines;
  /** Of an earlier period, and how much later it is drawn, ms. */
  readonly earlier: { readonly lines: Lines; readonly shiftMs: number } | undefined;
  readonly bucketMs: number;
  /** What is drawn now; `settled` follows it, and the scales follow that: they do not jump under the hand. */
  readonly view: View;
  readonly settled: View;
  readonly limits: ReadonlyMap<number, readonly number[]>;
  readonly marks: readonly Mark[];
  readonly band: boolean;
  readonly strong: number | undefined;
  readonly cursor: number | undefined;
  /** What the lines say at the cursor, for those who do not see them. */
  readonly reading: string;
  readonly onCursor: (time: number | undefined) => void;
  readonly onView: (view: View) => void;
}

const left = 56;
const laneHeight = 30;
const axisHeight = 26;
const paneGap = 18;
const labelPx = 84;
const mostBands = 6;

/** Lines of many points over one axis of time: dragged, pinched, wheeled or moved by keys. The list and the table say the same. */
export function TrendPlot(props: TrendPlotProps) {
  const { points, lines, earlier, bucketMs, view, settled, limits, marks, band, strong, cursor } = props;
  const { t } = useTranslation();
  const tt = useTrendTexts();
  const { dark } = usePreferences();
  const formats = useNorwegianFormats();
  const { frame, width } = useWidth();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [ink, setInk] = useState<Ink>();
  const [moves] = useState(createPointerMoves);
  const [marked, setMarked] = useState<{ from: number; to: number }>();
  const panes = useMemo(() => panesOf(points), [points]);
  const right = width - (panes.some(({ axes }) => axes.length === 2) ? 56 : 14);
  const paneHeight = panes.length > 2 ? 168 : panes.length === 2 ? 210 : width < 500 ? 240 : 320;
  const height = laneHeight + panes.length * (paneHeight + paneGap) + axisHeight;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read again when the scheme changes
  useEffect(() => {
    if (canvas.current !== null) setInk(readInk(canvas.current));
  }, [dark]);

  const drawn = useMemo((): readonly DrawnPane[] => {
    if (ink === undefined) return [];
    const place = new Map(points.map(({ id }, index) => [id, index]));
    const line = (point: Point, from: Lines, shiftMs: number) => {
      const entries = from.get(point.id) ?? [];
      return {
        entries,
        stroke: strokeOf(place.get(point.id) ?? 0, ink.lines),
        stepped: point.kind !== "gauge",
        gapMs: gapOf(entries, bucketMs),
        shiftMs,
        faint: shiftMs !== 0,
        strong: point.id === strong,
      };
    };
    return panes.map(({ axes }, index) => ({
      top: laneHeight + index * (paneHeight + paneGap),
      height: paneHeight,
      axes: axes.map((axis) => {
        const shown = [
          ...(earlier === undefined
            ? []
            : axis.points.map((point) => line(point, earlier.lines, earlier.shiftMs))),
          ...axis.points.map((point) => line(point, lines, 0)),
        ];
        const its = [...new Set(axis.points.flatMap(({ id }) => limits.get(id) ?? []))];
        const [first] = axis.points;
        const quantity = first?.quantity;
        const several = new Set(axis.points.map((point) => point.quantity)).size > 1;
        const name = quantity === undefined || several ? "" : t(`quantity.${quantity}`);
        return {
          axis,
          lines: shown,
          limits: axis.counted ? [] : its,
          domain: domainOf(axis, shown, axis.counted ? [] : its, settled),
          label: (tick: number) =>
            axis.words && quantity !== undefined
              ? formats.measure(tick, "1", quantity)
              : formats.number(tick, Number.isInteger(tick) ? 0 : Math.abs(tick) < 0.1 ? 2 : 1),
          title: [name, unitSign(axis.unit)].filter(Boolean).join(", "),
        };
      }),
    }));
  }, [ink, panes, points, lines, earlier, bucketMs, strong, limits, settled, paneHeight, formats, t]);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (element === null || !context || ink === undefined) return;
    const request = requestAnimationFrame(() => {
      const scale = window.devicePixelRatio || 1;
      if (element.width !== Math.round(width * scale) || element.height !== Math.round(height * scale)) {
        element.width = Math.round(width * scale);
        element.height = Math.round(height * scale);
      }
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.clearRect(0, 0, width, height);
      context.font = `12px "Inter Variable", Inter, system-ui, sans-serif`;
      const { from, to } = view;
      const span = to - from;
      const xOf = (time: number) => left + ((time - from) / span) * (right - left);
      const bottom = height - axisHeight;
      context.textAlign = "center";
      context.textBaseline = "top";
      for (const tick of timeTicks(from, to, span / ((right - left) / labelPx))) {
        const x = Math.round(xOf(tick.time)) + 0.5;
        context.strokeStyle = ink.grid;
        context.lineWidth = 1;
        context.beginPath();
        context.moveTo(x, laneHeight);
        context.lineTo(x, bottom + 3);
        context.stroke();
        context.fillStyle = ink.text;
        context.font = `${tick.says === "clock" || tick.says === "second" ? "" : "600 "}12px "Inter Variable", Inter, system-ui, sans-serif`;
        context.fillText(formats.tick(tick), x, bottom + 7);
      }
      context.font = `12px "Inter Variable", Inter, system-ui, sans-serif`;
      for (const mark of marks) {
        const [begin, end] = [Math.max(left, xOf(mark.at)), Math.min(right, xOf(mark.until ?? to))];
        if (end < left || begin > right) continue;
        context.fillStyle =
          mark.kind === "alarm" ? (ink.priorities[mark.priority - 1] ?? ink.text) : ink.text;
        context.globalAlpha = 0.55;
        context.fillRect(begin, laneHeight - (mark.kind === "alarm" ? 6 : 3), Math.max(1.5, end - begin), 2);
        context.globalAlpha = 1;
      }
      for (const pane of drawn) {
        const count = pane.axes.reduce((sum, { axis }) => sum + axis.points.length, 0);
        // The bands of many lines are a fog; that of the one that is pointed at is still drawn.
        drawPane(context, pane, { left, right, from, to, band: band && count <= mostBands }, ink);
      }
    });
    return () => cancelAnimationFrame(request);
  }, [drawn, view, width, height, right, ink, marks, band, formats]);

  const latest = useRef(props);
  latest.current = props;
  const apply = (move: Move | undefined) => {
    const { view: at, onView } = latest.current;
    const now = Date.now();
    if (move === undefined) return;
    const span = at.to - at.from;
    if (move.kind === "pan") onView(pan(at, move.part, now));
    else if (move.kind === "zoom") onView(zoom(at, move.factor, at.from + span * move.place, now));
    else onView(viewOf(at.from + span * move.from, at.from + span * move.to, now));
  };
  const placeOf = (clientX: number) => {
    const box = frame.current?.getBoundingClientRect();
    return (clientX - (box?.left ?? 0) - left) / Math.max(1, right - left);
  };
  const wheel = useRef<(event: WheelEvent) => void>(() => {});
  wheel.current = (event) => {
    event.preventDefault();
    apply(wheelMove(event, Math.min(1, Math.max(0, placeOf(event.clientX)))));
  };
  useEffect(() => {
    const element = frame.current;
    // Not by React, whose listeners for the wheel cannot keep the page from scrolling.
    const listen = (event: WheelEvent) => wheel.current(event);
    element?.addEventListener("wheel", listen, { passive: false });
    return () => element?.removeEventListener("wheel", listen);
  }, [frame]);

  const look = (clientX: number) => {
    const place = placeOf(clientX);
    props.onCursor(place < 0 || place > 1 ? undefined : view.from + (view.to - view.from) * place);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (moves.active()) {
      apply(moves.move(event.pointerId, placeOf(event.clientX)));
      setMarked(moves.marked() && { ...(moves.marked() as { from: number; to: number }) });
    }
    if (event.pointerType === "mouse" || !moves.active()) look(event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const now = Date.now();
    const span = view.to - view.from;
    const at = cursor ?? view.to;
    const step = Math.max(bucketMs, span / 200);
    const cursorTo = (time: number) => props.onCursor(Math.min(view.to, Math.max(view.from, time)));
    const actions: Record<string, () => void> = {
      ArrowLeft: () => (event.shiftKey ? props.onView(pan(view, -0.1, now)) : cursorTo(at - step)),
      ArrowRight: () => (event.shiftKey ? props.onView(pan(view, 0.1, now)) : cursorTo(at + step)),
      PageUp: () => props.onView(pan(view, -1, now)),
      PageDown: () => props.onView(pan(view, 1, now)),
      Home: () => cursorTo(view.from),
      End: () => cursorTo(view.to),
      "+": () => props.onView(zoom(view, 0.5, at, now)),
      "-": () => props.onView(zoom(view, 2, at, now)),
      Escape: () => props.onCursor(undefined),
    };
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };
  const cursorPlace = cursor === undefined ? undefined : (cursor - view.from) / (view.to - view.from);
  const px = (place: number) => left + place * (right - left);
  return (
    <div className="trend-plot" ref={frame} style={{ height }}>
      <MarksLane marks={marks} view={view} left={left} right={right} onView={props.onView} />
      <div
        className="trend-plot-surface"
        role="slider"
        tabIndex={0}
        aria-label={`${tt("plot", { count: points.length })}. ${tt("keyboard")}`}
        aria-valuemin={view.from}
        aria-valuemax={view.to}
        aria-valuenow={Math.round(cursor ?? view.to)}
        aria-valuetext={props.reading}
        style={{ top: laneHeight }}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          moves.down(event.pointerId, placeOf(event.clientX), event.shiftKey);
        }}
        onPointerMove={onPointerMove}
        onPointerUp={(event) => {
          apply(moves.up(event.pointerId));
          setMarked(undefined);
          look(event.clientX);
        }}
        onPointerCancel={(event) => {
          moves.up(event.pointerId);
          setMarked(undefined);
        }}
        onPointerLeave={() => !moves.active() && props.onCursor(undefined)}
      />
      <canvas ref={canvas} style={{ width, height }} />
      {cursorPlace !== undefined && cursorPlace >= 0 && cursorPlace <= 1 && (
        <div
          className="trend-plot-cursor"
          style={{ left: px(cursorPlace), top: laneHeight, bottom: axisHeight }}
          data-end={cursorPlace > 0.5 || undefined}
        >
          <span className="trend-plot-time figures">{formats.dateTime(cursor)}</span>
        </div>
      )}
      {marked !== undefined && (
        <div
          className="trend-plot-stretch"
          style={{
            left: px(Math.min(marked.from, marked.to)),
            width: Math.abs(marked.to - marked.from) * (right - left),
            top: laneHeight,
            bottom: axisHeight,
          }}
        />
      )}
    </div>
  );
}
