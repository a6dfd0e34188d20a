import { z } from "zod";
import { Polygon, Xy } from "./building.ts";
import { ImportWarning } from "./job.ts";
import { Id, Time } from "./primitives.ts";
import { megabyte } from "./route.ts";

/** What one unit of a DXF drawing is. */
export const DrawingUnit = z.enum(["millimetre", "centimetre", "decimetre", "metre", "inch", "foot"]);
export type DrawingUnit = z.infer<typeof DrawingUnit>;

export const dxfMaxBytes = 64 * megabyte;

const Box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const Count = z.int().min(0);

/** What a layer of a DXF drawing could be used for. */
export const DxfPurpose = z.enum(["rooms", "walls", "doors", "windows", "stairs", "texts"]);
export type DxfPurpose = z.infer<typeof DxfPurpose>;

/** A layer of a DXF drawing; blocks are counted where they are inserted. */
export const DxfLayer = z.object({
  name: z.string(),
  closed: Count,
  open: Count,
  hatches: Count,
  texts: Count,
  /** minX, minY, maxX, maxY in drawing units; absent for layers with texts alone. */
  extent: Box.optional(),
  /** Sum of what its closed outlines enclose, square drawing units. */
  closedArea: z.number(),
  /** Some of its texts, to recognise it by. */
  samples: z.array(z.string()),
  /** What its name and contents suggest. */
  suggested: DxfPurpose.optional(),
  /** SVG path, y down, in a box of the whole drawing's extent with a longer side of 1000; of the first 100 layers. */
  picture: z.string().optional(),
});
export type DxfLayer = z.infer<typeof DxfLayer>;

/** `POST /drawings/dxf/inspect`: what is in a DXF file, and the key under which it is kept. */
export const DxfInspection = z.object({
  fileKey: z.string(),
  /** As the file says, or guessed by its size where it says nothing. */
  unit: DrawingUnit,
  unitFrom: z.enum(["file", "guess"]),
  extent: Box.optional(),
  layers: z.array(DxfLayer),
  /** Kinds of entities that are not read, with how many there are. */
  unread: z.record(z.string(), z.int()),
});
export type DxfInspection = z.infer<typeof DxfInspection>;

const LayerNames = z.array(z.string().max(255)).max(200);
const Coordinate = z.number().min(-1e9).max(1e9);

/** How a DXF drawing becomes a storey. */
export const DxfReading = z.strictObject({
  layers: z.strictObject({
    rooms: LayerNames.min(1),
    walls: LayerNames.default([]),
    doors: LayerNames.default([]),
    windows: LayerNames.default([]),
    stairs: LayerNames.default([]),
    /** Where room numbers and names are written; empty: on any layer. */
    texts: LayerNames.default([]),
  }),
  /** Absent: as the inspection says. */
  unit: DrawingUnit.optional(),
  /** The point of the drawing, in its units, that lies at `offset` of the building. */
  origin: z.tuple([Coordinate, Coordinate]).default([0, 0]),
  /** Where `origin` lies in the building, m. */
  offset: z.tuple([Coordinate, Coordinate]).default([0, 0]),
  /** Degrees counter-clockwise, about `origin`. */
  rotation: z.number().min(-360).max(360).default(0),
  /** From floor to ceiling, m. */
  height: z.number().min(0.5).max(50).default(2.7),
  /** Smaller outlines on the layers of rooms are not rooms, m². */
  smallestRoom: z.number().min(0.01).max(1000).default(0.5),
});
export type DxfReading = z.infer<typeof DxfReading>;

const FileKey = z.string().regex(/^[0-9a-f]{64}$/, "expected the fileKey of POST /drawings/dxf/inspect");

export const DxfPreviewInput = z.strictObject({ fileKey: FileKey, reading: DxfReading });

/** What a DXF drawing would become: metres of the building. */
export const DxfPreview = z.object({
  bounds: Box,
  rooms: z.array(
    z.object({
      number: z.string(),
      name: z.string(),
      area: z.number(),
      areaDeclared: z.number().optional(),
      polygon: Polygon,
      label: Xy,
    }),
  ),
  walls: z.array(Polygon),
  doors: z.array(Polygon),
  windows: z.array(Polygon),
  stairs: z.array(Polygon),
  warnings: z.array(ImportWarning),
});
export type DxfPreview = z.infer<typeof DxfPreview>;

/** Body of `POST /buildings/{id}/storeys/import-dxf`. */
export const DxfImportInput = z.strictObject({
  fileKey: FileKey,
  /** Shown among the building's drawings. */
  name: z.string().trim().min(1).max(200).default("plan.dxf"),
  reading: DxfReading,
  /** The storey that it is a drawing of, or a new one: known by its name where the building has it already. */
  storey: z.union([
    z.strictObject({ id: Id }),
    z.strictObject({
      name: z.string().trim().min(1).max(200),
      /** Metres above the building's zero. */
      elevation: z.number().min(-1000).max(1000),
    }),
  ]),
});
export type DxfImportInput = z.infer<typeof DxfImportInput>;

const Pixel = z.tuple([z.number().min(-1e6).max(1e6), z.number().min(-1e6).max(1e6)]);

/**
 * How an image lies under a plan: two of its points (pixels from the upper left corner, y down), how far they are apart,
 * and where the first one lies in the building.
 */
export const Calibration = z
  .strictObject({
    a: Pixel,
    b: Pixel,
    /** m */
    distance: z.number().min(0.05).max(5000),
    /** Where `a` lies, metres of the building. */
    at: z.tuple([Coordinate, Coordinate]),
    /** Degrees counter-clockwise that the image is turned. */
    rotation: z.number().min(-360).max(360),
  })
  .refine(({ a, b }) => Math.hypot(a[0] - b[0], a[1] - b[1]) >= 5, {
    message: "the two points are closer than 5 pixels: choose points far apart",
    path: ["b"],
  });
export type Calibration = z.infer<typeof Calibration>;

/** Body of `PUT /storeys/{id}/underlay`. */
export const UnderlayInput = z.strictObject({
  /** As `POST /storeys/{id}/underlay/image` answered. */
  imageKey: z.string().regex(/^[0-9a-f]{64}$/, "expected the imageKey of POST /storeys/{id}/underlay/image"),
  name: z.string().trim().min(1).max(200),
  calibration: Calibration,
  /** 0 to 1 */
  opacity: z.number().min(0).max(1).default(0.5),
});
export type UnderlayInput = z.infer<typeof UnderlayInput>;

/** A scanned plan under the plan of a storey. */
export const Underlay = z.object({
  storeyId: Id,
  imageKey: z.string(),
  name: z.string(),
  /** Pixels. */
  width: z.int(),
  height: z.int(),
  calibration: Calibration,
  opacity: z.number(),
  changedAt: Time,
  changedBy: z.string(),
});
export type Underlay = z.infer<typeof Underlay>;

export const underlayMaxBytes = 32 * megabyte;

export const planFormats = ["svg", "dxf", "pdf", "geojson"] as const;
export const PlanFormat = z.enum(planFormats);
export type PlanFormat = z.infer<typeof PlanFormat>;
export const planMediaTypes: Readonly<Record<PlanFormat, string>> = {
  svg: "image/svg+xml",
  dxf: "image/vnd.dxf",
  pdf: "application/pdf",
  geojson: "application/geo+json",
};

/** One of a PDF's scales is 1 to this. */
export const planScales = ["20", "50", "100", "200", "500"] as const;

const Position2 = z.tuple([z.number(), z.number()]);
/** RFC 7946, with what its coordinates are. */
export const PlanGeoJson = z.object({
  type: z.literal("FeatureCollection"),
  coordinates: z.enum(["WGS84", "local-metres"]),
  note: z.string().optional(),
  features: z.array(
    z.object({
      type: z.literal("Feature"),
      id: z.string().optional(),
      properties: z.object({
        layer: z.enum(["room", "wall", "door", "window", "stair"]),
        storey: z.string(),
        number: z.string().optional(),
        name: z.string().optional(),
        /** m² */
        area: z.number().optional(),
      }),
      geometry: z.object({ type: z.literal("Polygon"), coordinates: z.array(z.array(Position2)) }),
    }),
  ),
});
export type PlanGeoJson = z.infer<typeof PlanGeoJson>;
