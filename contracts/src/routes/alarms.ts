import {
  AcknowledgeAlarm,
  AcknowledgeAlarms,
  Alarm,
  AlarmQuery,
  AlarmStep,
  AlarmsChanged,
  CommentAlarm,
  OutOfServiceAlarm,
  ServiceMode,
  ServiceModeInput,
  ShelveAlarm,
  ShelveAlarms,
  SuppressAlarm,
} from "../alarm.ts";
import {
  AlarmFlood,
  AlarmGroups,
  AlarmGroupsQuery,
  AlarmStatistics,
  AlarmStatisticsQuery,
} from "../alarm-load.ts";
import { page } from "../primitives.ts";
import { byId, type RouteTable } from "../route.ts";

/** One step of one alarm. */
const act = { permission: "alarm:act", params: byId, status: 200, answer: Alarm } as const;

export const alarmsRoutes = {
  "GET /alarms": {
    summary: "Alarms, newest first",
    permission: "alarm:read",
    query: AlarmQuery,
    status: 200,
    answer: page(Alarm),
  },
  "POST /alarms/acknowledge": {
    summary: "Acknowledge many alarms",
    permission: "alarm:act",
    body: AcknowledgeAlarms,
    status: 200,
    answer: AlarmsChanged,
  },
  "POST /alarms/shelve": {
    summary: "Shelve many alarms for a time",
    permission: "alarm:act",
    body: ShelveAlarms,
    status: 200,
    answer: AlarmsChanged,
  },
  "GET /alarms/groups": {
    summary: "Alarms that belong together, with the one that came first",
    permission: "alarm:read",
    query: AlarmGroupsQuery,
    status: 200,
    answer: AlarmGroups,
  },
  "GET /alarms/flood": {
    summary: "How fast alarms come now, and whether it is a flood",
    permission: "alarm:read",
    status: 200,
    answer: AlarmFlood,
  },
  "GET /alarms/statistics": {
    summary:
      "The alarm system's own figures: load, floods, stale and chattering alarms, bad actors (EEMUA 191)",
    permission: "alarm:read",
    query: AlarmStatisticsQuery,
    status: 200,
    answer: AlarmStatistics,
  },
  "GET /alarms/{id}": {
    summary: "One alarm",
    permission: "alarm:read",
    params: byId,
    status: 200,
    answer: Alarm,
  },
  "POST /alarms/{id}/acknowledge": { ...act, summary: "Acknowledge an alarm", body: AcknowledgeAlarm },
  "POST /alarms/{id}/reset": { ...act, summary: "Reset an alarm that latches", body: AcknowledgeAlarm },
  "POST /alarms/{id}/shelve": {
    ...act,
    summary: "Shelve an alarm for a time: its rule on its point, also where it comes again meanwhile",
    body: ShelveAlarm,
  },
  "POST /alarms/{id}/unshelve": { ...act, summary: "Take an alarm off the shelf", body: AcknowledgeAlarm },
  "POST /alarms/{id}/suppress": {
    ...act,
    summary: "Suppress an alarm by design, until it is taken back or for a time",
    body: SuppressAlarm,
  },
  "POST /alarms/{id}/unsuppress": { ...act, summary: "End a suppression", body: AcknowledgeAlarm },
  "POST /alarms/{id}/out-of-service": {
    ...act,
    summary: "Take an alarm out of service while a work order is open",
    body: OutOfServiceAlarm,
  },
  "POST /alarms/{id}/return-to-service": {
    ...act,
    summary: "Return an alarm to service",
    body: AcknowledgeAlarm,
  },
  "POST /alarms/{id}/comments": { ...act, summary: "Comment on an alarm", body: CommentAlarm },
  "GET /alarms/{id}/history": {
    summary: "Every step of an alarm: who, when, why",
    permission: "alarm:read",
    params: byId,
    status: 200,
    answer: page(AlarmStep),
  },
  "GET /service-modes": {
    summary: "What is in service mode now",
    permission: "alarm:read",
    status: 200,
    answer: page(ServiceMode),
  },
  "POST /service-modes": {
    summary: "Put a device, room, building or system in service mode: its alarms are suppressed by design",
    permission: "alarm:act",
    body: ServiceModeInput,
    status: 201,
    answer: ServiceMode,
  },
  "DELETE /service-modes/{id}": {
    summary: "End a service mode",
    permission: "alarm:act",
    params: byId,
    status: 204,
  },
} as const satisfies RouteTable;
