import { randomUUID } from "node:crypto";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import type { PresentValue } from "@kontrollrom/contracts/sample.ts";
import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import { decodeCursor, toPage } from "../registry/cursor.ts";
import { iso, present } from "../registry/row.ts";
import { caller } from "../work-orders/routes.ts";
import { previewOf } from "./preview.ts";

type Keys =
  | "GET /rules"
  | "POST /rules"
  | "POST /rules/preview"
  | "GET /rules/{id}"
  | "PATCH /rules/{id}"
  | "DELETE /rules/{id}";

/** The rules in force. `put` and `remove` are durable, and in force, when they resolve. */
export interface RuleBook {
  list(): readonly Rule[];
  get(id: string): Rule | undefined;
  put(rule: Rule): Promise<void>;
  remove(id: string): Promise<void>;
}

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

  return {
    "POST /rules/preview": ({ body }) => previewOf(body.scope, deps),
    "GET /rules": ({ query }) => {
      const after = decodeCursor(query.cursor);
      const rules = [...book.list()].sort(
        (a, b) => a.name.localeCompare(b.name, "nb") || a.id.localeCompare(b.id),
      );
      const from = after ? rules.findIndex((candidate) => candidate.id === after.id) + 1 : 0;
      return toPage(
        rules.slice(from),
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
