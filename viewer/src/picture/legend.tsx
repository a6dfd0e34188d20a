import { useFormats } from "../app/preferences.tsx";
import { useLimits } from "../data/use-limits.ts";
import { stateWord, unitSign } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { partOf, type RoomStatus, type ValueLayer } from "./layers.ts";
import type { PicturePalette } from "./palette.ts";
import type { RoomStatuses } from "./room-statuses.ts";
import { useRoomStatus } from "./use-room-statuses.ts";
import "./legend.css";

interface LegendProps {
  readonly layer: ValueLayer | undefined;
  readonly palette: PicturePalette;
  readonly statuses: RoomStatuses;
  readonly selectedId: string | undefined;
  readonly buildingId: string;
}

/** What the colours mean: the unit, the limits of the alarm rules, and where the chosen room lies. */
export function Legend(props: LegendProps) {
  const { t } = useTranslation();
  return (
    <section className="legend" aria-label={t("legend.label")}>
      {props.layer === undefined ? (
        <AlarmLegend />
      ) : props.layer.kind === "state" && props.layer.ticks.length === 0 ? (
        <StateLegend layer={props.layer} palette={props.palette} />
      ) : (
        <ScaleLegend {...props} layer={props.layer} />
      )}
    </section>
  );
}

function ScaleLegend({
  layer,
  palette,
  statuses,
  selectedId,
  buildingId,
}: LegendProps & { layer: ValueLayer }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const limits = useLimits({ quantity: layer.quantity, buildingId, id: 0 });
  const scale = layer.scale(palette);
  const stops = Array.from({ length: 11 }, (_, step) => scale(step / 10)).join(", ");
  const percent = (value: number) => `${(partOf(layer, value) * 100).toFixed(1)}%`;
  const [low, high] = layer.domain;
  return (
    <>
      <p className="legend-title">
        {layer.kind === "counter"
          ? t("scene.today", { quantity: t(`quantity.${layer.quantity}`) })
          : t(`quantity.${layer.quantity}`)}{" "}
        <span className="quiet">{unitSign(layer.unit)}</span>
      </p>
      <div className="legend-scale">
        {selectedId !== undefined && (
          <Pointer statuses={statuses} spaceId={selectedId} layer={layer} percent={percent} />
        )}
        <div className="legend-bar" style={{ background: `linear-gradient(to right, ${stops})` }}>
          {limits
            .filter((limit) => limit >= low && limit <= high)
            .map((limit) => (
              <span
                key={limit}
                className="legend-limit"
                style={{ left: percent(limit) }}
                title={t("legend.limit", { value: formats.measure(limit, layer.unit, layer.quantity) })}
              />
            ))}
        </div>
        <div className="legend-ticks figures">
          {layer.ticks.map((tick) => (
            <span key={tick} style={{ left: percent(tick) }}>
              {formats.number(tick, Number.isInteger(tick) ? 0 : 1)}
            </span>
          ))}
        </div>
      </div>
      <p className="legend-keys">
        {limits.length > 0 && (
          <span>
            <i className="legend-key legend-key-limit" />
            {limits
              .map((limit) =>
                t("legend.limit", { value: formats.measure(limit, layer.unit, layer.quantity) }),
              )
              .join(", ")}
          </span>
        )}
        <span>
          <i className="legend-key legend-key-empty" />
          {t("legend.noValue")}
        </span>
        <span>
          <i className="legend-key legend-key-stale" />
          {t("legend.stale")}
        </span>
      </p>
    </>
  );
}

/** A state has two colours, each with its word. */
function StateLegend({ layer, palette }: { layer: ValueLayer; palette: PicturePalette }) {
  const { t } = useTranslation();
  const scale = layer.scale(palette);
  return (
    <>
      <p className="legend-title">{t(`quantity.${layer.quantity}`)}</p>
      <p className="legend-keys">
        {[0, 1].map((value) => (
          <span key={value}>
            <i className="legend-key" style={{ background: scale(value) }} />
            {t(`value.${stateWord(layer.quantity, value) ?? (value === 0 ? "no" : "yes")}`)}
          </span>
        ))}
        <span>
          <i className="legend-key legend-key-empty" />
          {t("legend.noValue")}
        </span>
        <span>
          <i className="legend-key legend-key-stale" />
          {t("legend.stale")}
        </span>
      </p>
    </>
  );
}

function Pointer({
  statuses,
  spaceId,
  layer,
  percent,
}: {
  statuses: RoomStatuses;
  spaceId: string;
  layer: ValueLayer;
  percent: (value: number) => string;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const status: RoomStatus = useRoomStatus(statuses, spaceId);
  if (status.kind !== "value") return null;
  return (
    <span className="legend-pointer" style={{ left: percent(status.value) }}>
      <span className="visually-hidden">
        {t("legend.selected", { value: formats.measure(status.value, layer.unit, layer.quantity) })}
      </span>
    </span>
  );
}

function AlarmLegend() {
  const { t } = useTranslation();
  return (
    <ul className="legend-alarms">
      {([1, 2, 3, 4] as const).map((priority) => (
        <li key={priority}>
          <PriorityMark priority={priority} size={18} silent />
          {t(`alarm.priority.${priority}`)}
        </li>
      ))}
      <li>
        <i className="legend-key legend-key-calm" />
        {t("legend.normal")}
      </li>
    </ul>
  );
}
