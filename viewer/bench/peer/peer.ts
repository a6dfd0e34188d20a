import { FragmentsModels } from "@thatopen/fragments";
import workerUrl from "@thatopen/fragments/worker?url";
import {
  AmbientLight,
  Box3,
  DirectionalLight,
  PerspectiveCamera,
  Scene,
  Vector3,
  WebGLRenderer,
} from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";

/** What one gets of the libraries alone: the same model, a camera that turns, and nothing beside. */
const canvas = document.querySelector("canvas");
if (canvas === null) throw new Error("no canvas");
const renderer = new WebGLRenderer({ canvas, antialias: true });
renderer.setSize(window.innerWidth, window.innerHeight, false);
const scene = new Scene();
scene.add(new AmbientLight(0xffffff, 1), new DirectionalLight(0xffffff, 2));
const camera = new PerspectiveCamera(40, window.innerWidth / window.innerHeight, 0.1, 5000);
const controls = new OrbitControls(camera, canvas);
const fragments = new FragmentsModels(workerUrl);
const buffer = await (await fetch("/model.frag")).arrayBuffer();
const model = await fragments.load(buffer, { modelId: "peer", camera });
scene.add(model.object);
const box = new Box3().copy(model.box);
const middle = box.getCenter(new Vector3());
const far = box.getSize(new Vector3()).length() * 1.1;
controls.target.copy(middle);
camera.position.copy(middle).add(new Vector3(0.5, 0.6, 0.6).normalize().multiplyScalar(far));
controls.update();
await fragments.update(true);
renderer.render(scene, camera);
(window as unknown as { peerReadyMs: number }).peerReadyMs = performance.now();

const turn = () => {
  const offset = camera.position
    .clone()
    .sub(middle)
    .applyAxisAngle(new Vector3(0, 1, 0), Math.PI / 90);
  camera.position.copy(middle).add(offset);
  controls.update();
  void fragments.update(false);
  renderer.render(scene, camera);
};
(window as unknown as { turn: () => void }).turn = turn;
