import {
  EscalationChain,
  EscalationChainInput,
  Notice,
  NoticeChannels,
  NoticeQuery,
  NoticeTest,
  NoticeWebhook,
  NoticeWebhookCreated,
  NoticeWebhookInput,
  OnCallGroup,
  OnCallGroupInput,
  OnCallPerson,
  OnCallPersonInput,
  OnCallSettings,
  PushSubscriptionInput,
} from "../notice.ts";
import { page } from "../primitives.ts";
import { byId, type RouteTable } from "../route.ts";

const read = { permission: "notice:read", status: 200 } as const;
const create = { permission: "notice:manage", status: 201 } as const;
/** The whole record again; with `revision`, only if nobody has changed it meanwhile. */
const change = { permission: "notice:manage", params: byId, status: 200 } as const;
const remove = { permission: "notice:manage", params: byId, status: 204 } as const;

export const noticesRoutes = {
  "GET /on-call/people": { ...read, summary: "Who may be on call", answer: page(OnCallPerson) },
  "POST /on-call/people": {
    ...create,
    summary: "Add somebody who may be on call",
    body: OnCallPersonInput,
    answer: OnCallPerson,
  },
  "PATCH /on-call/people/{id}": {
    ...change,
    summary: "Change somebody who may be on call",
    body: OnCallPersonInput,
    answer: OnCallPerson,
  },
  "DELETE /on-call/people/{id}": { ...remove, summary: "Remove somebody from the on-call list" },
  "GET /on-call/groups": {
    ...read,
    summary: "On-call groups, and who is on call now",
    answer: page(OnCallGroup),
  },
  "POST /on-call/groups": {
    ...create,
    summary: "Make an on-call group with its shifts",
    body: OnCallGroupInput,
    answer: OnCallGroup,
  },
  "PATCH /on-call/groups/{id}": {
    ...change,
    summary: "Change an on-call group",
    body: OnCallGroupInput,
    answer: OnCallGroup,
  },
  "DELETE /on-call/groups/{id}": { ...remove, summary: "Remove an on-call group" },
  "GET /on-call/chains": { ...read, summary: "Escalation chains", answer: page(EscalationChain) },
  "POST /on-call/chains": {
    ...create,
    summary: "Make an escalation chain",
    body: EscalationChainInput,
    answer: EscalationChain,
  },
  "PATCH /on-call/chains/{id}": {
    ...change,
    summary: "Change an escalation chain",
    body: EscalationChainInput,
    answer: EscalationChain,
  },
  "DELETE /on-call/chains/{id}": { ...remove, summary: "Remove an escalation chain" },
  "GET /on-call/webhooks": { ...read, summary: "Systems that are told by HTTP", answer: page(NoticeWebhook) },
  "POST /on-call/webhooks": {
    ...create,
    summary: "Add a system that is told by HTTP; its secret is shown once",
    body: NoticeWebhookInput,
    answer: NoticeWebhookCreated,
  },
  "DELETE /on-call/webhooks/{id}": { ...remove, summary: "Remove a system that is told by HTTP" },
  "GET /on-call/settings": {
    ...read,
    summary: "Which buildings are about people's health",
    answer: OnCallSettings,
  },
  "PATCH /on-call/settings": {
    permission: "notice:manage",
    summary: "Say which buildings are about people's health",
    body: OnCallSettings,
    status: 200,
    answer: OnCallSettings,
  },
  "GET /notices": {
    ...read,
    summary: "The delivery log, newest first",
    query: NoticeQuery,
    answer: page(Notice),
  },
  "GET /notices/channels": { ...read, summary: "Which ways of telling are set up", answer: NoticeChannels },
  "POST /notices/test": { ...create, summary: "Send a test notice", body: NoticeTest, answer: Notice },
  "POST /notices/push-subscriptions": {
    permission: "notice:read",
    summary: "Let this browser take pushed notices for somebody",
    body: PushSubscriptionInput,
    status: 204,
  },
} as const satisfies RouteTable;
