import type { ImportErrorCode } from "./import-error.ts";
import type {
  ImportedBuilding,
  ImportedElement,
  ImportedModel,
  ImportedSpace,
  RoomMesh,
} from "./imported-model.ts";

/** What the worker is started with. */
export interface WorkerInput {
  readonly path: string;
  readonly name: string;
  readonly unpackedBytes: number;
  readonly memoryBytes: number;
  readonly frag: boolean;
}

/** What the worker says. */
export type WorkerMessage =
  | { readonly type: "progress"; readonly fraction: number; readonly stage: string }
  | { readonly type: "failed"; readonly code: ImportErrorCode; readonly detail: string }
  | { readonly type: "done"; readonly packed: PackedModel };

/**
 * A model on its way between threads. Cloning the object graph of a campus would hold the main thread for a quarter of
 * a second; buffers change owner for nothing and are read one small part after the other.
 */
export interface PackedModel {
  /** JSON: the model with a count in place of each long list. */
  readonly head: Uint8Array;
  /** JSON: in order, for each building its storeys one by one, then its elements in chunks. */
  readonly parts: Uint8Array[];
  readonly positions: Float32Array;
  readonly indices: Uint32Array;
  readonly frag: Uint8Array | undefined;
}

const ELEMENTS_A_PART = 400;

interface MeshRef {
  positions: [start: number, end: number];
  indices: [start: number, end: number];
}
type PackedSpace = Omit<ImportedSpace, "mesh"> & { mesh?: MeshRef };
type PackedBuilding = Omit<ImportedBuilding, "storeys" | "elements"> & {
  storeys: number;
  elementParts: number;
};

export function packModel(model: ImportedModel): PackedModel {
  const meshes: RoomMesh[] = [];
  let positionCount = 0;
  let indexCount = 0;
  const packMesh = (mesh: RoomMesh): MeshRef => {
    meshes.push(mesh);
    const ref: MeshRef = {
      positions: [positionCount, positionCount + mesh.positions.length],
      indices: [indexCount, indexCount + mesh.indices.length],
    };
    positionCount = ref.positions[1];
    indexCount = ref.indices[1];
    return ref;
  };
  const parts: Uint8Array[] = [];
  const buildings = model.buildings.map(({ storeys, elements, ...building }): PackedBuilding => {
    for (const storey of storeys) {
      parts.push(
        encode({
          ...storey,
          spaces: storey.spaces.map(
            ({ mesh, ...space }): PackedSpace => ({
              ...space,
              ...(mesh !== undefined && { mesh: packMesh(mesh) }),
            }),
          ),
        }),
      );
    }
    const chunks: ImportedElement[][] = [];
    for (let at = 0; at < elements.length; at += ELEMENTS_A_PART) {
      chunks.push(elements.slice(at, at + ELEMENTS_A_PART));
    }
    parts.push(...chunks.map(encode));
    return { ...building, storeys: storeys.length, elementParts: chunks.length };
  });
  const positions = new Float32Array(positionCount);
  const indices = new Uint32Array(indexCount);
  let atPosition = 0;
  let atIndex = 0;
  for (const mesh of meshes) {
    positions.set(mesh.positions, atPosition);
    indices.set(mesh.indices, atIndex);
    atPosition += mesh.positions.length;
    atIndex += mesh.indices.length;
  }
  const { frag, ...rest } = model;
  return { head: encode({ ...rest, buildings }), parts, positions, indices, frag };
}

/** The buffers of a packed model, to be handed over rather than copied. */
export function transferables(packed: PackedModel): ArrayBuffer[] {
  const views = [packed.head, ...packed.parts, packed.positions, packed.indices, packed.frag];
  return views.filter((view) => view !== undefined).map((view) => view.buffer as ArrayBuffer);
}

/** @param pause awaited between the parts, so that a big model leaves room for others */
export async function unpackModel(packed: PackedModel, pause: () => Promise<void>): Promise<ImportedModel> {
  const head = decode<Omit<ImportedModel, "buildings" | "frag"> & { buildings: PackedBuilding[] }>(
    packed.head,
  );
  let at = 0;
  const next = async <T>(): Promise<T> => {
    await pause();
    const part = packed.parts[at++];
    if (part === undefined) throw new Error("A packed model has fewer parts than its head says");
    return decode<T>(part);
  };
  const buildings: ImportedBuilding[] = [];
  for (const { storeys: storeyCount, elementParts, ...building } of head.buildings) {
    const storeys: ImportedBuilding["storeys"] = [];
    for (let i = 0; i < storeyCount; i++) {
      const storey = await next<
        Omit<ImportedBuilding["storeys"][number], "spaces"> & { spaces: PackedSpace[] }
      >();
      storeys.push({ ...storey, spaces: storey.spaces.map((space) => unpackSpace(space, packed)) });
    }
    const elements: ImportedElement[] = [];
    for (let i = 0; i < elementParts; i++) elements.push(...(await next<ImportedElement[]>()));
    buildings.push({ ...building, storeys, elements });
  }
  return { ...head, buildings, frag: packed.frag };
}

function unpackSpace({ mesh, ...space }: PackedSpace, packed: PackedModel): ImportedSpace {
  if (mesh === undefined) return space;
  return {
    ...space,
    mesh: {
      positions: packed.positions.subarray(...mesh.positions),
      indices: packed.indices.subarray(...mesh.indices),
    },
  };
}

function encode(value: unknown): Uint8Array {
  // TextEncoder gives a buffer of its own; those of Buffer.from may share a pool, which cannot be handed over.
  return new TextEncoder().encode(JSON.stringify(value));
}

function decode<T>(bytes: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}
