import type { Discipline } from "@kontrollrom/contracts/revision.ts";
import {
  OrthographicCamera,
  PerspectiveCamera,
  Plane,
  Raycaster,
  Scene,
  Spherical,
  Vector2,
  Vector3,
  WebGLRenderer,
} from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import type { LocalPlace } from "./camera-place.ts";
import type { ContextModel } from "./context-model.ts";
import type { Pixel, Xyz } from "./measuring.ts";
import type { PicturePalette } from "./palette.ts";
import { pickRoom, type RoomHit } from "./pick-room.ts";
import type { MergedRooms, RoomRange } from "./room-mesh.ts";
import { createRoomsObject, type RoomsObject } from "./rooms-object.ts";
import type { KeptSide } from "./section-plane.ts";

export type PictureView = PerspectiveCamera | OrthographicCamera;

export interface BuildingScene {
  readonly rooms: RoomsObject;
  readonly scene: Scene;
  readonly camera: PictureView;
  /** Drawings around the rooms, by whose they are. */
  readonly contexts: Map<Discipline, ContextModel>;
  requestRender(): void;
  /** The same for what comes by itself, as values do: takes a third of the time at most, so that a slow picture holds up nothing else. */
  requestRepaint(): void;
  /** Called after each picture that is drawn, until the returned function is called. */
  onRender(listener: () => void): () => void;
  recolour(palette: PicturePalette): void;
  resize(width: number, height: number): void;
  /** Shows a storey and what is below it; undefined shows all. */
  showUpTo(storeyId: string | undefined): void;
  spread(apart: boolean): void;
  cut(side: KeptSide | undefined): void;
  /** The room under a point of the canvas, px, and the point of it that is met. */
  pick(x: number, y: number): RoomHit | undefined;
  /** Where something is on the canvas, px; undefined when it is behind the camera. */
  project(at: Xyz): Pixel | undefined;
  /** Whether the section has taken a room's middle away. */
  isCutAway(room: RoomRange): boolean;
  /** The top middle of a room, where it is drawn. */
  topOf(room: RoomRange): Xyz;
  /** Turns by radians around the middle. */
  orbit(azimuth: number, polar: number): void;
  zoom(factor: number): void;
  /** Shows the whole building from the south-west, or as it stands from above. */
  fit(): void;
  /** Looks straight down with north up, lines parallel. */
  lookDown(): void;
  setParallel(parallel: boolean): void;
  /** Moves a room into the middle when it is out of sight. */
  bringIntoView(room: RoomRange): void;
  /** Where the visitor has put the camera; undefined while it stands where it was put at first. */
  getPlace(): LocalPlace | undefined;
  /** undefined is as at first. */
  setPlace(place: LocalPlace | undefined): void;
  /** Draws now and hands the canvas over before the browser takes the picture back. */
  snapshot(take: (canvas: HTMLCanvasElement) => void): void;
  dispose(): void;
}

const startTheta = Math.PI / 5;
const startPhi = Math.PI / 3.4;
const flattest = Math.PI / 2 - 0.02;
const halfView = Math.tan((40 / 2) * (Math.PI / 180));
/** Where a picture takes long, so many times as long passes before values are drawn again; but no longer than `longestPauseMs`. */
const pauseFactor = 2;
const longestPauseMs = 300;
/** Between storeys that are lifted apart, in heights of the building. */
const spreadPart = 0.45;

/**
 * The building in 3D. Draws only when something has changed: an idle picture costs nothing. Throws when the browser gives no
 * WebGL; calls `onLost` when it takes it back, and `onPlaced` when the visitor has moved the camera.
 */
export function createBuildingScene(
  canvas: HTMLCanvasElement,
  merged: MergedRooms,
  palette: PicturePalette,
  deps: { onLost: () => void; onPlaced: () => void },
): BuildingScene {
  const renderer = new WebGLRenderer({ canvas, antialias: true, powerPreference: "low-power" });
  renderer.localClippingEnabled = true;
  renderer.setPixelRatio(Math.min(window.devicePixelRatio, 2));
  const scene = new Scene();
  const perspective = new PerspectiveCamera(40, 1, 0.1, 5000);
  const parallel = new OrthographicCamera();
  let camera: PictureView = perspective;
  const controls = new OrbitControls(camera, canvas);
  controls.enableDamping = false;
  controls.maxPolarAngle = flattest;
  controls.zoomToCursor = true;
  const rooms = createRoomsObject(merged, palette);
  scene.add(rooms.group);
  const raycaster = new Raycaster();
  const contexts = new Map<Discipline, ContextModel>();
  const listeners = new Set<() => void>();

  const [minX = 0, minY = 0, minZ = 0] = merged.box.min;
  const [maxX = 1, maxY = 1, maxZ = 1] = merged.box.max;
  const middle = new Vector3((minX + maxX) / 2, (minY + maxY) / 2, (minZ + maxZ) / 2);
  const radius = Math.max(2, Math.hypot(maxX - minX, maxY - minY, maxZ - minZ) / 2);
  perspective.near = Math.max(0.05, radius / 200);
  perspective.far = radius * 50;
  parallel.near = 0.1;
  parallel.far = radius * 16;
  controls.minDistance = radius / 40;
  controls.maxDistance = radius * 12;

  let aspect = 1;
  let frame = 0;
  /** Until the visitor moves the camera, the whole building stays in view whatever the window does. */
  let moved = false;
  let shownStorey: string | undefined;
  let lifted = 0;
  let section: Plane | undefined;
  let settled: ReturnType<typeof setTimeout> | undefined;
  const shownLevel = new Map([...merged.drawCount.keys()].map((id, level) => [id, level]));

  let repaint: ReturnType<typeof setTimeout> | undefined;
  let repaintFrom = 0;

  const render = () => {
    frame = 0;
    clearTimeout(repaint);
    repaint = undefined;
    const begun = performance.now();
    renderer.render(scene, camera);
    // The browser draws one frame ahead: without a GPU the one after the next waits until this one is through.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const now = performance.now();
        repaintFrom = now + Math.min(longestPauseMs, pauseFactor * (now - begun));
      }),
    );
    for (const listener of listeners) listener();
  };
  const requestRender = () => {
    frame ||= requestAnimationFrame(render);
  };
  const requestRepaint = () => {
    if (frame !== 0) return;
    repaint ??= setTimeout(requestRender, repaintFrom - performance.now());
  };
  const onMove = () => {
    requestRender();
    for (const context of contexts.values()) context.update(false);
    clearTimeout(settled);
    settled = setTimeout(() => {
      for (const context of contexts.values()) context.update(true);
      deps.onPlaced();
    }, 200);
  };
  const onContextLost = (event: Event) => {
    event.preventDefault();
    deps.onLost();
  };
  const onStart = () => {
    moved = true;
  };
  controls.addEventListener("start", onStart);
  controls.addEventListener("change", onMove);
  canvas.addEventListener("webglcontextlost", onContextLost);

  const span = () =>
    camera === parallel
      ? (parallel.top - parallel.bottom) / parallel.zoom
      : 2 * halfView * camera.position.distanceTo(controls.target);

  /** Puts the camera at an angle to a target, so that the picture is so high there. */
  function aim(target: Vector3, theta: number, phi: number, height: number) {
    const direction = new Vector3().setFromSpherical(new Spherical(1, phi, theta).makeSafe());
    if (camera === parallel) {
      parallel.zoom = 1;
      parallel.top = height / 2;
      parallel.bottom = -height / 2;
      parallel.left = (-height / 2) * aspect;
      parallel.right = (height / 2) * aspect;
      camera.position.copy(target).addScaledVector(direction, radius * 8);
    } else camera.position.copy(target).addScaledVector(direction, height / (2 * halfView));
    camera.updateProjectionMatrix();
    camera.lookAt(target);
    camera.updateMatrixWorld();
    controls.target.copy(target);
  }

  function angles() {
    return new Spherical().setFromVector3(camera.position.clone().sub(controls.target));
  }

  function showWhole(theta: number, phi: number) {
    const top = maxY + lifted * Math.max(0, shownLevel.size - 1);
    const corners = [minX, maxX].flatMap((x) =>
      [minY, top].flatMap((y) => [minZ, maxZ].map((z) => new Vector3(x, y, z))),
    );
    const target = middle.clone().setY((minY + top) / 2);
    let near = radius * 0.2;
    let far = radius * 10;
    for (let step = 0; step < 24; step++) {
      const height = (near + far) / 2;
      aim(target, theta, phi, height);
      const fits = corners.every((corner) => {
        const seen = corner.clone().project(camera);
        return Math.abs(seen.x) < 0.9 && Math.abs(seen.y) < 0.86 && seen.z < 1;
      });
      if (fits) far = height;
      else near = height;
    }
    aim(target, theta, phi, far);
    controls.update();
    onMove();
  }

  function switchTo(wanted: boolean) {
    const next = wanted ? parallel : perspective;
    if (next === camera) return;
    camera = next;
    // The types know a perspective camera only; the controls take both.
    (controls as { object: PictureView }).object = next;
    for (const context of contexts.values()) context.follow(next);
  }

  const liftOf = (room: RoomRange): number | undefined =>
    shownStorey !== undefined &&
    (shownLevel.get(room.storeyId) ?? 0) > (shownLevel.get(shownStorey) ?? Infinity)
      ? undefined
      : rooms.lift(room.storeyId);

  const result: BuildingScene = {
    rooms,
    scene,
    get camera() {
      return camera;
    },
    contexts,
    requestRender,
    requestRepaint,
    onRender(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    recolour(next) {
      renderer.setClearColor((next.ground[0] << 16) | (next.ground[1] << 8) | next.ground[2]);
      rooms.recolour(next);
      requestRender();
    },
    resize(width, height) {
      if (width === 0 || height === 0) return;
      renderer.setSize(width, height, false);
      aspect = width / height;
      perspective.aspect = aspect;
      perspective.updateProjectionMatrix();
      parallel.left = parallel.bottom * aspect;
      parallel.right = parallel.top * aspect;
      parallel.updateProjectionMatrix();
      rooms.resize(width, height, renderer.getPixelRatio());
      if (moved) onMove();
      else showWhole(startTheta, startPhi);
    },
    showUpTo(storeyId) {
      shownStorey = storeyId;
      rooms.showUpTo(storeyId);
      requestRender();
    },
    spread(apart) {
      lifted = apart ? Math.max(4, (maxY - minY) * spreadPart) : 0;
      rooms.spread(lifted);
      if (!moved) showWhole(startTheta, startPhi);
      requestRender();
    },
    cut(side) {
      section = side === undefined ? undefined : new Plane(new Vector3(...side.normal), side.constant);
      rooms.cut(section);
      for (const context of contexts.values()) context.cut(section);
      requestRender();
    },
    pick(x, y) {
      const at = new Vector2((x / canvas.clientWidth) * 2 - 1, 1 - (y / canvas.clientHeight) * 2);
      raycaster.setFromCamera(at, camera);
      const kept = (point: Vector3) => section === undefined || section.distanceToPoint(point) >= 0;
      return pickRoom(merged, raycaster.ray, liftOf, kept);
    },
    project(at) {
      const place = new Vector3(...at).project(camera);
      if (place.z > 1) return undefined;
      return { x: ((place.x + 1) / 2) * canvas.clientWidth, y: ((1 - place.y) / 2) * canvas.clientHeight };
    },
    isCutAway: ({ centre: [x, y, z], storeyId }) =>
      section !== undefined && section.distanceToPoint(new Vector3(x, y + rooms.lift(storeyId), z)) < 0,
    topOf: (room) => [room.centre[0], room.top + rooms.lift(room.storeyId), room.centre[2]],
    orbit(azimuth, polar) {
      moved = true;
      const { theta, phi } = angles();
      aim(controls.target.clone(), theta + azimuth, Math.min(flattest, Math.max(0.001, phi + polar)), span());
      controls.update();
      onMove();
    },
    zoom(factor) {
      moved = true;
      const { theta, phi } = angles();
      aim(controls.target.clone(), theta, phi, span() / factor);
      controls.update();
      onMove();
    },
    fit() {
      const down = camera === parallel && angles().phi < 0.01;
      moved = down;
      if (!down) switchTo(false);
      showWhole(down ? 0 : startTheta, down ? 0.001 : startPhi);
    },
    lookDown() {
      moved = true;
      switchTo(true);
      showWhole(0, 0.001);
    },
    setParallel(wanted) {
      if (wanted === (camera === parallel)) return;
      moved = true;
      const { theta, phi } = angles();
      const height = span();
      switchTo(wanted);
      aim(controls.target.clone(), theta, wanted ? phi : Math.max(0.2, phi), height);
      controls.update();
      onMove();
    },
    bringIntoView(room) {
      const seen = new Vector3(...result.topOf(room)).project(camera);
      if (Math.abs(seen.x) < 0.95 && Math.abs(seen.y) < 0.95 && seen.z < 1) return;
      moved = true;
      const { theta, phi } = angles();
      aim(
        new Vector3(room.centre[0], room.centre[1] + rooms.lift(room.storeyId), room.centre[2]),
        theta,
        phi,
        span(),
      );
      controls.update();
      onMove();
    },
    getPlace() {
      if (!moved) return undefined;
      const { theta, phi } = angles();
      return { target: controls.target.toArray(), theta, phi, span: span(), parallel: camera === parallel };
    },
    setPlace(place) {
      moved = place !== undefined;
      switchTo(place?.parallel ?? false);
      if (place === undefined) return showWhole(startTheta, startPhi);
      aim(new Vector3(...place.target), place.theta, Math.max(0.001, place.phi), place.span);
      controls.update();
      onMove();
    },
    snapshot(take) {
      cancelAnimationFrame(frame);
      render();
      take(canvas);
    },
    dispose() {
      cancelAnimationFrame(frame);
      clearTimeout(repaint);
      clearTimeout(settled);
      listeners.clear();
      controls.removeEventListener("start", onStart);
      controls.removeEventListener("change", onMove);
      controls.dispose();
      canvas.removeEventListener("webglcontextlost", onContextLost);
      const freed = [...contexts.values()].map((context) => context.dispose());
      contexts.clear();
      rooms.dispose();
      // Drawings free theirs when their worker has answered.
      void Promise.all(freed).then(() => {
        const { geometries } = renderer.info.memory;
        if (geometries > 0) console.error(`the picture leaves ${geometries} geometries on the GPU`);
        renderer.dispose();
      });
    },
  };
  result.recolour(palette);
  return result;
}
