import type { Generated, Insertable, Selectable } from "kysely";
import type { AlarmHoldTable, AlarmStepTable, AlarmTable } from "../alarms/tables.ts";
import type { AreaLayerAreaTable, AreaLayerRoomTable, AreaLayerTable } from "../area-layers/tables.ts";
import type { CodecTable, CodecVersionTable } from "../codecs/tables.ts";
import type { DerivedPointTable } from "../derived/tables.ts";
import type { DeviceProfileTable } from "../device-profiles/tables.ts";
import type { DrawingChangeTable } from "../drawings/tables.ts";
import type { UnderlayTable } from "../exchange/tables.ts";
import type { TrendViewTable } from "../history/tables.ts";
import type { MapShapeTable } from "../map/tables.ts";
import type {
  EndedElementTable,
  ReviewTable,
  RevisionSpaceTable,
  RevisionStoreyTable,
  RevisionTable,
} from "../models/tables.ts";
import type {
  NoticeSecretTable,
  NoticeTable,
  OnCallItemTable,
  PushSubscriptionTable,
} from "../notices/tables.ts";
import type { MaintenancePlanTable, PlanRoundTable } from "../recurring/tables.ts";
import type {
  CadastralNumberTable,
  ComponentTable,
  DocumentTable,
  PropertyTable,
  RelationTable,
  SearchEntryTable,
  UnitTable,
} from "../register/tables.ts";
import type { ReportPlaceTable, ReportTable } from "../reports/tables.ts";
import type { RuleResetTable } from "../rules/tables.ts";
import type { SavedViewTable } from "../saved-views/tables.ts";
import type { ShiftEntryTable } from "../shift-log/tables.ts";
import type { CorrectedSampleTable, CorrectionTable } from "../telemetry/tables.ts";
import type {
  CalendarFeedTable,
  OrderDeliveryTable,
  OrderExternalTable,
  WebhookTable,
} from "../webhooks/tables.ts";
import type {
  AttachmentTable,
  ChecklistTemplateTable,
  OrderActTable,
  WorkOrderAlarmTable,
  WorkOrderCheckTable,
  WorkOrderCommentTable,
  WorkOrderHoursTable,
  WorkOrderMaterialTable,
  WorkOrderSettingTable,
  WorkOrderStepTable,
  WorkOrderTable,
} from "../work-orders/tables.ts";

/** Times are ms since 1970, JSON columns are text, booleans 0 or 1, so that SQLite and PostgreSQL hold the same. */
export interface Registry {
  model: ModelTable;
  building: BuildingTable;
  property: PropertyTable;
  cadastral_number: CadastralNumberTable;
  unit: UnitTable;
  component: ComponentTable;
  document: DocumentTable;
  relation: RelationTable;
  search_entry: SearchEntryTable;
  storey: StoreyTable;
  space: SpaceTable;
  element: ElementTable;
  ended_element: EndedElementTable;
  revision: RevisionTable;
  revision_storey: RevisionStoreyTable;
  revision_space: RevisionSpaceTable;
  review: ReviewTable;
  drawing_change: DrawingChangeTable;
  underlay: UnderlayTable;
  area_layer: AreaLayerTable;
  area_layer_area: AreaLayerAreaTable;
  area_layer_room: AreaLayerRoomTable;
  device: DeviceTable;
  device_profile: DeviceProfileTable;
  codec: CodecTable;
  codec_version: CodecVersionTable;
  point: PointTable;
  rule: RuleTable;
  rule_pair: RulePairTable;
  rule_reset: RuleResetTable;
  alarm: AlarmTable;
  alarm_step: AlarmStepTable;
  alarm_hold: AlarmHoldTable;
  on_call_item: OnCallItemTable;
  push_subscription: PushSubscriptionTable;
  notice: NoticeTable;
  notice_secret: NoticeSecretTable;
  work_order: WorkOrderTable;
  work_order_comment: WorkOrderCommentTable;
  work_order_step: WorkOrderStepTable;
  order_alarm: WorkOrderAlarmTable;
  work_order_check: WorkOrderCheckTable;
  work_order_hours: WorkOrderHoursTable;
  work_order_material: WorkOrderMaterialTable;
  work_order_setting: WorkOrderSettingTable;
  checklist_template: ChecklistTemplateTable;
  maintenance_plan: MaintenancePlanTable;
  plan_round: PlanRoundTable;
  webhook: WebhookTable;
  order_delivery: OrderDeliveryTable;
  order_external: OrderExternalTable;
  calendar_feed: CalendarFeedTable;
  report: ReportTable;
  order_act: OrderActTable;
  report_place: ReportPlaceTable;
  attachment: AttachmentTable;
  counter: { name: string; value: number };
  job: JobTable;
  domain_event: DomainEventTable;
  api_key: ApiKeyTable;
  session: SessionTable;
  audit: AuditTable;
  correction: CorrectionTable;
  corrected_sample: CorrectedSampleTable;
  derived_point: DerivedPointTable;
  map_shape: MapShapeTable;
  saved_view: SavedViewTable;
  shift_entry: ShiftEntryTable;
  trend_view: TrendViewTable;
  stream_checkpoint: { key: string; sequence_number: number; stream_offset: string };
}

export interface ModelTable {
  id: string;
  name: string;
  schema: string;
  bytes: number;
  sha256: string;
  imported_at: number;
  file_key: string;
  frag_key: string | null;
  building_ids: string;
  result: string;
  /** Where its zero lies in its map projection. */
  georeference: string | null;
}

export interface BuildingTable {
  id: string;
  name: string;
  ifc_global_id: string | null;
  building_number: string | null;
  building_type: string | null;
  address: string | null;
  lat: number | null;
  lon: number | null;
  footprint: string | null;
  model_id: string | null;
  rooms_key: string | null;
  created_at: number;
  property_id: string | null;
  year_built: number | null;
  /** `BuildingStatus` of contracts/src/building.ts. */
  status: string | null;
}

export interface StoreyTable {
  id: string;
  building_id: string;
  name: string;
  ifc_global_id: string | null;
  elevation: number;
  plan_key: string | null;
  /** The revision that no longer has it. */
  ended_revision: string | null;
}

export interface SpaceTable {
  id: string;
  building_id: string;
  storey_id: string;
  number: string;
  name: string;
  ifc_global_id: string | null;
  area: number | null;
  area_declared: number | null;
  height: number | null;
  volume: number | null;
  zones: string;
  function_code: string | null;
  /** Height of its floor in the model, m. */
  floor_z: number | null;
  /** The revision that brought it. */
  since_revision: string | null;
  /** The revision that no longer has it, or that it was not found in with certainty: it counts nowhere, its history stays. */
  ended_revision: string | null;
  ended_at: number | null;
}

export interface ElementTable {
  ifc_global_id: string;
  building_id: string;
  storey_id: string | null;
  space_id: string | null;
  ifc_class: string;
  name: string;
  tag: string | null;
  systems: string;
  /** Stays from one drawing to the next, whatever GlobalId it gets. */
  id: Generated<string>;
  discipline: Generated<string>;
  /** Where it lies, metres of the building's architecture drawing. */
  x: number | null;
  y: number | null;
  z: number | null;
}

export interface DeviceTable {
  id: string;
  external_id: string;
  name: string;
  decoder: string | null;
  model: string | null;
  building_id: string | null;
  storey_id: string | null;
  space_id: string | null;
  lat: number | null;
  lon: number | null;
  expected_interval_s: number | null;
  last_seen_at: number | null;
  rssi: number | null;
  snr: number | null;
  gateway_id: string | null;
  f_cnt: number | null;
  lost_frames: number;
  heard_frames: Generated<number>;
  removed_at: number | null;
  /** What the device does not say itself comes from here. */
  profile_id: string | null;
  /** `BoundBy` of contracts/src/point.ts, with the tag and the component where it is bound to one. */
  bound_by: string | null;
  tfm_tag: string | null;
  element_global_id: string | null;
}

export interface PointTable {
  id: Generated<number>;
  device_id: string;
  quantity: string;
  /** Empty where the device has one value of the quantity: SQL's NULL is never equal to itself. */
  channel: string;
  /** A place of its own; all NULL where it sits with its device. */
  building_id: string | null;
  storey_id: string | null;
  space_id: string | null;
  bound_by: string | null;
  tfm_tag: string | null;
  element_global_id: string | null;
}

export interface RuleTable {
  id: string;
  name: string;
  enabled: number;
  scope: string;
  condition: string;
  schedule: string | null;
  priority: number;
  advice: string;
  creates_work_order: number;
  latching: Generated<number>;
  health: Generated<number>;
  owner_group: string | null;
  text: string | null;
  revision: Generated<number>;
  created_at: number;
  updated_at: number;
}

export interface RulePairTable {
  rule_id: string;
  point_id: number;
  judged_until: number;
  phase: string;
  since: number;
  raised_at: number;
  value: number;
  frame_id: string;
  /** Text of the rule engine's own; empty where there is none. */
  memory: string;
}

export interface JobTable {
  id: string;
  kind: string;
  name: string;
  state: string;
  progress: number;
  created_at: number;
  finished_at: number | null;
  /** What the job works on: the file key of an upload. */
  input: string;
  /** How often it was begun. */
  attempts: number;
  result: string | null;
  error: string | null;
}

export interface DomainEventTable {
  seq: Generated<number>;
  kind: string;
  body: string;
}

export interface ApiKeyTable {
  id: string;
  name: string;
  role: string;
  secret_hash: string;
  created_at: number;
  last_used_at: number | null;
}

export interface SessionTable {
  token_hash: string;
  body: string;
  expires_at: number;
}

export interface AuditTable {
  seq: Generated<number>;
  at: number;
  who: string;
  action: string;
  subject: string;
  detail: string;
}

export type Row<T extends keyof Registry> = Selectable<Registry[T]>;
export type NewRow<T extends keyof Registry> = Insertable<Registry[T]>;
