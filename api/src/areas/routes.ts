import { roomFunctions } from "@kontrollrom/twin/areas/room-functions.ts";
import type { Handlers } from "../http/handler.ts";
import type { Areas } from "./service.ts";

type Keys = "GET /buildings/{id}/areas" | "GET /storeys/{id}/areas" | "GET /room-functions";

export function areaHandlers({ areas }: { areas: Areas }): Pick<Handlers, Keys> {
  return {
    "GET /buildings/{id}/areas": ({ params }) => areas.ofBuilding(params.id),
    "GET /storeys/{id}/areas": ({ params }) => areas.ofStorey(params.id),
    "GET /room-functions": () => roomFunctions,
  };
}
