import { page } from "../primitives.ts";
import { byId, type RouteTable } from "../route.ts";
import {
  ShiftAcknowledge,
  ShiftEntry,
  ShiftHandoverInput,
  ShiftLogQuery,
  ShiftNoteInput,
} from "../shift-log.ts";

export const shiftLogRoutes = {
  "GET /shift-log": {
    summary: "Log of the control room, newest first",
    permission: "shift-log:read",
    query: ShiftLogQuery,
    status: 200,
    answer: page(ShiftEntry),
  },
  "POST /shift-log": {
    summary: "Write in the log of the control room",
    permission: "shift-log:write",
    body: ShiftNoteInput,
    status: 201,
    answer: ShiftEntry,
  },
  "POST /shift-log/handovers": {
    summary: "Hand the shift over: a note to the next, with how things stand",
    permission: "shift-log:write",
    body: ShiftHandoverInput,
    status: 201,
    answer: ShiftEntry,
  },
  "POST /shift-log/{id}/acknowledge": {
    summary: "Take over the shift: a handover is acknowledged once, by another than its writer",
    permission: "shift-log:write",
    params: byId,
    body: ShiftAcknowledge,
    status: 200,
    answer: ShiftEntry,
  },
} as const satisfies RouteTable;
