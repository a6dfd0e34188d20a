import { Button, Field, Label, Select, Textfield } from "@digdir/designsystemet-react";
import type { Device, DeviceHealthSummary, DeviceSort } from "@kontrollrom/contracts/point.ts";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import type { DeviceListAddress } from "../app/address.ts";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { queries } from "../data/queries.ts";
import { missing } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNow } from "../ui/now.ts";
import { Scrollable } from "../ui/scrollable.tsx";
import { Answer, Empty } from "../ui/states.tsx";
import { DevicePage } from "./device-page.tsx";
import { BatteryTag, batteryText, StateTag } from "./device-tags.tsx";
import { ImportDevices } from "./import-devices.tsx";

export function Devices() {
  const { address } = useNavigation();
  const { deviceId, list } = address.page === "integrations" ? address : {};
  return deviceId === undefined ? (
    <DeviceList list={list ?? {}} />
  ) : (
    <DevicePage key={deviceId} id={deviceId} list={list} />
  );
}

const shows = ["ok", "silent", "never-heard", "low"] as const;

function useList(list: DeviceListAddress) {
  const { go } = useNavigation();
  return (change: DeviceListAddress) =>
    go({ page: "integrations", tab: "devices", list: { ...list, ...change } }, { replace: true });
}

function DeviceList({ list }: { list: DeviceListAddress }) {
  const { t } = useTranslation();
  const change = useList(list);
  const health = useQuery(queries.deviceHealth());
  const buildings = useQuery(queries.buildings()).data;
  const profiles = useQuery(queries.profiles()).data ?? [];
  const sort = Object.values(sortOf).find((name) => name === list.sort) ?? "state";
  const devices = useInfiniteQuery(
    queries.deviceList({
      search: list.search,
      buildingId: list.buildingId,
      profileId: list.profileId,
      sort,
      order: list.order,
      ...(list.show === "low" ? { battery: "low" } : { state: list.show }),
    }),
  );
  const found = useMemo(() => devices.data?.pages.flatMap(({ items }) => items), [devices.data]);
  return (
    <Answer of={health} rows={6}>
      {(summary) => {
        if (summary.total === 0) {
          return (
            <>
              <Empty level={2} title={t("integrations.devices.empty.title")}>
                {t("integrations.devices.empty.text")}
              </Empty>
              <ImportDevices />
            </>
          );
        }
        return (
          <>
            <HealthCounts summary={summary} shown={list.show} onChoose={(show) => change({ show })} />
            <div className="integrations-tools">
              <Search
                text={list.search ?? ""}
                onChange={(search) => change({ search: search || undefined })}
              />
              <Field data-size="sm">
                <Label>{t("integrations.devices.building")}</Label>
                <Select
                  value={list.buildingId ?? ""}
                  onChange={(event) => change({ buildingId: event.target.value || undefined })}
                >
                  <Select.Option value="">{t("integrations.devices.allBuildings")}</Select.Option>
                  {(buildings ?? []).map(({ id, name }) => (
                    <Select.Option key={id} value={id}>
                      {name}
                    </Select.Option>
                  ))}
                </Select>
              </Field>
              {profiles.length > 0 && (
                <Field data-size="sm">
                  <Label>{t("integrations.device.profile")}</Label>
                  <Select
                    value={list.profileId ?? ""}
                    onChange={(event) => change({ profileId: event.target.value || undefined })}
                  >
                    <Select.Option value="">{t("integrations.devices.total")}</Select.Option>
                    {profiles.map(({ id, name }) => (
                      <Select.Option key={id} value={id}>
                        {name}
                      </Select.Option>
                    ))}
                  </Select>
                </Field>
              )}
              <ImportDevices />
            </div>
            <Answer of={{ ...devices, data: found }} rows={6}>
              {(items) =>
                items.length === 0 ? (
                  <Empty
                    level={2}
                    title={t("integrations.devices.none.title")}
                    action={
                      <Link className="ds-link" to={{ page: "integrations", tab: "devices" }}>
                        {t("integrations.devices.showAll")}
                      </Link>
                    }
                  >
                    {t("integrations.devices.none.text")}
                  </Empty>
                ) : (
                  <>
                    <DeviceTable devices={items} list={list} sort={sort} buildings={buildings ?? []} />
                    <p className="integrations-intro quiet figures" role="status">
                      {t("integrations.devices.pages", { shown: items.length })}
                    </p>
                  </>
                )
              }
            </Answer>
            {devices.hasNextPage && (
              <Button
                variant="tertiary"
                data-size="sm"
                loading={devices.isFetchingNextPage}
                onClick={() => void devices.fetchNextPage()}
              >
                {t("state.more")}
              </Button>
            )}
          </>
        );
      }}
    </Answer>
  );
}

/** Asks when one stops to think, not at each letter. */
function Search({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(text);
  // What is called is the newest; that the page draws itself anew meanwhile must not put the question off.
  const ask = useRef(onChange);
  ask.current = onChange;
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => ask.current(typed), 250);
    return () => clearTimeout(timer);
  }, [typed, text]);
  return (
    <Textfield
      data-size="sm"
      type="search"
      label={t("integrations.devices.filter")}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}

/** How many are well, each a filter of the list, and the same building by building. */
function HealthCounts({
  summary,
  shown,
  onChoose,
}: {
  summary: DeviceHealthSummary;
  shown: DeviceListAddress["show"];
  onChoose: (show: DeviceListAddress["show"]) => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [open, setOpen] = useState(false);
  const counts = {
    ok: summary.ok,
    silent: summary.silent,
    "never-heard": summary.neverHeard,
    low: summary.lowBattery,
  };
  return (
    <section className="device-health" aria-label={t("integrations.devices.health")}>
      <div className="device-counts figures">
        <Button
          data-size="sm"
          variant={shown === undefined ? "primary" : "secondary"}
          aria-pressed={shown === undefined}
          onClick={() => onChoose(undefined)}
        >
          {t("integrations.devices.all", { n: formats.number(summary.total, 0) })}
        </Button>
        {shows.map((show) => (
          <Button
            key={show}
            data-size="sm"
            variant={shown === show ? "primary" : "secondary"}
            aria-pressed={shown === show}
            onClick={() => onChoose(shown === show ? undefined : show)}
          >
            {t(`integrations.devices.count.${show}`, {
              n: formats.number(counts[show], 0),
            })}
          </Button>
        ))}
      </div>
      <details className="payload" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t("integrations.devices.byBuilding")}</summary>
        {open && (
          <Scrollable className="table-scroll" label={t("integrations.devices.byBuilding")}>
            <table className="ds-table figures" data-size="sm">
              <thead>
                <tr>
                  <th scope="col">{t("integrations.devices.building")}</th>
                  <th scope="col">{t("integrations.devices.total")}</th>
                  <th scope="col">{t("integrations.devices.ok")}</th>
                  <th scope="col">{t("integrations.devices.silent")}</th>
                  <th scope="col">{t("integrations.devices.never-heard")}</th>
                  <th scope="col">{t("integrations.devices.low")}</th>
                </tr>
              </thead>
              <tbody>
                {summary.buildings.map((building) => (
                  <tr key={building.buildingId ?? ""}>
                    <th scope="row">{building.buildingName ?? t("integrations.devices.noBuilding")}</th>
                    {(
                      [
                        building.total,
                        building.ok,
                        building.silent,
                        building.neverHeard,
                        building.lowBattery,
                      ] as const
                    ).map((count, column) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: the columns are fixed
                      <td key={column}>{formats.number(count, 0)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrollable>
        )}
      </details>
    </section>
  );
}

const columns = ["name", "state", "lastSeen", "place", "battery", "signal", "lostFrames"] as const;
const sortOf: Partial<Record<(typeof columns)[number], DeviceSort>> = {
  name: "name",
  state: "state",
  lastSeen: "lastSeen",
  battery: "battery",
  signal: "rssi",
  lostFrames: "lostFrames",
};

function DeviceTable({
  devices,
  list,
  sort,
  buildings,
}: {
  devices: readonly Device[];
  list: DeviceListAddress;
  sort: DeviceSort;
  buildings: readonly { id: string; name: string }[];
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(30_000);
  const change = useList(list);
  const names = useMemo(() => new Map(buildings.map(({ id, name }) => [id, name])), [buildings]);
  return (
    <Scrollable className="table-scroll" label={t("integrations.devices.caption")}>
      <table className="ds-table figures" data-size="sm">
        <caption className="visually-hidden">{t("integrations.devices.caption")}</caption>
        <thead>
          <tr>
            {columns.map((column) => {
              const by = sortOf[column];
              const heading = t(`integrations.devices.${column}`);
              if (by === undefined) {
                return (
                  <th key={column} scope="col">
                    {heading}
                  </th>
                );
              }
              const direction = sort !== by ? "none" : list.order === "desc" ? "descending" : "ascending";
              return (
                <th key={column} scope="col" aria-sort={direction}>
                  <button
                    type="button"
                    className="column-sort"
                    aria-label={t("integrations.devices.sortBy", { column: heading })}
                    onClick={() =>
                      change({ sort: by, order: direction === "ascending" ? "desc" : undefined })
                    }
                  >
                    {heading}
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {devices.map((device) => (
            <tr key={device.id}>
              <th scope="row">
                <Link
                  className="ds-link"
                  to={{ page: "integrations", tab: "devices", deviceId: device.id, list }}
                >
                  {device.name}
                </Link>
                <span className="device-line quiet">
                  {device.model !== undefined && `${device.model} · `}
                  <span className="code">{device.externalId}</span>
                </span>
              </th>
              <td>
                <StateTag state={device.state} /> <BatteryTag battery={device.battery} />
              </td>
              <td>
                {device.lastSeenAt === undefined
                  ? missing
                  : t("value.age", { age: formats.duration(now - Date.parse(device.lastSeenAt)) })}
              </td>
              <td>
                {(device.buildingId !== undefined && names.get(device.buildingId)) || missing}
                {device.binding?.tfmTag !== undefined && (
                  <span className="device-line code">{device.binding.tfmTag}</span>
                )}
              </td>
              <td>{batteryText(device.battery, formats)}</td>
              <td>
                {device.rssi === undefined ? missing : `${formats.number(device.rssi, 0)} dBm`}
                {device.gatewayId !== undefined && (
                  <span className="device-line code">{device.gatewayId}</span>
                )}
              </td>
              <td>{device.lostFrames === undefined ? missing : formats.number(device.lostFrames, 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}
