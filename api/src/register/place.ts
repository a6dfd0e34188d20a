import type { BoundBy } from "@kontrollrom/contracts/point.ts";
import { sameComponent } from "@kontrollrom/twin/tfm/match.ts";
import { formatTfm, normaliseTfm, parseTfm, type TfmTag } from "@kontrollrom/twin/tfm/tfm.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Row } from "../registry/schema.ts";
import type { Components } from "./components.ts";
import type { RegisterRepository } from "./repository.ts";

/** Where a device or point is said to be, in any of the ways that `DeviceInput` allows. */
export interface PlaceInput {
  readonly spaceId?: string | undefined;
  readonly spaceGlobalId?: string | undefined;
  readonly elementGlobalId?: string | undefined;
  readonly tfmTag?: string | undefined;
  readonly buildingId?: string | undefined;
  readonly building?: string | undefined;
  readonly roomNumber?: string | undefined;
}

/** A place, and how it was found. The tag and GlobalId are kept so that the next revision of a drawing finds the component again. */
export interface Place {
  readonly buildingId: string | null;
  readonly storeyId: string | null;
  readonly spaceId: string | null;
  readonly boundBy: BoundBy | null;
  readonly tfmTag: string | null;
  readonly elementGlobalId: string | null;
}

export const nowhere: Place = {
  buildingId: null,
  storeyId: null,
  spaceId: null,
  boundBy: null,
  tfmTag: null,
  elementGlobalId: null,
};

export interface PlaceDeps {
  readonly register: RegisterRepository;
  readonly components: Components;
  buildingName(id: string): string | undefined;
  spaceLabel(id: string): string | undefined;
}

/**
 * Finds the room, component or building that is meant; undefined when none is named. A component gives its room; a room named beside
 * it fills in where the drawing does not say in which room the component stands.
 * @throws ProblemError 422 when it is unknown, could be several, or contradicts itself
 */
export async function resolvePlace(deps: PlaceDeps, input: PlaceInput): Promise<Place | undefined> {
  const spot = await findSpot(deps.register, input);
  const component = await findComponent(deps, input, spot?.buildingId ?? undefined);
  if (component === undefined) return spot;
  const { element, boundBy, tfmTag } = component;
  if (spot?.spaceId && element.space_id && spot.spaceId !== element.space_id)
    throw new ProblemError(
      422,
      "place-contradictory",
      `${describe(deps, element)} does not stand in ${deps.spaceLabel(spot.spaceId) ?? spot.spaceId}: name the component or the room, not both`,
    );
  return {
    buildingId: element.building_id,
    storeyId: element.storey_id ?? spot?.storeyId ?? null,
    spaceId: element.space_id ?? spot?.spaceId ?? null,
    boundBy,
    tfmTag: tfmTag ?? (element.tag === null ? null : (normaliseTfm(element.tag) ?? null)),
    elementGlobalId: element.ifc_global_id,
  };
}

async function findSpot(register: RegisterRepository, input: PlaceInput): Promise<Place | undefined> {
  if (input.spaceId !== undefined) {
    const space = await register.space(input.spaceId);
    if (!space) throw unknown("spaceId", input.spaceId, "see GET /buildings/{id}/spaces");
    return inSpace(space, "space");
  }
  if (input.spaceGlobalId !== undefined) {
    const found = await register.spacesByGlobalId(input.spaceGlobalId);
    const advice = "import the drawing that has it first";
    return inSpace(theOne(found, "spaceGlobalId", input.spaceGlobalId, advice), "space-global-id");
  }
  if (input.buildingId === undefined && input.building === undefined && input.roomNumber === undefined)
    return undefined;
  const buildingId = await findBuilding(register, input);
  if (input.roomNumber === undefined) return { ...nowhere, buildingId, boundBy: "building" };
  if (buildingId === null)
    throw new ProblemError(
      422,
      "place-unknown",
      `room number "${input.roomNumber}" needs a building beside it`,
    );
  const found = await register.spacesByNumber(buildingId, input.roomNumber);
  return inSpace(
    theOne(found, "roomNumber", input.roomNumber, "see GET /buildings/{id}/spaces"),
    "room-number",
  );
}

async function findBuilding(register: RegisterRepository, input: PlaceInput): Promise<string | null> {
  if (input.buildingId !== undefined) {
    const building = await register.building(input.buildingId);
    if (!building) throw unknown("buildingId", input.buildingId, "see GET /buildings");
    return building.id;
  }
  if (input.building === undefined) return null;
  const [first, second] = await register.findBuilding(input.building);
  if (!first)
    throw unknown("building", input.building, "give its building number, IFC GlobalId or exact name");
  if (second) throw ambiguous("building", input.building, "name the place by its id");
  return first.id;
}

interface FoundComponent {
  readonly element: Row<"element">;
  readonly boundBy: BoundBy;
  readonly tfmTag: string | undefined;
}

async function findComponent(
  deps: PlaceDeps,
  input: PlaceInput,
  buildingId: string | undefined,
): Promise<FoundComponent | undefined> {
  const tag = input.tfmTag === undefined ? undefined : readTag(input.tfmTag);
  if (input.elementGlobalId !== undefined) {
    const found = await deps.components.byGlobalId(input.elementGlobalId, buildingId);
    const [element, second] = found;
    if (!element)
      throw unknown("elementGlobalId", input.elementGlobalId, "import the drawing that has it first");
    if (second) throw ambiguous("elementGlobalId", input.elementGlobalId, "name its building too");
    const drawn = element.tag === null ? undefined : parseTfm(element.tag);
    if (tag !== undefined && drawn?.ok && !sameComponent(tag, drawn.tag))
      throw new ProblemError(
        422,
        "place-contradictory",
        `${describe(deps, element)} is not tagged ${formatTfm(tag)}: name the component by one of them`,
      );
    return { element, boundBy: "element-global-id", tfmTag: tag && formatTfm(tag) };
  }
  if (tag === undefined) return undefined;
  const found = await deps.components.byTag(tag, buildingId);
  const [element] = found;
  if (!element) throw await unknownTag(deps, tag);
  // The parts of one component may be drawn one by one: that is one place all the same.
  const places = new Map(
    found.map((each) => [`${each.building_id} ${each.storey_id} ${each.space_id}`, each]),
  );
  if (places.size > 1) {
    const candidates = [...places.values()].slice(0, 5).map((each) => describe(deps, each));
    throw ambiguous(
      "tfmTag",
      formatTfm(tag),
      `it is on ${candidates.join("; ")}. Name the building, the tag with its location, or the component by elementGlobalId`,
    );
  }
  return { element, boundBy: "tfm-tag", tfmTag: formatTfm(tag) };
}

function readTag(text: string): TfmTag {
  const result = parseTfm(text);
  if (!result.ok) throw new ProblemError(422, "tfm-tag-invalid", result.error);
  return result.tag;
}

async function unknownTag(deps: PlaceDeps, tag: TfmTag): Promise<ProblemError> {
  const near = (await deps.components.near(tag)).map((element) => describe(deps, element));
  return unknown(
    "tfmTag",
    formatTfm(tag),
    near.length > 0
      ? `is it one of ${near.join("; ")}?`
      : "import the drawing that has the component, or name the room",
  );
}

/** `=360.001-RT401 (GlobalId 3x…) in Solbakken sykehjem, 101 Teknisk rom` */
function describe(deps: PlaceDeps, element: Row<"element">): string {
  const building = deps.buildingName(element.building_id) ?? element.building_id;
  const space = element.space_id === null ? undefined : deps.spaceLabel(element.space_id);
  const name = element.tag ?? element.name;
  return `${name} (GlobalId ${element.ifc_global_id}) in ${building}${space === undefined ? "" : `, ${space}`}`;
}

function inSpace(space: { id: string; building_id: string; storey_id: string }, boundBy: BoundBy): Place {
  return { ...nowhere, buildingId: space.building_id, storeyId: space.storey_id, spaceId: space.id, boundBy };
}

function theOne<T>(found: readonly T[], field: string, value: string, advice: string): T {
  const [first, second] = found;
  if (!first) throw unknown(field, value, advice);
  if (second) throw ambiguous(field, value, "name the place by its id");
  return first;
}

function unknown(field: string, value: string, advice: string): ProblemError {
  return new ProblemError(422, "place-unknown", `${field} "${value}" is not in the register: ${advice}`);
}

function ambiguous(field: string, value: string, advice: string): ProblemError {
  return new ProblemError(422, "place-ambiguous", `${field} "${value}" fits several places: ${advice}`);
}
