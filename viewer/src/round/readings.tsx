import type { Point } from "@kontrollrom/contracts/point.ts";
import { useFormats } from "../app/preferences.tsx";
import { isStale } from "../data/age.ts";
import { useFollow, usePresent } from "../data/live-context.tsx";
import { missing, stateWord } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNow } from "../ui/now.ts";
import { useRoundTexts } from "./texts.ts";

/** What is measured in the room: live, or what was last read, which then says how old it is. */
export function Readings({ points, readAt }: { points: readonly Point[]; readAt: number }) {
  const t = useRoundTexts();
  return (
    <section className="detail-card" data-read-at={readAt}>
      <h2>{t("order.readings")}</h2>
      <ul className="round-values">
        {points.map((point) => (
          <Reading key={point.id} point={point} />
        ))}
      </ul>
    </section>
  );
}

function Reading({ point }: { point: Point }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(5000);
  useFollow(undefined, point.id);
  const present = usePresent(point.id, point.present);
  const word = present && stateWord(point.quantity, present.value);
  const stale = present !== undefined && isStale(present, now, undefined);
  return (
    <li data-stale={stale || undefined}>
      <span>
        {t(`quantity.${point.quantity}`)}
        {present !== undefined && (
          <span className="quiet figures">
            {" "}
            {t("value.age", { age: formats.duration(Math.max(0, now - present.time)) })}
            {stale && <strong> · {t("value.quality.stale")}</strong>}
          </span>
        )}
      </span>
      <span className="figures live-value">
        {present === undefined
          ? missing
          : word !== undefined
            ? t(`value.${word}`)
            : formats.measure(present.value, point.unit, point.quantity)}
      </span>
    </li>
  );
}
