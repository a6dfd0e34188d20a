import type { RoomMeshes, Storey } from "@kontrollrom/contracts/building.ts";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import type { Discipline } from "@kontrollrom/contracts/revision.ts";
import type { PictureCamera, PictureSection } from "@kontrollrom/contracts/saved-view.ts";
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { roundPlace, samePlace } from "../app/picture-address.ts";
import { useTranslation } from "../i18n/text.ts";
import { fromLocal, toLocal } from "./camera-place.ts";
import { colourTable, type Rgb, roomColour, type ValueLayer } from "./layers.ts";
import { MeasureMarks, type Ruler } from "./measure-marks.tsx";
import { beside, type Snapped, snap } from "./measuring.ts";
import type { PicturePalette } from "./palette.ts";
import { mergeRooms } from "./room-mesh.ts";
import type { RoomStatuses } from "./room-statuses.ts";
import { fill } from "./rooms-object.ts";
import { type BuildingScene, createBuildingScene } from "./scene.ts";
import { SceneMarks } from "./scene-marks.tsx";
import { type SceneTool, SceneTools } from "./scene-tools.tsx";
import { SectionHandle } from "./section-handle.tsx";
import { keptSide } from "./section-plane.ts";
import { type Drawing, useContexts } from "./use-contexts.ts";
import { ZoomButtons } from "./zoom-buttons.tsx";

export interface SceneViewProps {
  readonly rooms: RoomMeshes;
  readonly storeys: readonly Storey[];
  readonly storeyId: string | undefined;
  readonly selectedId: string | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly layer: ValueLayer | undefined;
  readonly statuses: RoomStatuses;
  readonly worst: ReadonlyMap<string, Priority>;
  readonly palette: PicturePalette;
  readonly drawings: readonly Drawing[];
  readonly hidden: readonly Discipline[];
  readonly place: PictureCamera | undefined;
  readonly section: PictureSection | undefined;
  readonly spread: boolean;
  readonly showValues: boolean;
  /** What stands over a picture that is downloaded. */
  readonly title: string;
  readonly onSelect: (spaceId: string | undefined) => void;
  readonly onPlace: (place: PictureCamera | undefined) => void;
  readonly onSection: (section: PictureSection | undefined) => void;
  readonly onHidden: (hidden: readonly Discipline[]) => void;
  readonly onSpread: (spread: boolean) => void;
  readonly onShowValues: (shown: boolean) => void;
  readonly onLost: () => void;
}

const turn = Math.PI / 18;
const hairPx = 8;

export default function SceneView(props: SceneViewProps) {
  const { rooms, storeys, storeyId, selectedId, layer, statuses, palette, place, section, spread, onSelect } =
    props;
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [scene, setScene] = useState<BuildingScene>();
  const [tool, setTool] = useState<SceneTool>();
  const [ruler, setRuler] = useState<Ruler>([]);
  /** Where the cross hairs stand, px; undefined while the pointer is what aims. */
  const [hair, setHair] = useState<{ x: number; y: number }>();
  const [hovered, setHovered] = useState<{ id: string; x: number; y: number }>();
  const merged = useMemo(
    () =>
      mergeRooms(
        rooms.rooms,
        storeys.map((storey) => storey.id),
      ),
    [rooms, storeys],
  );
  const { origin } = rooms;

  // What the scene calls back to is always the newest, without making the scene anew.
  const now = useRef(props);
  now.current = props;
  const seen = useRef(place);

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours, place and callbacks change without the scene being made anew
  useEffect(() => {
    const element = canvas.current;
    if (element === null || frame.current === null) return;
    let made: BuildingScene;
    try {
      made = createBuildingScene(element, merged, palette, {
        onLost: () => now.current.onLost(),
        onPlaced: () => {
          const local = made.getPlace();
          const to = local === undefined ? undefined : roundPlace(fromLocal(local, origin));
          if (samePlace(to, seen.current)) return;
          seen.current = to;
          now.current.onPlace(to);
        },
      });
    } catch {
      now.current.onLost();
      return;
    }
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) made.resize(entry.contentRect.width, entry.contentRect.height);
    });
    made.resize(frame.current.clientWidth, frame.current.clientHeight);
    const start = now.current.place;
    seen.current = start;
    if (start !== undefined) made.setPlace(toLocal(start, origin));
    observer.observe(frame.current);
    setScene(made);
    return () => {
      observer.disconnect();
      made.dispose();
      setScene(undefined);
    };
  }, [merged, rooms]);

  // The address moved and not the camera: back, forward, a link or a saved view.
  useEffect(() => {
    if (scene === undefined || samePlace(place, seen.current)) return;
    seen.current = place;
    scene.setPlace(place === undefined ? undefined : toLocal(place, origin));
  }, [scene, place, origin]);

  useEffect(() => scene?.recolour(palette), [scene, palette]);

  useEffect(() => {
    if (scene === undefined) return;
    const table = layer === undefined ? undefined : colourTable(layer, palette);
    const paint = (spaceId: string) => {
      const range = merged.bySpace.get(spaceId);
      if (range === undefined) return;
      if (storeyId !== undefined && range.storeyId !== storeyId) {
        scene.rooms.paint(spaceId, mix(palette.neutral, palette.ground, 0.55), fill.solid);
        return;
      }
      const status = statuses.get(spaceId);
      const filling =
        status.kind === "none"
          ? fill.empty
          : status.kind === "value" && status.stale
            ? fill.stale
            : fill.solid;
      scene.rooms.paint(spaceId, roomColour(status, palette, table), filling);
    };
    for (const spaceId of merged.bySpace.keys()) paint(spaceId);
    if (scene.rooms.flush()) scene.requestRender();
    return statuses.subscribeAll((ids) => {
      for (const id of ids) paint(id);
      if (scene.rooms.flush()) scene.requestRepaint();
    });
  }, [scene, merged, statuses, layer, palette, storeyId]);

  useEffect(() => scene?.spread(spread), [scene, spread]);
  useEffect(
    () => scene?.cut(section === undefined ? undefined : keptSide(section, origin)),
    [scene, section, origin],
  );
  const loaded = useContexts(scene, { ...props, shown: !spread, origin });
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawings that have come since are cut as well
  useEffect(() => {
    if (scene === undefined) return;
    scene.showUpTo(storeyId);
    const top = storeyId === undefined ? undefined : storeyTop(merged, storeyId);
    for (const context of scene.contexts.values()) {
      context.clipAbove(top);
      context.cut(undefined);
    }
    scene.cut(section === undefined ? undefined : keptSide(section, origin));
  }, [scene, merged, storeyId, loaded]);

  useEffect(() => {
    if (scene === undefined) return;
    scene.rooms.select(selectedId);
    const room = selectedId === undefined ? undefined : merged.bySpace.get(selectedId);
    if (room !== undefined) scene.bringIntoView(room);
    scene.requestRender();
  }, [scene, merged, selectedId]);

  const aimAt = (x: number, y: number): (Snapped & { readonly spaceId: string }) | undefined => {
    if (scene === undefined) return undefined;
    let hit = scene.pick(x, y);
    for (const [dx, dy] of beside) hit ??= scene.pick(x + dx, y + dy);
    if (hit === undefined) return undefined;
    const { spaceId } = hit.room;
    return { ...snap(hit.at.toArray(), scene.rooms.edges(spaceId), scene.project), spaceId };
  };
  const setPoint = (x: number, y: number) => {
    const point = aimAt(x, y);
    if (point !== undefined) setRuler((points) => (points.length === 1 ? [...points, point] : [point]));
  };

  const press = useRef<{ x: number; y: number }>(undefined);
  const within = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const onPointerUp = (event: PointerEvent<HTMLCanvasElement>) => {
    const from = press.current;
    press.current = undefined;
    // A drag turns the building; only a tap chooses.
    if (
      scene === undefined ||
      from === undefined ||
      Math.hypot(event.clientX - from.x, event.clientY - from.y) > 5
    )
      return;
    const { x, y } = within(event);
    if (tool === "measure") setPoint(x, y);
    else onSelect(scene.pick(x, y)?.room.spaceId);
  };
  const hover = useRef(0);
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.pointerType === "touch" || press.current !== undefined || hover.current !== 0) return;
    const { x, y } = within(event);
    hover.current = requestAnimationFrame(() => {
      hover.current = 0;
      const id = scene?.pick(x, y)?.room.spaceId;
      setHovered(id === undefined ? undefined : { id, x, y });
    });
  };
  useEffect(() => () => cancelAnimationFrame(hover.current), []);

  const moveHair = (dx: number, dy: number) => {
    const { clientWidth = 0, clientHeight = 0 } = canvas.current ?? {};
    const from = hair ?? { x: clientWidth / 2, y: clientHeight / 2 };
    setHair({
      x: Math.min(clientWidth, Math.max(0, from.x + dx)),
      y: Math.min(clientHeight, Math.max(0, from.y + dy)),
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (scene === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? hairPx / 4 : hairPx;
    const ruling: Record<string, () => void> = {
      ArrowLeft: () => moveHair(-step, 0),
      ArrowRight: () => moveHair(step, 0),
      ArrowUp: () => moveHair(0, -step),
      ArrowDown: () => moveHair(0, step),
      Enter: () => {
        if (hair === undefined) moveHair(0, 0);
        else setPoint(hair.x, hair.y);
      },
      Escape: () => setTool(undefined),
    };
    const moving: Record<string, () => void> = {
      ArrowLeft: () => scene.orbit(-turn, 0),
      ArrowRight: () => scene.orbit(turn, 0),
      ArrowUp: () => scene.orbit(0, -turn),
      ArrowDown: () => scene.orbit(0, turn),
      "+": () => scene.zoom(1.25),
      "-": () => scene.zoom(0.8),
      Home: () => scene.fit(),
    };
    const action = (tool === "measure" ? ruling[event.key] : undefined) ?? moving[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };
  const choose = (next: SceneTool | undefined) => {
    setTool(next);
    setHair(undefined);
    setHovered(undefined);
    if (next !== "measure") setRuler([]);
    else canvas.current?.focus();
  };

  return (
    <div className="scene" ref={frame} data-tool={tool}>
      <canvas
        ref={canvas}
        tabIndex={0}
        role="img"
        aria-label={tool === "measure" ? t("scene.ruler.help") : t("picture.help3d")}
        data-drawings={loaded}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          press.current = { x: event.clientX, y: event.clientY };
          setHovered(undefined);
        }}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setHovered(undefined)}
        onPointerUp={onPointerUp}
      />
      {scene !== undefined && (
        <>
          <SceneMarks scene={scene} merged={merged} hovered={hovered} {...props} />
          {tool === "measure" && (
            <MeasureMarks scene={scene} ruler={ruler} hair={hair} found={hair && aimAt(hair.x, hair.y)} />
          )}
          {section !== undefined && (
            <SectionHandle
              scene={scene}
              section={section}
              box={merged.box}
              origin={origin}
              onChange={props.onSection}
            />
          )}
          <SceneTools
            {...props}
            scene={scene}
            box={merged.box}
            origin={origin}
            tool={tool}
            onTool={choose}
            loaded={loaded}
            ruler={ruler}
            onMeasureAgain={() => setRuler([])}
          />
        </>
      )}
      <ZoomButtons
        onIn={() => scene?.zoom(1.25)}
        onOut={() => scene?.zoom(0.8)}
        onWhole={() => scene?.fit()}
      />
    </div>
  );
}

function storeyTop(merged: ReturnType<typeof mergeRooms>, storeyId: string): number | undefined {
  const tops = merged.ranges.filter((range) => range.storeyId === storeyId).map((range) => range.top);
  return tops.length === 0 ? undefined : Math.max(...tops) + 0.05;
}

function mix(a: Rgb, b: Rgb, part: number): Rgb {
  const at = (i: 0 | 1 | 2) => Math.round(a[i] + (b[i] - a[i]) * part);
  return [at(0), at(1), at(2)];
}
