import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { listCursor } from "../registry/cursor.ts";
import { caller } from "../work-orders/routes.ts";
import type { RoundMaker } from "./make-rounds.ts";
import type { Plans } from "./plans.ts";

type Keys =
  | "GET /maintenance-plans"
  | "POST /maintenance-plans"
  | "GET /maintenance-plans/{id}"
  | "PATCH /maintenance-plans/{id}"
  | "DELETE /maintenance-plans/{id}"
  | "GET /maintenance-plans/{id}/rounds";

const planList = listCursor("GET /maintenance-plans", "string");

export function recurringHandlers(deps: {
  plans: Plans;
  rounds: Pick<RoundMaker, "make">;
  audit: Audit;
}): Pick<Handlers, Keys> {
  const { plans, rounds, audit } = deps;
  return {
    "GET /maintenance-plans": async ({ query }) => {
      const after = planList.read(query.cursor)?.id;
      const rows = await plans.list({ buildingId: query.buildingId, limit: query.limit + 1, after });
      return planList.page(rows, query.limit, (row) => ({ key: row.id, id: row.id }), plans.toPlan);
    },
    "POST /maintenance-plans": async ({ body }, call) => {
      const plan = await plans.create(body, caller(call));
      await audit.record(caller(call), "plan-made", plan.id, { name: plan.name });
      await rounds.make();
      return plan;
    },
    "GET /maintenance-plans/{id}": ({ params }) => plans.get(params.id),
    "PATCH /maintenance-plans/{id}": async ({ params, body }, call) => {
      const plan = await plans.change(params.id, body);
      await audit.record(caller(call), "plan-changed", plan.id, body);
      await rounds.make();
      return plan;
    },
    "DELETE /maintenance-plans/{id}": async ({ params }, call) => {
      await plans.end(params.id);
      await audit.record(caller(call), "plan-ended", params.id);
      return undefined as never;
    },
    "GET /maintenance-plans/{id}/rounds": async ({ params }) => ({ items: await plans.rounds(params.id) }),
  };
}
