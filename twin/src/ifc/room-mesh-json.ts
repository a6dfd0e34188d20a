import type { RoomMesh } from "./imported-model.ts";

/** A room's mesh as RoomMeshes carries it: whole millimetres, so that JSON does not spell out what float32 adds. */
export function roomMeshJson(mesh: RoomMesh): { positions: number[]; indices: number[] } {
  return {
    positions: Array.from(mesh.positions, (value) => Math.round(value * 1000) / 1000 + 0),
    indices: Array.from(mesh.indices),
  };
}
