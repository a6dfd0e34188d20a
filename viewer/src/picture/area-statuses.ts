import type { AreaLayer } from "@kontrollrom/contracts/area-layer.ts";
import { areaColours } from "@kontrollrom/contracts/area-layer-kinds.ts";
import { useQuery } from "@tanstack/react-query";
import { rgb } from "d3";
import { useMemo } from "react";
import { editorQueries } from "../editor/editor-queries.ts";
import type { Rgb, RoomStatus } from "./layers.ts";
import type { PicturePalette } from "./palette.ts";
import type { RoomStatuses } from "./room-statuses.ts";

/** Rooms in the colours of the areas of a layer; of areas on each other the first counts. */
export function areaStatuses(layer: AreaLayer, colours: readonly Rgb[]): RoomStatuses {
  const held = new Map<string, RoomStatus>();
  for (const area of layer.areas) {
    const status: RoomStatus = {
      kind: "area",
      colour: area.colour,
      rgb: colours[area.colour % colours.length] ?? [0, 0, 0],
      code: area.code,
      text: [area.code, area.name].filter(Boolean).join(" "),
    };
    for (const { spaceIds } of area.storeys)
      for (const room of spaceIds) if (!held.has(room)) held.set(room, status);
  }
  const nothing = () => () => {};
  return {
    get: (room) => held.get(room) ?? none,
    subscribe: nothing,
    subscribeAll: nothing,
    refresh: () => {},
    dispose: () => {},
  };
}
const none: RoomStatus = { kind: "none" };

/** The chosen layer of a building, when it is one of areas. */
export function useAreaStatuses(
  buildingId: string,
  layerId: string | undefined,
  palette: PicturePalette,
): { layer: AreaLayer; statuses: RoomStatuses } | undefined {
  const found = useQuery({ ...editorQueries.layer(layerId ?? ""), enabled: layerId !== undefined }).data;
  const layer = layerId !== undefined && found?.buildingId === buildingId ? found : undefined;
  return useMemo(
    // The palette is another in another scheme: then the colours are read again.
    () => (layer && palette ? { layer, statuses: areaStatuses(layer, readColours()) } : undefined),
    [layer, palette],
  );
}

function readColours(): Rgb[] {
  const style = getComputedStyle(document.documentElement);
  return Array.from({ length: areaColours }, (_, colour) => {
    const { r, g, b } = rgb(style.getPropertyValue(`--kr-area-${colour}`).trim());
    return [r, g, b];
  });
}
