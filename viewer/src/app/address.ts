import type { AlarmGrouping } from "@kontrollrom/contracts/alarm-load.ts";
import type { MapLayer } from "@kontrollrom/contracts/map.ts";
import type { Quantity } from "@kontrollrom/contracts/quantity.ts";
import type { Discipline } from "@kontrollrom/contracts/revision.ts";
import type { PictureCamera, PictureSection } from "@kontrollrom/contracts/saved-view.ts";
import { quantitiesNb } from "../i18n/quantities-nb.ts";
import {
  type OrderListAddress,
  type OrderSettingsTab,
  orderSettingsTabs,
  readOrderList,
  writeOrderList,
} from "./order-address.ts";
import { disciplines, formatPlace, formatSection, readPlace, readSection } from "./picture-address.ts";
import { readTrends, type TrendsAddress, writeTrends } from "./trends-address.ts";

/** Everything that the address bar holds: the same address shows the same view. */
export type LayerName = Quantity | "alarm";
export type ViewName = "map" | "3d" | "plan" | "list";
export type Pane = "building" | "alarms" | "orders";
export type IntegrationTab =
  | "devices"
  | "waiting"
  | "profiles"
  | "codecs"
  | "refused"
  | "live"
  | "drawings"
  | "keys";

export interface ControlRoomAddress {
  readonly page: "control-room";
  readonly buildingId?: string | undefined;
  /** Absent: all storeys. */
  readonly storeyId?: string | undefined;
  readonly spaceId?: string | undefined;
  readonly layer: LayerName;
  /** The layer of areas that is shown instead of what is measured. */
  readonly areas?: string | undefined;
  readonly view: ViewName;
  /** Which part a narrow screen shows. */
  readonly pane: Pane;
  /** The outdoor sensor that is chosen on the map. */
  readonly deviceId?: string | undefined;
  /** Where the map stands; absent: the whole municipality. */
  readonly camera?: MapCamera | undefined;
  /** Layers of sensors that the map does not show. */
  readonly hidden?: readonly MapLayer[] | undefined;
  /** A moment of the past that the building is shown at, ms; and one that it is compared with. */
  readonly at?: number | undefined;
  readonly against?: number | undefined;
  /** What is on the map, as a list. */
  readonly asList?: true | undefined;
  /** Where one looks at the building from; absent: all of it, from the south-west. */
  readonly place?: PictureCamera | undefined;
  readonly section?: PictureSection | undefined;
  /** Whose drawings the 3D picture does not show. */
  readonly hiddenModels?: readonly Discipline[] | undefined;
  /** The storeys are lifted apart. */
  readonly spread?: true | undefined;
  /** Values are written over the rooms. */
  readonly labels?: true | undefined;
  /** The tree of the building is open. */
  readonly tree?: true | undefined;
}
export interface MapCamera {
  readonly lat: number;
  readonly lon: number;
  readonly zoom: number;
}
export type Address =
  | ControlRoomAddress
  | AlarmsAddress
  | { readonly page: "alarm-statistics"; readonly days: AlarmDays }
  | { readonly page: "on-call"; readonly tab: OnCallTab }
  /** `ny`: one that is being made. */
  | {
      readonly page: "rules";
      readonly ruleId?: string | undefined;
      /** Whether it is its trial on history that is looked at. */
      readonly trying?: true | undefined;
    }
  | {
      readonly page: "work-orders";
      readonly orderId?: string | undefined;
      readonly show: "open" | "all";
      readonly list?: OrderListAddress | undefined;
    }
  /** `ny`: one that is being made. */
  | { readonly page: "plans"; readonly planId?: string | undefined }
  | { readonly page: "order-settings"; readonly tab: OrderSettingsTab }
  | {
      readonly page: "register";
      readonly propertyId?: string | undefined;
      readonly buildingId?: string | undefined;
      readonly componentId?: string | undefined;
      readonly tool?: RegisterTool | undefined;
    }
  | {
      readonly page: "integrations";
      readonly tab: IntegrationTab;
      /** The device that is shown, on the tab of devices. */
      readonly deviceId?: string | undefined;
      /** The codec that is shown, on the tab of codecs. */
      readonly codecId?: string | undefined;
      /** The review that is shown, on the tab of drawings. */
      readonly reviewId?: string | undefined;
      /** What the list of devices shows. */
      readonly list?: DeviceListAddress | undefined;
    }
  | { readonly page: "shift-log" }
  | PlanEditorAddress
  | TrendsAddress
  | RoundAddress
  | { readonly page: "not-found"; readonly path: string };

/** The caretaker's round, and what is looked at on it. */
export type RoundAddress = {
  readonly page: "round";
  readonly at?:
    | { readonly part: "order"; readonly orderId: string }
    | { readonly part: "scan" }
    | { readonly part: "outbox" }
    /** `code`: the 12 characters of a label. */
    | { readonly part: "place"; readonly code: string }
    /** A fault at the place of a label. */
    | { readonly part: "report"; readonly code?: string | undefined }
    | undefined;
};

/** A storey's plan while it is worked on. */
export interface PlanEditorAddress {
  readonly page: "plan-editor";
  readonly buildingId: string;
  readonly storeyId: string;
}

export interface AlarmsAddress {
  readonly page: "alarms";
  readonly alarmId?: string | undefined;
  readonly show: AlarmShow;
  /** Absent: not gathered. */
  readonly group?: AlarmGrouping | undefined;
  /** Absent: what is most urgent first. */
  readonly sort?: "newest" | "oldest" | "place" | undefined;
  readonly priority?: "1" | "2" | "3" | "4" | undefined;
  readonly buildingId?: string | undefined;
  readonly ruleId?: string | undefined;
}
/** What the register's page shows instead of one of its things. */
export type RegisterTool = "import" | "ask" | "computed";
export type OnCallTab = "groups" | "people" | "chains" | "systems" | "health" | "log";
export type AlarmDays = "1" | "7" | "30" | "365";

/** Each as `GET /devices` has it; absent for all of them, those that need a visit first. */
export interface DeviceListAddress {
  readonly search?: string | undefined;
  readonly show?: "ok" | "silent" | "never-heard" | "low" | undefined;
  readonly buildingId?: string | undefined;
  readonly profileId?: string | undefined;
  readonly sort?: string | undefined;
  readonly order?: "desc" | undefined;
}

/** `service`: not alarms, but what is in service mode and silences its own. */
export type AlarmShow = "active" | "unacknowledged" | "aside" | "service" | "all";
export type PageName = Exclude<Address["page"], "not-found">;

const oneOf = <T extends string>(value: string | null, allowed: readonly [T, ...T[]]): T =>
  allowed.find((option) => option === value) ?? allowed[0];

const views = ["3d", "plan", "list", "map"] as const;
const viewsOfAll = ["map", "3d", "plan", "list"] as const;
export const mapLayers = [
  "parking",
  "bin",
  "snow",
  "water",
  "light",
  "weather",
  "other",
] as const satisfies readonly MapLayer[];
const panes = ["building", "alarms", "orders"] as const;
const shows = ["active", "unacknowledged", "aside", "service", "all"] as const;
const groupings = ["cause", "building", "rule", "system", "gateway"] as const;
const alarmSorts = ["newest", "oldest", "place"] as const;
const priorities = ["1", "2", "3", "4"] as const;
const registerTools = [
  { tool: "import", path: "importer" },
  { tool: "ask", path: "sporsmal" },
  { tool: "computed", path: "beregnede" },
] as const;
const onCallTabs = ["groups", "people", "chains", "systems", "health", "log"] as const;
const alarmDays = ["7", "1", "30", "365"] as const;
const tabs = ["devices", "waiting", "profiles", "codecs", "refused", "live", "drawings", "keys"] as const;

const readLayer = (name: string | null): LayerName =>
  name === "alarm" || (name !== null && Object.hasOwn(quantitiesNb, name))
    ? (name as LayerName)
    : "temperature";
const known = <T extends string>(value: string | null, allowed: readonly T[]): T | undefined =>
  allowed.find((option) => option === value);
const given = <K extends string, V>(name: K, value: V | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [P in K]?: V };

/** A building or room is looked at in 3D unless something else is said; without one, the map. */
const namesPlace = (...ids: readonly (string | null | undefined)[]) =>
  ids.some((id) => id !== null && id !== undefined);

/** A moment that has been. */
function readMoment(text: string | null): number | undefined {
  const time = Date.parse(text ?? "");
  return time >= 0 && time < Date.now() ? time : undefined;
}

function readCamera(text: string | null): MapCamera | undefined {
  const [lat, lon, zoom, ...more] = (text ?? "").split(",").map(Number);
  if (lat === undefined || lon === undefined || zoom === undefined || more.length > 0) return undefined;
  if (!(Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= 22)) return undefined;
  return { lat, lon, zoom };
}

function readHidden(text: string | null): readonly MapLayer[] | undefined {
  const hidden = mapLayers.filter((layer) => text?.split(",").includes(layer));
  return hidden.length === 0 ? undefined : hidden;
}

function readHiddenModels(text: string | null): readonly Discipline[] | undefined {
  const hidden = disciplines.filter((name) => text?.split(",").includes(name));
  return hidden.length === 0 ? undefined : hidden;
}

/** Reads a path with its query. What it does not understand falls back to the first choice. */
export function parseAddress(pathAndQuery: string): Address {
  const url = new URL(pathAndQuery, "http://localhost");
  const query = url.searchParams;
  const [first = "", second, third] = url.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  switch (first) {
    case "": {
      const [building, storey] = [query.get("bygg"), query.get("etasje")];
      if (query.has("rediger") && building !== null && storey !== null)
        return { page: "plan-editor", buildingId: building, storeyId: storey };
      return {
        page: "control-room",
        buildingId: query.get("bygg") ?? undefined,
        storeyId: query.get("etasje") ?? undefined,
        spaceId: query.get("rom") ?? undefined,
        layer: readLayer(query.get("lag")),
        view: oneOf(
          query.get("visning"),
          namesPlace(query.get("bygg"), query.get("rom")) ? views : viewsOfAll,
        ),
        pane: oneOf(query.get("del"), panes),
        ...given("deviceId", query.get("enhet") ?? undefined),
        ...given("camera", readCamera(query.get("kart"))),
        ...given("hidden", readHidden(query.get("skjul"))),
        ...given("at", readMoment(query.get("at"))),
        ...given("against", query.has("at") ? readMoment(query.get("mot")) : undefined),
        ...given("areas", query.get("omrader") ?? undefined),
        ...given("asList", query.get("som") === "liste" ? true : undefined),
        ...given("place", readPlace(query.get("kamera"))),
        ...given("section", readSection(query.get("snitt"))),
        ...given("hiddenModels", readHiddenModels(query.get("uten"))),
        ...given("spread", query.get("form") === "spredt" ? true : undefined),
        ...given("labels", query.get("verdier") === "vis" ? true : undefined),
        ...given("tree", query.get("tre") === "vis" ? true : undefined),
      };
    }
    case "alarmer":
      if (second === "statistikk")
        return { page: "alarm-statistics", days: oneOf(query.get("dager"), alarmDays) };
      return {
        page: "alarms",
        alarmId: second,
        show: oneOf(query.get("vis"), shows),
        ...given("group", known(query.get("samle"), groupings)),
        ...given("sort", known(query.get("sorter"), alarmSorts)),
        ...given("priority", known(query.get("prioritet"), priorities)),
        ...given("buildingId", query.get("bygg") ?? undefined),
        ...given("ruleId", query.get("regel") ?? undefined),
      };
    case "regler":
      return {
        page: "rules",
        ruleId: second,
        ...given("trying", query.get("prov") === "historikk" ? true : undefined),
      };
    case "innstillinger":
      if (second === "vakt") return { page: "on-call", tab: oneOf(query.get("del"), onCallTabs) };
      if (second === "arbeidsordrer")
        return { page: "order-settings", tab: oneOf(query.get("del"), orderSettingsTabs) };
      return { page: "not-found", path: url.pathname };
    case "arbeidsordrer":
      if (second === "planer") return { page: "plans", planId: third };
      return {
        page: "work-orders",
        orderId: second,
        show: oneOf(query.get("vis"), ["open", "all"]),
        ...given("list", readOrderList(query)),
      };
    case "runde":
      return { page: "round", ...given("at", roundPart(second, third)) };
    case "trender":
      return readTrends(query);
    case "vaktlogg":
      return { page: "shift-log" };
    case "register":
      return {
        page: "register",
        ...(second === "eiendom" && third !== undefined && { propertyId: third }),
        ...given("tool", registerTools.find(({ path }) => path === second)?.tool),
        ...(second === "bygg" && third !== undefined && { buildingId: third }),
        ...(second === "komponent" && third !== undefined && { componentId: third }),
      };
    case "integrasjoner":
      return integrations(second, third, query);
    default:
      return { page: "not-found", path: url.pathname };
  }
}

function roundPart(part: string | undefined, id: string | undefined): RoundAddress["at"] {
  if (part === "skann") return { part: "scan" };
  if (part === "utboks") return { part: "outbox" };
  if (part === "meld") return { part: "report", ...given("code", id) };
  if (part === "ordre" && id !== undefined) return { part: "order", orderId: id };
  if (part === "sted" && id !== undefined) return { part: "place", code: id };
  return undefined;
}

function roundPath(at: RoundAddress["at"]): string {
  switch (at?.part) {
    case "scan":
      return "/runde/skann";
    case "outbox":
      return "/runde/utboks";
    case "report":
      return at.code === undefined ? "/runde/meld" : `/runde/meld/${encodeURIComponent(at.code)}`;
    case "order":
      return `/runde/ordre/${encodeURIComponent(at.orderId)}`;
    case "place":
      return `/runde/sted/${encodeURIComponent(at.code)}`;
    case undefined:
      return "/runde";
  }
}

const listNames = {
  search: "sok",
  show: "vis",
  buildingId: "bygg",
  profileId: "profil",
  sort: "sorter",
  order: "rekke",
} as const satisfies Record<keyof DeviceListAddress, string>;
const listFields = Object.keys(listNames) as (keyof DeviceListAddress)[];
const deviceShows = ["ok", "silent", "never-heard", "low"] as const;

function integrations(tab: string | undefined, id: string | undefined, query: URLSearchParams): Address {
  const list: DeviceListAddress = {
    search: query.get("sok") ?? undefined,
    show: deviceShows.find((show) => show === query.get("vis")),
    buildingId: query.get("bygg") ?? undefined,
    profileId: query.get("profil") ?? undefined,
    sort: query.get("sorter") ?? undefined,
    order: query.get("rekke") === "desc" ? "desc" : undefined,
  };
  return {
    page: "integrations",
    tab: oneOf(tab ?? null, tabs),
    ...(tab === "devices" && id !== undefined && { deviceId: id }),
    ...(tab === "codecs" && id !== undefined && { codecId: id }),
    ...(tab === "drawings" && id !== undefined && { reviewId: id }),
    ...(listFields.some((name) => list[name] !== undefined) && { list }),
  };
}

/** The shortest address that `parseAddress` reads back to the same view. */
export function formatAddress(address: Address): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string | undefined, plain?: string) => {
    if (value !== undefined && value !== plain) query.set(name, value);
  };
  let path: string;
  switch (address.page) {
    case "control-room":
      path = "/";
      put("bygg", address.buildingId);
      put("etasje", address.storeyId);
      put("rom", address.spaceId);
      put("lag", address.layer, "temperature");
      put("omrader", address.areas);
      put("visning", address.view, namesPlace(address.buildingId, address.spaceId) ? "3d" : "map");
      put("del", address.pane, "building");
      put("enhet", address.deviceId);
      if (address.camera !== undefined)
        put("kart", `${address.camera.lat},${address.camera.lon},${address.camera.zoom}`);
      put("skjul", address.hidden?.join(","));
      if (address.at !== undefined) {
        put("at", new Date(address.at).toISOString());
        put("mot", address.against === undefined ? undefined : new Date(address.against).toISOString());
      }
      if (address.asList) put("som", "liste");
      if (address.place !== undefined) put("kamera", formatPlace(address.place));
      if (address.section !== undefined) put("snitt", formatSection(address.section));
      put("uten", address.hiddenModels?.join(","));
      if (address.spread) put("form", "spredt");
      if (address.labels) put("verdier", "vis");
      if (address.tree) put("tre", "vis");
      break;
    case "alarms":
      path = `/alarmer${address.alarmId === undefined ? "" : `/${encodeURIComponent(address.alarmId)}`}`;
      put("vis", address.show, "active");
      put("samle", address.group);
      put("sorter", address.sort);
      put("prioritet", address.priority);
      put("bygg", address.buildingId);
      put("regel", address.ruleId);
      break;
    case "on-call":
      path = "/innstillinger/vakt";
      put("del", address.tab, "groups");
      break;
    case "alarm-statistics":
      path = "/alarmer/statistikk";
      put("dager", address.days, "7");
      break;
    case "rules":
      path = `/regler${address.ruleId === undefined ? "" : `/${encodeURIComponent(address.ruleId)}`}`;
      if (address.trying) put("prov", "historikk");
      break;
    case "work-orders":
      path = `/arbeidsordrer${address.orderId === undefined ? "" : `/${encodeURIComponent(address.orderId)}`}`;
      put("vis", address.show, "open");
      writeOrderList(address.list, put);
      break;
    case "plans":
      path = `/arbeidsordrer/planer${address.planId === undefined ? "" : `/${encodeURIComponent(address.planId)}`}`;
      break;
    case "order-settings":
      path = "/innstillinger/arbeidsordrer";
      put("del", address.tab, "deadlines");
      break;
    case "register":
      path =
        address.componentId !== undefined
          ? `/register/komponent/${encodeURIComponent(address.componentId)}`
          : address.buildingId !== undefined
            ? `/register/bygg/${encodeURIComponent(address.buildingId)}`
            : address.propertyId !== undefined
              ? `/register/eiendom/${encodeURIComponent(address.propertyId)}`
              : `/register${registerTools.filter(({ tool }) => tool === address.tool).map(({ path: part }) => `/${part}`)}`;
      break;
    case "integrations":
      path =
        address.tab === "devices" && address.deviceId !== undefined
          ? `/integrasjoner/devices/${encodeURIComponent(address.deviceId)}`
          : `/integrasjoner${address.tab === "devices" ? "" : `/${address.tab}`}`;
      if (address.tab === "codecs" && address.codecId !== undefined)
        path += `/${encodeURIComponent(address.codecId)}`;
      if (address.tab === "drawings" && address.reviewId !== undefined)
        path += `/${encodeURIComponent(address.reviewId)}`;
      for (const name of listFields) put(listNames[name], address.list?.[name]);
      break;
    case "round":
      path = roundPath(address.at);
      break;
    case "plan-editor":
      path = "/";
      put("bygg", address.buildingId);
      put("etasje", address.storeyId);
      put("rediger", "plan");
      break;
    case "shift-log":
      path = "/vaktlogg";
      break;
    case "trends": {
      const written = writeTrends(address);
      return written === "" ? "/trender" : `/trender?${written}`;
    }
    case "not-found":
      path = address.path;
  }
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

export const controlRoom = (change: Partial<ControlRoomAddress> = {}): ControlRoomAddress => ({
  page: "control-room",
  layer: "temperature",
  view: namesPlace(change.buildingId, change.spaceId) ? "3d" : "map",
  pane: "building",
  ...change,
});
