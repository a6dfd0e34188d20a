import { Button, Dialog, Heading } from "@digdir/designsystemet-react";
import type { Device, Point } from "@kontrollrom/contracts/point.ts";
import { ArrowLeftIcon } from "@navikt/aksel-icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { controlRoom, type DeviceListAddress } from "../app/address.ts";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { missing } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { PointRow } from "../room/point-row.tsx";
import { PointTrend } from "../room/point-trend.tsx";
import { Fact, Facts } from "../ui/list-detail.tsx";
import { useNotice } from "../ui/notice.tsx";
import { useNow } from "../ui/now.ts";
import { Answer, explain } from "../ui/states.tsx";
import { DeviceFrames } from "./device-frames.tsx";
import { BatteryTag, batteryText, StateTag } from "./device-tags.tsx";
import { EditDevice } from "./edit-device.tsx";
import { PlacePoint } from "./place-point.tsx";
import "../room/room-panel.css";
import "../ui/form-dialog.css";
import "../ui/list-detail.css";

/** One device: how it is, what it measures, what the register holds of it, and its last messages. */
export function DevicePage({ id, list }: { id: string; list: DeviceListAddress | undefined }) {
  const { t } = useTranslation();
  const device = useQuery(queries.device(id));
  return (
    <article className="detail device-page" aria-label={t("integrations.device.label")}>
      <Link className="ds-link device-back" to={{ page: "integrations", tab: "devices", list }}>
        <ArrowLeftIcon aria-hidden /> {t("integrations.device.back")}
      </Link>
      <Answer of={device} rows={6}>
        {(data) => (
          <>
            <Head device={data} list={list} />
            <Health device={data} />
            <Register device={data} />
            <Points device={data} />
            <DeviceFrames device={data} />
          </>
        )}
      </Answer>
    </article>
  );
}

function Head({ device, list }: { device: Device; list: DeviceListAddress | undefined }) {
  const { t } = useTranslation();
  const mayWrite = useCan("register:write");
  const [open, setOpen] = useState<"edit" | "remove">();
  return (
    <section className="detail-card">
      <div className="device-head">
        <div>
          <h2>{device.name}</h2>
          <p className="quiet code">{device.externalId}</p>
        </div>
        <p>
          <StateTag state={device.state} /> <BatteryTag battery={device.battery} />
        </p>
        {mayWrite && (
          <div className="form-dialog-actions">
            <Button data-size="sm" variant="secondary" onClick={() => setOpen("edit")}>
              {t("integrations.device.change")}
            </Button>
            <Button data-size="sm" variant="tertiary" data-color="danger" onClick={() => setOpen("remove")}>
              {t("integrations.device.remove")}
            </Button>
          </div>
        )}
      </div>
      {open === "edit" && <EditDevice device={device} onClose={() => setOpen(undefined)} />}
      {open === "remove" && <RemoveDevice device={device} list={list} onClose={() => setOpen(undefined)} />}
    </section>
  );
}

function RemoveDevice({
  device,
  list,
  onClose,
}: {
  device: Device;
  list: DeviceListAddress | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const client = useQueryClient();
  const notice = useNotice();
  const remove = useMutation({
    mutationFn: () => call("DELETE /devices/{id}", { params: { id: device.id } }),
    onSuccess: () => {
      notice(t("integrations.device.removed", { name: device.name }));
      go({ page: "integrations", tab: "devices", list }, { replace: true });
      for (const key of ["devices", "points", "space"]) void client.invalidateQueries({ queryKey: [key] });
    },
    onError: (error) => notice(explain(error, t), "problem"),
  });
  return (
    <Dialog open onClose={onClose} closeButton={t("state.close")} className="form-dialog">
      <Heading level={2} data-size="xs">
        {t("integrations.device.removeTitle", { name: device.name })}
      </Heading>
      <p>{t("integrations.device.removeText")}</p>
      <div className="form-dialog-actions">
        <Button data-color="danger" loading={remove.isPending} onClick={() => remove.mutate()}>
          {t("integrations.device.remove")}
        </Button>
        <Button variant="tertiary" onClick={onClose}>
          {t("state.cancel")}
        </Button>
      </div>
    </Dialog>
  );
}

function Health({ device }: { device: Device }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(30_000);
  const { battery, lostFrames, heardFrames } = device;
  const frames = (lostFrames ?? 0) + (heardFrames ?? 0);
  const signal = [
    device.rssi === undefined ? undefined : `${formats.number(device.rssi, 0)} dBm`,
    device.snr === undefined ? undefined : `${formats.number(device.snr, 1)} dB`,
  ].filter((text) => text !== undefined);
  return (
    <section>
      <h3>{t("integrations.device.health")}</h3>
      <Facts>
        <Fact name={t("integrations.devices.lastSeen")}>
          {device.lastSeenAt === undefined
            ? t("integrations.devices.never-heard")
            : `${formats.moment(device.lastSeenAt, now)} (${t("value.age", { age: formats.duration(now - Date.parse(device.lastSeenAt)) })})`}
        </Fact>
        <Fact name={t("integrations.device.interval")}>
          {device.expectedIntervalS === undefined ? (
            missing
          ) : (
            <Said
              device={device}
              field="expectedIntervalS"
              value={formats.duration(device.expectedIntervalS * 1000)}
            />
          )}
        </Fact>
        <Fact name={t("integrations.devices.battery")}>
          {battery &&
            t("integrations.device.batteryAge", {
              value: batteryText(battery, formats),
              time: formats.moment(battery.time, now),
            })}
        </Fact>
        <Fact name={t("integrations.devices.signal")}>{signal.join(" · ")}</Fact>
        <Fact name={t("integrations.devices.gateway")}>{device.gatewayId}</Fact>
        <Fact name={t("integrations.devices.lostFrames")}>
          {frames > 0 &&
            t("integrations.device.lost", {
              lost: formats.number(lostFrames ?? 0, 0),
              all: formats.number(frames, 0),
              share: formats.number((100 * (lostFrames ?? 0)) / frames, 1),
            })}
        </Fact>
      </Facts>
    </section>
  );
}

/** A fact of the register, and whether it is the profile that says it. */
function Said({
  device,
  field,
  value,
}: {
  device: Device;
  field: Device["fromProfile"][number];
  value: string;
}) {
  const { t } = useTranslation();
  return device.fromProfile.includes(field) ? t("integrations.device.fromProfile", { value }) : value;
}

function Register({ device }: { device: Device }) {
  const { t, i18n } = useTranslation();
  const buildings = useQuery(queries.buildings()).data;
  const space = useQuery({
    ...queries.space(device.spaceId ?? ""),
    enabled: device.spaceId !== undefined,
  }).data;
  const building = buildings?.find(({ id }) => id === device.buildingId)?.name;
  const place =
    space === undefined
      ? building
      : `${t("room.title", { number: space.number, name: space.name })}, ${space.storeyName}, ${space.buildingName}`;
  const { binding } = device;
  return (
    <section>
      <h3>{t("integrations.device.register")}</h3>
      <Facts>
        <Fact name={t("integrations.device.placed")}>
          {place === undefined ? (
            t("integrations.device.unplaced")
          ) : (
            <Link
              className="ds-link"
              to={controlRoom({
                buildingId: device.buildingId,
                storeyId: device.storeyId,
                spaceId: device.spaceId,
              })}
            >
              {place}
            </Link>
          )}
          {binding !== undefined && (
            <span className="device-line quiet">
              {t("integrations.device.boundBy", { by: t(`integrations.device.by.${binding.by}`) })}
            </span>
          )}
        </Fact>
        <Fact name={t("integrations.device.tag")}>
          {binding?.tfmTag !== undefined && (
            <>
              <span className="code">{binding.tfmTag}</span>
              <span className="device-line quiet">
                {[binding.meaning?.[i18n.language === "en" ? "en" : "nb"], binding.elementName]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </>
          )}
        </Fact>
        <Fact name={t("integrations.device.profile")}>{device.profile?.name}</Fact>
        <Fact name={t("integrations.device.model")}>
          {device.model === undefined ? undefined : (
            <Said device={device} field="model" value={device.model} />
          )}
        </Fact>
        <Fact name={t("integrations.device.decoder")}>
          {device.decoder === undefined ? undefined : (
            <Said device={device} field="decoder" value={device.decoder} />
          )}
        </Fact>
      </Facts>
    </section>
  );
}

function Points({ device }: { device: Device }) {
  const { t } = useTranslation();
  const points = useQuery(queries.devicePoints(device.id));
  const [chosen, setChosen] = useState<number>();
  const [placing, setPlacing] = useState<Point>();
  const mayWrite = useCan("register:write");
  return (
    <section>
      <h3>{t("integrations.device.points")}</h3>
      <Answer of={points} rows={3}>
        {({ items }) => {
          if (items.length === 0) return <p className="quiet">{t("integrations.device.noPoints")}</p>;
          const current = items.find(({ id }) => id === chosen);
          return (
            <>
              <ul className="point-list device-points">
                {items.map((point) => (
                  <PointWithPlace
                    key={point.id}
                    point={point}
                    intervalS={device.expectedIntervalS}
                    current={point.id === chosen}
                    onChoose={() => setChosen(point.id === chosen ? undefined : point.id)}
                    onPlace={mayWrite ? () => setPlacing(point) : undefined}
                  />
                ))}
              </ul>
              {current !== undefined && (
                <PointTrend key={current.id} point={current} intervalS={device.expectedIntervalS} />
              )}
            </>
          );
        }}
      </Answer>
      {placing !== undefined && <PlacePoint point={placing} onClose={() => setPlacing(undefined)} />}
    </section>
  );
}

function PointWithPlace({
  point,
  intervalS,
  current,
  onChoose,
  onPlace,
}: {
  point: Point;
  intervalS: number | undefined;
  current: boolean;
  onChoose: () => void;
  onPlace: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const name = [t(`quantity.${point.quantity}`), point.channel].filter(Boolean).join(" ");
  return (
    <>
      <PointRow
        point={point}
        intervalS={intervalS}
        current={current}
        deviceName={undefined}
        onChoose={onChoose}
      />
      {/* What tells of the device itself has no place of its own. */}
      {!point.diagnostic && (onPlace !== undefined || point.binding !== undefined) && (
        <li className="point-place">
          <span className="quiet">
            {point.binding === undefined ? (
              t("integrations.device.withDevice")
            ) : (
              <>
                {t("integrations.device.boundBy", { by: t(`integrations.device.by.${point.binding.by}`) })}{" "}
                <span className="code">{point.binding.tfmTag}</span>
              </>
            )}
          </span>
          {onPlace !== undefined && (
            <Button
              data-size="sm"
              variant="tertiary"
              aria-label={t("integrations.device.placePoint", { point: name })}
              onClick={onPlace}
            >
              {t("integrations.device.placePointShort")}
            </Button>
          )}
        </li>
      )}
    </>
  );
}
