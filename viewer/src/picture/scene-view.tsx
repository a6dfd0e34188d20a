import type { RoomMeshes, Storey } from "@kontrollrom/contracts/building.ts";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { callBytes } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { colourTable, type Rgb, roomColour, type ValueLayer } from "./layers.ts";
import type { PicturePalette } from "./palette.ts";
import { mergeRooms } from "./room-mesh.ts";
import type { RoomStatuses } from "./room-statuses.ts";
import { fill } from "./rooms-object.ts";
import { type BuildingScene, type CameraPlace, createBuildingScene } from "./scene.ts";
import { SceneMarks } from "./scene-marks.tsx";
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
  /** Where the camera was when the visitor left, by building. */
  readonly places: Map<string, CameraPlace>;
  readonly onSelect: (spaceId: string | undefined) => void;
  readonly onLost: () => void;
}

const turn = Math.PI / 18;

export default function SceneView(props: SceneViewProps) {
  const { rooms, storeys, storeyId, selectedId, layer, statuses, palette, places, onSelect, onLost } = props;
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const placeMarks = useRef<() => void>(() => {});
  const [scene, setScene] = useState<BuildingScene>();
  const [hasContext, setHasContext] = useState(false);
  const merged = useMemo(
    () =>
      mergeRooms(
        rooms.rooms,
        storeys.map((storey) => storey.id),
      ),
    [rooms, storeys],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours and callbacks change without the scene being made anew
  useEffect(() => {
    const element = canvas.current;
    if (element === null || frame.current === null) return;
    let made: BuildingScene;
    try {
      made = createBuildingScene(element, merged, palette, { onRender: () => placeMarks.current(), onLost });
    } catch {
      onLost();
      return;
    }
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) made.resize(entry.contentRect.width, entry.contentRect.height);
    });
    made.resize(frame.current.clientWidth, frame.current.clientHeight);
    const place = places.get(rooms.buildingId);
    if (place !== undefined) made.setPlace(place);
    observer.observe(frame.current);
    setScene(made);

    const controller = new AbortController();
    addContext(made, rooms, palette, controller.signal).then(
      () => setHasContext(made.context !== undefined),
      // The rooms say all that is alive: without the walls around them the picture still works.
      (error) => controller.signal.aborted || console.error(error),
    );
    return () => {
      controller.abort();
      observer.disconnect();
      const left = made.getPlace();
      if (left === undefined) places.delete(rooms.buildingId);
      else places.set(rooms.buildingId, left);
      made.dispose();
      setScene(undefined);
      setHasContext(false);
    };
  }, [merged, rooms]);

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
    const paintMany = (ids: Iterable<string>) => {
      for (const id of ids) paint(id);
      if (scene.rooms.flush()) scene.requestRender();
    };
    paintMany(merged.bySpace.keys());
    return statuses.subscribeAll(paintMany);
  }, [scene, merged, statuses, layer, palette, storeyId]);

  useEffect(() => {
    if (scene === undefined) return;
    scene.rooms.showUpTo(storeyId);
    if (hasContext)
      scene.context?.clipAbove(storeyId === undefined ? undefined : storeyTop(merged, storeyId));
    scene.requestRender();
  }, [scene, merged, storeyId, hasContext]);

  useEffect(() => {
    if (scene === undefined) return;
    scene.rooms.select(selectedId);
    scene.requestRender();
  }, [scene, selectedId]);

  const press = useRef<{ x: number; y: number }>(undefined);
  const onPointerUp = (event: PointerEvent<HTMLCanvasElement>) => {
    const from = press.current;
    // A drag turns the building; only a tap chooses.
    if (
      scene === undefined ||
      from === undefined ||
      Math.hypot(event.clientX - from.x, event.clientY - from.y) > 5
    )
      return;
    const box = event.currentTarget.getBoundingClientRect();
    onSelect(scene.pick(event.clientX - box.left, event.clientY - box.top));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (scene === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const actions: Record<string, () => void> = {
      ArrowLeft: () => scene.orbit(-turn, 0),
      ArrowRight: () => scene.orbit(turn, 0),
      ArrowUp: () => scene.orbit(0, -turn),
      ArrowDown: () => scene.orbit(0, turn),
      "+": () => scene.zoom(1.25),
      "-": () => scene.zoom(0.8),
      Home: () => scene.fit(),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };

  return (
    <div className="scene" ref={frame}>
      <canvas
        ref={canvas}
        tabIndex={0}
        role="img"
        aria-label={t("picture.help3d")}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          press.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerUp={onPointerUp}
      />
      {scene !== undefined && <SceneMarks scene={scene} merged={merged} placeMarks={placeMarks} {...props} />}
      <ZoomButtons
        onIn={() => scene?.zoom(1.25)}
        onOut={() => scene?.zoom(0.8)}
        onWhole={() => scene?.fit()}
      />
    </div>
  );
}

async function addContext(
  scene: BuildingScene,
  rooms: RoomMeshes,
  palette: PicturePalette,
  signal: AbortSignal,
) {
  const [{ loadContextModel }, buffer] = await Promise.all([
    import("./context-model.ts"),
    callBytes("GET /models/{id}/fragments", { id: rooms.modelId }, signal),
  ]);
  if (signal.aborted) return;
  const context = await loadContextModel(
    buffer,
    rooms.modelId,
    { scene: scene.scene, camera: scene.camera, origin: rooms.origin, wall: palette.wall },
    scene.requestRender,
  );
  if (signal.aborted) context.dispose();
  else scene.context = context;
}

function storeyTop(merged: ReturnType<typeof mergeRooms>, storeyId: string): number | undefined {
  const tops = merged.ranges.filter((range) => range.storeyId === storeyId).map((range) => range.top);
  return tops.length === 0 ? undefined : Math.max(...tops) + 0.05;
}

function mix(a: Rgb, b: Rgb, part: number): Rgb {
  const at = (i: 0 | 1 | 2) => Math.round(a[i] + (b[i] - a[i]) * part);
  return [at(0), at(1), at(2)];
}
