import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { countByPriority } from "../data/event-cache.ts";
import { queries } from "../data/queries.ts";
import { missing } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { useAlarmSound } from "./alarm-sound.ts";
import "./alarm-summary.css";

/** How many alarms stand, by priority: shape, number and colour. Always in sight. */
export function AlarmSummary() {
  const { t } = useTranslation();
  const allowed = useCan("alarm:read");
  const { data } = useQuery({ ...queries.alarms({ state: "active" }), enabled: allowed });
  useAlarmSound(data?.items);
  if (!allowed) return null;
  const counts = countByPriority(data?.items ?? []);
  return (
    <Link to={{ page: "alarms", show: "active" }} className="alarm-summary">
      <span className="visually-hidden">{t("alarm.summary")}</span>
      {([1, 2, 3, 4] as const satisfies readonly Priority[]).map((priority) => {
        const { active = 0, unacknowledged = 0 } = counts[priority - 1] ?? {};
        return (
          <span key={priority} className="alarm-count" data-none={active === 0 || undefined}>
            <PriorityMark
              priority={priority}
              state={unacknowledged > 0 ? "unacknowledged" : "acknowledged"}
              size={22}
              silent
            />
            <span className="figures" aria-hidden>
              {data === undefined ? missing : active}
            </span>
            <span className="visually-hidden">
              {data !== undefined && t("alarm.summaryItem", { priority, active, unacknowledged })}
            </span>
          </span>
        );
      })}
    </Link>
  );
}
