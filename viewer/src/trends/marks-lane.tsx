import { WrenchIcon } from "@navikt/aksel-icons";
import type { Address } from "../app/address.ts";
import { Link } from "../app/navigation.tsx";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { groupMarks, type Mark } from "./mark-groups.ts";
import { useTrendTexts } from "./texts.ts";
import { useNorwegianFormats } from "./use-formats.ts";
import { type View, viewOf } from "./view.ts";

const leastPx = 26;

/** Alarms and orders over the axis: a click leads to one, or closer to several that lie together. */
export function MarksLane({
  marks,
  view,
  left,
  right,
  onView,
}: {
  marks: readonly Mark[];
  view: View;
  left: number;
  right: number;
  onView: (view: View) => void;
}) {
  const tt = useTrendTexts();
  const formats = useNorwegianFormats();
  const groups = groupMarks(marks, view, right - left, leastPx);
  return (
    <ul className="trend-marks" aria-label={tt("marks")}>
      {groups.map(({ place, marks: here }) => {
        const [first] = here;
        if (first === undefined) return null;
        const worst = here.toSorted(
          (a, b) => Number(a.kind === "order") - Number(b.kind === "order") || a.priority - b.priority,
        )[0] as Mark;
        const style = { left: left + place * (right - left) };
        const icon =
          worst.kind === "alarm" ? (
            <PriorityMark priority={worst.priority} size={20} silent />
          ) : (
            <WrenchIcon aria-hidden fontSize="1.1rem" />
          );
        if (here.length === 1) {
          const label = `${tt(`${first.kind}`)}: ${first.text}, ${formats.dateTime(first.at)}`;
          const to: Address =
            first.kind === "alarm"
              ? { page: "alarms", alarmId: first.id, show: "all" }
              : { page: "work-orders", orderId: first.id, show: "all" };
          return (
            <li key={`${first.kind} ${first.id}`} style={style}>
              <Link to={to} className="trend-mark-one" title={label}>
                {icon}
                <span className="visually-hidden">{label}</span>
              </Link>
            </li>
          );
        }
        const label = tt("several", { count: here.length, at: formats.dateTime(first.at) });
        return (
          <li key={`${first.kind} ${first.id}`} style={style}>
            <button
              type="button"
              className="trend-mark-one"
              title={[label, ...here.slice(0, 12).map(({ text }) => text)].join("\n")}
              onClick={() => {
                const end = here.at(-1)?.at ?? first.at;
                const air = Math.max(5 * 60_000, (end - first.at) * 0.4);
                onView(viewOf(first.at - air, end + air, Date.now()));
              }}
            >
              {icon}
              <span className="trend-mark-count figures" aria-hidden="true">
                {here.length}
              </span>
              <span className="visually-hidden">{label}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
