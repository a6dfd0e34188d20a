import { AlarmState } from "@kontrollrom/contracts/alarm.ts";
import type { Handlers } from "../http/handler.ts";
import { decodeCursor, toPage } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { caller } from "../work-orders/routes.ts";
import { findAlarm, listAlarms, stepsOf, toAlarm } from "./repository.ts";
import { type AlarmService, alarmNotFound } from "./service.ts";

type Keys = "GET /alarms" | "GET /alarms/{id}" | "POST /alarms/{id}/acknowledge" | "GET /alarms/{id}/history";

export function alarmHandlers(deps: { db: RegistryDatabase; service: AlarmService }): Pick<Handlers, Keys> {
  const { db, service } = deps;

  async function alarm(id: string) {
    const row = await findAlarm(db, id);
    if (!row) throw alarmNotFound(id);
    return row;
  }

  return {
    "GET /alarms": async ({ query }) => {
      const cursor = decodeCursor(query.cursor);
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
        cursor && { key: Number(cursor.key), id: cursor.id },
      );
      return toPage(rows, query.limit, (row) => ({ key: row.raised_at, id: row.id }), toAlarm);
    },
    "GET /alarms/{id}": async ({ params }) => toAlarm(await alarm(params.id)),
    "POST /alarms/{id}/acknowledge": ({ params, body }, call) =>
      service.acknowledge(params.id, caller(call), body.comment),
    "GET /alarms/{id}/history": async ({ params }) => {
      await alarm(params.id);
      return { items: await stepsOf(db, params.id) };
    },
  };
}

/** The schema has checked the words already. */
function parseStates(text: string | undefined): AlarmState[] | undefined {
  if (text === undefined) return undefined;
  if (text === "active") return AlarmState.options.filter((state) => state !== "normal");
  return text
    .split(",")
    .filter((part) => part !== "")
    .map((part) => AlarmState.parse(part));
}
