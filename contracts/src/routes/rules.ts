import { PageQuery, page } from "../primitives.ts";
import { byId, type RouteTable } from "../route.ts";
import { Rule, RuleInput, RulePatch, RulePreview, RulePreviewRequest } from "../rule.ts";

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
