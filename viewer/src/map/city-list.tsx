import { Button, Search } from "@digdir/designsystemet-react";
import type { MapLayer, MapSensor } from "@kontrollrom/contracts/map.ts";
import { useMemo, useState } from "react";
import { useControlRoom } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { isStale } from "../data/age.ts";
import { useFollowPoints, usePresent } from "../data/live-context.tsx";
import { missing, stateWord } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNow } from "../ui/now.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { Scrollable } from "../ui/scrollable.tsx";
import { type CityRow, cityRows, cityThings } from "./city-rows.ts";
import type { City } from "./use-city.ts";
import "../picture/room-table.css";

const atOnce = 200;

/** All that the map shows, for those who read rather than look: what calls for someone first. */
export function CityList({ city, hidden }: { city: City; hidden: readonly MapLayer[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [search, setSearch] = useState("");
  const [shown, setShown] = useState(atOnce);
  const { buildings, sensors, troubles } = city;
  const things = useMemo(() => cityThings({ buildings, sensors }), [buildings, sensors]);
  const rows = useMemo(() => cityRows(things, troubles, hidden, search), [things, troubles, hidden, search]);
  const listed = useMemo(() => rows.slice(0, shown), [rows, shown]);
  useFollowPoints(useMemo(() => listed.flatMap(({ sensor }) => sensor?.pointId ?? []), [listed]));
  return (
    <div className="city-list">
      <Search className="city-search">
        <Search.Input
          aria-label={t("map.search")}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setShown(atOnce);
          }}
        />
        <Search.Clear aria-label={t("map.clear")} />
      </Search>
      <Scrollable className="room-table" label={t("map.caption")}>
        <table className="ds-table figures" data-size="sm" data-hover>
          <caption className="visually-hidden">{t("map.caption")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("map.what")}</th>
              <th scope="col">{t("map.kind")}</th>
              <th scope="col" className="number">
                {t("map.value")}
              </th>
              <th scope="col">{t("picture.layer.alarm")}</th>
            </tr>
          </thead>
          <tbody>
            {listed.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p className="room-table-none">{t("map.nothing")}</p>}
        {rows.length > shown && (
          <Button variant="tertiary" data-size="sm" onClick={() => setShown(shown + atOnce)}>
            {t("map.more", { left: formats.number(rows.length - shown, 0) })}
          </Button>
        )}
      </Scrollable>
    </div>
  );
}

function Row({ row }: { row: CityRow }) {
  const { t } = useTranslation();
  const { here, change } = useControlRoom();
  const { trouble, sensor } = row;
  const current = (here.deviceId ?? here.buildingId) === row.id;
  const choose = () =>
    change({
      spaceId: undefined,
      storeyId: undefined,
      view: "map",
      buildingId: sensor === undefined ? row.id : undefined,
      deviceId: sensor === undefined ? undefined : row.id,
    });
  return (
    <tr data-selected={current || undefined} onClick={choose}>
      <th scope="row">
        <button type="button" className="room-table-choose" aria-pressed={current}>
          {row.name}
        </button>
      </th>
      <td>{t(sensor === undefined ? "map.building" : `map.layer.${sensor.layer}`)}</td>
      <td className="number">{sensor === undefined ? null : <SensorValue sensor={sensor} />}</td>
      <td>
        {trouble !== undefined && (
          <PriorityMark
            priority={trouble.priority}
            state={trouble.open ? "unacknowledged" : "acknowledged"}
            size={20}
          />
        )}
      </td>
    </tr>
  );
}

/** A sensor's present value; renders when its own value changes. */
export function SensorValue({ sensor }: { sensor: MapSensor }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(15_000);
  const present = usePresent(sensor.pointId, sensor.present);
  if (present === undefined || sensor.quantity === undefined || sensor.unit === undefined) return missing;
  const word = stateWord(sensor.quantity, present.value);
  return (
    <span
      data-stale={isStale(present, now, sensor.expectedIntervalS) || undefined}
      data-point={sensor.pointId}
    >
      {word === undefined ? formats.measure(present.value, sensor.unit, sensor.quantity) : t(`value.${word}`)}
    </span>
  );
}
