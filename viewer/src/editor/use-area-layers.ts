import type { Xy } from "@kontrollrom/contracts/building.ts";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { editorQueries } from "./editor-queries.ts";
import { ringArea } from "./geometry.ts";
import type { Editor } from "./use-editor.ts";
import { type LayerDraft, toDraft, withArea, withRoomToggled } from "./work.ts";

/** The layer of areas that is shown and worked on, with the changes that are not saved. */
export function useAreaLayers(buildingId: string, storeyId: string, editor: Editor) {
  const [layerId, setLayerId] = useState<string>();
  const [areaId, setAreaId] = useState<string>();
  const [outlining, setOutlining] = useState(false);
  const heads = useQuery(editorQueries.layers(buildingId)).data ?? noHeads;
  const drafts = editor.work.layers;
  const isSaved = heads.some(({ id }) => id === layerId);
  const saved = useQuery({ ...editorQueries.layer(layerId ?? ""), enabled: isSaved }).data;
  const layer = useMemo((): LayerDraft | undefined => {
    if (layerId === undefined) return undefined;
    return drafts[layerId] ?? (saved && toDraft(saved));
  }, [layerId, drafts, saved]);
  const onChange = (next: LayerDraft) =>
    editor.change((now) => ({ ...now, layers: { ...now.layers, [next.id]: next } }));
  return {
    heads,
    drafts: Object.values(drafts),
    layer,
    saved: isSaved ? saved : undefined,
    areaId: layer?.areas.some(({ id }) => id === areaId) ? areaId : undefined,
    outlining: outlining && areaId !== undefined,
    onLayer: (id: string | undefined) => {
      setLayerId(id);
      setAreaId(undefined);
      setOutlining(false);
    },
    onArea: setAreaId,
    onOutlining: setOutlining,
    onChange,
    toggleRoom(spaceId: string): void {
      if (layer === undefined || areaId === undefined) return;
      onChange(withRoomToggled(layer, areaId, spaceId, layer.exclusive ?? false));
    },
    addOutline(corners: Xy[]): void {
      const area = layer?.areas.find(({ id }) => id === areaId);
      if (layer === undefined || area === undefined) return;
      const ring = ringArea(corners) < 0 ? corners.toReversed() : corners;
      onChange(withArea(layer, area.id, { outlines: [...area.outlines, { storeyId, polygon: [ring] }] }));
    },
  };
}
export type AreaLayers = ReturnType<typeof useAreaLayers>;
const noHeads: readonly [] = [];
