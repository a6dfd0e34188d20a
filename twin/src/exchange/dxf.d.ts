/** What we use of the library, which comes without types. Coordinates that the file leaves out are missing. */
declare module "dxf" {
  interface DxfVertex {
    x?: number;
    y?: number;
    bulge?: number;
  }
  interface DxfHatchLoop {
    entities: {
      type?: string;
      points?: DxfVertex[];
      start?: DxfVertex;
      end?: DxfVertex;
      center?: DxfVertex;
      radius?: number;
      startAngle?: number;
      endAngle?: number;
      counterClockWise?: boolean;
    }[];
  }
  interface DxfEntity {
    type: string;
    layer?: string;
    handle?: string;
    visible?: boolean;
    paperSpace?: number;
    extrusionZ?: number;
    x?: number;
    y?: number;
    x2?: number;
    y2?: number;
    r?: number;
    hAlign?: number;
    vAlign?: number;
    startAngle?: number;
    endAngle?: number;
    majorX?: number;
    majorY?: number;
    axisRatio?: number;
    closed?: boolean;
    polygonMesh?: boolean;
    polyfaceMesh?: boolean;
    vertices?: DxfVertex[];
    start?: DxfVertex;
    end?: DxfVertex;
    corners?: DxfVertex[];
    string?: string;
    tag?: string;
    text?: DxfEntity;
    mtext?: DxfEntity;
    boundary?: { loops: DxfHatchLoop[] };
    block?: string;
    scaleX?: number;
    scaleY?: number;
    rotation?: number;
    rowCount?: number;
    columnCount?: number;
    rowSpacing?: number;
    columnSpacing?: number;
  }
  interface DxfBlock {
    name?: string;
    x?: number;
    y?: number;
    entities?: DxfEntity[];
  }
  interface DxfDrawing {
    header: { insUnits?: number; measurement?: number };
    blocks: DxfBlock[];
    entities: DxfEntity[];
    tables: { layers: Record<string, { name?: string; flags?: number; colorNumber?: number }> };
  }
  export function parseString(text: string): DxfDrawing;
}
