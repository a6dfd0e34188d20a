import type { ImportWarning } from "@kontrollrom/contracts/job.ts";
import type { ImportedBuilding, ImportedModel } from "@kontrollrom/twin/ifc/imported-model.ts";
import { drawnBuilding } from "@kontrollrom/twin/revisions/drawn-building.ts";
import { fitsIn } from "@kontrollrom/twin/revisions/fits-in.ts";
import { matchBuildings } from "@kontrollrom/twin/revisions/match-buildings.ts";
import type { FileStore } from "../files/file-store.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import type { Row } from "../registry/schema.ts";
import { storedDrawing } from "./stored-drawing.ts";

/** Drawings of at most this many buildings are compared by their rooms, those with as many rooms first. */
const MOST_COMPARED = 100;
/** Drawings of one building say of it that it lies at one place, give or take so many metres. */
const SAME_SITE_M = 250;

/** No building of the register has the id that the uploader gave, or the drawing has several buildings. */
export class BuildingChoiceError extends Error {
  readonly code = "building-choice";
  readonly detail: string;
  constructor(detail: string) {
    super(detail);
    this.detail = detail;
  }
}

/**
 * Finds which buildings of the register a drawing shows: the one that the uploader says, else by GlobalId, number, name
 * and rooms; a drawing without rooms of its own (ventilation, electrical) by lying in the rooms of a building on the
 * same site.
 */
export async function identifyBuildings(
  deps: { db: RegistryDatabase; files: FileStore },
  model: ImportedModel,
  options: { buildingId?: string | undefined; withRooms: boolean },
): Promise<{ known: Map<ImportedBuilding, Row<"building">>; warnings: ImportWarning[] }> {
  const { db } = deps;
  const known = new Map<ImportedBuilding, Row<"building">>();
  const warnings: ImportWarning[] = [];
  const rows = await db.selectFrom("building").selectAll().execute();
  if (options.buildingId !== undefined) {
    const row = rows.find(({ id }) => id === options.buildingId);
    const [building, second] = model.buildings;
    if (row === undefined)
      throw new BuildingChoiceError(
        `there is no building "${options.buildingId}" any more: see GET /buildings, and send the drawing again`,
      );
    if (second !== undefined)
      throw new BuildingChoiceError(
        `the drawing has ${model.buildings.length} buildings, so it cannot be a revision of one: send it without buildingId`,
      );
    if (building !== undefined) known.set(building, row);
    return { known, warnings };
  }

  const open = (): ImportedBuilding[] => model.buildings.filter((building) => !known.has(building));
  const free = (): Row<"building">[] => {
    const used = new Set([...known.values()].map(({ id }) => id));
    return rows.filter(({ id }) => !used.has(id));
  };
  for (const building of open()) {
    const row = free().find(({ ifc_global_id }) => ifc_global_id === building.ifcGlobalId);
    if (row !== undefined) known.set(building, row);
  }
  for (const building of open()) {
    const numbers: string[] = building.name.match(/\b\d{6,9}\b/g) ?? [];
    const byNumber = free().find(
      (row) => row.building_number !== null && numbers.includes(row.building_number),
    );
    const undrawn = free().filter((row) => row.model_id === null && plain(row.name) === plain(building.name));
    const row = byNumber ?? (undrawn.length === 1 ? undrawn[0] : undefined);
    if (row !== undefined) known.set(building, row);
  }
  if (open().length === 0 || free().length === 0) return { known, warnings };

  const counts = new Map(
    (
      await db
        .selectFrom("space")
        .select((eb) => ["building_id", eb.fn.countAll<number>().as("n")])
        .where("ended_revision", "is", null)
        .groupBy("building_id")
        .execute()
    ).map((row) => [row.building_id, Number(row.n)]),
  );
  const sizes = open().map((building) =>
    building.storeys.reduce((sum, { spaces }) => sum + spaces.length, 0),
  );
  const off = (row: Row<"building">): number =>
    Math.min(...sizes.map((size) => Math.abs(size - (counts.get(row.id) ?? 0))));
  const compared: {
    id: string;
    name: string;
    row: Row<"building">;
    drawing(): ReturnType<typeof drawnBuilding>;
  }[] = [];
  const near = free()
    .filter((row) => row.model_id !== null)
    .sort((a, b) => off(a) - off(b))
    .slice(0, MOST_COMPARED);
  for (const row of near) {
    const drawing = await storedDrawing(deps, row, "architecture");
    compared.push({ id: row.id, name: row.name, row, drawing: () => drawing });
  }
  if (options.withRooms) {
    const drawn = new Map(open().map((building) => [drawnBuilding(building), building]));
    const { matched, resembling } = matchBuildings(compared, [...drawn.keys()]);
    for (const { before, after } of matched) {
      const building = drawn.get(after);
      if (building !== undefined && !isElsewhere(building, before.row)) known.set(building, before.row);
    }
    for (const { before, after } of resembling)
      warnings.push({
        code: "building-resembles",
        message: `The building "${after.name}" looks like "${before.name}" of the register, but others do so as well: it was added as a new one. If it is a revision, send it again with the building chosen.`,
        globalIds: after.ifcGlobalId === undefined ? [] : [after.ifcGlobalId],
        count: 1,
      });
  }
  for (const building of open()) {
    const home = compared.filter(
      ({ row, drawing }) =>
        isOnSameSite(building, row) &&
        (fitsIn(drawnBuilding(building), drawing()) || fitsIn(drawing(), drawnBuilding(building))),
    );
    if (home.length === 1 && home[0] !== undefined) known.set(building, home[0].row);
  }
  return { known, warnings };
}

const plain = (name: string): string => name.trim().toLocaleLowerCase("nb");

function metresApart(building: ImportedBuilding, row: Row<"building">): number | undefined {
  if (building.position === undefined || row.lat === null || row.lon === null) return undefined;
  const { lat, lon } = building.position;
  const north = (lat - row.lat) * 111_320;
  const east = (lon - row.lon) * 111_320 * Math.cos((lat * Math.PI) / 180);
  return Math.hypot(north, east);
}
function isOnSameSite(building: ImportedBuilding, row: Row<"building">): boolean {
  return (metresApart(building, row) ?? Infinity) <= SAME_SITE_M;
}
/** Two schools drawn alike in two places are two schools. */
function isElsewhere(building: ImportedBuilding, row: Row<"building">): boolean {
  return (metresApart(building, row) ?? 0) > 5000;
}
