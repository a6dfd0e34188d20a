import { ProblemError } from "../http/problem-error.ts";
import type { RegisterRepository } from "./repository.ts";

/** Where a device is said to be, in any of the ways that `DeviceInput` allows. */
export interface PlaceInput {
  readonly spaceId?: string | undefined;
  readonly spaceGlobalId?: string | undefined;
  readonly buildingId?: string | undefined;
  readonly building?: string | undefined;
  readonly roomNumber?: string | undefined;
}

export interface Place {
  readonly buildingId: string | null;
  readonly storeyId: string | null;
  readonly spaceId: string | null;
}

/**
 * Finds the room or building that is meant; undefined when none is named.
 * @throws ProblemError 422 when it is unknown or could be several
 */
export async function resolvePlace(
  repository: RegisterRepository,
  input: PlaceInput,
): Promise<Place | undefined> {
  const { spaceId, spaceGlobalId, buildingId: named, building, roomNumber } = input;
  if ([spaceId, spaceGlobalId, named, building, roomNumber].every((field) => field === undefined))
    return undefined;
  if (input.spaceId !== undefined) {
    const space = await repository.space(input.spaceId);
    if (!space) throw unknown("spaceId", input.spaceId, "see GET /buildings/{id}/spaces");
    return { buildingId: space.building_id, storeyId: space.storey_id, spaceId: space.id };
  }
  if (input.spaceGlobalId !== undefined) {
    const found = await repository.spacesByGlobalId(input.spaceGlobalId);
    return theOne(found, "spaceGlobalId", input.spaceGlobalId, "import the drawing that has it first");
  }
  const buildingId = await findBuilding(repository, input);
  if (input.roomNumber === undefined) return { buildingId, storeyId: null, spaceId: null };
  if (buildingId === null)
    throw new ProblemError(
      422,
      "place-unknown",
      `room number "${input.roomNumber}" needs a building beside it`,
    );
  const found = await repository.spacesByNumber(buildingId, input.roomNumber);
  return theOne(found, "roomNumber", input.roomNumber, "see GET /buildings/{id}/spaces");
}

async function findBuilding(repository: RegisterRepository, input: PlaceInput): Promise<string | null> {
  if (input.buildingId !== undefined) {
    const building = await repository.building(input.buildingId);
    if (!building) throw unknown("buildingId", input.buildingId, "see GET /buildings");
    return building.id;
  }
  if (input.building === undefined) return null;
  const [first, second] = await repository.findBuilding(input.building);
  if (!first)
    throw unknown("building", input.building, "give its building number, IFC GlobalId or exact name");
  if (second) throw ambiguous("building", input.building);
  return first.id;
}

function theOne(
  found: readonly { id: string; building_id: string; storey_id: string }[],
  field: string,
  value: string,
  advice: string,
): Place {
  const [first, second] = found;
  if (!first) throw unknown(field, value, advice);
  if (second) throw ambiguous(field, value);
  return { buildingId: first.building_id, storeyId: first.storey_id, spaceId: first.id };
}

function unknown(field: string, value: string, advice: string): ProblemError {
  return new ProblemError(422, "place-unknown", `${field} "${value}" is not in the register: ${advice}`);
}

function ambiguous(field: string, value: string): ProblemError {
  return new ProblemError(
    422,
    "place-ambiguous",
    `${field} "${value}" fits several places: name the place by its id`,
  );
}
