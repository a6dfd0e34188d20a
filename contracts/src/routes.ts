import { z } from "zod";
import { AcknowledgeAlarm, Alarm, AlarmQuery, AlarmStep } from "./alarm.ts";
import {
  Building,
  BuildingInput,
  BuildingPatch,
  Plan,
  RoomMeshes,
  Space,
  SpaceDetail,
  Storey,
} from "./building.ts";
import { DeadLetter, DeadLetterQuery, ReplayDeadLetters, ReplayResult } from "./dead-letter.ts";
import { SignedFormat, WireFormat } from "./envelope.ts";
import { Health } from "./health.ts";
import { KeyCreated, KeyInfo, KeyInput, type Permission, SessionInfo, SignIn } from "./identity.ts";
import { Job, Model } from "./job.ts";
import {
  DecoderInfo,
  Device,
  DeviceInput,
  DeviceQuery,
  ImportResult,
  Point,
  PointInput,
  PointQuery,
  WaitingDevice,
} from "./point.ts";
import { Id, PageQuery, PointIdText, page } from "./primitives.ts";
import { Rule, RuleInput, RulePatch } from "./rule.ts";
import { SampleQuery, SampleQueryMany, SeriesAnswer } from "./sample.ts";
import {
  WorkOrder,
  WorkOrderComment,
  WorkOrderDetail,
  WorkOrderInput,
  WorkOrderPatch,
  WorkOrderQuery,
} from "./work-order.ts";

/** A body or answer that is not JSON. */
export interface RawBody {
  readonly mediaTypes: readonly string[];
  /** Bytes; more is refused with 413. */
  readonly maxBytes: number;
}

/**
 * One operation of the REST interface. From this table the server validates, the viewer's calls are typed and the OpenAPI document
 * is made. `permission` is required: `public` must be said.
 */
export interface RouteDefinition {
  readonly summary: string;
  readonly permission: Permission | "public" | "signed-in";
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The body as bytes, instead of `body`. Read by the handler as a stream, never held whole unless small. */
  readonly rawBody?: RawBody;
  readonly status: 200 | 201 | 202 | 204;
  readonly answer?: z.ZodType;
  /** Media types that can be answered instead of JSON, chosen by `Accept`. */
  readonly rawAnswer?: readonly string[];
}

const byId = z.object({ id: Id });
const byPointId = z.object({ id: PointIdText });
/** What servers put behind the address that they push to: the kind of event (ChirpStack), or who sends and a token (ThingPark). */
const PushQuery = z.object({
  event: z.string().max(64).optional(),
  LrnDevEui: z.string().max(64).optional(),
  LrnFPort: z.string().max(16).optional(),
  LrnInfos: z.string().max(512).optional(),
  AS_ID: z.string().max(256).optional(),
  Time: z.string().max(64).optional(),
  Token: z.string().max(128).optional(),
});
const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

export const routes = {
  "GET /health": {
    summary: "State of the platform and of each part",
    permission: "public",
    status: 200,
    answer: Health,
  },
  "GET /openapi.json": {
    summary: "This interface as OpenAPI 3.1",
    permission: "public",
    status: 200,
    answer: z.unknown(),
  },
  "GET /metrics": {
    summary: "Figures in the Prometheus text format",
    permission: "metrics:read",
    status: 200,
    rawAnswer: ["text/plain"],
  },

  "GET /session": {
    summary: "Who is calling, and what they may do",
    permission: "signed-in",
    status: 200,
    answer: SessionInfo,
  },
  "POST /session": {
    summary: "Sign in with an access key, or choose a role in demo mode",
    permission: "public",
    body: SignIn,
    status: 200,
    answer: SessionInfo,
  },
  "DELETE /session": { summary: "Sign out", permission: "public", status: 204 },
  "GET /keys": {
    summary: "Access keys, without the secrets",
    permission: "key:manage",
    query: PageQuery,
    status: 200,
    answer: page(KeyInfo),
  },
  "POST /keys": {
    summary: "Make an access key",
    permission: "key:manage",
    body: KeyInput,
    status: 201,
    answer: KeyCreated,
  },
  "DELETE /keys/{id}": {
    summary: "Revoke an access key",
    permission: "key:manage",
    params: byId,
    status: 204,
  },

  "POST /models": {
    summary: "Import a drawing: the bytes of an .ifc, .ifczip or gzipped .ifc",
    permission: "register:write",
    query: z.object({ name: z.string().min(1).max(200).default("model.ifc") }),
    rawBody: {
      mediaTypes: ["application/octet-stream", "application/x-step", "application/zip", "application/gzip"],
      maxBytes: 1024 * megabyte,
    },
    status: 202,
    answer: z.object({ jobId: Id }),
  },
  "GET /models": {
    summary: "Imported drawings",
    permission: "register:read",
    query: PageQuery,
    status: 200,
    answer: page(Model),
  },
  "GET /models/{id}/fragments": {
    summary: "The model's geometry for the viewer (.frag)",
    permission: "register:read",
    params: byId,
    status: 200,
    rawAnswer: ["application/octet-stream"],
  },
  "GET /jobs": {
    summary: "Long work, newest first",
    permission: "register:read",
    query: PageQuery,
    status: 200,
    answer: page(Job),
  },
  "GET /jobs/{id}": {
    summary: "State of long work",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: Job,
  },

  "GET /buildings": {
    summary: "Buildings",
    permission: "register:read",
    query: PageQuery,
    status: 200,
    answer: page(Building),
  },
  "POST /buildings": {
    summary: "Add a building without a drawing, or change it by its building number",
    permission: "register:write",
    body: BuildingInput,
    status: 201,
    answer: Building,
  },
  "GET /buildings/{id}": {
    summary: "One building",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: Building,
  },
  "PATCH /buildings/{id}": {
    summary: "Change a building",
    permission: "register:write",
    params: byId,
    body: BuildingPatch,
    status: 200,
    answer: Building,
  },
  "GET /buildings/{id}/storeys": {
    summary: "Storeys from the lowest up",
    permission: "register:read",
    params: byId,
    query: PageQuery,
    status: 200,
    answer: page(Storey),
  },
  "GET /buildings/{id}/spaces": {
    summary: "Rooms of a building",
    permission: "register:read",
    params: byId,
    query: PageQuery,
    status: 200,
    answer: page(Space),
  },
  "GET /buildings/{id}/rooms": {
    summary: "Room bodies as triangles for live colours",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: RoomMeshes,
  },
  "GET /storeys/{id}/plan": {
    summary: "Floor plan as polygons in metres, or as SVG",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: Plan,
    rawAnswer: ["image/svg+xml"],
  },
  "GET /spaces/{id}": {
    summary: "One room",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: SpaceDetail,
  },

  "GET /points": {
    summary: "Points with their present values",
    permission: "telemetry:read",
    query: PointQuery,
    status: 200,
    answer: page(Point),
  },
  "POST /points": {
    summary: "Add a point to a device",
    permission: "register:write",
    body: PointInput,
    status: 201,
    answer: Point,
  },
  "GET /points/{id}": {
    summary: "One point",
    permission: "telemetry:read",
    params: byPointId,
    status: 200,
    answer: Point,
  },
  "GET /points/{id}/samples": {
    summary: "History of a point, raw or in buckets",
    permission: "telemetry:read",
    params: byPointId,
    query: SampleQuery,
    status: 200,
    answer: SeriesAnswer,
  },
  "POST /samples/query": {
    summary: "History of many points",
    permission: "telemetry:read",
    body: SampleQueryMany,
    status: 200,
    answer: SeriesAnswer,
  },

  "GET /devices": {
    summary: "Devices",
    permission: "register:read",
    query: DeviceQuery,
    status: 200,
    answer: page(Device),
  },
  "POST /devices": {
    summary: "Register a device, or change it by its external id",
    permission: "register:write",
    body: DeviceInput,
    status: 201,
    answer: Device,
  },
  "POST /devices/import": {
    summary: "Register many devices from CSV",
    permission: "register:write",
    rawBody: { mediaTypes: ["text/csv"], maxBytes: 20 * megabyte },
    status: 200,
    answer: ImportResult,
  },
  "GET /devices/{id}": {
    summary: "One device",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: Device,
  },
  "DELETE /devices/{id}": {
    summary: "Take a device out of the register; its history stays",
    permission: "register:write",
    params: byId,
    status: 204,
  },

  "GET /waiting-devices": {
    summary: "Devices that send and are not registered, last heard first",
    permission: "register:read",
    query: z.object({ limit: PageQuery.shape.limit }),
    status: 200,
    answer: page(WaitingDevice),
  },
  "GET /decoders": {
    summary: "Built-in decoders of LoRaWAN payloads",
    permission: "register:read",
    status: 200,
    answer: page(DecoderInfo),
  },

  "GET /rules": {
    summary: "Alarm rules",
    permission: "rule:read",
    query: PageQuery,
    status: 200,
    answer: page(Rule),
  },
  "POST /rules": {
    summary: "Add a rule",
    permission: "rule:write",
    body: RuleInput,
    status: 201,
    answer: Rule,
  },
  "GET /rules/{id}": {
    summary: "One rule",
    permission: "rule:read",
    params: byId,
    status: 200,
    answer: Rule,
  },
  "PATCH /rules/{id}": {
    summary: "Change a rule",
    permission: "rule:write",
    params: byId,
    body: RulePatch,
    status: 200,
    answer: Rule,
  },
  "DELETE /rules/{id}": {
    summary: "Remove a rule; its alarms stay",
    permission: "rule:write",
    params: byId,
    status: 204,
  },

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

  "GET /work-orders": {
    summary: "Work orders, newest first",
    permission: "work-order:read",
    query: WorkOrderQuery,
    status: 200,
    answer: page(WorkOrder),
  },
  "POST /work-orders": {
    summary: "Create a work order",
    permission: "work-order:write",
    body: WorkOrderInput,
    status: 201,
    answer: WorkOrder,
  },
  "GET /work-orders/{id}": {
    summary: "One work order with comments and history",
    permission: "work-order:read",
    params: byId,
    status: 200,
    answer: WorkOrderDetail,
  },
  "PATCH /work-orders/{id}": {
    summary: "Change a work order",
    permission: "work-order:write",
    params: byId,
    body: WorkOrderPatch,
    status: 200,
    answer: WorkOrder,
  },
  "POST /work-orders/{id}/comments": {
    summary: "Comment on a work order",
    permission: "work-order:write",
    params: byId,
    body: z.strictObject({ text: z.string().trim().min(1).max(10_000) }),
    status: 201,
    answer: WorkOrderComment,
  },
  "POST /work-orders/{id}/attachments": {
    summary: "Attach a photo or document",
    permission: "work-order:write",
    params: byId,
    query: z.object({ name: z.string().min(1).max(200) }),
    rawBody: {
      mediaTypes: ["image/jpeg", "image/png", "image/webp", "application/pdf"],
      maxBytes: 25 * megabyte,
    },
    status: 201,
    answer: z.object({ id: Id }),
  },
  "GET /work-orders/{id}/attachments/{attachmentId}": {
    summary: "An attachment's bytes",
    permission: "work-order:read",
    params: z.object({ id: Id, attachmentId: Id }),
    status: 200,
    rawAnswer: ["image/jpeg", "image/png", "image/webp", "application/pdf"],
  },

  "POST /ingest/{format}": {
    summary: "Push messages; answered when they are durably stored",
    permission: "ingest:write",
    params: z.object({ format: WireFormat }),
    query: PushQuery,
    rawBody: {
      mediaTypes: [
        "application/json",
        "application/senml+json",
        "application/senml+cbor",
        "application/cbor",
      ],
      maxBytes: 4 * megabyte,
    },
    status: 202,
    answer: z.object({ samples: z.int(), deadLetters: z.int() }),
  },
  "POST /ingest/{format}/signed": {
    summary:
      "Push messages of a sender that cannot send an access key and signs instead: its signature is what lets it in",
    permission: "public",
    params: z.object({ format: SignedFormat }),
    query: PushQuery,
    rawBody: { mediaTypes: ["application/json"], maxBytes: 256 * kilobyte },
    status: 202,
    answer: z.object({ samples: z.int(), deadLetters: z.int() }),
  },
  "GET /dead-letters": {
    summary: "Messages that were refused, newest first",
    permission: "dead-letter:read",
    query: DeadLetterQuery,
    status: 200,
    answer: page(DeadLetter),
  },
  "POST /dead-letters/replay": {
    summary: "Try refused messages again",
    permission: "dead-letter:replay",
    body: ReplayDeadLetters,
    status: 200,
    answer: ReplayResult,
  },
  "GET /frames/{id}": {
    summary: "The raw message behind a sample",
    permission: "telemetry:read",
    params: byId,
    status: 200,
    answer: z.object({
      id: Id,
      receivedAt: z.string(),
      source: z.string(),
      device: z.string(),
      payload: z.string(),
    }),
  },
} as const satisfies Record<`${"GET" | "POST" | "PATCH" | "DELETE"} /${string}`, RouteDefinition>;

export type Routes = typeof routes;
export type RouteKey = keyof Routes;
type Field<K extends RouteKey, F extends string> = Routes[K] extends { readonly [P in F]: infer S }
  ? S
  : undefined;
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Written<S> = S extends z.ZodType ? z.input<S> : undefined;

/** What a handler receives, parsed. */
export interface RouteInput<K extends RouteKey> {
  readonly params: Parsed<Field<K, "params">>;
  readonly query: Parsed<Field<K, "query">>;
  readonly body: Parsed<Field<K, "body">>;
}
/** What a caller writes. */
export interface RouteCall<K extends RouteKey> {
  readonly params: Written<Field<K, "params">>;
  readonly query: Written<Field<K, "query">>;
  readonly body: Written<Field<K, "body">>;
}
/** What is answered as JSON. */
export type RouteAnswer<K extends RouteKey> = Parsed<Field<K, "answer">>;
