import type { AlarmGrouping } from "@kontrollrom/contracts/alarm-load.ts";

/** Everything that the address bar holds: the same address shows the same view. */
export type LayerName = "temperature" | "co2" | "alarm";
export type ViewName = "3d" | "plan" | "list";
export type Pane = "building" | "alarms" | "orders";
export type IntegrationTab = "devices" | "waiting" | "profiles" | "codecs" | "refused" | "drawings";

export interface ControlRoomAddress {
  readonly page: "control-room";
  readonly buildingId?: string | undefined;
  /** Absent: all storeys. */
  readonly storeyId?: string | undefined;
  readonly spaceId?: string | undefined;
  readonly layer: LayerName;
  readonly view: ViewName;
  /** Which part a narrow screen shows. */
  readonly pane: Pane;
}
export type Address =
  | ControlRoomAddress
  | AlarmsAddress
  | { readonly page: "alarm-statistics"; readonly days: AlarmDays }
  | { readonly page: "work-orders"; readonly orderId?: string | undefined; readonly show: "open" | "all" }
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
  | { readonly page: "not-found"; readonly path: string };

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

export type AlarmShow = "active" | "unacknowledged" | "aside" | "all";
export type PageName = Exclude<Address["page"], "not-found">;

const oneOf = <T extends string>(value: string | null, allowed: readonly [T, ...T[]]): T =>
  allowed.find((option) => option === value) ?? allowed[0];

const layers = ["temperature", "co2", "alarm"] as const;
const views = ["3d", "plan", "list"] as const;
const panes = ["building", "alarms", "orders"] as const;
const shows = ["active", "unacknowledged", "aside", "all"] as const;
const groupings = ["cause", "building", "rule", "system", "gateway"] as const;
const alarmSorts = ["newest", "oldest", "place"] as const;
const priorities = ["1", "2", "3", "4"] as const;
const alarmDays = ["7", "1", "30", "365"] as const;
const tabs = ["devices", "waiting", "profiles", "codecs", "refused", "drawings"] as const;

const known = <T extends string>(value: string | null, allowed: readonly T[]): T | undefined =>
  allowed.find((option) => option === value);
const given = <K extends string, V>(name: K, value: V | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [P in K]?: V };

/** Reads a path with its query. What it does not understand falls back to the first choice. */
export function parseAddress(pathAndQuery: string): Address {
  const url = new URL(pathAndQuery, "http://localhost");
  const query = url.searchParams;
  const [first = "", second, third] = url.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  switch (first) {
    case "":
      return {
        page: "control-room",
        buildingId: query.get("bygg") ?? undefined,
        storeyId: query.get("etasje") ?? undefined,
        spaceId: query.get("rom") ?? undefined,
        layer: oneOf(query.get("lag"), layers),
        view: oneOf(query.get("visning"), views),
        pane: oneOf(query.get("del"), panes),
      };
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
    case "arbeidsordrer":
      return { page: "work-orders", orderId: second, show: oneOf(query.get("vis"), ["open", "all"]) };
    case "integrasjoner":
      return integrations(second, third, query);
    default:
      return { page: "not-found", path: url.pathname };
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
      put("visning", address.view, "3d");
      put("del", address.pane, "building");
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
    case "alarm-statistics":
      path = "/alarmer/statistikk";
      put("dager", address.days, "7");
      break;
    case "work-orders":
      path = `/arbeidsordrer${address.orderId === undefined ? "" : `/${encodeURIComponent(address.orderId)}`}`;
      put("vis", address.show, "open");
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
    case "not-found":
      path = address.path;
  }
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

export const controlRoom = (change: Partial<ControlRoomAddress> = {}): ControlRoomAddress => ({
  page: "control-room",
  layer: "temperature",
  view: "3d",
  pane: "building",
  ...change,
});
