import type { Space, Storey } from "@kontrollrom/contracts/building.ts";
import type { Point } from "@kontrollrom/contracts/point.ts";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import { useEffect, useMemo, useRef } from "react";
import { useFormats } from "../app/preferences.tsx";
import { isStale } from "../data/age.ts";
import { usePresent } from "../data/live-context.tsx";
import { useTranslation } from "../i18n/text.ts";
import { useNow } from "../ui/now.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { Scrollable } from "../ui/scrollable.tsx";
import { pointsByRoom } from "./layers.ts";
import "./room-table.css";

interface RoomTableProps {
  readonly buildingName: string;
  readonly spaces: readonly Space[];
  readonly storeys: readonly Storey[];
  readonly storeyId: string | undefined;
  readonly selectedId: string | undefined;
  readonly points: readonly Point[];
  readonly worst: ReadonlyMap<string, Priority>;
  readonly onSelect: (spaceId: string) => void;
}

/** The rooms as a table: everything the pictures show, for those who read rather than look. */
export function RoomTable({
  buildingName,
  spaces,
  storeys,
  storeyId,
  selectedId,
  points,
  worst,
  onSelect,
}: RoomTableProps) {
  const { t } = useTranslation();
  const names = useMemo(() => new Map(storeys.map((storey) => [storey.id, storey.name])), [storeys]);
  const temperature = useMemo(() => pointsByRoom(points, "temperature"), [points]);
  const co2 = useMemo(() => pointsByRoom(points, "co2"), [points]);
  const rows = useMemo(() => {
    const height = new Map(storeys.map((storey, index) => [storey.id, index]));
    const byNumber = new Intl.Collator("nb", { numeric: true });
    return spaces
      .filter((space) => storeyId === undefined || space.storeyId === storeyId)
      .sort(
        (a, b) =>
          (height.get(a.storeyId) ?? 0) - (height.get(b.storeyId) ?? 0) ||
          byNumber.compare(a.number, b.number),
      );
  }, [spaces, storeys, storeyId]);
  if (rows.length === 0) return <p className="room-table-none">{t("room.none")}</p>;
  return (
    <Scrollable className="room-table" label={t("room.caption", { building: buildingName })}>
      <table className="ds-table figures" data-size="sm" data-hover>
        <caption className="visually-hidden">
          {t("room.caption", { building: buildingName })}. {t("room.sortHint")}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t("room.number")}</th>
            <th scope="col">{t("room.name")}</th>
            {storeyId === undefined && <th scope="col">{t("room.storey")}</th>}
            <th scope="col" className="number">
              {t("picture.layer.temperature")}
            </th>
            <th scope="col" className="number">
              {t("picture.layer.co2")}
            </th>
            <th scope="col">{t("picture.layer.alarm")}</th>
            <th scope="col" className="number">
              {t("room.area")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((space) => (
            <RoomRow
              key={space.id}
              space={space}
              storeyName={storeyId === undefined ? (names.get(space.storeyId) ?? "") : undefined}
              temperature={temperature.get(space.id)?.[0]}
              co2={co2.get(space.id)?.[0]}
              priority={worst.get(space.id)}
              selected={space.id === selectedId}
              onSelect={onSelect}
            />
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}

function RoomRow({
  space,
  storeyName,
  temperature,
  co2,
  priority,
  selected,
  onSelect,
}: {
  space: Space;
  storeyName: string | undefined;
  temperature: Point | undefined;
  co2: Point | undefined;
  priority: Priority | undefined;
  selected: boolean;
  onSelect: (spaceId: string) => void;
}) {
  const formats = useFormats();
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  return (
    <tr
      ref={row}
      data-space={space.id}
      data-selected={selected || undefined}
      onClick={() => onSelect(space.id)}
    >
      <th scope="row">
        <button type="button" aria-current={selected || undefined} className="room-table-choose">
          {space.number}
        </button>
      </th>
      <td>{space.name}</td>
      {storeyName !== undefined && <td>{storeyName}</td>}
      <Measure point={temperature} />
      <Measure point={co2} />
      <td>{priority !== undefined && <PriorityMark priority={priority} size={20} />}</td>
      <td className="number">{space.area === undefined ? "–" : `${formats.number(space.area, 1)} m²`}</td>
    </tr>
  );
}

function Measure({ point }: { point: Point | undefined }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const present = usePresent(point?.id, point?.present);
  const now = useNow(15_000);
  const stale = present !== undefined && isStale(present, now, undefined);
  return (
    <td
      className="number live-value"
      data-stale={stale || undefined}
      title={stale ? t("legend.stale") : undefined}
    >
      {formats.measure(present?.value, point?.unit ?? "1", point?.quantity)}
      {stale && <span className="visually-hidden"> {t("legend.stale")}</span>}
    </td>
  );
}
