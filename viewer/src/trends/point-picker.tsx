import { Button, Field, Label, Search, Select } from "@digdir/designsystemet-react";
import type { Point } from "@kontrollrom/contracts/point.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useId, useMemo, useState } from "react";
import { useCurrentBuilding } from "../app/current-building.ts";
import { mostTrendPoints } from "../app/trends-address.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { Answer } from "../ui/states.tsx";
import { findPoints } from "./find-points.ts";
import { useTrendTexts } from "./texts.ts";
import { usePointLabels } from "./use-points.ts";

/** Rows that are shown of what was found; more words find less. */
const mostRows = 80;

/** Stands among the buildings for what is in none. */
const outside = "outside";

/** Chooses points by building, quantity and words; all that were found at once where they are not too many. */
export function PointPicker({
  chosen,
  onChoose,
  most = mostTrendPoints,
  startAt,
}: {
  chosen: readonly number[];
  onChoose: (ids: readonly number[]) => void;
  /** So many at a time. */
  most?: number;
  /** The building that is looked in first; that of the page where not given. */
  startAt?: string | undefined;
}) {
  const tt = useTrendTexts();
  const current = useCurrentBuilding();
  const buildings = useQuery(queries.buildings()).data ?? [];
  const [asked, setBuilding] = useState<string>();
  const buildingId = asked ?? startAt ?? current?.id;
  const isOutside = buildingId === outside;
  const inside = useQuery({
    ...queries.points(buildingId ?? ""),
    enabled: buildingId !== undefined && !isOutside,
  });
  const outdoors = useQuery({ ...queries.pointsOutside(), enabled: isOutside });
  const points = isOutside ? outdoors : inside;
  const [words, setWords] = useState("");
  const [quantity, setQuantity] = useState("");
  const fields = { building: useId(), quantity: useId() };
  return (
    <div className="trend-picker">
      <Field data-size="sm">
        <Label htmlFor={fields.building}>{tt("building")}</Label>
        <Select
          id={fields.building}
          value={buildingId ?? ""}
          onChange={(event) => setBuilding(event.target.value)}
        >
          {buildings.map(({ id, name }) => (
            <Select.Option key={id} value={id}>
              {name}
            </Select.Option>
          ))}
          <Select.Option value={outside}>{tt("outside")}</Select.Option>
        </Select>
      </Field>
      <Field data-size="sm">
        <Label htmlFor={fields.quantity}>{tt("quantity")}</Label>
        <Quantities id={fields.quantity} points={points.data ?? []} value={quantity} onChange={setQuantity} />
      </Field>
      <Search data-size="sm">
        <Search.Input
          aria-label={tt("search")}
          placeholder={tt("searchHint")}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Search.Clear onClick={() => setWords("")} />
      </Search>
      <Answer of={points} rows={5}>
        {(data) => (
          <Found
            points={data}
            words={words}
            quantity={quantity}
            chosen={chosen}
            most={most}
            onChoose={onChoose}
          />
        )}
      </Answer>
    </div>
  );
}

function Quantities({
  id,
  points,
  value,
  onChange,
}: {
  id: string;
  points: readonly Point[];
  value: string;
  onChange: (quantity: string) => void;
}) {
  const { t, i18n } = useTranslation();
  const tt = useTrendTexts();
  const names = [...new Set(points.map(({ quantity }) => quantity))]
    .map((quantity) => ({ quantity, name: t(`quantity.${quantity}`) }))
    .sort((a, b) => a.name.localeCompare(b.name, i18n.language));
  return (
    <Select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
      <Select.Option value="">{tt("anyQuantity")}</Select.Option>
      {names.map(({ quantity, name }) => (
        <Select.Option key={quantity} value={quantity}>
          {name}
        </Select.Option>
      ))}
    </Select>
  );
}

/** What tells the point from others that are called the same. */
const besides = (point: Point, label: string): string =>
  point.binding?.tfmTag ?? (label.startsWith(point.deviceName) ? "" : point.deviceName);

function Found({
  points,
  words,
  quantity,
  chosen,
  most,
  onChoose,
}: {
  points: readonly Point[];
  words: string;
  quantity: string;
  chosen: readonly number[];
  most: number;
  onChoose: (ids: readonly number[]) => void;
}) {
  const { i18n } = useTranslation();
  const tt = useTrendTexts();
  const client = useQueryClient();
  const label = usePointLabels(points);
  const wanted = useDeferredValue(words);
  // biome-ignore lint/correctness/useExhaustiveDependencies: labels change with the rooms, which come about when the points do
  const found = useMemo(() => {
    const order = new Intl.Collator(i18n.language, { numeric: true });
    return findPoints(
      points,
      { words: wanted, quantity },
      (point) => `${label(point)} ${point.deviceName}`,
    ).toSorted((a, b) => order.compare(label(a), label(b)));
  }, [points, wanted, quantity, i18n.language]);
  const has = new Set(chosen);
  const fresh = found.filter(({ id }) => !has.has(id));
  const room = most - chosen.length;
  const choose = (list: readonly Point[]) => {
    // Known already: they need not be asked for one by one.
    for (const point of list) client.setQueryData(queries.point(point.id).queryKey, point);
    onChoose([...chosen, ...list.map(({ id }) => id)]);
  };
  return (
    <>
      <div className="trend-found" role="status">
        <span className="quiet">{tt("found", { count: found.length })}</span>
        {fresh.length > 1 && fresh.length <= room && (
          <Button variant="secondary" data-size="sm" onClick={() => choose(fresh)}>
            {tt("addAll", { count: fresh.length })}
          </Button>
        )}
      </div>
      {fresh.length > room && (words !== "" || quantity !== "") && (
        <p className="quiet small">{tt("most", { most })}</p>
      )}
      <ul className="trend-points">
        {found.slice(0, mostRows).map((point) => (
          <li key={point.id}>
            <label>
              <input
                type="checkbox"
                checked={has.has(point.id)}
                disabled={!has.has(point.id) && room <= 0}
                onChange={(event) =>
                  event.target.checked ? choose([point]) : onChoose(chosen.filter((id) => id !== point.id))
                }
              />
              <span>
                {label(point)}
                <span className="quiet"> {besides(point, label(point))}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {found.length > mostRows && (
        <p className="quiet small">{tt("more", { count: found.length - mostRows })}</p>
      )}
    </>
  );
}
