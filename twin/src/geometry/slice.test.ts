import earcut from "earcut";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nestRings, polygonArea, type Ring, signedArea, tidyRing } from "./polygon.ts";
import { sliceMesh, type TriangleMesh } from "./slice.ts";

/** A prism over a ring, corners repeated for each face as web-ifc gives them. */
function prism(ring: Ring, from: number, to: number): TriangleMesh {
  const positions: number[] = [];
  const corner = (x: number, y: number, z: number): void => {
    positions.push(x, y, z);
  };
  const caps = earcut(ring.flat());
  for (let i = 0; i < caps.length; i += 3) {
    for (const k of [2, 1, 0]) corner(...ring[caps[i + k]!]!, from);
    for (const k of [0, 1, 2]) corner(...ring[caps[i + k]!]!, to);
  }
  for (const [i, a] of ring.entries()) {
    const b = ring[(i + 1) % ring.length]!;
    corner(...a, from);
    corner(...b, from);
    corner(...b, to);
    corner(...a, from);
    corner(...b, to);
    corner(...a, to);
  }
  return {
    positions: Float64Array.from(positions),
    indices: Uint32Array.from({ length: positions.length / 3 }, (_, i) => i),
  };
}

function join(...meshes: TriangleMesh[]): TriangleMesh {
  let shift = 0;
  const indices: number[] = [];
  for (const mesh of meshes) {
    for (const index of mesh.indices) indices.push(index + shift);
    shift += mesh.positions.length / 3;
  }
  return {
    positions: Float64Array.from(meshes.flatMap((mesh) => [...mesh.positions])),
    indices: Uint32Array.from(indices),
  };
}

const box = (x: number, y: number, width: number, depth: number): Ring => [
  [x, y],
  [x + width, y],
  [x + width, y + depth],
  [x, y + depth],
];
const areas = (mesh: TriangleMesh, z: number): number[] =>
  nestRings(
    sliceMesh(mesh, z)
      .map(tidyRing)
      .filter((ring) => ring !== undefined),
  ).map((polygon) => Math.round(polygonArea(polygon) * 1000) / 1000);

describe("sliceMesh", () => {
  it("gives nothing above and below, and the outline in between, also on the floor itself", () => {
    const mesh = prism(box(0, 0, 4, 3), 1, 3);
    expect([0.5, 1, 1.05, 2, 3, 3.5].map((z) => areas(mesh, z))).toEqual([[], [], [12], [12], [12], []]);
  });

  it("gives back the outline of any prism, wherever it stands", () => {
    const outline = fc
      .array(fc.double({ min: 1, max: 20, noNaN: true }), { minLength: 3, maxLength: 24 })
      .map((radii) =>
        radii.map((radius, i): [number, number] => {
          const angle = (2 * Math.PI * i) / radii.length;
          return [radius * Math.cos(angle), radius * Math.sin(angle)];
        }),
      );
    const shift = fc.constantFrom(0, 1000, 6_600_000);
    fc.assert(
      fc.property(outline, shift, (ring, dx) => {
        const moved = ring.map(([x, y]): [number, number] => [x + dx, y]);
        const loops = sliceMesh(prism(moved, 0, 3), 0.05);
        const area = loops.reduce((sum, loop) => sum + Math.abs(signedArea(loop)), 0);
        expect(area).toBeCloseTo(Math.abs(signedArea(ring)), 1);
      }),
    );
  });

  it("joins bodies that touch in a face, and keeps those apart that touch in a corner", () => {
    expect(areas(join(prism(box(0, 0, 2, 2), 0, 3), prism(box(2, 0, 2, 2), 0, 3)), 1)).toEqual([8]);
    expect(areas(join(prism(box(0, 0, 2, 2), 0, 3), prism(box(2, 2, 2, 2), 0, 3)), 1)).toEqual([4, 4]);
  });

  it("counts a body that is there twice once", () => {
    const mesh = prism(box(0, 0, 2, 2), 0, 3);
    expect(areas(join(mesh, mesh), 1)).toEqual([4]);
  });

  it("closes hairline cracks and leaves out what is open", () => {
    const cracked = prism(box(0, 0, 4, 3), 0, 3);
    const positions = cracked.positions.map((value) => (value === 4 ? 4 + 0.0001 : value));
    expect(areas({ ...cracked, positions }, 1)).toEqual([12]);
    const wall = {
      positions: Float64Array.from([0, 0, 0, 1, 0, 0, 1, 0, 2]),
      indices: Uint32Array.from([0, 1, 2]),
    };
    expect(sliceMesh(wall, 1)).toEqual([]);
  });
});
