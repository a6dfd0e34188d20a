import { Button, Chip } from "@digdir/designsystemet-react";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { MapLayer } from "@kontrollrom/contracts/map.ts";
import { BulletListIcon, ExpandIcon, ShrinkIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useEffect, useMemo, useRef, useState } from "react";
import { mapLayers } from "../app/address.ts";
import { useControlRoom } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { ViewToggle } from "../picture/view-toggle.tsx";
import { Boundary } from "../ui/boundary.tsx";
import { lazy } from "../ui/lazy.ts";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import { CityList } from "./city-list.tsx";
import { useCity } from "./use-city.ts";
import "../picture/building-picture.css";
import "./city.css";

const MapView = lazy(() => import("./map-view.tsx"));
const nothingHidden: readonly MapLayer[] = [];

/** The municipality as a map, or as the list of what is on it. */
export function CityPicture({ alarms }: { alarms: readonly Alarm[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { here, change } = useControlRoom();
  const city = useCity(alarms);
  const hidden = here.hidden ?? nothingHidden;
  const [glLost, setGlLost] = useState(false);
  const asList = here.asList === true || glLost;
  // The map and what it is drawn with come while what stands on it is read.
  useEffect(() => {
    if (!asList) MapView.preload();
  }, [asList]);
  useQuery({ ...queries.mapShapes(), enabled: !asList });
  const counts = useMemo(() => Map.groupBy(city.sensors, ({ layer }) => layer), [city.sensors]);
  const frame = useRef<HTMLElement>(null);
  const toggle = (layer: MapLayer) => {
    const next = mapLayers.filter((one) => hidden.includes(one) !== (one === layer));
    change({ hidden: next.length === 0 ? undefined : next }, { replace: true });
  };
  return (
    <section ref={frame} className="picture city" aria-label={t("map.label")} data-view="map">
      <div className="picture-bar">
        <ViewToggle />
        <fieldset className="picture-layers">
          <legend className="visually-hidden">{t("map.layers")}</legend>
          {mapLayers
            .filter((layer) => counts.has(layer))
            .map((layer) => (
              <Chip.Checkbox
                key={layer}
                data-size="sm"
                checked={!hidden.includes(layer)}
                onChange={() => toggle(layer)}
              >
                {t(`map.layer.${layer}`)}{" "}
                <span className="figures">{formats.number(counts.get(layer)?.length ?? 0, 0)}</span>
              </Chip.Checkbox>
            ))}
        </fieldset>
        <span className="city-tools">
          <Button
            variant="tertiary"
            data-size="sm"
            data-color="neutral"
            aria-pressed={asList}
            disabled={glLost}
            onClick={() => change({ asList: asList ? undefined : true }, { replace: true })}
          >
            <BulletListIcon aria-hidden />
            {t("map.asList")}
          </Button>
          <FullScreen of={frame} />
        </span>
      </div>
      <div className="picture-frame">
        {glLost && (
          <p className="city-notice" role="status">
            {t("map.noWebGl")}
          </p>
        )}
        {city.pending ? (
          <Loading rows={1} height={320} />
        ) : city.error !== null && city.buildings.length === 0 ? (
          <Failed error={city.error} retry={city.retry} />
        ) : city.buildings.length === 0 && city.sensors.length === 0 ? (
          <Empty title={t("building.none.title")}>{t("building.none.text")}</Empty>
        ) : asList ? (
          <CityList city={city} hidden={hidden} />
        ) : (
          <Boundary>
            <Suspense fallback={<Loading rows={1} height={320} />}>
              <MapView city={city} hidden={hidden} onLost={() => setGlLost(true)} />
            </Suspense>
          </Boundary>
        )}
      </div>
    </section>
  );
}

/** The map alone on the wall, and back. */
function FullScreen({ of }: { of: React.RefObject<HTMLElement | null> }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  useEffect(() => {
    const follow = () => setWhole(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", follow);
    return () => document.removeEventListener("fullscreenchange", follow);
  }, []);
  if (!document.fullscreenEnabled) return null;
  const Icon = whole ? ShrinkIcon : ExpandIcon;
  return (
    <Button
      icon
      variant="tertiary"
      data-size="sm"
      data-color="neutral"
      aria-label={t(whole ? "map.leaveFullScreen" : "map.fullScreen")}
      onClick={() => void (whole ? document.exitFullscreen() : of.current?.requestFullscreen())}
    >
      <Icon aria-hidden />
    </Button>
  );
}
