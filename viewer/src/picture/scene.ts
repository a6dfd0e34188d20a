import { PerspectiveCamera, Raycaster, Scene, Spherical, Vector2, Vector3, WebGLRenderer } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import type { ContextModel } from "./context-model.ts";
import type { PicturePalette } from "./palette.ts";
import { type MergedRooms, roomAtTriangle } from "./room-mesh.ts";
import { createRoomsObject, type RoomsObject } from "./rooms-object.ts";

export interface CameraPlace {
  readonly position: readonly [number, number, number];
  readonly target: readonly [number, number, number];
}

export interface BuildingScene {
  readonly rooms: RoomsObject;
  readonly scene: Scene;
  readonly camera: PerspectiveCamera;
  context: ContextModel | undefined;
  requestRender(): void;
  recolour(palette: PicturePalette): void;
  resize(width: number, height: number): void;
  /** The room under a point of the canvas, px. */
  pick(x: number, y: number): string | undefined;
  /** Where a room's top middle is on the canvas, px; undefined when it is behind the camera. */
  project(spaceId: string): { x: number; y: number } | undefined;
  /** Turns by radians around the middle. */
  orbit(azimuth: number, polar: number): void;
  zoom(factor: number): void;
  /** Shows the whole building from the south-west. */
  fit(): void;
  /** Where the visitor has put the camera; undefined while it stands where it was put at first. */
  getPlace(): CameraPlace | undefined;
  setPlace(place: CameraPlace): void;
  dispose(): void;
}

const startAngle = new Spherical(1, Math.PI / 3.4, Math.PI / 5);

/**
 * The building in 3D. Draws only when something has changed: an idle picture costs nothing. Throws when the browser gives no
 * WebGL; calls `onLost` when it takes it back.
 */
export function createBuildingScene(
  canvas: HTMLCanvasElement,
  merged: MergedRooms,
  palette: PicturePalette,
  deps: { onRender: () => void; onLost: () => void },
): BuildingScene {
  const renderer = new WebGLRenderer({ canvas, antialias: true, powerPreference: "low-power" });
  renderer.localClippingEnabled = true;
  renderer.setPixelRatio(Math.min(window.devicePixelRatio, 2));
  const scene = new Scene();
  const camera = new PerspectiveCamera(40, 1, 0.1, 5000);
  const controls = new OrbitControls(camera, canvas);
  controls.enableDamping = false;
  controls.maxPolarAngle = Math.PI / 2 - 0.02;
  controls.zoomToCursor = true;
  const rooms = createRoomsObject(merged, palette);
  scene.add(rooms.group);
  const raycaster = new Raycaster();

  const [minX = 0, minY = 0, minZ = 0] = merged.box.min;
  const [maxX = 1, maxY = 1, maxZ = 1] = merged.box.max;
  const middle = new Vector3((minX + maxX) / 2, (minY + maxY) / 2, (minZ + maxZ) / 2);
  const radius = Math.max(2, Math.hypot(maxX - minX, maxY - minY, maxZ - minZ) / 2);

  let frame = 0;
  /** Until the visitor moves the camera, the whole building stays in view whatever the window does. */
  let moved = false;
  let settled: ReturnType<typeof setTimeout> | undefined;
  const render = () => {
    frame = 0;
    renderer.render(scene, camera);
    deps.onRender();
  };
  const requestRender = () => {
    frame ||= requestAnimationFrame(render);
  };
  const onMove = () => {
    requestRender();
    result.context?.update(false);
    clearTimeout(settled);
    settled = setTimeout(() => result.context?.update(true), 120);
  };
  const onLost = (event: Event) => {
    event.preventDefault();
    deps.onLost();
  };
  const onStart = () => {
    moved = true;
  };
  controls.addEventListener("start", onStart);
  controls.addEventListener("change", onMove);
  canvas.addEventListener("webglcontextlost", onLost);

  /** The nearest distance from which all corners of the building's box are in sight. */
  function wholeDistance(direction: Vector3): number {
    const corners = [minX, maxX].flatMap((x) =>
      [minY, maxY].flatMap((y) => [minZ, maxZ].map((z) => new Vector3(x, y, z))),
    );
    let near = radius * 0.5;
    let far = radius * 12;
    for (let step = 0; step < 24; step++) {
      const distance = (near + far) / 2;
      camera.position.copy(middle).addScaledVector(direction, distance);
      camera.lookAt(middle);
      camera.updateMatrixWorld();
      const fits = corners.every((corner) => {
        const seen = corner.clone().project(camera);
        return Math.abs(seen.x) < 0.9 && Math.abs(seen.y) < 0.86 && seen.z < 1;
      });
      if (fits) far = distance;
      else near = distance;
    }
    return far;
  }

  function showWhole() {
    camera.near = Math.max(0.05, radius / 200);
    camera.far = radius * 50;
    camera.updateProjectionMatrix();
    const direction = new Vector3().setFromSpherical(startAngle);
    const distance = wholeDistance(direction);
    controls.target.copy(middle);
    camera.position.copy(middle).addScaledVector(direction, distance);
    controls.minDistance = radius / 20;
    controls.maxDistance = radius * 12;
    controls.update();
    onMove();
  }

  const result: BuildingScene = {
    rooms,
    scene,
    camera,
    context: undefined,
    requestRender,
    recolour(next) {
      renderer.setClearColor((next.ground[0] << 16) | (next.ground[1] << 8) | next.ground[2]);
      rooms.recolour(next);
      result.context?.recolour(next.wall);
      requestRender();
    },
    resize(width, height) {
      if (width === 0 || height === 0) return;
      renderer.setSize(width, height, false);
      camera.aspect = width / height;
      camera.updateProjectionMatrix();
      rooms.resize(width, height, renderer.getPixelRatio());
      if (moved) onMove();
      else showWhole();
    },
    pick(x, y) {
      const at = new Vector2((x / canvas.clientWidth) * 2 - 1, 1 - (y / canvas.clientHeight) * 2);
      raycaster.setFromCamera(at, camera);
      const triangle = raycaster.intersectObject(rooms.mesh, false)[0]?.faceIndex;
      return triangle === undefined || triangle === null
        ? undefined
        : roomAtTriangle(merged, triangle)?.spaceId;
    },
    project(spaceId) {
      const range = merged.bySpace.get(spaceId);
      if (range === undefined) return undefined;
      const place = new Vector3(range.centre[0], range.top, range.centre[2]).project(camera);
      if (place.z > 1) return undefined;
      return { x: ((place.x + 1) / 2) * canvas.clientWidth, y: ((1 - place.y) / 2) * canvas.clientHeight };
    },
    orbit(azimuth, polar) {
      moved = true;
      const offset = camera.position.clone().sub(controls.target);
      const angle = new Spherical().setFromVector3(offset);
      angle.theta += azimuth;
      angle.phi = Math.min(Math.PI / 2 - 0.02, Math.max(0.02, angle.phi + polar));
      camera.position.copy(controls.target).add(offset.setFromSpherical(angle));
      controls.update();
      onMove();
    },
    zoom(factor) {
      moved = true;
      const offset = camera.position
        .clone()
        .sub(controls.target)
        .multiplyScalar(1 / factor);
      camera.position.copy(controls.target).add(offset);
      controls.update();
      onMove();
    },
    fit() {
      moved = false;
      showWhole();
    },
    getPlace: () =>
      moved ? { position: camera.position.toArray(), target: controls.target.toArray() } : undefined,
    setPlace({ position, target }) {
      moved = true;
      camera.position.set(...position);
      controls.target.set(...target);
      controls.update();
      onMove();
    },
    dispose() {
      cancelAnimationFrame(frame);
      clearTimeout(settled);
      controls.removeEventListener("start", onStart);
      controls.removeEventListener("change", onMove);
      controls.dispose();
      canvas.removeEventListener("webglcontextlost", onLost);
      result.context?.dispose();
      rooms.dispose();
      renderer.dispose();
    },
  };
  result.recolour(palette);
  return result;
}
