import { Button } from "@digdir/designsystemet-react";
import type { Point } from "@kontrollrom/contracts/point.ts";
import { XMarkIcon } from "@navikt/aksel-icons";
import { controlRoom } from "../app/address.ts";
import { Link } from "../app/navigation.tsx";
import { useTranslation } from "../i18n/text.ts";
import { Scrollable } from "../ui/scrollable.tsx";
import { strokeCount } from "./draw.ts";
import { gapOf } from "./line-gap.ts";
import { entryAt, figuresOf, type Lines } from "./shown-series.ts";
import { useTrendTexts } from "./texts.ts";
import type { Measure } from "./use-measure.ts";
import type { View } from "./view.ts";

/** The points of the plot with their figures: what the lines say, in words and numbers. */
export function PointList({
  points,
  lines,
  earlier,
  view,
  bucketMs,
  cursor,
  label,
  measure,
  when,
  onRemove,
  onStrong,
}: {
  points: readonly Point[];
  lines: Lines;
  earlier: { lines: Lines; shiftMs: number } | undefined;
  view: View;
  bucketMs: number;
  cursor: number | undefined;
  label: (point: Point) => string;
  measure: Measure;
  /** The moment of the cursor, in words. */
  when: string | undefined;
  onRemove: (id: number) => void;
  onStrong: (id: number | undefined) => void;
}) {
  const { t } = useTranslation();
  const tt = useTrendTexts();
  return (
    <Scrollable className="trend-list" label={tt("list")}>
      <table className="ds-table figures" data-size="sm" data-hover>
        <caption className="visually-hidden">{tt("list")}</caption>
        <thead>
          <tr>
            <th scope="col">{tt("point")}</th>
            <th scope="col" className="number">
              {when ?? tt("last")}
            </th>
            {earlier !== undefined && (
              <th scope="col" className="number">
                {tt("earlier")}
              </th>
            )}
            <th scope="col" className="number">
              {t("trend.min")}
            </th>
            <th scope="col" className="number">
              {t("trend.avg")}
            </th>
            <th scope="col" className="number">
              {t("trend.max")}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {points.map((point, index) => {
            const entries = lines.get(point.id) ?? [];
            const figures = figuresOf(entries, view.from, view.to);
            const at = cursor ?? view.to;
            const entry =
              cursor === undefined ? figures?.last : entryAt(entries, at, gapOf(entries, bucketMs));
            const then = earlier?.lines.get(point.id) ?? [];
            const before =
              earlier === undefined ? undefined : entryAt(then, at - earlier.shiftMs, gapOf(then, bucketMs));
            const name = label(point);
            return (
              <tr
                key={point.id}
                data-point={point.id}
                onPointerEnter={() => onStrong(point.id)}
                onPointerLeave={() => onStrong(undefined)}
              >
                <th scope="row">
                  <span
                    className="trend-swatch"
                    data-line={(index % strokeCount) + 1}
                    data-dash={Math.floor(index / strokeCount) % 4}
                  />
                  {point.spaceId === undefined ? (
                    name
                  ) : (
                    <Link
                      className="ds-link"
                      to={controlRoom({ buildingId: point.buildingId, spaceId: point.spaceId })}
                    >
                      {name}
                    </Link>
                  )}
                  {!name.startsWith(point.deviceName) && (
                    <span className="quiet trend-device"> {point.deviceName}</span>
                  )}
                </th>
                <td className="number" data-now>
                  {measure(point, entry?.avg)}
                  {entry?.quality !== undefined && (
                    <span className="quiet"> {t(`value.quality.${entry.quality}`)}</span>
                  )}
                </td>
                {earlier !== undefined && <td className="number">{measure(point, before?.avg)}</td>}
                <td className="number">{measure(point, figures?.min)}</td>
                <td className="number">{measure(point, figures?.mean)}</td>
                <td className="number">{measure(point, figures?.max)}</td>
                <td>
                  <Button
                    icon
                    variant="tertiary"
                    data-size="sm"
                    aria-label={tt("remove", { name })}
                    onClick={() => onRemove(point.id)}
                  >
                    <XMarkIcon aria-hidden />
                  </Button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scrollable>
  );
}
