import { Button, Heading } from "@digdir/designsystemet-react";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { Building } from "@kontrollrom/contracts/building.ts";
import type { MapSensor } from "@kontrollrom/contracts/map.ts";
import { XMarkIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { AlarmList } from "../alarms/alarm-list.tsx";
import { controlRoom } from "../app/address.ts";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { isActive } from "../data/event-cache.ts";
import { useFollow, usePresent } from "../data/live-context.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { PointTrend } from "../room/point-trend.tsx";
import "../room/room-panel.css";
import { useNow } from "../ui/now.ts";
import { Empty, Loading } from "../ui/states.tsx";
import { OrderList } from "../work-orders/order-list.tsx";
import { SensorValue } from "./city-list.tsx";
import "./city.css";

interface PlacePanelProps {
  readonly buildingId: string | undefined;
  readonly deviceId: string | undefined;
  readonly alarms: readonly Alarm[];
  readonly onClose: () => void;
}

/** What was chosen on the map: what it is, what is wrong with it, and the way on. */
export function PlacePanel({ buildingId, deviceId, alarms, onClose }: PlacePanelProps) {
  const { t } = useTranslation();
  const buildings = useQuery(queries.buildings());
  const maySense = useCan("telemetry:read");
  const sensors = useQuery({ ...queries.mapSensors(), enabled: maySense && deviceId !== undefined });
  const building = buildings.data?.find(({ id }) => id === buildingId);
  const sensor = sensors.data?.find((one) => one.deviceId === deviceId);
  return (
    <aside
      className="room-panel"
      aria-label={t("map.panel")}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) onClose();
      }}
    >
      {sensor !== undefined ? (
        <OfSensor sensor={sensor} alarms={alarms} onClose={onClose} />
      ) : deviceId === undefined && building !== undefined ? (
        <OfBuilding building={building} alarms={alarms} onClose={onClose} />
      ) : buildings.isPending || sensors.isLoading ? (
        <Loading rows={3} />
      ) : (
        <>
          <Head title={t("map.gone.title")} onClose={onClose} />
          <Empty title={t("map.gone.title")}>{t("map.gone.text")}</Empty>
        </>
      )}
    </aside>
  );
}

function Head({ title, under, onClose }: { title: string; under?: ReactNode; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <header className="room-head">
      <div>
        <Heading level={2} data-size="xs">
          {title}
        </Heading>
        {under !== undefined && <p className="quiet">{under}</p>}
      </div>
      <Button icon variant="tertiary" data-size="sm" aria-label={t("map.close")} onClick={onClose}>
        <XMarkIcon aria-hidden />
      </Button>
    </header>
  );
}

function OfBuilding({
  building,
  alarms,
  onClose,
}: {
  building: Building;
  alarms: readonly Alarm[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const mayOrders = useCan("work-order:read");
  const orders = useQuery({
    ...queries.orders({ status: "open", buildingId: building.id }),
    enabled: mayOrders,
  });
  return (
    <>
      <Head title={building.name} under={building.address} onClose={onClose} />
      <p className="place-facts figures">
        {t("map.storeys", { count: building.storeys })},{" "}
        {t("map.rooms", { rooms: formats.number(building.spaces, 0) })}
      </p>
      {building.spaces > 0 && (
        <p className="place-links">
          {(["3d", "plan", "list"] as const).map((view) => (
            <Link key={view} className="ds-link" to={controlRoom({ buildingId: building.id, view })}>
              {t(`map.open.${view}`)}
            </Link>
          ))}
        </p>
      )}
      <Alarms alarms={alarms.filter((alarm) => alarm.buildingId === building.id && isActive(alarm))} />
      {(orders.data?.items.length ?? 0) > 0 && (
        <section className="place-section">
          <h3>{t("order.open")}</h3>
          <OrderList orders={orders.data?.items ?? []} label={t("order.open")} show="open" />
        </section>
      )}
    </>
  );
}

function OfSensor({
  sensor,
  alarms,
  onClose,
}: {
  sensor: MapSensor;
  alarms: readonly Alarm[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(5000);
  const mayRegister = useCan("register:read");
  useFollow(undefined, sensor.pointId);
  const present = usePresent(sensor.pointId, sensor.present);
  const point = useQuery({ ...queries.point(sensor.pointId ?? 0), enabled: sensor.pointId !== undefined });
  return (
    <>
      <Head title={sensor.name} under={t(`map.layer.${sensor.layer}`)} onClose={onClose} />
      <p className="place-value figures">
        <SensorValue sensor={sensor} />
      </p>
      <p className="place-facts quiet figures">
        {present === undefined
          ? t("value.none")
          : t("value.age", { age: formats.duration(Math.max(0, now - present.time)) })}
      </p>
      <Alarms alarms={alarms.filter((alarm) => sensor.pointIds.includes(alarm.pointId) && isActive(alarm))} />
      {point.data !== undefined && (
        <div className="place-section">
          <PointTrend point={point.data} intervalS={sensor.expectedIntervalS} />
        </div>
      )}
      {mayRegister && (
        <p className="place-links">
          <Link className="ds-link" to={{ page: "integrations", tab: "devices", deviceId: sensor.deviceId }}>
            {t("map.device")}
          </Link>
        </p>
      )}
    </>
  );
}

function Alarms({ alarms }: { alarms: readonly Alarm[] }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  if (alarms.length === 0) return <p className="place-facts quiet">{t("map.calm")}</p>;
  return (
    <section className="place-section">
      <h3>{t("alarm.list")}</h3>
      <AlarmList
        alarms={alarms}
        label={t("alarm.list")}
        currentId={undefined}
        onChoose={({ id }) => go({ page: "alarms", alarmId: id, show: "active" })}
      />
    </section>
  );
}
