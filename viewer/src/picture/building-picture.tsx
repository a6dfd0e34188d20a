import { Button, Chip, Select } from "@digdir/designsystemet-react";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { Building, Storey } from "@kontrollrom/contracts/building.ts";
import { SidebarLeftIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useEffect, useMemo, useState } from "react";
import type { LayerName } from "../app/address.ts";
import { lastBuilding } from "../app/current-building.ts";
import { Link, useControlRoom } from "../app/navigation.tsx";
import { remember } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { useFollow } from "../data/live-context.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useShownLayer } from "../time-machine/difference-view.tsx";
import { useAlarmsThen } from "../time-machine/past-context.tsx";
import { Boundary } from "../ui/boundary.tsx";
import { lazy } from "../ui/lazy.ts";
import { Answer, Empty, Loading } from "../ui/states.tsx";
import { AreaLayerChips, AreaLegend } from "./area-legend.tsx";
import { useAreaStatuses } from "./area-statuses.ts";
import type { ValueLayer } from "./layers.ts";
import { Legend } from "./legend.tsx";
import { usePalette } from "./palette.ts";
import { RoomTable } from "./room-table.tsx";
import type { Drawing } from "./use-contexts.ts";
import { useLayers } from "./use-layers.ts";
import { useRoomStatuses, useWorstAlarms } from "./use-room-statuses.ts";
import { ViewToggle } from "./view-toggle.tsx";
import "./building-picture.css";

const SceneView = lazy(() => import("./scene-view.tsx"));
const PlanView = lazy(async () => ({ default: (await import("./plan-view.tsx")).PlanView }));
const BuildingTree = lazy(async () => ({ default: (await import("./building-tree.tsx")).BuildingTree }));
const DownloadButton = lazy(async () => ({
  default: (await import("../exchange/download-button.tsx")).DownloadButton,
}));
const SavedViews = lazy(async () => ({ default: (await import("./saved-views.tsx")).SavedViews }));

/** Layers that are a chip of their own; the rest are in a list. */
const mostChips = 4;

/** The building as a picture in three equal views, with its storeys, layers and legend. */
export function BuildingPicture({ building, alarms }: { building: Building; alarms: readonly Alarm[] }) {
  const { t } = useTranslation();
  const storeys = useQuery(queries.storeys(building.id));
  const mayImport = useCan("register:write");
  useFollow(building.id);
  useEffect(() => remember(lastBuilding, building.id), [building.id]);
  const { view } = useControlRoom().here;
  // The picture comes while what it shows is read.
  useEffect(() => {
    if (view === "3d") SceneView.preload();
    if (view === "plan") PlanView.preload();
  }, [view]);
  if (building.spaces === 0) {
    return (
      <Empty
        title={t("building.noRooms.title")}
        action={
          mayImport && (
            <Link
              className="ds-link"
              to={{ page: "integrations", tab: "drawings", list: { buildingId: building.id } }}
            >
              {t("building.none.action")}
            </Link>
          )
        }
      >
        {t("building.noRooms.text")}
      </Empty>
    );
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
  const worst = useWorstAlarms(useAlarmsThen(alarms));
  const { layers, layer: chosen } = useLayers(here.layer, points);
  const layer = useShownLayer(chosen);
  const statuses = useRoomStatuses(layer, building.id, points, worst);
  const areas = useAreaStatuses(building.id, here.areas, palette);
  const drawings = useDrawings(building.id, rooms.data?.modelId);
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
  const shared = {
    selectedId: here.spaceId,
    layer: areas === undefined ? layer : undefined,
    statuses: areas?.statuses ?? statuses,
    worst,
    palette,
    place: here.place,
  };
  const put = (part: Parameters<typeof change>[0]) => change({ buildingId: building.id, ...part }, replacing);
  const storeyName = storeys.find(({ id }) => id === storeyId)?.name;

  return (
    <section className="picture" aria-label={t("picture.label")} data-view={view} data-tree={here.tree}>
      <div className="picture-bar">
        <ViewToggle />
        <LayerChoice
          layers={layers}
          layer={layer}
          off={areas !== undefined}
          onChoose={(name) => change({ layer: name, areas: undefined }, replacing)}
        />
        <AreaLayerChips buildingId={building.id} chosen={here.areas} onChoose={(id) => put({ areas: id })} />
        <div className="picture-acts">
          <Suspense fallback={null}>
            <SavedViews buildingId={building.id} />
            <DownloadButton icon buildingId={building.id} storeyId={planStorey} />
          </Suspense>
          <Button
            icon
            data-size="sm"
            data-color="neutral"
            variant="secondary"
            aria-pressed={here.tree === true}
            aria-label={t("scene.tree.open")}
            title={t("scene.tree.open")}
            onClick={() => change({ tree: here.tree ? undefined : true }, replacing)}
          >
            <SidebarLeftIcon aria-hidden />
          </Button>
        </div>
      </div>
      {here.tree && spaces.data !== undefined && (
        <Suspense fallback={<Loading rows={6} height={24} />}>
          <BuildingTree
            building={building}
            storeys={withRooms}
            spaces={spaces.data}
            points={points}
            storeyId={storeyId}
            selectedId={here.spaceId}
            onStorey={(id) => put({ storeyId: id })}
            onRoom={(spaceId, name) =>
              change({
                buildingId: building.id,
                spaceId,
                // Stay on the storey that is shown unless the room is on another.
                ...(storeyId !== undefined && { storeyId: storeyOf.get(spaceId) }),
                ...(name !== undefined && { layer: name }),
              })
            }
          />
        </Suspense>
      )}
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
                    drawings={drawings}
                    hidden={here.hiddenModels ?? noneHidden}
                    section={here.section}
                    spread={here.spread === true}
                    showValues={here.labels === true}
                    title={storeyName === undefined ? building.name : `${building.name}, ${storeyName}`}
                    onSelect={select}
                    onPlace={(place) => put({ place })}
                    onSection={(section) => put({ section })}
                    onHidden={(hidden) => put({ hiddenModels: hidden.length === 0 ? undefined : hidden })}
                    onSpread={(spread) => put({ spread: spread ? true : undefined })}
                    onShowValues={(shown) => put({ labels: shown ? true : undefined })}
                    onLost={() => setGlLost(true)}
                  />
                </Suspense>
              )}
            </Answer>
          )}
          {view === "plan" && planStorey !== undefined && (
            <Suspense fallback={<Loading rows={1} height={320} />}>
              <PlanView
                {...shared}
                storeyId={planStorey}
                onSelect={select}
                onPlace={(place) => put({ place })}
              />
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
                  layers={layers}
                  layer={layer}
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
        {view !== "list" && areas !== undefined && <AreaLegend layer={areas.layer} />}
        {view !== "list" && areas === undefined && (
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
const noneHidden: readonly [] = [];
const replacing = { replace: true } as const;

/** The newest drawing of each discipline, the architect's first; of a building whose drawings are not numbered, the one of its rooms. */
function useDrawings(buildingId: string, modelId: string | undefined): readonly Drawing[] {
  const revisions = useQuery(queries.revisions(buildingId)).data?.items;
  return useMemo(() => {
    const own: Drawing[] = modelId === undefined ? [] : [{ discipline: "architecture", modelId }];
    const others = (revisions ?? []).flatMap((revision) =>
      revision.current && revision.modelId !== undefined && revision.modelId !== modelId
        ? revision.discipline === "architecture"
          ? []
          : [{ discipline: revision.discipline, modelId: revision.modelId }]
        : [],
    );
    return [...own, ...others];
  }, [revisions, modelId]);
}

/** The common layers as chips, the others in a list, the alarms last. */
function LayerChoice({
  layers,
  layer,
  off,
  onChoose,
}: {
  layers: readonly ValueLayer[];
  layer: ValueLayer | undefined;
  /** Areas are shown instead. */
  off: boolean;
  onChoose: (name: LayerName) => void;
}) {
  const { t } = useTranslation();
  const chips = layers.slice(0, mostChips);
  const rest = layers.slice(mostChips);
  const chosen = off ? undefined : (layer?.name ?? "alarm");
  const name = (one: ValueLayer) =>
    one.kind === "counter"
      ? t("scene.today", { quantity: t(`quantity.${one.quantity}`) })
      : t(`quantity.${one.quantity}`);
  return (
    <div className="picture-layers">
      <fieldset className="picture-layers">
        <legend className="visually-hidden">{t("picture.layer.label")}</legend>
        {chips.map((one) => (
          <Chip.Radio
            key={one.name}
            data-size="sm"
            name="layer"
            value={one.name}
            checked={chosen === one.name}
            onChange={() => onChoose(one.name)}
          >
            {name(one)}
          </Chip.Radio>
        ))}
        <Chip.Radio
          data-size="sm"
          name="layer"
          value="alarm"
          checked={chosen === "alarm"}
          onChange={() => onChoose("alarm")}
        >
          {t("picture.layer.alarm")}
        </Chip.Radio>
      </fieldset>
      {rest.length > 0 && (
        <Select
          data-size="sm"
          width="auto"
          aria-label={t("scene.more")}
          value={rest.some((one) => one.name === chosen) ? chosen : ""}
          onChange={(event) => {
            const next = rest.find((one) => one.name === event.target.value);
            if (next !== undefined) onChoose(next.name);
          }}
        >
          <Select.Option value="">{t("scene.more")}</Select.Option>
          {rest.map((one) => (
            <Select.Option key={one.name} value={one.name}>
              {name(one)}
            </Select.Option>
          ))}
        </Select>
      )}
    </div>
  );
}

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
