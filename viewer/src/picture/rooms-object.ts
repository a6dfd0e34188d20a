import {
  BufferAttribute,
  BufferGeometry,
  DoubleSide,
  DynamicDrawUsage,
  Group,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  type Plane,
  ShaderMaterial,
} from "three";
import { LineMaterial } from "three/addons/lines/LineMaterial.js";
import { LineSegments2 } from "three/addons/lines/LineSegments2.js";
import { LineSegmentsGeometry } from "three/addons/lines/LineSegmentsGeometry.js";
import type { Rgb } from "./layers.ts";
import type { PicturePalette } from "./palette.ts";
import { type MergedRooms, paintRoom, type RoomRange, roomEdges } from "./room-mesh.ts";

/** The fourth part of a vertex colour says how the room is filled. */
export const fill = { solid: 0, stale: 128, empty: 255 } as const;

const vertexShader = /* glsl */ `
  attribute vec4 roomColour;
  varying vec4 vColour;
  varying vec3 vPlace;
  #include <clipping_planes_pars_vertex>
  void main() {
    vColour = roomColour;
    vPlace = position;
    vec4 mvPosition = modelViewMatrix * vec4(position, 1.0);
    gl_Position = projectionMatrix * mvPosition;
    #include <clipping_planes_vertex>
  }
`;

/** Flat shades by direction instead of lights: a floor or a roof has exactly the colour of the legend. */
const fragmentShader = /* glsl */ `
  uniform float pixelRatio;
  uniform vec3 hatchColour;
  varying vec4 vColour;
  varying vec3 vPlace;
  uniform bool cut;
  #include <clipping_planes_pars_fragment>
  void main() {
    #include <clipping_planes_fragment>
    vec3 normal = normalize(cross(dFdx(vPlace), dFdy(vPlace)));
    float shade = 0.80 + 0.20 * abs(normal.y) + 0.06 * abs(normal.x);
    // Seen from inside, through the section, a room is filled with its colour: a closed body that was cut.
    if (cut && !gl_FrontFacing) shade = 1.0;
    vec3 colour = vColour.rgb * min(shade, 1.0);
    if (vColour.a > 0.25) {
      float period = vColour.a > 0.75 ? 9.0 : 14.0;
      float stripe = step(0.82, fract((gl_FragCoord.x + gl_FragCoord.y) / (period * pixelRatio)));
      colour = mix(colour, hatchColour, stripe * (vColour.a > 0.75 ? 0.35 : 0.6));
    }
    gl_FragColor = vec4(colour, 1.0);
  }
`;

export interface RoomsObject {
  readonly group: Group;
  readonly mesh: Mesh;
  paint(spaceId: string, colour: Rgb, filling: number): void;
  /** Sends painted rooms to the GPU; false when nothing had changed. */
  flush(): boolean;
  /** Draws a storey and what is below it; undefined draws all. */
  showUpTo(storeyId: string | undefined): void;
  /** Takes away what is beyond a plane; undefined shows all. */
  cut(plane: Plane | undefined): void;
  /** Lifts the storeys apart by so many metres each; 0 puts them back. */
  spread(metres: number): void;
  rangeOf(spaceId: string): RoomRange | undefined;
  /** How far a storey is lifted, m. */
  lift(storeyId: string): number;
  /** The edges of a room as pairs of points, where they are drawn. */
  edges(spaceId: string): ArrayLike<number>;
  select(spaceId: string | undefined): void;
  recolour(palette: PicturePalette): void;
  resize(width: number, height: number, pixelRatio: number): void;
  dispose(): void;
}

/** All rooms as one mesh with colours per vertex, their edges as one set of lines, and an outline for the chosen one. */
export function createRoomsObject(merged: MergedRooms, palette: PicturePalette): RoomsObject {
  const geometry = new BufferGeometry();
  const positions = new BufferAttribute(merged.positions.slice(), 3);
  geometry.setAttribute("position", positions);
  const colours = new Uint8Array((merged.positions.length / 3) * 4);
  const colourAttribute = new BufferAttribute(colours, 4, true);
  colourAttribute.setUsage(DynamicDrawUsage);
  geometry.setAttribute("roomColour", colourAttribute);
  geometry.setIndex(new BufferAttribute(merged.indices, 1));
  const material = new ShaderMaterial({
    vertexShader,
    fragmentShader,
    side: DoubleSide,
    clipping: true,
    uniforms: { pixelRatio: { value: 1 }, hatchColour: { value: [0, 0, 0] }, cut: { value: false } },
    polygonOffset: true,
    polygonOffsetFactor: 1,
    polygonOffsetUnits: 1,
  });
  const mesh = new Mesh(geometry, material);

  const edgeEnd = new Map<string, number>();
  const edges: number[] = [];
  const edgesOf = new Map<string, number[]>();
  for (const range of merged.ranges) {
    const lines = roomEdges(
      merged.positions,
      merged.indices.subarray(range.firstIndex, range.firstIndex + range.indices),
    );
    edgesOf.set(range.spaceId, lines);
    for (const value of lines) edges.push(value);
    edgeEnd.set(range.storeyId, edges.length / 3);
  }
  const storeyLevel = new Map([...merged.drawCount.keys()].map((id, level) => [id, level]));
  let apart = 0;
  const liftOf = (storeyId: string) => (storeyLevel.get(storeyId) ?? 0) * apart;
  const edgeGeometry = new BufferGeometry();
  const edgePositions = new BufferAttribute(new Float32Array(edges), 3);
  edgeGeometry.setAttribute("position", edgePositions);
  const edgeMaterial = new LineBasicMaterial();
  const edgeLines = new LineSegments(edgeGeometry, edgeMaterial);

  const outlineMaterial = new LineMaterial({ linewidth: 3, depthTest: false });
  let outline: LineSegments2 | undefined;
  let selected: string | undefined;

  const group = new Group();
  group.add(mesh, edgeLines);

  const dropOutline = () => {
    if (outline === undefined) return;
    group.remove(outline);
    outline.geometry.dispose();
    outline = undefined;
  };

  const liftedEdges = (spaceId: string): readonly number[] => {
    const lines = edgesOf.get(spaceId) ?? [];
    const up = liftOf(merged.bySpace.get(spaceId)?.storeyId ?? "");
    return up === 0 ? lines : lines.map((value, i) => (i % 3 === 1 ? value + up : value));
  };

  const object: RoomsObject = {
    group,
    mesh,
    paint(spaceId, colour, filling) {
      const range = merged.bySpace.get(spaceId);
      if (range === undefined) return;
      if (paintRoom(colours, range, colour, filling)) {
        colourAttribute.addUpdateRange(range.firstVertex * 4, range.vertices * 4);
      }
    },
    flush() {
      if (colourAttribute.updateRanges.length === 0) return false;
      colourAttribute.needsUpdate = true;
      return true;
    },
    showUpTo(storeyId) {
      const count = storeyId === undefined ? undefined : merged.drawCount.get(storeyId);
      geometry.setDrawRange(0, count ?? Infinity);
      edgeGeometry.setDrawRange(0, (storeyId === undefined ? undefined : edgeEnd.get(storeyId)) ?? Infinity);
    },
    cut(plane) {
      const planes = plane === undefined ? null : [plane];
      for (const one of [material, edgeMaterial, outlineMaterial]) one.clippingPlanes = planes;
      if (material.uniforms.cut !== undefined) material.uniforms.cut.value = plane !== undefined;
    },
    spread(metres) {
      if (metres === apart) return;
      apart = metres;
      let edge = 0;
      for (const range of merged.ranges) {
        const up = liftOf(range.storeyId);
        for (let i = range.firstVertex; i < range.firstVertex + range.vertices; i++)
          positions.setY(i, (merged.positions[i * 3 + 1] ?? 0) + up);
        const lines = edgesOf.get(range.spaceId) ?? [];
        for (let i = 1; i < lines.length; i += 3) edgePositions.setY(edge++, (lines[i] ?? 0) + up);
      }
      positions.needsUpdate = true;
      edgePositions.needsUpdate = true;
      geometry.computeBoundingSphere();
      edgeGeometry.computeBoundingSphere();
      object.select(selected);
    },
    rangeOf: (spaceId) => merged.bySpace.get(spaceId),
    lift: liftOf,
    edges: liftedEdges,
    select(spaceId) {
      dropOutline();
      selected = spaceId;
      const lines = spaceId === undefined ? [] : liftedEdges(spaceId);
      if (lines.length === 0) return;
      outline = new LineSegments2(new LineSegmentsGeometry().setPositions([...lines]), outlineMaterial);
      outline.renderOrder = 10;
      group.add(outline);
    },
    recolour(next) {
      const three = (colour: Rgb) => colour.map((part) => part / 255) as [number, number, number];
      edgeMaterial.color.setRGB(...three(next.line), "srgb");
      outlineMaterial.color.setRGB(...three(next.selected), "srgb");
      if (material.uniforms.hatchColour !== undefined) material.uniforms.hatchColour.value = three(next.line);
    },
    resize(width, height, pixelRatio) {
      outlineMaterial.resolution.set(width, height);
      if (material.uniforms.pixelRatio !== undefined) material.uniforms.pixelRatio.value = pixelRatio;
    },
    dispose() {
      dropOutline();
      geometry.dispose();
      material.dispose();
      edgeGeometry.dispose();
      edgeMaterial.dispose();
      outlineMaterial.dispose();
    },
  };
  object.recolour(palette);
  return object;
}
