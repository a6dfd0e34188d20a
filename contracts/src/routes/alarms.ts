import { AcknowledgeAlarm, Alarm, AlarmQuery, AlarmStep } from "../alarm.ts";
import { page } from "../primitives.ts";
import { byId, type RouteTable } from "../route.ts";

export const alarmsRoutes = {
  "GET /alarms": {
    summary: "Alarms, newest first",
    permission: "alarm:read",
    query: AlarmQuery,
    status: 200,
    answer: page(Alarm),
  },
  "GET /alarms/{id}": {
    summary: "One alarm",
    permission: "alarm:read",
    params: byId,
    status: 200,
    answer: Alarm,
  },
  "POST /alarms/{id}/acknowledge": {
    summary: "Acknowledge an alarm",
    permission: "alarm:act",
    params: byId,
    body: AcknowledgeAlarm,
    status: 200,
    answer: Alarm,
  },
  "GET /alarms/{id}/history": {
    summary: "Every step of an alarm: who, when, why",
    permission: "alarm:read",
    params: byId,
    status: 200,
    answer: page(AlarmStep),
  },
} as const satisfies RouteTable;
