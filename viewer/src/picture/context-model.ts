import { FragmentsModels } from "@thatopen/fragments";
import workerUrl from "@thatopen/fragments/worker?url";
import {
  Color,
  FrontSide,
  type Material,
  Matrix4,
  type OrthographicCamera,
  type PerspectiveCamera,
  Plane,
  type Scene,
  Vector3,
} from "three";
import type { Rgb } from "./layers.ts";

export interface ContextModel {
  /** Hides what is above a height (of the rooms' own system); undefined shows all. */
  clipAbove(height: number | undefined): void;
  /** Takes away what is beyond the plane of a section. */
  cut(section: Plane | undefined): void;
  follow(camera: PerspectiveCamera | OrthographicCamera): void;
  show(shown: boolean): void;
  recolour(wall: Rgb): void;
  /** To be called when the camera has moved: the worker sends what is in sight. */
  update(force: boolean): void;
  /** Resolves when its worker has let go. */
  dispose(): Promise<void>;
}

/**
 * The walls, floors and stairs of the drawing behind the rooms: translucent grey, never in the way of a click. `origin` is the
 * zero of the rooms in IFC coordinates; the fragments have a zero of their own.
 */
export async function loadContextModel(
  buffer: ArrayBuffer,
  modelId: string,
  where: {
    scene: Scene;
    camera: PerspectiveCamera | OrthographicCamera;
    origin: readonly [number, number, number];
    wall: Rgb;
    opacity: number;
  },
  onChange: () => void,
): Promise<ContextModel> {
  const fragments = new FragmentsModels(workerUrl);
  const plane = new Plane(new Vector3(0, -1, 0), Number.MAX_SAFE_INTEGER);
  const planes = [plane];
  const colour = new Color();
  const setColour = ([r, g, b]: Rgb) => colour.setRGB(r / 255, g / 255, b / 255, "srgb");
  setColour(where.wall);
  const dress = (material: Material & { color?: Color }) => {
    material.transparent = true;
    material.opacity = where.opacity;
    material.side = FrontSide;
    material.depthWrite = false;
    material.clippingPlanes = planes;
    material.color?.copy(colour);
    material.needsUpdate = true;
  };
  fragments.models.materials.list.onItemSet.add(({ value }) => dress(value as Material));

  const model = await fragments.load(buffer, { modelId, camera: where.camera });
  // IFC (x, y, z) → three (x, z, −y); the coordination matrix takes the model's own zero back to the file's.
  const [x, y, z] = where.origin;
  const coordination = await model.getCoordinationMatrix();
  const shift = new Matrix4().makeTranslation(-x, -z, y);
  model.object.applyMatrix4(shift.multiply(coordination.clone().invert()));
  model.object.traverse((part) => {
    part.raycast = () => {};
  });
  model.getClippingPlanesEvent = () => planes;
  model.object.renderOrder = 5;
  model.onViewUpdated.add(onChange);
  where.scene.add(model.object);
  await fragments.update(true);
  onChange();

  return {
    clipAbove(height) {
      plane.constant = height ?? Number.MAX_SAFE_INTEGER;
      void fragments.update(true).then(onChange);
    },
    cut(section) {
      planes.splice(1, 1, ...(section === undefined ? [] : [section]));
      for (const material of fragments.models.materials.list.values()) dress(material as Material);
      void fragments.update(true).then(onChange);
    },
    follow(camera) {
      // biome-ignore lint/correctness/useHookAtTopLevel: a method of the library, no hook
      model.useCamera(camera);
      void fragments.update(true);
    },
    show(shown) {
      model.object.visible = shown;
      onChange();
    },
    recolour(wall) {
      setColour(wall);
      for (const material of fragments.models.materials.list.values()) dress(material as Material);
      onChange();
    },
    update(force) {
      void fragments.update(force);
    },
    dispose() {
      where.scene.remove(model.object);
      return fragments.dispose();
    },
  };
}
