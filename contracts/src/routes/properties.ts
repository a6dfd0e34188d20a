import { z } from "zod";
import { Id, PageQuery, page } from "../primitives.ts";
import {
  BuildingPart,
  Component,
  ComponentInput,
  ComponentPatch,
  ComponentStatus,
  Property,
  PropertyInput,
  PropertyPatch,
  SearchHit,
  Unit,
  UnitInput,
} from "../register.ts";
import { byId, type RouteTable } from "../route.ts";

export const propertiesRoutes = {
  "GET /properties": {
    summary: "Properties with their matrikkel numbers and buildings",
    permission: "register:read",
    query: PageQuery,
    status: 200,
    answer: page(Property),
  },
  "POST /properties": {
    summary: "Add a property",
    permission: "register:write",
    body: PropertyInput,
    status: 201,
    answer: Property,
  },
  "GET /properties/{id}": {
    summary: "One property",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: Property,
  },
  "PATCH /properties/{id}": {
    summary: "Change a property",
    permission: "register:write",
    params: byId,
    body: PropertyPatch,
    status: 200,
    answer: Property,
  },
  "DELETE /properties/{id}": {
    summary: "Remove a property that no building stands on",
    permission: "register:write",
    params: byId,
    status: 204,
  },
  "GET /buildings/{id}/units": {
    summary: "Dwellings and other units of a building, by number",
    permission: "register:read",
    params: byId,
    query: PageQuery,
    status: 200,
    answer: page(Unit),
  },
  "POST /buildings/{id}/units": {
    summary: "Add a unit to a building",
    permission: "register:write",
    params: byId,
    body: UnitInput,
    status: 201,
    answer: Unit,
  },
  "DELETE /units/{id}": {
    summary: "Remove a unit",
    permission: "register:write",
    params: byId,
    status: 204,
  },
  "GET /components": {
    summary: "Components of drawings and those made by hand, by name",
    permission: "register:read",
    query: PageQuery.extend({
      buildingId: Id.optional(),
      storeyId: Id.optional(),
      spaceId: Id.optional(),
      /** Name of a system, or the system of its tag: `360.001`. */
      system: z.string().min(1).max(100).optional(),
      /** A building part, or those beneath it: `36` finds `365`. */
      ns3451: BuildingPart.optional(),
      status: ComponentStatus.optional(),
      origin: z.enum(["drawing", "hand"]).optional(),
      /** Only those with a tag. */
      tagged: z.enum(["true", "false"]).optional(),
      search: z.string().max(200).optional(),
    }),
    status: 200,
    answer: page(Component),
  },
  "POST /components": {
    summary: "Add a component that no drawing has",
    permission: "register:write",
    body: ComponentInput,
    status: 201,
    answer: Component,
  },
  "GET /components/{id}": {
    summary: "One component",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: Component,
  },
  "PATCH /components/{id}": {
    summary: "Change what is known of a component",
    permission: "register:write",
    params: byId,
    body: ComponentPatch,
    status: 200,
    answer: Component,
  },
  "DELETE /components/{id}": {
    summary: "Remove a component that was made by hand",
    permission: "register:write",
    params: byId,
    status: 204,
  },
  "GET /search": {
    summary: "Find properties, buildings, rooms, components, devices, orders and documents",
    permission: "register:read",
    query: z.object({
      q: z.string().trim().min(1).max(100),
      limit: z.coerce.number<string>().int().min(1).max(100).default(30),
      buildingId: Id.optional(),
    }),
    status: 200,
    answer: z.object({ items: z.array(SearchHit) }),
  },
} as const satisfies RouteTable;
