import { expect, it } from "vitest";
import { roomMeshJson } from "./room-mesh-json.ts";

it("writes meshes in whole millimetres", () => {
  const mesh = { positions: Float32Array.from([1.235, -0.0001, 42.1]), indices: Uint32Array.from([0, 1, 2]) };
  expect(JSON.stringify(roomMeshJson(mesh))).toBe('{"positions":[1.235,0,42.1],"indices":[0,1,2]}');
});
