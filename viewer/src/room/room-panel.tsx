import { Alert, Button, Heading } from "@digdir/designsystemet-react";
import type { Point } from "@kontrollrom/contracts/point.ts";
import { PlusIcon, XMarkIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { AlarmList } from "../alarms/alarm-list.tsx";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { queries } from "../data/queries.ts";
import { useIntervals } from "../data/use-intervals.ts";
import { useTranslation } from "../i18n/text.ts";
import { usePast } from "../time-machine/past-context.tsx";
import { Answer, Loading } from "../ui/states.tsx";
import { NewOrder } from "../work-orders/new-order.tsx";
import { OrderList } from "../work-orders/order-list.tsx";
import { PointRow } from "./point-row.tsx";
import { PointTrend } from "./point-trend.tsx";
import { RoomSurroundings } from "./room-surroundings.tsx";
import "./room-panel.css";

/** What people look for first. */
const order: readonly string[] = ["temperature", "co2", "humidity", "occupancy"];
const rank = (point: Point) => (order.indexOf(point.quantity) + order.length + 1) % (order.length + 1);

/** All about one room: what it is, how it is now, how it has been, and what is to be done. */
export function RoomPanel({
  spaceId,
  preferred,
  onClose,
}: {
  spaceId: string;
  preferred: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const space = useQuery(queries.space(spaceId));
  const heading = useRef<HTMLHeadingElement>(null);
  const formats = useFormats();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new room begins at its top
  useEffect(() => {
    heading.current?.closest(".room-panel")?.scrollTo({ top: 0 });
  }, [spaceId]);
  return (
    <aside
      className="room-panel"
      aria-label={t("room.label")}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) onClose();
      }}
    >
      <Answer of={space} rows={3}>
        {(room) => (
          <>
            <header className="room-head">
              <div>
                <Heading ref={heading} level={2} data-size="xs" tabIndex={-1}>
                  {t("room.title", { number: room.number, name: room.name })}
                </Heading>
                <p className="quiet">
                  {room.buildingName}, {room.storeyName}
                  {room.area !== undefined && ` · ${formats.number(room.area, 1)} m²`}
                </p>
                {room.area !== undefined &&
                  room.areaDeclared !== undefined &&
                  Math.abs(room.area - room.areaDeclared) > Math.max(0.5, room.area * 0.02) && (
                    <p className="quiet small">
                      {t("room.measuredArea", {
                        measured: `${formats.number(room.area, 1)} m²`,
                        declared: `${formats.number(room.areaDeclared, 1)} m²`,
                      })}
                    </p>
                  )}
              </div>
              <Button icon variant="tertiary" data-size="sm" aria-label={t("room.close")} onClick={onClose}>
                <XMarkIcon aria-hidden />
              </Button>
            </header>
            {room.ended !== undefined && (
              <Alert data-color="warning" data-size="sm">
                {t("room.ended")}{" "}
                {room.ended.reviewId !== undefined && (
                  <Link
                    className="ds-link"
                    to={{ page: "integrations", tab: "drawings", reviewId: room.ended.reviewId }}
                  >
                    {t("room.settle")}
                  </Link>
                )}
              </Alert>
            )}
            <Measurements
              key={room.id}
              spaceId={room.id}
              buildingId={room.buildingId}
              preferred={preferred}
            />
            <RoomWork spaceId={room.id} />
            <CreateOrder space={room} />
            <RoomSurroundings space={room} />
          </>
        )}
      </Answer>
    </aside>
  );
}

function Measurements({
  spaceId,
  buildingId,
  preferred,
}: {
  spaceId: string;
  buildingId: string;
  preferred: string;
}) {
  const { t } = useTranslation();
  const points = useQuery(queries.points(buildingId));
  const intervals = useIntervals(buildingId);
  const [chosen, setChosen] = useState<number>();
  const mine = useMemo(
    () => (points.data ?? []).filter((point) => point.spaceId === spaceId).sort((a, b) => rank(a) - rank(b)),
    [points.data, spaceId],
  );
  if (points.data === undefined) return <Loading rows={3} height={40} />;
  if (mine.length === 0) return <p className="room-none quiet">{t("room.noPoints")}</p>;
  const current =
    mine.find((point) => point.id === chosen) ??
    mine.find((point) => point.quantity === preferred) ??
    mine[0];
  const list = (shown: readonly Point[]) =>
    shown.map((point) => (
      <PointRow
        key={point.id}
        point={point}
        intervalS={intervals.get(point.id)}
        current={point.id === current?.id}
        deviceName={
          point.derivation !== undefined ||
          mine.some((other) => other.id !== point.id && other.quantity === point.quantity)
            ? point.deviceName
            : undefined
        }
        onChoose={() => setChosen(point.id)}
      />
    ));
  const health = mine.filter((point) => point.diagnostic);
  return (
    <>
      <ul className="point-list" aria-label={t("room.values")}>
        {list(mine.filter((point) => !point.diagnostic))}
      </ul>
      {current !== undefined && (
        <PointTrend key={current.id} point={current} intervalS={intervals.get(current.id)} />
      )}
      {health.length > 0 && (
        <details className="room-health">
          <summary>{t("room.diagnostics")}</summary>
          <ul className="point-list">{list(health)}</ul>
        </details>
      )}
    </>
  );
}

function RoomWork({ spaceId }: { spaceId: string }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const alarms = useQuery({ ...queries.alarms({ state: "active" }), enabled: useCan("alarm:read") });
  const orders = useQuery({ ...queries.orders({ status: "open" }), enabled: useCan("work-order:read") });
  const past = usePast();
  const here = (past?.alarms ?? alarms.data?.items ?? []).filter((alarm) => alarm.spaceId === spaceId);
  const todo = (past?.orders ?? orders.data?.items ?? []).filter((order) => order.spaceId === spaceId);
  return (
    <>
      <section className="room-part">
        <h3>{t("page.alarms")}</h3>
        {here.length === 0 ? (
          <p className="room-none quiet">{t("room.noAlarms")}</p>
        ) : (
          <AlarmList
            alarms={here}
            label={t("page.alarms")}
            onChoose={(alarm) => go({ page: "alarms", alarmId: alarm.id, show: "active" })}
          />
        )}
      </section>
      <section className="room-part">
        <h3>{t("page.workOrders")}</h3>
        {todo.length === 0 ? (
          <p className="room-none quiet">{t("room.noOrders")}</p>
        ) : (
          <OrderList orders={todo} label={t("order.open")} show="open" />
        )}
      </section>
    </>
  );
}

function CreateOrder({ space }: { space: Parameters<typeof NewOrder>[0]["space"] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  if (!useCan("work-order:write")) return null;
  return (
    <div className="room-create">
      <Button ref={button} variant="secondary" data-size="sm" onClick={() => setOpen(true)}>
        <PlusIcon aria-hidden />
        {t("room.newOrder")}
      </Button>
      {open && (
        <NewOrder
          space={space}
          onClose={() => {
            setOpen(false);
            button.current?.focus();
          }}
        />
      )}
    </div>
  );
}
