import { type Revision, RevisionCounts, RevisionSpace } from "@kontrollrom/contracts/revision.ts";
import { iso, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";

export function toRevision(row: Row<"revision">, newest: number): Revision {
  return {
    id: row.id,
    buildingId: row.building_id,
    discipline: row.discipline as Revision["discipline"],
    number: row.number,
    name: row.name,
    importedAt: iso(row.imported_at),
    current: row.number === newest,
    rooms: RevisionCounts.parse(JSON.parse(row.rooms)),
    elements: RevisionCounts.parse(JSON.parse(row.elements)),
    ...present({ modelId: row.model_id, importedBy: row.imported_by }),
    ...(row.alignment !== null && { alignment: JSON.parse(row.alignment) }),
  };
}

export function toRevisionSpace(row: Row<"revision_space">): RevisionSpace {
  return RevisionSpace.parse({
    spaceId: row.space_id,
    number: row.number,
    name: row.name,
    kind: row.kind,
    reason: row.reason,
    sure: row.sure === 1,
    becameIds: JSON.parse(row.became),
    ...present({ storeyId: row.storey_id, area: row.area, ifcGlobalId: row.ifc_global_id }),
  });
}
