import { randomUUID } from "node:crypto";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import { listCursor } from "../registry/cursor.ts";
import { iso, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { caller } from "../work-orders/routes.ts";
import { previewOf } from "./preview.ts";
import { pointsInScope } from "./scope.ts";

type Keys =
  | "GET /rules"
  | "POST /rules"
  | "POST /rules/preview"
  | "POST /rules/{id}/reset"
  | "GET /rules/{id}/running-hours"
  | "GET /rules/{id}"
  | "PATCH /rules/{id}"
  | "DELETE /rules/{id}";

/** The rules in force. `put` and `remove` are durable, and in force, when they resolve. */
export interface RuleBook {
  list(): readonly Rule[];
  get(id: string): Rule | undefined;
  put(rule: Rule): Promise<void>;
  remove(id: string): Promise<void>;
  /** When running hours of a rule on a point were set back, by time. */
  resets(ruleId: string, pointId: number): readonly Row<"rule_reset">[];
  /** How far running hours have come (ms), by point; undefined where the rule counts none. */
  hours(ruleId: string): Map<number, { ms: number; since: number; until: number }> | undefined;
  /** Durable, and counted by, when it resolves. */
  reset(reset: Row<"rule_reset">): Promise<void>;
}

const ruleList = listCursor("/rules", "string");
type Named = Pick<Rule, "name" | "id">;

export function ruleHandlers(deps: {
  book: RuleBook;
  catalogue: Catalogue;
  presentValue(pointId: number): PresentValue | undefined;
  audit: Audit;
  now(): number;
}): Pick<Handlers, Keys> {
  const { book, audit } = deps;

  function rule(id: string): Rule {
    const found = book.get(id);
    if (!found) throw new ProblemError(404, "rule-not-found", `there is no rule "${id}": see GET /rules`);
    return found;
  }

  function spaceLabel(pointId: number): string | undefined {
    const spaceId = deps.catalogue.points.get(pointId)?.device.spaceId;
    const space = spaceId === undefined ? undefined : deps.catalogue.spaces.get(spaceId);
    return space && `${space.number} ${space.name}`.trim();
  }

  function running(id: string) {
    const found = book.hours(id);
    if (found === undefined)
      throw new ProblemError(
        409,
        "no-running-hours",
        `the rule "${rule(id).name}" counts no running hours, or is switched off`,
      );
    return found;
  }

  return {
    "GET /rules/{id}/running-hours": ({ params: { id } }) => {
      rule(id);
      const items = [...running(id)].map(([pointId, { ms, since, until }]) => ({
        pointId,
        deviceName: deps.catalogue.points.get(pointId)?.device.name ?? "",
        ...present({ spaceLabel: spaceLabel(pointId) }),
        hours: Math.round(ms / 36_000) / 100,
        since: iso(since),
        until: iso(until),
        resets: book.resets(id, pointId).map(toReset).toReversed(),
      }));
      return { items: items.sort((a, b) => b.hours - a.hours) };
    },
    "POST /rules/{id}/reset": async ({ params: { id }, body }, call) => {
      const { condition, scope } = rule(id);
      const at = body.at === undefined ? deps.now() : Date.parse(body.at);
      if (condition.kind !== "running-hours") running(id);
      if (!pointsInScope(scope, deps.catalogue).includes(body.pointId))
        throw new ProblemError(422, "point-not-in-rule", `the rule does not judge point ${body.pointId}`);
      if (at > deps.now())
        throw new ProblemError(
          422,
          "time-ahead",
          `at ${body.at} lies ahead: running hours are set back when it is done`,
        );
      const reset = { rule_id: id, point_id: body.pointId, at, by: caller(call), why: body.why };
      await book.reset(reset);
      await deps.audit.record(reset.by, "running-hours-reset", id, toReset(reset));
      return toReset(reset);
    },
    "POST /rules/preview": ({ body }) => previewOf(body.scope, deps),
    "GET /rules": ({ query }) => {
      const after = ruleList.read(query.cursor);
      const compare = (a: Named, b: Named) => a.name.localeCompare(b.name, "nb") || a.id.localeCompare(b.id);
      const rest = book
        .list()
        .filter((rule) => after === undefined || compare(rule, { name: after.key, id: after.id }) > 0);
      return ruleList.page(
        rest.sort(compare),
        query.limit,
        (item) => ({ key: item.name, id: item.id }),
        (item) => item,
      );
    },
    "POST /rules": async ({ body }, call) => {
      const now = iso(deps.now());
      const made: Rule = { ...body, id: randomUUID(), revision: 1, createdAt: now, updatedAt: now };
      await book.put(made);
      await audit.record(caller(call), "rule-created", made.id, made);
      return made;
    },
    "GET /rules/{id}": ({ params }) => rule(params.id),
    "PATCH /rules/{id}": async ({ params, body }, call) => {
      const before = rule(params.id);
      const { revision } = body;
      if (revision !== undefined && revision !== before.revision)
        throw new ProblemError(
          409,
          "rule-changed-meanwhile",
          `the rule "${before.name}" was changed meanwhile: it is at revision ${before.revision}, not ${revision}. Read it again and make your change there`,
        );
      const changed: Rule = {
        ...before,
        ...present(body),
        revision: before.revision + 1,
        updatedAt: iso(deps.now()),
      };
      for (const name of ["schedule", "ownerGroup", "text"] as const)
        if (body[name] === null) delete changed[name];
      await book.put(changed);
      await audit.record(caller(call), "rule-changed", changed.id, { before, after: changed });
      return changed;
    },
    "DELETE /rules/{id}": async ({ params }, call) => {
      const before = rule(params.id);
      await book.remove(params.id);
      await audit.record(caller(call), "rule-removed", params.id, before);
      return undefined;
    },
  };
}

const toReset = ({ point_id, at, by, why }: Row<"rule_reset">) => ({
  pointId: point_id,
  at: iso(at),
  by,
  why,
});
