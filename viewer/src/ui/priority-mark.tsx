import type { AlarmState } from "@kontrollrom/contracts/alarm.ts";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import { useTranslation } from "../i18n/text.ts";
import "./priority-mark.css";

/** Shapes on a 24 × 24 field: the priority can be told without its colour. */
const shapes: Readonly<Record<Priority, { path: string; textY: number }>> = {
  1: { path: "M3 3H21V21H3Z", textY: 12 },
  2: { path: "M12 1.8 23 21.5H1Z", textY: 15.2 },
  3: { path: "M12 2a10 10 0 1 1 0 20a10 10 0 1 1 0-20Z", textY: 12 },
  4: { path: "M12 .8 23.2 12 12 23.2.8 12Z", textY: 12 },
};

function lookOf(state: AlarmState | undefined): "filled" | "outline" | "hatched" {
  switch (state) {
    case "acknowledged":
    case "normal":
    case "returnedUnacknowledged":
    case "latchedUnacknowledged":
    case "latchedAcknowledged":
      return "outline";
    case "shelved":
    case "suppressedByDesign":
    case "outOfService":
      return "hatched";
    case "unacknowledged":
    case undefined:
      return "filled";
  }
}

/** Colour, shape and number of a priority; filled and slowly pulsing while nobody has acknowledged it, else an outline. */
export function PriorityMark({
  priority,
  state,
  size = 24,
  silent = false,
}: {
  priority: Priority;
  state?: AlarmState | undefined;
  size?: number;
  silent?: boolean;
}) {
  const { t } = useTranslation();
  const shape = shapes[priority];
  const look = lookOf(state);
  const label = t("alarm.priorityLabel", { priority, word: t(`alarm.priority.${priority}`) });
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: it has one, unless the words stand beside it
    <svg
      className={`priority-mark priority-${priority}`}
      data-look={look}
      data-pulse={state?.endsWith("nacknowledged") || undefined}
      viewBox="-2 -2 28 28"
      width={size}
      height={size}
      aria-hidden={silent || undefined}
      role={silent ? undefined : "img"}
    >
      {!silent && <title>{label}</title>}
      <path className="halo" d={shape.path} />
      <path className="shape" d={shape.path} />
      {look === "hatched" && <path className="hatch" d="M3 21 21 3M3 14 14 3M10 21 21 10" />}
      <text x="12" y={shape.textY} dominantBaseline="central" textAnchor="middle">
        {priority}
      </text>
    </svg>
  );
}
