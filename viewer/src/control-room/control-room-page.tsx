import { ToggleGroup } from "@digdir/designsystemet-react";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { Building } from "@kontrollrom/contracts/building.ts";
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { AlarmList } from "../alarms/alarm-list.tsx";
import type { Pane } from "../app/address.ts";
import { useCurrentBuilding } from "../app/current-building.ts";
import { Link, useControlRoom } from "../app/navigation.tsx";
import { recall, remember } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { CityPicture } from "../map/city-picture.tsx";
import { BuildingPicture } from "../picture/building-picture.tsx";
import { DifferenceView } from "../time-machine/difference-view.tsx";
import { TimeMachine } from "../time-machine/time-machine.tsx";
import { Boundary } from "../ui/boundary.tsx";
import { Answer, Empty, Failed, Loading } from "../ui/states.tsx";
import { useNarrow } from "../ui/use-narrow.ts";
import { OrderList } from "../work-orders/order-list.tsx";
import { ColumnDivider } from "./column-divider.tsx";
import { HandoverNotice } from "./handover-notice.tsx";
import "./control-room.css";

const RoomPanel = lazy(async () => ({ default: (await import("../room/room-panel.tsx")).RoomPanel }));

const PlacePanel = lazy(async () => ({ default: (await import("../map/place-panel.tsx")).PlacePanel }));

const panes = ["building", "alarms", "orders"] as const satisfies readonly Pane[];
const widthKey = "kontrollrom.alarmColumn";
const noAlarms: readonly Alarm[] = [];

/** The building and all that calls for someone, side by side; on a narrow screen one at a time. */
export function ControlRoomPage() {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const { here, change } = useControlRoom();
  const building = useCurrentBuilding();
  const buildings = useQuery(queries.buildings());
  const mayAlarms = useCan("alarm:read");
  const alarms = useQuery({ ...queries.alarms({ state: "active" }), enabled: mayAlarms });
  const [width, setWidth] = useState(() => Number(recall(widthKey)) || 416);

  const onMap = here.view === "map";
  const chosen = onMap ? (here.deviceId ?? here.buildingId) : undefined;
  const place =
    chosen === undefined ? null : (
      <Boundary key={chosen}>
        <Suspense
          fallback={
            <aside className="room-panel">
              <Loading />
            </aside>
          }
        >
          <PlacePanel
            buildingId={here.buildingId}
            deviceId={here.deviceId}
            alarms={alarms.data?.items ?? noAlarms}
            onClose={() => change({ buildingId: undefined, deviceId: undefined })}
          />
        </Suspense>
      </Boundary>
    );
  const room =
    here.spaceId === undefined ? (
      place
    ) : (
      <Boundary key={here.spaceId}>
        <Suspense
          fallback={
            <aside className="room-panel">
              <Loading />
            </aside>
          }
        >
          <RoomPanel
            spaceId={here.spaceId}
            preferred={here.layer === "alarm" ? "temperature" : here.layer}
            onClose={() => change({ spaceId: undefined })}
          />
        </Suspense>
      </Boundary>
    );
  const picture = (
    <Boundary>
      {onMap ? (
        <CityPicture alarms={alarms.data?.items ?? noAlarms} />
      ) : building !== undefined ? (
        <DifferenceView>
          <BuildingPicture building={building} alarms={alarms.data?.items ?? noAlarms} />
        </DifferenceView>
      ) : buildings.isPending ? (
        <Loading rows={1} height={320} />
      ) : buildings.error !== null ? (
        <Failed error={buildings.error} retry={() => void buildings.refetch()} />
      ) : (
        <NoBuilding />
      )}
    </Boundary>
  );
  const inTime = (part: ReactNode) => (
    <TimeMachine building={onMap ? undefined : building}>{part}</TimeMachine>
  );
  const alarmPart = mayAlarms && (
    <Boundary>
      <section className="column-part" aria-labelledby="alarm-heading">
        <HandoverNotice />
        <Answer of={alarms}>{(data) => <ActiveAlarms alarms={data.items} building={building} />}</Answer>
      </section>
    </Boundary>
  );
  const orderPart = (
    <Boundary>
      <OpenOrders />
    </Boundary>
  );

  if (narrow) {
    if (room !== null && here.pane === "building")
      return (
        <div className="room-page">
          <h1 className="visually-hidden">{t("page.controlRoom")}</h1>
          <TimeMachine building={here.at === undefined ? undefined : building}>{room}</TimeMachine>
        </div>
      );
    return (
      <div className="control-room-narrow">
        <h1 className="visually-hidden">{t("page.controlRoom")}</h1>
        <div className="panes">
          <ToggleGroup
            value={here.pane}
            onChange={(value) => change({ pane: value as Pane }, { replace: true })}
            aria-label={t("controlRoom.panes")}
          >
            {panes.map((pane) => (
              <ToggleGroup.Item key={pane} value={pane}>
                {t(`controlRoom.${pane}`)}
              </ToggleGroup.Item>
            ))}
          </ToggleGroup>
        </div>
        <div className="pane">
          {here.pane === "building" ? inTime(picture) : here.pane === "alarms" ? alarmPart : orderPart}
        </div>
      </div>
    );
  }

  return (
    <div className="control-room" style={{ "--kr-alarm-column": `${width}px` } as React.CSSProperties}>
      <h1 className="visually-hidden">{t("page.controlRoom")}</h1>
      <div className="stage" data-panel={room !== null || undefined}>
        {inTime(
          <>
            {picture}
            {room}
          </>,
        )}
      </div>
      <ColumnDivider
        width={width}
        onChange={(next) => {
          setWidth(next);
          remember(widthKey, String(next));
        }}
      />
      <div className="column">
        {alarmPart}
        {orderPart}
      </div>
    </div>
  );
}

type Filter = "active" | "unacknowledged" | "here";

function ActiveAlarms({ alarms, building }: { alarms: readonly Alarm[]; building: Building | undefined }) {
  const { t } = useTranslation();
  const { here, change } = useControlRoom();
  const [filter, setFilter] = useState<Filter>("active");
  const [chosen, setChosen] = useState<string>();
  // Outdoor sensors are known once the map has read them.
  const sensors = useQuery({ ...queries.mapSensors(), enabled: false }).data;
  const shown = alarms.filter(
    (alarm) =>
      filter === "active" ||
      (filter === "here" ? alarm.buildingId === building?.id : alarm.state !== "acknowledged"),
  );
  // The alarm that was chosen here, or the first one of a room that was chosen elsewhere.
  const current =
    alarms.find((alarm) => alarm.id === chosen && alarm.spaceId === here.spaceId)?.id ??
    (here.spaceId === undefined ? undefined : alarms.find((alarm) => alarm.spaceId === here.spaceId)?.id) ??
    (here.spaceId === undefined ? chosen : undefined);
  const choose = (alarm: Alarm) => {
    setChosen(alarm.id);
    if (here.view === "map" && alarm.spaceId === undefined) {
      const sensor = sensors?.find(({ pointIds }) => pointIds.includes(alarm.pointId));
      change({ spaceId: undefined, buildingId: alarm.buildingId, deviceId: sensor?.deviceId });
      return;
    }
    if (alarm.spaceId === undefined) return;
    change({
      deviceId: undefined,
      view: here.view,
      buildingId: alarm.buildingId,
      spaceId: alarm.spaceId,
      // Stay on the storey that is shown unless the room is on another.
      storeyId: here.storeyId === undefined && alarm.buildingId === building?.id ? undefined : alarm.storeyId,
    });
  };
  return (
    <>
      <header className="column-head">
        <h2 id="alarm-heading">
          {t("alarm.list")} <span className="figures quiet">{alarms.length}</span>
        </h2>
        <ToggleGroup
          data-size="sm"
          variant="secondary"
          aria-label={t("alarm.filter.label")}
          value={filter}
          onChange={(value) => setFilter(value as Filter)}
        >
          <ToggleGroup.Item value="active">{t("alarm.filter.active")}</ToggleGroup.Item>
          <ToggleGroup.Item value="unacknowledged">{t("alarm.filter.unacknowledged")}</ToggleGroup.Item>
          {building !== undefined && (
            <ToggleGroup.Item value="here">{t("alarm.filter.here")}</ToggleGroup.Item>
          )}
        </ToggleGroup>
      </header>
      {alarms.length === 0 ? (
        <Empty title={t("alarm.empty.title")}>{t("alarm.empty.text")}</Empty>
      ) : shown.length === 0 ? (
        <Empty
          title={t("alarm.emptyFiltered.title")}
          action={
            <button
              type="button"
              className="ds-button"
              data-variant="tertiary"
              data-size="sm"
              onClick={() => setFilter("active")}
            >
              {t("alarm.emptyFiltered.action")}
            </button>
          }
        />
      ) : (
        <AlarmList alarms={shown} label={t("alarm.list")} currentId={current} onChoose={choose} />
      )}
    </>
  );
}

function OpenOrders() {
  const { t } = useTranslation();
  const allowed = useCan("work-order:read");
  const orders = useQuery({ ...queries.orders({ status: "open" }), enabled: allowed });
  if (!allowed) return null;
  return (
    <section className="column-part" aria-labelledby="order-heading">
      <header className="column-head">
        <h2 id="order-heading">
          {t("order.open")} <span className="figures quiet">{orders.data?.items.length}</span>
        </h2>
      </header>
      <Answer of={orders} rows={3}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={t("order.empty.title")}>{t("order.empty.text")}</Empty>
          ) : (
            <OrderList orders={data.items} label={t("order.open")} show="open" />
          )
        }
      </Answer>
    </section>
  );
}

function NoBuilding() {
  const { t } = useTranslation();
  const mayImport = useCan("register:write");
  return (
    <Empty
      title={t("building.none.title")}
      action={
        mayImport && (
          <Link className="ds-link" to={{ page: "integrations", tab: "drawings" }}>
            {t("building.none.action")}
          </Link>
        )
      }
    >
      {t("building.none.text")}
    </Empty>
  );
}
