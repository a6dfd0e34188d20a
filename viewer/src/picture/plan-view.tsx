import type { Plan } from "@kontrollrom/contracts/building.ts";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import type { PictureCamera } from "@kontrollrom/contracts/saved-view.ts";
import { useQuery } from "@tanstack/react-query";
import { select, type ZoomTransform, zoom, zoomIdentity } from "d3";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { roundPlace, samePlace } from "../app/picture-address.ts";
import { queries } from "../data/queries.ts";
import { AreaPatterns, areaPattern } from "../editor/area-look.tsx";
import { EditPlanLink } from "../editor/edit-plan-link.tsx";
import { useTranslation } from "../i18n/text.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { Answer, Empty } from "../ui/states.tsx";
import { UnderlayButton, UnderlayImage, usePlanUnderlay } from "../underlay/plan-underlay.tsx";
import { colourTable, inkOn, type Rgb, roomColour, type ValueLayer } from "./layers.ts";
import type { PicturePalette } from "./palette.ts";
import { type Direction, labelRoom, nextRoom, planViewBox, polygonPath, polygonsPath } from "./plan-paths.ts";
import { placeOf, transformOf } from "./plan-place.ts";
import type { RoomStatuses } from "./room-statuses.ts";
import { useStatusText } from "./status-text.ts";
import { useRoomStatus } from "./use-room-statuses.ts";
import { ZoomButtons } from "./zoom-buttons.tsx";
import "./plan-view.css";

export interface PlanViewProps {
  readonly storeyId: string;
  readonly selectedId: string | undefined;
  readonly layer: ValueLayer | undefined;
  readonly statuses: RoomStatuses;
  readonly worst: ReadonlyMap<string, Priority>;
  readonly palette: PicturePalette;
  /** Where the camera of the building stands: the plan shows the same middle at the same size. */
  readonly place: PictureCamera | undefined;
  readonly onPlace: (place: PictureCamera | undefined) => void;
  readonly onSelect: (spaceId: string | undefined) => void;
}

/** One storey drawn flat, with the same rooms, colours and choice as the 3D picture. */
export function PlanView(props: PlanViewProps) {
  const { t } = useTranslation();
  const plan = useQuery(queries.plan(props.storeyId));
  return (
    <Answer of={plan} rows={1}>
      {(data) =>
        data.rooms.length === 0 ? (
          <Empty title={t("picture.noPlan.title")}>{t("picture.noPlan.text")}</Empty>
        ) : (
          <PlanDrawing key={data.storeyId} plan={data} {...props} />
        )
      }
    </Answer>
  );
}

function PlanDrawing({
  plan,
  selectedId,
  layer,
  statuses,
  worst,
  palette,
  place,
  onPlace,
  onSelect,
}: PlanViewProps & { plan: Plan }) {
  const { t } = useTranslation();
  const svg = useRef<SVGSVGElement>(null);
  const [size, setSize] = useState<{ width: number; height: number }>(unmeasured);
  const [transform, setTransform] = useState<ZoomTransform>(zoomIdentity);
  const [active, setActive] = useState<string>();
  const movedByVisitor = useRef(false);
  const seen = useRef<PictureCamera | undefined>(undefined);
  const { underlay, ...scan } = usePlanUnderlay(plan);

  const behaviour = useMemo(() => zoom<SVGSVGElement, unknown>().scaleExtent([0.8, 20]), []);
  useEffect(() => {
    const element = svg.current;
    if (element === null) return;
    const selection = select(element);
    behaviour.on("zoom", (event: { transform: ZoomTransform; sourceEvent: unknown }) => {
      setTransform(event.transform);
      // What the address said is not said back to it.
      if (event.sourceEvent !== null && event.sourceEvent !== undefined) movedByVisitor.current = true;
    });
    selection.call(behaviour).on("dblclick.zoom", null);
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      selection.on(".zoom", null);
    };
  }, [behaviour]);

  const [left, top, width, height] = planViewBox(plan.bounds);
  const scale = Math.min(size.width / width, size.height / height);
  const offset: readonly [number, number] = [
    (size.width - width * scale) / 2 - left * scale,
    (size.height - height * scale) / 2 - top * scale,
  ];
  const pixelsPerMetre = scale * transform.k;

  const fit = { scale, offset, size };
  const now = useRef({ fit, place, onPlace, elevation: plan.elevation });
  now.current = { fit, place, onPlace, elevation: plan.elevation };
  // The address moved and not the plan: a link, a saved view, or the 3D picture before.
  useEffect(() => {
    const element = svg.current;
    if (element === null || size === unmeasured || samePlace(place, seen.current)) return;
    seen.current = place;
    const to = place === undefined ? zoomIdentity : transformOf(place, now.current.fit);
    select(element).call(behaviour.transform, to);
  }, [place, size, behaviour]);
  useEffect(() => {
    if (!movedByVisitor.current) return;
    const timer = setTimeout(() => {
      movedByVisitor.current = false;
      const { place: before, onPlace: tell, elevation, fit: current } = now.current;
      const to =
        transform === zoomIdentity ? undefined : roundPlace(placeOf(transform, current, before, elevation));
      if (samePlace(to, seen.current)) return;
      seen.current = to;
      tell(to);
    }, settledMs);
    return () => clearTimeout(timer);
  }, [transform]);
  const table = useMemo(
    () => (layer === undefined ? undefined : colourTable(layer, palette)),
    [layer, palette],
  );
  const fabric = useMemo(
    () => ({
      walls: polygonsPath(plan.walls),
      doors: polygonsPath(plan.doors),
      windows: polygonsPath(plan.windows),
      stairs: polygonsPath(plan.stairs),
    }),
    [plan],
  );
  const zoomBy = (factor: number) => {
    movedByVisitor.current = true;
    if (svg.current !== null) select(svg.current).call(behaviour.scaleBy, factor);
  };
  const whole = () => {
    movedByVisitor.current = true;
    if (svg.current !== null) select(svg.current).call(behaviour.transform, zoomIdentity);
  };

  const current = active ?? selectedId ?? plan.rooms[0]?.spaceId;
  const onKeyDown = (event: KeyboardEvent) => {
    const directions: Record<string, Direction> = {
      ArrowLeft: "left",
      ArrowRight: "right",
      ArrowUp: "up",
      ArrowDown: "down",
    };
    const direction = directions[event.key];
    const from = plan.rooms.find((room) => room.spaceId === current);
    if (direction !== undefined && from !== undefined)
      setActive((nextRoom(plan.rooms, from, direction) ?? from).spaceId);
    else if (event.key === "Enter" || event.key === " ") onSelect(current);
    else if (event.key === "+") zoomBy(1.4);
    else if (event.key === "-") zoomBy(1 / 1.4);
    else if (event.key === "Home") whole();
    else return;
    event.preventDefault();
  };
  const optionId = (spaceId: string) => `plan-room-${spaceId}`;

  return (
    <div className="plan">
      <svg
        ref={svg}
        data-underlay={scan.shown || undefined}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a drawing whose rooms are chosen like options of a list
        role="listbox"
        tabIndex={0}
        aria-label={t("picture.helpPlan")}
        aria-activedescendant={current === undefined ? undefined : optionId(current)}
        onKeyDown={onKeyDown}
        onBlur={() => setActive(undefined)}
      >
        <defs>
          <AreaPatterns id="plan-area" unit={1 / pixelsPerMetre} />
          <pattern
            id="plan-hatch"
            width="8"
            height="8"
            patternUnits="userSpaceOnUse"
            patternTransform={`scale(${1 / pixelsPerMetre}) rotate(45)`}
          >
            <line className="plan-hatch-line" x1="0" y1="0" x2="0" y2="8" />
          </pattern>
        </defs>
        <g transform={transform.toString()}>
          <g transform={`translate(${offset[0]} ${offset[1]}) scale(${scale})`}>
            {underlay !== undefined && scan.shown && <UnderlayImage underlay={underlay} />}
            {plan.rooms.map((room) => (
              <PlanRoom
                key={room.spaceId}
                id={optionId(room.spaceId)}
                room={room}
                selected={room.spaceId === selectedId}
                active={room.spaceId === active}
                layer={layer}
                statuses={statuses}
                palette={palette}
                table={table}
                onSelect={onSelect}
              />
            ))}
            {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of shapes takes no focus */}
            <g className="plan-fabric" aria-hidden="true">
              <path className="plan-stairs" d={fabric.stairs} />
              <path className="plan-walls" d={fabric.walls} />
              <path className="plan-doors" d={fabric.doors} />
              <path className="plan-windows" d={fabric.windows} />
            </g>
          </g>
        </g>
        {/* Labels keep their size while the drawing is scaled. */}
        {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of texts takes no focus */}
        <g className="plan-labels" aria-hidden="true">
          {plan.rooms.map((room) => {
            const [x, y] = transform.apply([
              offset[0] + room.label[0] * scale,
              offset[1] - room.label[1] * scale,
            ]);
            const priority = worst.get(room.spaceId);
            return (
              <g key={room.spaceId} transform={`translate(${x} ${y})`}>
                <PlanLabel
                  room={room}
                  pixelsPerMetre={pixelsPerMetre}
                  layer={layer}
                  statuses={statuses}
                  palette={palette}
                  table={table}
                />
                {priority !== undefined && (
                  <g
                    transform={
                      labelRoom(room.polygon, pixelsPerMetre) === "none"
                        ? "translate(-11 -11)"
                        : "translate(-11 -38)"
                    }
                  >
                    <PriorityMark priority={priority} size={22} silent />
                  </g>
                )}
              </g>
            );
          })}
        </g>
      </svg>
      <div className="plan-acts">
        {underlay !== undefined && <UnderlayButton {...scan} />}
        <EditPlanLink buildingId={plan.buildingId} storeyId={plan.storeyId} />
      </div>
      <ZoomButtons onIn={() => zoomBy(1.4)} onOut={() => zoomBy(1 / 1.4)} onWhole={whole} />
    </div>
  );
}

const unmeasured = { width: 800, height: 600 };
const settledMs = 250;

type Room = Plan["rooms"][number];
interface RoomLook {
  readonly room: Room;
  readonly layer: ValueLayer | undefined;
  readonly statuses: RoomStatuses;
  readonly palette: PicturePalette;
  readonly table: ((value: number) => Rgb) | undefined;
}

function PlanRoom({
  id,
  room,
  selected,
  active,
  layer,
  statuses,
  palette,
  table,
  onSelect,
}: RoomLook & { id: string; selected: boolean; active: boolean; onSelect: (spaceId: string) => void }) {
  const { t } = useTranslation();
  const status = useRoomStatus(statuses, room.spaceId);
  const text = useStatusText(layer)(status);
  const path = useMemo(() => polygonPath(room.polygon), [room.polygon]);
  const hatched = status.kind === "none" || (status.kind === "value" && status.stale);
  return (
    <g
      id={id}
      role="option"
      aria-selected={selected}
      aria-label={t("picture.room", { label: t("room.title", room), value: text })}
      className="plan-room"
      data-space={room.spaceId}
      data-selected={selected || undefined}
      data-active={active || undefined}
      onClick={() => onSelect(room.spaceId)}
    >
      <path
        className="plan-room-fill"
        d={path}
        fill={`rgb(${roomColour(status, palette, table).join(" ")})`}
        fillRule="evenodd"
      />
      {status.kind === "area" && (
        <path
          className="plan-room-area"
          d={path}
          fill={areaPattern("plan-area", status.colour)}
          fillRule="evenodd"
        />
      )}
      {hatched && <path className="plan-room-hatch" d={path} fill="url(#plan-hatch)" fillRule="evenodd" />}
      <path className="plan-room-line" d={path} />
    </g>
  );
}

function PlanLabel({
  room,
  pixelsPerMetre,
  layer,
  statuses,
  palette,
  table,
}: RoomLook & { pixelsPerMetre: number }) {
  const status = useRoomStatus(statuses, room.spaceId);
  const text = useStatusText(layer)(status);
  const shown = labelRoom(room.polygon, pixelsPerMetre);
  if (shown === "none") return null;
  const ink = inkOn(roomColour(status, palette, table));
  const value = shown === "both" && status.kind === "value";
  return (
    <text className="plan-label" fill={ink} textAnchor="middle">
      <tspan x="0" dy={value ? "-0.15em" : "0.35em"}>
        {room.number}
        {status.kind === "area" && ` · ${status.code}`}
      </tspan>
      {value && (
        <tspan x="0" dy="1.2em" className="plan-label-value">
          {text}
        </tspan>
      )}
    </text>
  );
}
