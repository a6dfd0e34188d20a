import type { AreaLayer, AreaLayerKind, AreaOfLayer } from "@kontrollrom/contracts/area-layer.ts";
import type { DrawingCommand } from "@kontrollrom/contracts/drawing.ts";

/** An area as it is edited: what is computed of it comes from the server. */
export type AreaDraft = Pick<
  AreaOfLayer,
  "id" | "code" | "name" | "colour" | "properties" | "roomIds" | "outlines"
>;

/** A layer as it is edited. `revision` is absent for one that is new. */
export interface LayerDraft {
  readonly id: string;
  readonly kind: AreaLayerKind;
  readonly name: string;
  readonly covers?: boolean | undefined;
  readonly exclusive?: boolean | undefined;
  readonly revision?: number | undefined;
  readonly areas: readonly AreaDraft[];
  /** As it was read: what others change meanwhile is told from what is changed here by it. */
  readonly base?: Pick<LayerDraft, "name" | "areas"> | undefined;
}

/** All that is not saved yet. */
export interface Work {
  readonly commands: readonly DrawingCommand[];
  /** Layers that were changed, by id. */
  readonly layers: Readonly<Record<string, LayerDraft>>;
  /** Devices that were put in rooms: room by device. */
  readonly placements: Readonly<Record<string, string>>;
}
export interface WorkHistory {
  readonly past: readonly Work[];
  readonly now: Work;
  readonly future: readonly Work[];
}

export const noWork: Work = { commands: [], layers: {}, placements: {} };
export const emptyHistory: WorkHistory = { past: [], now: noWork, future: [] };
/** Steps that can be taken back before saving. */
const mostSteps = 200;

export const isDirty = ({ commands, layers, placements }: Work): boolean =>
  commands.length > 0 || Object.keys(layers).length > 0 || Object.keys(placements).length > 0;

export const countOf = ({ commands, layers, placements }: Work): number =>
  commands.length + Object.keys(layers).length + Object.keys(placements).length;

export function did({ past, now }: WorkHistory, next: Work): WorkHistory {
  return { past: [...past, now].slice(-mostSteps), now: next, future: [] };
}

export function undone({ past, now, future }: WorkHistory): WorkHistory {
  const last = past.at(-1);
  return last === undefined
    ? { past, now, future }
    : { past: past.slice(0, -1), now: last, future: [now, ...future] };
}

export function redone({ past, now, future }: WorkHistory): WorkHistory {
  const [next, ...rest] = future;
  return next === undefined ? { past, now, future } : { past: [...past, now], now: next, future: rest };
}

export const toDraft = (layer: AreaLayer): LayerDraft => ({
  id: layer.id,
  kind: layer.kind,
  name: layer.name,
  covers: layer.covers,
  exclusive: layer.exclusive,
  revision: layer.revision,
  areas: layer.areas.map(toAreaDraft),
  base: { name: layer.name, areas: layer.areas.map(toAreaDraft) },
});

export const toAreaDraft = ({
  id,
  code,
  name,
  colour,
  properties,
  roomIds,
  outlines,
}: AreaOfLayer): AreaDraft => ({
  id,
  code,
  name,
  colour,
  properties,
  roomIds,
  outlines,
});

/** Puts a room in an area and takes it out of the others of the layer, or out of the area when it is there. */
export function withRoomToggled(
  layer: LayerDraft,
  areaId: string,
  roomId: string,
  exclusive: boolean,
): LayerDraft {
  const has = layer.areas.find(({ id }) => id === areaId)?.roomIds.includes(roomId) ?? false;
  const areas = layer.areas.map((area) => {
    const others = area.roomIds.filter((room) => room !== roomId);
    if (area.id === areaId) return { ...area, roomIds: has ? others : [...others, roomId] };
    return exclusive && !has ? { ...area, roomIds: others } : area;
  });
  return { ...layer, areas };
}

export function withArea(layer: LayerDraft, areaId: string, change: Partial<AreaDraft>): LayerDraft {
  return {
    ...layer,
    areas: layer.areas.map((area) => (area.id === areaId ? { ...area, ...change } : area)),
  };
}

/**
 * A draft on a layer that somebody else saved meanwhile: areas that only they changed are theirs, those that were
 * changed here are as they are here.
 * @returns the codes of areas that both changed
 */
export function rebaseLayer(mine: LayerDraft, theirs: LayerDraft): { layer: LayerDraft; both: string[] } {
  const base = mine.base ?? { name: mine.name, areas: [] };
  const find = (layer: Pick<LayerDraft, "areas">, id: string) => layer.areas.find((area) => area.id === id);
  const same = (a: AreaDraft | undefined, b: AreaDraft | undefined) =>
    JSON.stringify(a && sorted(a)) === JSON.stringify(b && sorted(b));
  const both: string[] = [];
  const ids = new Set([...theirs.areas, ...mine.areas].map(({ id }) => id));
  const areas = [...ids].flatMap((id) => {
    const [was, here, there] = [find(base, id), find(mine, id), find(theirs, id)];
    if (same(was, here)) return there ?? [];
    if (!same(was, there) && !same(here, there)) both.push((here ?? there)?.code ?? id);
    return here ?? [];
  });
  return {
    layer: { ...theirs, name: mine.name === base.name ? theirs.name : mine.name, areas },
    both,
  };
}

const sorted = ({ id, code, name, colour, properties, roomIds, outlines }: AreaDraft) => ({
  id,
  code,
  name,
  colour,
  properties: Object.entries(properties).sort(),
  roomIds: [...roomIds].sort(),
  outlines,
});
