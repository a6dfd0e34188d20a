import {
  type Alarm,
  AlarmAside,
  AlarmState,
  activeStates,
  type ServiceMode,
  ServiceSubject,
} from "@kontrollrom/contracts/alarm.ts";
import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { listCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import { caller } from "../work-orders/routes.ts";
import type { AlarmFigures } from "./figures.ts";
import type { Hold } from "./hold-book.ts";
import type { AlarmHolds } from "./holds.ts";
import type { AlarmOperator } from "./operator.ts";
import { findAlarm, listAlarms, stepsOf, toAlarm } from "./repository.ts";
import { alarmNotFound } from "./service.ts";

type Keys =
  | "GET /alarms"
  | "POST /alarms/acknowledge"
  | "POST /alarms/shelve"
  | "GET /alarms/groups"
  | "GET /alarms/flood"
  | "GET /alarms/statistics"
  | "GET /alarms/{id}"
  | `POST /alarms/{id}/${"acknowledge" | "reset" | "shelve" | "unshelve" | "suppress" | "unsuppress"}`
  | `POST /alarms/{id}/${"out-of-service" | "return-to-service" | "comments"}`
  | "GET /alarms/{id}/history"
  | "GET /service-modes"
  | "POST /service-modes"
  | "DELETE /service-modes/{id}";

const alarmList = listCursor("/alarms", "number");

export function alarmHandlers(deps: {
  db: RegistryDatabase;
  operator: AlarmOperator;
  holds: AlarmHolds;
  figures: AlarmFigures;
  audit: Audit;
}): Pick<Handlers, Keys> {
  const { db, operator, holds, figures, audit } = deps;

  async function alarm(id: string) {
    const row = await findAlarm(db, id);
    if (!row) throw alarmNotFound(id);
    return row;
  }

  /** Each on its own: one that is refused leaves the others as they are. */
  async function many(ids: readonly string[], change: (id: string) => Promise<Alarm>) {
    const items: Alarm[] = [];
    const refused: { id: string; code: string; detail: string }[] = [];
    for (const id of new Set(ids)) {
      try {
        items.push(await change(id));
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        refused.push({ id, code: error.code, detail: error.message });
      }
    }
    return { items, refused };
  }

  const serviceMode = (hold: Hold): ServiceMode => ({
    id: hold.id,
    subject: ServiceSubject.parse(hold.subject),
    label: hold.label,
    reason: hold.reason,
    by: hold.by,
    since: iso(hold.since),
    until: iso(hold.until ?? hold.since),
    points: holds.pointsOf(hold),
  });

  return {
    "GET /alarms": async ({ query }) => {
      const rows = await listAlarms(
        db,
        {
          states: parseStates(query.state),
          buildingId: query.buildingId,
          spaceId: query.spaceId,
          ruleId: query.ruleId,
          priority: query.priority,
        },
        query.limit + 1,
        alarmList.read(query.cursor),
      );
      return alarmList.page(rows, query.limit, (row) => ({ key: row.raised_at, id: row.id }), toAlarm);
    },
    "POST /alarms/acknowledge": ({ body: { ids, comment } }, call) =>
      many(ids, (id) => operator.acknowledge(id, { by: caller(call), comment })),
    "POST /alarms/shelve": ({ body: { ids, ...input } }, call) =>
      many(ids, (id) => holds.setAside(id, "shelved", { ...input, by: caller(call) })),
    "GET /alarms/groups": ({ query }) => figures.groups(query),
    "GET /alarms/flood": () => figures.flood(),
    "GET /alarms/statistics": ({ query }) => figures.statistics(query),
    "GET /alarms/{id}": async ({ params }) => toAlarm(await alarm(params.id)),
    "POST /alarms/{id}/acknowledge": ({ params, body }, call) =>
      operator.acknowledge(params.id, { by: caller(call), comment: body.comment }),
    "POST /alarms/{id}/reset": ({ params, body }, call) =>
      operator.reset(params.id, { by: caller(call), comment: body.comment }),
    "POST /alarms/{id}/shelve": ({ params, body }, call) =>
      holds.setAside(params.id, "shelved", { ...body, by: caller(call) }),
    "POST /alarms/{id}/unshelve": ({ params, body }, call) =>
      holds.takeBack(params.id, "shelved", { by: caller(call), comment: body.comment }),
    "POST /alarms/{id}/suppress": ({ params, body }, call) =>
      holds.setAside(params.id, "suppressedByDesign", { ...body, by: caller(call) }),
    "POST /alarms/{id}/unsuppress": ({ params, body }, call) =>
      holds.takeBack(params.id, "suppressedByDesign", { by: caller(call), comment: body.comment }),
    "POST /alarms/{id}/out-of-service": ({ params, body }, call) =>
      holds.setAside(params.id, "outOfService", { ...body, by: caller(call) }),
    "POST /alarms/{id}/return-to-service": ({ params, body }, call) =>
      holds.takeBack(params.id, "outOfService", { by: caller(call), comment: body.comment }),
    "POST /alarms/{id}/comments": ({ params, body }, call) =>
      operator.comment(params.id, caller(call), body.comment),
    "GET /alarms/{id}/history": async ({ params }) => {
      await alarm(params.id);
      return { items: await stepsOf(db, params.id) };
    },
    "GET /service-modes": () => ({ items: holds.serviceModes().map(serviceMode) }),
    "POST /service-modes": async ({ body }, call) => {
      const mode = serviceMode(await holds.beginService(body.subject, { ...body, by: caller(call) }));
      await audit.record(caller(call), "service-mode-began", mode.id, mode);
      return mode;
    },
    "DELETE /service-modes/{id}": async ({ params }, call) => {
      await holds.endService(params.id, caller(call));
      await audit.record(caller(call), "service-mode-ended", params.id);
      return undefined;
    },
  };
}

/** The schema has checked the words already. */
function parseStates(text: string | undefined): AlarmState[] | undefined {
  if (text === undefined) return undefined;
  if (text === "active") return [...activeStates];
  if (text === "aside") return [...AlarmAside.options];
  return text
    .split(",")
    .filter((part) => part !== "")
    .map((part) => AlarmState.parse(part));
}
