import type { Space, Storey } from "@kontrollrom/contracts/building.ts";
import type { Point } from "@kontrollrom/contracts/point.ts";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import { useEffect, useMemo, useRef } from "react";
import { useFormats } from "../app/preferences.tsx";
import { isStale } from "../data/age.ts";
import { usePresent } from "../data/live-context.tsx";
import { stateWord } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNow } from "../ui/now.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { Scrollable } from "../ui/scrollable.tsx";
import { pointsByRoom, type ValueLayer } from "./layers.ts";
import "./room-table.css";

/** As many as are read side by side. */
const mostColumns = 4;

interface RoomTableProps {
  readonly buildingName: string;
  readonly spaces: readonly Space[];
  readonly storeys: readonly Storey[];
  readonly storeyId: string | undefined;
  readonly selectedId: string | undefined;
  readonly points: readonly Point[];
  readonly layers: readonly ValueLayer[];
  readonly layer: ValueLayer | undefined;
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
  layers,
  layer,
  worst,
  onSelect,
}: RoomTableProps) {
  const { t } = useTranslation();
  const names = useMemo(() => new Map(storeys.map((storey) => [storey.id, storey.name])), [storeys]);
  // The chosen layer always has its column, also where it is not among the common ones.
  const columns = useMemo(() => {
    const common = layers.filter(({ kind }) => kind !== "counter").slice(0, mostColumns);
    const shown =
      layer === undefined || layer.kind === "counter" || common.some(({ name }) => name === layer.name)
        ? common
        : [...common, layer];
    return shown.map(({ name, quantity }) => ({ name, quantity, byRoom: pointsByRoom(points, quantity) }));
  }, [layers, layer, points]);
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
            {storeyId === undefined && (
              <th scope="col" className="storey">
                {t("room.storey")}
              </th>
            )}
            {columns.map(({ name, quantity }) => (
              <th key={name} scope="col" className="number" data-chosen={name === layer?.name || undefined}>
                {t(`quantity.${quantity}`)}
              </th>
            ))}
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
              points={columns.map(({ byRoom }) => byRoom.get(space.id)?.[0])}
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
  points,
  priority,
  selected,
  onSelect,
}: {
  space: Space;
  storeyName: string | undefined;
  points: readonly (Point | undefined)[];
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
      {storeyName !== undefined && <td className="storey">{storeyName}</td>}
      {points.map((point, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: columns stand where they stand
        <Measure key={column} point={point} />
      ))}
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
  const word =
    present === undefined || point === undefined ? undefined : stateWord(point.quantity, present.value);
  return (
    <td
      className="number live-value"
      data-stale={stale || undefined}
      title={stale ? t("legend.stale") : undefined}
    >
      {word === undefined
        ? formats.measure(present?.value, point?.unit ?? "1", point?.quantity)
        : t(`value.${word}`)}
      {stale && <span className="visually-hidden"> {t("legend.stale")}</span>}
    </td>
  );
}
