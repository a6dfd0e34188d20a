import type { FlatMesh } from "web-ifc";
import type { TriangleMesh } from "../geometry/slice.ts";
import type { IfcFile } from "./open-file.ts";

/** One body of a product in model metres, z up, with its height range. */
export interface Body extends TriangleMesh {
  readonly minZ: number;
  readonly maxZ: number;
}

/**
 * Hands out the bodies of products one product at a time, so that only one is held. web-ifc gives metres with Y up;
 * here x and y are those of the model and z is up.
 * @returns express ids whose geometry could not be made
 */
export function streamBodies(
  file: IfcFile,
  ids: readonly number[],
  visit: (expressId: number, bodies: Body[]) => void,
  onProgress?: (done: number) => void,
): number[] {
  const failed: number[] = [];
  let done = 0;
  const take = (mesh: FlatMesh): void => {
    const bodies = readBodies(file, mesh);
    if (bodies.length > 0) visit(mesh.expressID, bodies);
    done++;
    if (done % 64 === 0) onProgress?.(done);
  };
  const batch = 256;
  for (let at = 0; at < ids.length; at += batch) {
    const some = ids.slice(at, at + batch);
    const taken = new Set<number>();
    try {
      file.api.StreamMeshes(file.model, some, (mesh) => {
        taken.add(mesh.expressID);
        take(mesh);
      });
    } catch {
      // One broken product stops the whole batch: take the rest one by one and name the broken ones.
      for (const id of some) {
        if (taken.has(id)) continue;
        try {
          file.api.StreamMeshes(file.model, [id], take);
        } catch {
          failed.push(id);
        }
      }
    }
  }
  return failed;
}

/** The middle of the surface of bodies: the same however they are turned and cut into triangles. */
export function middleOf(bodies: readonly Body[]): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  const corners: [number, number, number] = [0, 0, 0];
  let area = 0;
  let count = 0;
  for (const { positions: p, indices } of bodies) {
    for (let i = 0; i < indices.length; i += 3) {
      const [a = 0, b = 0, c = 0] = [indices[i], indices[i + 1], indices[i + 2]].map((at = 0) => at * 3);
      const at = (corner: number, axis: number): number => p[corner + axis] as number;
      const [ux, uy, uz] = [at(b, 0) - at(a, 0), at(b, 1) - at(a, 1), at(b, 2) - at(a, 2)];
      const [vx, vy, vz] = [at(c, 0) - at(a, 0), at(c, 1) - at(a, 1), at(c, 2) - at(a, 2)];
      const weight = Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx);
      area += weight;
      count++;
      for (const axis of [0, 1, 2] as const) {
        const middle = (at(a, axis) + at(b, axis) + at(c, axis)) / 3;
        sum[axis] += weight * middle;
        corners[axis] += middle;
      }
    }
  }
  return area > 0
    ? [sum[0] / area, sum[1] / area, sum[2] / area]
    : [corners[0] / count, corners[1] / count, corners[2] / count];
}

function readBodies(file: IfcFile, mesh: FlatMesh): Body[] {
  const bodies: Body[] = [];
  const geometries = mesh.geometries;
  for (let i = 0; i < geometries.size(); i++) {
    const placed = geometries.get(i);
    const geometry = file.api.GetGeometry(file.model, placed.geometryExpressID);
    const vertices = file.api.GetVertexArray(geometry.GetVertexData(), geometry.GetVertexDataSize());
    const indices = file.api.GetIndexArray(geometry.GetIndexData(), geometry.GetIndexDataSize());
    geometry.delete();
    if (indices.length > 0) bodies.push(toBody(vertices, indices, placed.flatTransformation));
  }
  return bodies;
}

/** Six floats a vertex: position and normal. The matrix is column by column, to metres with Y up. */
function toBody(vertices: Float32Array, indices: Uint32Array, m: readonly number[]): Body {
  const count = vertices.length / 6;
  const positions = new Float64Array(count * 3);
  const [
    m0 = 1,
    m1 = 0,
    m2 = 0,
    ,
    m4 = 0,
    m5 = 1,
    m6 = 0,
    ,
    m8 = 0,
    m9 = 0,
    m10 = 1,
    ,
    m12 = 0,
    m13 = 0,
    m14 = 0,
  ] = m;
  let minZ = Infinity;
  let maxZ = -Infinity;
  for (let i = 0; i < count; i++) {
    const x = vertices[i * 6] as number;
    const y = vertices[i * 6 + 1] as number;
    const z = vertices[i * 6 + 2] as number;
    const up = m1 * x + m5 * y + m9 * z + m13;
    positions[i * 3] = m0 * x + m4 * y + m8 * z + m12;
    positions[i * 3 + 1] = -(m2 * x + m6 * y + m10 * z + m14);
    positions[i * 3 + 2] = up;
    if (up < minZ) minZ = up;
    if (up > maxZ) maxZ = up;
  }
  return { positions, indices, minZ, maxZ };
}
