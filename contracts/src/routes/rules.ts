import { z } from "zod";
import { PageQuery, page } from "../primitives.ts";
import { byId, type RouteTable } from "../route.ts";
import {
  Rule,
  RuleInput,
  RulePatch,
  RulePreview,
  RulePreviewRequest,
  RuleReset,
  RuleResetDone,
  RunningHours,
} from "../rule.ts";

export const rulesRoutes = {
  "GET /rules": {
    summary: "Alarm rules",
    permission: "rule:read",
    query: PageQuery,
    status: 200,
    answer: page(Rule),
  },
  "POST /rules": {
    summary: "Add a rule",
    permission: "rule:write",
    body: RuleInput,
    status: 201,
    answer: Rule,
  },
  "POST /rules/preview": {
    summary: "Which points a scope matches now",
    permission: "rule:read",
    body: RulePreviewRequest,
    status: 200,
    answer: RulePreview,
  },
  "POST /rules/{id}/reset": {
    summary: "Set the running hours of a rule on a point back to nothing",
    permission: "rule:write",
    params: byId,
    body: RuleReset,
    status: 201,
    answer: RuleResetDone,
  },
  "GET /rules/{id}/running-hours": {
    summary: "How far the running hours of a rule have come on each of its points",
    permission: "rule:read",
    params: byId,
    status: 200,
    answer: z.object({ items: z.array(RunningHours) }),
  },
  "GET /rules/{id}": {
    summary: "One rule",
    permission: "rule:read",
    params: byId,
    status: 200,
    answer: Rule,
  },
  "PATCH /rules/{id}": {
    summary: "Change a rule; with the revision it was changed from, 409 when somebody else was first",
    permission: "rule:write",
    params: byId,
    body: RulePatch,
    status: 200,
    answer: Rule,
  },
  "DELETE /rules/{id}": {
    summary: "Remove a rule; its alarms stay",
    permission: "rule:write",
    params: byId,
    status: 204,
  },
} as const satisfies RouteTable;
