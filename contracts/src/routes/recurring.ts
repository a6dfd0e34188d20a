import { page } from "../primitives.ts";
import {
  MaintenancePlan,
  MaintenancePlanInput,
  MaintenancePlanPatch,
  PlanQuery,
  PlanRound,
} from "../recurring.ts";
import { byId, type RouteTable } from "../route.ts";

export const recurringRoutes = {
  "GET /maintenance-plans": {
    summary: "Plans that make orders by the calendar",
    permission: "work-order:read",
    query: PlanQuery,
    status: 200,
    answer: page(MaintenancePlan),
  },
  "POST /maintenance-plans": {
    summary: "Make a plan",
    permission: "work-order:manage",
    body: MaintenancePlanInput,
    status: 201,
    answer: MaintenancePlan,
  },
  "GET /maintenance-plans/{id}": {
    summary: "One plan",
    permission: "work-order:read",
    params: byId,
    status: 200,
    answer: MaintenancePlan,
  },
  "PATCH /maintenance-plans/{id}": {
    summary: "Change a plan; orders that it has made stay",
    permission: "work-order:manage",
    params: byId,
    body: MaintenancePlanPatch,
    status: 200,
    answer: MaintenancePlan,
  },
  "DELETE /maintenance-plans/{id}": {
    summary: "End a plan; its orders and rounds stay",
    permission: "work-order:manage",
    params: byId,
    status: 204,
  },
  "GET /maintenance-plans/{id}/rounds": {
    summary: "The rounds of a plan, newest first: done, missed or to come",
    permission: "work-order:read",
    params: byId,
    status: 200,
    answer: page(PlanRound),
  },
} as const satisfies RouteTable;
