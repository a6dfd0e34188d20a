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
  getPlace(): CameraPlace;
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
  controls.addEventListener("change", onMove);
  canvas.addEventListener("webglcontextlost", onLost);

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
      onMove();
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
      const offset = camera.position.clone().sub(controls.target);
      const angle = new Spherical().setFromVector3(offset);
      angle.theta += azimuth;
      angle.phi = Math.min(Math.PI / 2 - 0.02, Math.max(0.02, angle.phi + polar));
      camera.position.copy(controls.target).add(offset.setFromSpherical(angle));
      controls.update();
      onMove();
    },
    zoom(factor) {
      const offset = camera.position
        .clone()
        .sub(controls.target)
        .multiplyScalar(1 / factor);
      camera.position.copy(controls.target).add(offset);
      controls.update();
      onMove();
    },
    fit() {
      const half = Math.min(camera.fov, camera.fov * camera.aspect) / 2;
      const distance = (radius / Math.sin((half * Math.PI) / 180)) * 0.92;
      controls.target.copy(middle);
      camera.position.copy(middle).add(new Vector3().setFromSpherical(startAngle).multiplyScalar(distance));
      camera.near = Math.max(0.05, radius / 200);
      camera.far = distance + radius * 30;
      camera.updateProjectionMatrix();
      controls.minDistance = radius / 20;
      controls.maxDistance = radius * 12;
      controls.update();
      onMove();
    },
    getPlace: () => ({ position: camera.position.toArray(), target: controls.target.toArray() }),
    setPlace({ position, target }) {
      camera.position.set(...position);
      controls.target.set(...target);
      controls.update();
      onMove();
    },
    dispose() {
      cancelAnimationFrame(frame);
      clearTimeout(settled);
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
