import { z } from "zod";
import { Schedule } from "./condition.ts";
import { Id, PageQuery, Priority, Time } from "./primitives.ts";

const name = z.string().trim().min(1).max(200);
const revision = z.int().optional();

/** How a person is told. `webhook` tells a system. */
export const NoticeChannel = z.enum(["email", "sms", "web-push", "webhook"]);
export type NoticeChannel = z.infer<typeof NoticeChannel>;
const PersonChannel = NoticeChannel.exclude(["webhook"]);

/** Somebody who may be on call. */
export const OnCallPersonInput = z.strictObject({
  name,
  email: z.email().max(254).optional(),
  /** With the country's number: +4791234567. */
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, "expected + and the country's number: +4791234567")
    .optional(),
  language: z.enum(["nb", "en"]).default("nb"),
  /** May be told of alarms about a person's health. */
  certified: z.boolean().default(false),
  revision,
});
export const OnCallPerson = OnCallPersonInput.extend({
  id: Id,
  revision: z.int(),
  /** Browsers that take pushed notices for this person. */
  pushDevices: z.int(),
});
export type OnCallPerson = z.infer<typeof OnCallPerson>;

/** A time of the week, Norwegian local time, and who is on call then. */
export const OnCallShift = z.strictObject({
  schedule: Schedule,
  /** All of them, or one at a time where they rotate. */
  personIds: z.array(Id).min(1).max(50),
  /** One at a time, in the order they stand, for so many days each; they change when the shift begins. */
  rotation: z.strictObject({ everyDays: z.int().min(1).max(366), startsOn: z.iso.date() }).optional(),
});
export type OnCallShift = z.infer<typeof OnCallShift>;

export const OnCallGroupInput = z.strictObject({
  name,
  shifts: z.array(OnCallShift).max(50),
  revision,
});
export const OnCallGroup = OnCallGroupInput.extend({
  id: Id,
  revision: z.int(),
  /** Who is on call now. */
  now: z.array(z.object({ id: Id, name: z.string() })),
});
export type OnCallGroup = z.infer<typeof OnCallGroup>;

export const EscalationStep = z.strictObject({
  /** After the alarm was told, while nobody has acknowledged it. */
  afterMinutes: z.int().min(0).max(1440),
  to: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("group"), groupId: Id, channels: z.array(PersonChannel).min(1).max(3) }),
    z.strictObject({
      kind: z.literal("person"),
      personId: Id,
      channels: z.array(PersonChannel).min(1).max(3),
    }),
    z.strictObject({ kind: z.literal("webhook"), webhookId: Id }),
  ]),
});
export type EscalationStep = z.infer<typeof EscalationStep>;

/** Who is told of which alarms, in turn, until somebody acknowledges. */
export const EscalationChainInput = z.strictObject({
  name,
  enabled: z.boolean().default(true),
  priorities: z.array(Priority).min(1).max(4),
  /** Absent: all. */
  buildingIds: z.array(Id).max(1000).optional(),
  /** Those that look after the rules of the alarms, as the rules name them. Absent: all. */
  ownerGroups: z.array(z.string().trim().min(1).max(100)).max(100).optional(),
  steps: z.array(EscalationStep).min(1).max(20),
  revision,
});
export const EscalationChain = EscalationChainInput.extend({ id: Id, revision: z.int() });
export type EscalationChain = z.infer<typeof EscalationChain>;

/** A system that is told by HTTP. Each call is signed: `X-Kontrollrom-Signature: t=<s since 1970>,v1=<HMAC-SHA256 of "t.body", hex>`. */
export const NoticeWebhookInput = z.strictObject({
  name,
  url: z.url({ protocol: /^https?$/ }).max(2000),
  revision,
});
export const NoticeWebhook = NoticeWebhookInput.extend({ id: Id, revision: z.int() });
export type NoticeWebhook = z.infer<typeof NoticeWebhook>;
/** The secret is shown once, when it is made. */
export const NoticeWebhookCreated = NoticeWebhook.extend({ secret: z.string() });

/** `cancelled`: the alarm was acknowledged before it was sent. `failed`: given up, and an alarm raised about it. */
export const NoticeState = z.enum(["queued", "sent", "failed", "cancelled"]);
export type NoticeState = z.infer<typeof NoticeState>;

/** One message to one receiver, and how it went. */
export const Notice = z.object({
  id: Id,
  alarmId: Id.optional(),
  subject: z.string(),
  chainName: z.string(),
  /** Which step of the chain, from 1. */
  step: z.int(),
  channel: NoticeChannel,
  /** A name; addresses are not shown in the log. */
  to: z.string(),
  state: NoticeState,
  attempts: z.int(),
  createdAt: Time,
  sentAt: Time.optional(),
  nextAttemptAt: Time.optional(),
  error: z.string().optional(),
});
export type Notice = z.infer<typeof Notice>;

export const NoticeQuery = PageQuery.extend({ state: NoticeState.optional(), alarmId: Id.optional() });

/** Which ways of telling are set up on this platform. */
export const NoticeChannels = z.object({
  email: z.boolean(),
  sms: z.boolean(),
  webPush: z.object({ publicKey: z.string() }),
});

export const PushSubscriptionInput = z.strictObject({
  personId: Id,
  endpoint: z.url({ protocol: /^https$/ }).max(2000),
  keys: z.strictObject({ p256dh: z.string().min(1).max(200), auth: z.string().min(1).max(100) }),
});

/** To a person, or to a system. */
export const NoticeTest = z.union([
  z.strictObject({ personId: Id, channel: PersonChannel }),
  z.strictObject({ webhookId: Id }),
]);

/** Buildings where every alarm counts as one about a person's health. */
export const OnCallSettings = z.strictObject({ healthBuildingIds: z.array(Id).max(1000) });
export type OnCallSettings = z.infer<typeof OnCallSettings>;
