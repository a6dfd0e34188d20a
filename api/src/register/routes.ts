import { randomUUID } from "node:crypto";
import type { BuildingInput } from "@kontrollrom/contracts/building.ts";
import { planToSvg } from "@kontrollrom/twin/plan/svg.ts";
import type { FileStore } from "../files/file-store.ts";
import { type Handlers, RawAnswer } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { listCursor } from "../registry/cursor.ts";
import { iso } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import type { Catalogue } from "./catalogue.ts";
import { type RegisterRepository, toBuilding, toSpace, toStorey } from "./repository.ts";

type Keys =
  | "GET /buildings"
  | "POST /buildings"
  | "GET /buildings/{id}"
  | "PATCH /buildings/{id}"
  | "GET /buildings/{id}/storeys"
  | "GET /buildings/{id}/spaces"
  | "GET /buildings/{id}/rooms"
  | "GET /storeys/{id}/plan"
  | "GET /spaces/{id}";

const buildings = listCursor("GET /buildings", "string");
const storeys = listCursor("GET /buildings/{id}/storeys", "number");
const spaces = listCursor("GET /buildings/{id}/spaces", "string");

export function registerHandlers(deps: {
  repository: RegisterRepository;
  catalogue: Catalogue;
  files: FileStore;
  now(): number;
}): Pick<Handlers, Keys> {
  const { repository, catalogue, files } = deps;

  async function building(id: string) {
    const row = await repository.building(id);
    if (!row)
      throw new ProblemError(404, "building-not-found", `there is no building "${id}": see GET /buildings`);
    return row;
  }

  async function checkProperty(id: string | null | undefined): Promise<void> {
    if (id !== null && id !== undefined && !(await repository.isProperty(id)))
      throw new ProblemError(422, "property-not-found", `there is no property "${id}": see GET /properties`);
  }

  return {
    "GET /buildings": async ({ query }) => {
      const rows = await repository.listBuildings(query.limit + 1, buildings.read(query.cursor));
      return buildings.page(rows, query.limit, (row) => ({ key: row.name, id: row.id }), toBuilding);
    },
    "POST /buildings": async ({ body }) => {
      await checkProperty(body.propertyId);
      const known =
        body.buildingNumber === undefined
          ? undefined
          : await repository.buildingByNumber(body.buildingNumber);
      const id = known?.id ?? randomUUID();
      if (known) await repository.updateBuilding(id, columns(body));
      else
        await repository.insertBuilding({
          ...emptyBuilding,
          ...columns(body),
          id,
          name: body.name,
          created_at: deps.now(),
        });
      await catalogue.loadPlaces();
      return toBuilding(await building(id));
    },
    "GET /buildings/{id}": async ({ params }) => toBuilding(await building(params.id)),
    "PATCH /buildings/{id}": async ({ params, body }) => {
      await building(params.id);
      await checkProperty(body.propertyId);
      const change = columns(body);
      const other = body.buildingNumber && (await repository.buildingByNumber(body.buildingNumber));
      if (other && other.id !== params.id)
        throw new ProblemError(
          409,
          "building-number-taken",
          `building number ${body.buildingNumber} is that of building "${other.id}": a building number is unique in Norway`,
        );
      if (Object.keys(change).length > 0) await repository.updateBuilding(params.id, change);
      await catalogue.loadPlaces();
      return toBuilding(await building(params.id));
    },
    "GET /buildings/{id}/storeys": async ({ params, query }) => {
      await building(params.id);
      const rows = await repository.storeys(params.id, query.limit + 1, storeys.read(query.cursor));
      return storeys.page(rows, query.limit, (row) => ({ key: row.elevation, id: row.id }), toStorey);
    },
    "GET /buildings/{id}/spaces": async ({ params, query }) => {
      await building(params.id);
      const rows = await repository.spaces(params.id, query.limit + 1, spaces.read(query.cursor));
      return spaces.page(rows, query.limit, (row) => ({ key: row.number, id: row.id }), toSpace);
    },
    "GET /buildings/{id}/rooms": async ({ params }) => {
      const row = await building(params.id);
      if (row.rooms_key === null)
        throw new ProblemError(
          404,
          "no-drawing",
          `building "${row.name}" has no drawing with rooms: import one with POST /models`,
        );
      return new RawAnswer("application/json", files.stream(row.rooms_key));
    },
    "GET /storeys/{id}/plan": async ({ params }, call) => {
      const row = await repository.storey(params.id);
      if (!row)
        throw new ProblemError(
          404,
          "storey-not-found",
          `there is no storey "${params.id}": see GET /buildings/{id}/storeys`,
        );
      if (row.plan_key === null)
        throw new ProblemError(
          404,
          "no-drawing",
          `storey "${row.name}" has no plan: import a drawing with POST /models`,
        );
      if (call.prefers(["application/json", "image/svg+xml"]) !== "image/svg+xml")
        return new RawAnswer("application/json", files.stream(row.plan_key));
      const plan = JSON.parse((await files.read(row.plan_key)).toString("utf8"));
      return new RawAnswer("image/svg+xml", planToSvg(plan));
    },
    "GET /spaces/{id}": async ({ params }) => {
      const row = await repository.space(params.id);
      if (!row)
        throw new ProblemError(
          404,
          "space-not-found",
          `there is no room "${params.id}": see GET /buildings/{id}/spaces`,
        );
      const [storey, elements, review] = await Promise.all([
        repository.storey(row.storey_id),
        repository.elementsIn(params.id),
        repository.openReview(params.id),
      ]);
      return {
        ...toSpace(row),
        ...(row.ended_revision !== null &&
          row.ended_at !== null && {
            ended: {
              at: iso(row.ended_at),
              revisionId: row.ended_revision,
              ...(review && { reviewId: review.id }),
            },
          }),
        buildingName: catalogue.buildings.get(row.building_id) ?? "",
        storeyName: storey?.name ?? "",
        pointIds: catalogue.pointsOfSpace(params.id),
        elements: elements.map((element) => ({
          ifcGlobalId: element.ifc_global_id,
          ifcClass: element.ifc_class,
          name: element.name,
          ...(element.tag === null ? {} : { tag: element.tag }),
        })),
      };
    },
  };
}

const emptyBuilding: Omit<Row<"building">, "id" | "name" | "created_at"> = {
  ifc_global_id: null,
  building_number: null,
  building_type: null,
  address: null,
  lat: null,
  lon: null,
  footprint: null,
  model_id: null,
  rooms_key: null,
  property_id: null,
  year_built: null,
  status: null,
};

function columns(
  input: { [K in keyof BuildingInput]?: BuildingInput[K] | undefined },
): Partial<Row<"building">> {
  return {
    ...(input.name !== undefined && { name: input.name }),
    ...(input.buildingNumber !== undefined && { building_number: input.buildingNumber }),
    ...(input.buildingType !== undefined && { building_type: input.buildingType }),
    ...(input.address !== undefined && { address: input.address }),
    ...(input.propertyId !== undefined && { property_id: input.propertyId }),
    ...(input.yearBuilt !== undefined && { year_built: input.yearBuilt }),
    ...(input.status !== undefined && { status: input.status }),
    ...(input.position !== undefined && { lat: input.position.lat, lon: input.position.lon }),
    ...(input.footprint !== undefined && { footprint: JSON.stringify(input.footprint) }),
  };
}
