import type { Point } from "@kontrollrom/contracts/point.ts";
import { useFormats } from "../app/preferences.tsx";
import { isStale } from "../data/age.ts";
import { usePresent } from "../data/live-context.tsx";
import { missing, stateWord } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNow } from "../ui/now.ts";

interface PointRowProps {
  readonly point: Point;
  readonly intervalS: number | undefined;
  readonly current: boolean;
  /** Said when the room has several of the quantity. */
  readonly deviceName: string | undefined;
  readonly onChoose: () => void;
}

/** A point's present value with its age and quality. Renders when its own value changes, nothing else does. */
export function PointRow({ point, intervalS, current, deviceName, onChoose }: PointRowProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(5000);
  const present = usePresent(point.id, point.present);
  const stale = present !== undefined && isStale(present, now, intervalS);
  const word = present === undefined ? undefined : stateWord(point.quantity, present.value);
  const text =
    present === undefined
      ? missing
      : word !== undefined
        ? t(`value.${word}`)
        : formats.measure(present.value, point.unit, point.quantity);
  const age = present === undefined ? undefined : Math.max(0, now - present.time);
  return (
    <li>
      <button
        type="button"
        className="point-row"
        aria-pressed={current}
        data-stale={stale || undefined}
        onClick={onChoose}
      >
        <span className="point-name">
          {t(`quantity.${point.quantity}`)}
          {point.channel !== undefined && <span className="quiet"> {point.channel}</span>}
          {deviceName !== undefined && <span className="point-device">{deviceName}</span>}
        </span>
        <span className="point-age figures">
          {present === undefined || age === undefined
            ? t(point.derivation === undefined ? "value.none" : "value.computed")
            : age < 10_000
              ? t("value.now")
              : t("value.age", { age: formats.duration(age) })}
          {present !== undefined && (stale || present.quality !== "good") && (
            <strong> · {t(`value.quality.${stale ? "stale" : present.quality}`)}</strong>
          )}
        </span>
        <span className="point-value figures live-value" data-point={point.id}>
          {text}
        </span>
      </button>
    </li>
  );
}
