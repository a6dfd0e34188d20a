import type { Xy } from "@kontrollrom/contracts/building.ts";
import type { Drawing } from "@kontrollrom/contracts/drawing.ts";
import type { Underlay } from "@kontrollrom/contracts/exchange.ts";
import { type PointerEvent, type ReactNode, type RefObject, useMemo, useRef } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";
import { labelRoom, polygonPath, polygonsPath } from "../picture/plan-paths.ts";
import { ZoomButtons } from "../picture/zoom-buttons.tsx";
import { UnderlayImage } from "../underlay/plan-underlay.tsx";
import { AreaPatterns, areaFill, areaPattern } from "./area-look.tsx";
import { CanvasMarks } from "./canvas-marks.tsx";
import type { CanvasView } from "./use-canvas-view.ts";
import type { Tools } from "./use-tools.ts";
import { toPlan, toScreen } from "./view.ts";
import type { LayerDraft } from "./work.ts";

export interface Shown {
  readonly names: boolean;
  readonly walls: boolean;
  readonly underlay: boolean;
  readonly sensors: boolean;
}

/** The plan under the hand: rooms, walls, guides and what is being drawn. */
export function Canvas({
  svg,
  view,
  drawing,
  tools,
  layer,
  areaId,
  sensorsOf,
  shown,
  underlay,
  refused,
  describedBy,
}: {
  svg: RefObject<SVGSVGElement | null>;
  view: CanvasView;
  drawing: Drawing;
  tools: Tools;
  layer: LayerDraft | undefined;
  areaId: string | undefined;
  /** Devices in each room. */
  sensorsOf: ReadonlyMap<string, number>;
  shown: Shown;
  underlay: Underlay | undefined;
  /** What is held cannot be done: why. */
  refused: string | undefined;
  describedBy: string;
}) {
  const { t } = useTranslation();
  const { place, pixelsPerMetre } = view;
  const fabric = useMemo(
    () => ({
      walls: polygonsPath(drawing.walls),
      doors: polygonsPath(drawing.doors),
      windows: polygonsPath(drawing.windows),
      stairs: polygonsPath(drawing.stairs),
    }),
    [drawing],
  );
  const touch = useRef(false);
  const pressed = useRef<Xy>(undefined);
  const planAt = (event: { clientX: number; clientY: number }): Xy => {
    const box = svg.current?.getBoundingClientRect();
    return toPlan(place, [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)]);
  };
  /** What a finger or a pointer means by "near", m. */
  const reach = () => (touch.current ? 22 : 11) / pixelsPerMetre;
  const mine = (event: PointerEvent) => event.isPrimary && event.button <= 0 && !view.isPanning();

  const areaOf = useMemo(() => {
    const found = new Map<string, { colour: number; id: string; code: string }>();
    for (const { id, colour, code, roomIds } of layer?.areas ?? [])
      for (const room of roomIds) found.set(room, { colour, id, code });
    return found;
  }, [layer]);

  return (
    <div className="editor-canvas" data-tool={tools.tool} data-refused={refused !== undefined || undefined}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the editor around it takes the keys */}
      <svg
        ref={svg}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a drawing that is worked on with keys of its own
        tabIndex={0}
        aria-label={t("editor.canvas", { storey: drawing.name })}
        aria-describedby={describedBy}
        onPointerDown={(event) => {
          touch.current = event.pointerType === "touch";
          if (!mine(event)) return;
          pressed.current = [event.clientX, event.clientY];
          tools.pointerDown(planAt(event), reach());
          if (tools.takesGesture()) event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => event.isPrimary && tools.pointerMove(planAt(event), reach())}
        onPointerUp={(event) => {
          if (mine(event)) tools.pointerUp(planAt(event), reach(), event.shiftKey);
        }}
        onPointerLeave={tools.pointerLeave}
        onDoubleClick={tools.finish}
        onClick={(event) => {
          const from = pressed.current;
          // A pull of the plan is no choice of a room.
          if (from !== undefined && Math.hypot(event.clientX - from[0], event.clientY - from[1]) > 6) return;
          tools.click(planAt(event));
        }}
      >
        <defs>
          <AreaPatterns id="editor-area" unit={1 / pixelsPerMetre} />
        </defs>
        <g transform={place.transform.toString()}>
          <g transform={`translate(${place.offset[0]} ${place.offset[1]}) scale(${place.scale})`}>
            {underlay !== undefined && shown.underlay && <UnderlayImage underlay={underlay} />}
            {drawing.rooms.map((room) => {
              const path = polygonPath(room.polygon);
              const area = areaOf.get(room.spaceId);
              return (
                <g
                  key={room.spaceId}
                  className="editor-room"
                  data-space={room.spaceId}
                  data-selected={room.spaceId === tools.selectedId || undefined}
                  data-merge={room.spaceId === tools.mergeId || undefined}
                  data-own={(areaId !== undefined && area?.id === areaId) || undefined}
                >
                  <path
                    className="editor-room-fill"
                    d={path}
                    fillRule="evenodd"
                    {...(area && { style: { fill: areaFill(area.colour) } })}
                  />
                  {area !== undefined && (
                    <path d={path} fillRule="evenodd" fill={areaPattern("editor-area", area.colour)} />
                  )}
                  <path className="editor-room-line" d={path} />
                </g>
              );
            })}
            {layer?.areas.flatMap(({ id, colour, outlines }) =>
              outlines
                .filter(({ storeyId }) => storeyId === drawing.storeyId)
                .map(({ polygon }) => {
                  const path = polygonPath(polygon);
                  return (
                    <g key={`${id} ${path}`} className="editor-outline" data-own={id === areaId || undefined}>
                      <path d={path} fill={areaFill(colour)} fillOpacity="0.45" fillRule="evenodd" />
                      <path
                        d={path}
                        fill={areaPattern("editor-area", colour)}
                        fillRule="evenodd"
                        className="editor-outline-line"
                      />
                    </g>
                  );
                }),
            )}
            {shown.walls && (
              <g className="editor-fabric">
                <path className="plan-stairs" d={fabric.stairs} />
                <path className="plan-walls" d={fabric.walls} />
                <path className="plan-doors" d={fabric.doors} />
                <path className="plan-windows" d={fabric.windows} />
              </g>
            )}
          </g>
        </g>
        {shown.names && (
          // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of texts takes no focus
          <g className="editor-labels" aria-hidden="true">
            {drawing.rooms.map((room) => (
              <RoomLabel
                key={room.spaceId}
                room={room}
                at={toScreen(place, room.label)}
                pixelsPerMetre={pixelsPerMetre}
                code={areaOf.get(room.spaceId)?.code}
                sensors={shown.sensors ? sensorsOf.get(room.spaceId) : undefined}
              />
            ))}
          </g>
        )}
        <CanvasMarks tools={tools} place={place} drawing={drawing} refused={refused} />
      </svg>
      <ZoomButtons onIn={() => view.zoomBy(1.4)} onOut={() => view.zoomBy(1 / 1.4)} onWhole={view.whole} />
    </div>
  );
}

function RoomLabel({
  room,
  at: [x, y],
  pixelsPerMetre,
  code,
  sensors,
}: {
  room: Drawing["rooms"][number];
  at: Xy;
  pixelsPerMetre: number;
  code: string | undefined;
  sensors: number | undefined;
}): ReactNode {
  const formats = useFormats();
  const place = labelRoom(room.polygon, pixelsPerMetre);
  if (place === "none") return null;
  const xs = room.polygon[0]?.map(([one]) => one) ?? [];
  const wide = (Math.max(...xs) - Math.min(...xs)) * pixelsPerMetre > 104;
  return (
    <text className="editor-label" textAnchor="middle" transform={`translate(${x} ${y})`}>
      <tspan x="0" dy={place === "both" ? "-0.15em" : "0.35em"}>
        {room.number}
        {code !== undefined && ` · ${code}`}
      </tspan>
      {place === "both" && (
        <tspan x="0" dy="1.25em" className="editor-label-area">
          {formats.number(room.area, 1)} m²{sensors !== undefined && wide && ` ◉${sensors}`}
        </tspan>
      )}
    </text>
  );
}
