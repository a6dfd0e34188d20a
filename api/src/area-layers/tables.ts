export interface AreaLayerTable {
  id: string;
  building_id: string;
  /** `AreaLayerKind` of contracts/src/area-layer.ts */
  kind: string;
  name: string;
  covers: number;
  exclusive: number;
  /** Counts its changes. */
  revision: number;
  changed_at: number;
  changed_by: string;
}

export interface AreaLayerAreaTable {
  id: string;
  layer_id: string;
  position: number;
  code: string;
  name: string;
  colour: number;
  /** `AreaProperties` */
  properties: string;
  /** `AreaOutline[]` */
  outlines: string;
  /** Number of the building's revision that its outlines were drawn on. */
  drawn_revision: number;
}

/** A room may be here twice for one area after rooms were merged: each row remembers which room it came with. */
export interface AreaLayerRoomTable {
  id: string;
  area_id: string;
  space_id: string;
}
