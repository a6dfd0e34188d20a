import { Chip } from "@digdir/designsystemet-react";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { Building, Storey } from "@kontrollrom/contracts/building.ts";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import type { LayerName } from "../app/address.ts";
import { lastBuilding } from "../app/current-building.ts";
import { useControlRoom } from "../app/navigation.tsx";
import { remember } from "../app/preferences.tsx";
import { useFollow } from "../data/live-context.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { Boundary } from "../ui/boundary.tsx";
import { Answer, Empty, Loading } from "../ui/states.tsx";
import { valueLayers } from "./layers.ts";
import { Legend } from "./legend.tsx";
import { usePalette } from "./palette.ts";
import { RoomTable } from "./room-table.tsx";
import type { CameraPlace } from "./scene.ts";
import { useRoomStatuses, useWorstAlarms } from "./use-room-statuses.ts";
import { ViewToggle } from "./view-toggle.tsx";
import "./building-picture.css";

const SceneView = lazy(() => import("./scene-view.tsx"));
const PlanView = lazy(async () => ({ default: (await import("./plan-view.tsx")).PlanView }));

const layerNames = ["temperature", "co2", "alarm"] as const satisfies readonly LayerName[];

/** The building as a picture in three equal views, with its storeys, layers and legend. */
export function BuildingPicture({ building, alarms }: { building: Building; alarms: readonly Alarm[] }) {
  const { t } = useTranslation();
  const storeys = useQuery(queries.storeys(building.id));
  useFollow(building.id);
  useEffect(() => remember(lastBuilding, building.id), [building.id]);
  if (building.spaces === 0) {
    return <Empty title={t("building.noRooms.title")}>{t("building.noRooms.text")}</Empty>;
  }
  return (
    <Answer of={storeys} rows={1}>
      {(list) => <Picture key={building.id} building={building} storeys={list} alarms={alarms} />}
    </Answer>
  );
}

function Picture({
  building,
  storeys,
  alarms,
}: {
  building: Building;
  storeys: readonly Storey[];
  alarms: readonly Alarm[];
}) {
  const { t } = useTranslation();
  const { here, change } = useControlRoom();
  const palette = usePalette();
  const rooms = useQuery({ ...queries.rooms(building.id), enabled: here.view === "3d" });
  const spaces = useQuery(queries.spaces(building.id));
  const points = useQuery(queries.points(building.id)).data ?? noPoints;
  const worst = useWorstAlarms(alarms);
  const layer = valueLayers[here.layer];
  const statuses = useRoomStatuses(here.layer, building.id, points, worst);
  const places = useRef(new Map<string, CameraPlace>());
  const [glLost, setGlLost] = useState(false);

  const withRooms = storeys.filter((storey) => storey.spaces > 0);
  const storeyId = storeys.some((storey) => storey.id === here.storeyId) ? here.storeyId : undefined;
  const view = glLost && here.view === "3d" ? "plan" : here.view;
  const labels = useMemo(
    () => new Map((spaces.data ?? []).map((space) => [space.id, space.number])),
    [spaces.data],
  );
  const storeyOf = useMemo(
    () => new Map((spaces.data ?? []).map((space) => [space.id, space.storeyId])),
    [spaces.data],
  );
  // A plan shows one storey: the chosen one, else that of the chosen room, else the ground floor.
  const planStorey =
    storeyId ??
    (here.spaceId === undefined ? undefined : storeyOf.get(here.spaceId)) ??
    (withRooms.find((storey) => storey.elevation >= -0.5) ?? withRooms[0])?.id;
  const select = (spaceId: string | undefined) => change({ spaceId, buildingId: building.id });
  const shared = { selectedId: here.spaceId, layer, statuses, worst, palette };

  return (
    <section className="picture" aria-label={t("picture.label")} data-view={view}>
      <div className="picture-bar">
        <ViewToggle />
        <fieldset className="picture-layers">
          <legend className="visually-hidden">{t("picture.layer.label")}</legend>
          {layerNames.map((name) => (
            <Chip.Radio
              key={name}
              data-size="sm"
              name="layer"
              value={name}
              checked={here.layer === name}
              onChange={() => change({ layer: name }, { replace: true })}
            >
              {t(`picture.layer.${name}`)}
            </Chip.Radio>
          ))}
        </fieldset>
      </div>
      <div className="picture-frame">
        {glLost && here.view === "3d" && (
          <p className="picture-notice" role="status">
            {t("picture.noWebGl")}
          </p>
        )}
        <Boundary key={view} fallback={view === "3d" ? <LostGl onLost={() => setGlLost(true)} /> : undefined}>
          {view === "3d" && (
            <Answer of={rooms} rows={1}>
              {(data) => (
                <Suspense fallback={<Loading rows={1} height={320} />}>
                  <SceneView
                    {...shared}
                    rooms={data}
                    storeys={storeys}
                    storeyId={storeyId}
                    labels={labels}
                    places={places.current}
                    onSelect={select}
                    onLost={() => setGlLost(true)}
                  />
                </Suspense>
              )}
            </Answer>
          )}
          {view === "plan" && planStorey !== undefined && (
            <Suspense fallback={<Loading rows={1} height={320} />}>
              <PlanView {...shared} storeyId={planStorey} onSelect={select} />
            </Suspense>
          )}
          {view === "list" && (
            <Answer of={spaces}>
              {(data) => (
                <RoomTable
                  buildingName={building.name}
                  spaces={data}
                  storeys={storeys}
                  storeyId={storeyId}
                  selectedId={here.spaceId}
                  points={points}
                  worst={worst}
                  onSelect={select}
                />
              )}
            </Answer>
          )}
        </Boundary>
        <StoreyStrip
          storeys={withRooms}
          value={view === "plan" ? planStorey : storeyId}
          offerAll={view !== "plan"}
          onChoose={(id) => change({ storeyId: id }, { replace: true })}
        />
        {view !== "list" && (
          <Legend
            layer={layer}
            palette={palette}
            statuses={statuses}
            selectedId={here.spaceId}
            buildingId={building.id}
          />
        )}
      </div>
    </section>
  );
}

const noPoints: readonly [] = [];

function LostGl({ onLost }: { onLost: () => void }) {
  useEffect(onLost, [onLost]);
  return null;
}

/** Storeys as they stand on each other. */
function StoreyStrip({
  storeys,
  value,
  offerAll,
  onChoose,
}: {
  storeys: readonly Storey[];
  value: string | undefined;
  offerAll: boolean;
  onChoose: (storeyId: string | undefined) => void;
}) {
  const { t } = useTranslation();
  if (storeys.length < 2) return null;
  return (
    <fieldset className="storeys">
      <legend className="visually-hidden">{t("picture.storey.label")}</legend>
      {offerAll && (
        <button type="button" aria-pressed={value === undefined} onClick={() => onChoose(undefined)}>
          {t("picture.storey.all")}
        </button>
      )}
      {storeys.toReversed().map((storey) => (
        <button
          key={storey.id}
          type="button"
          aria-pressed={storey.id === value}
          aria-label={t("picture.storey.choose", { name: storey.name })}
          title={storey.name}
          onClick={() => onChoose(storey.id)}
        >
          {storey.name}
        </button>
      ))}
    </fieldset>
  );
}
