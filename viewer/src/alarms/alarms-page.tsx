import { ToggleGroup } from "@digdir/designsystemet-react";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { AlarmShow } from "../app/address.ts";
import { useNavigation } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { queries } from "../data/queries.ts";
import { ListDetail } from "../ui/list-detail.tsx";
import { Answer, Empty, Failed } from "../ui/states.tsx";
import { AlarmDetail } from "./alarm-detail.tsx";
import { AlarmList } from "./alarm-list.tsx";

const shows = ["active", "unacknowledged", "all"] as const satisfies readonly AlarmShow[];

export function AlarmsPage() {
  const { t } = useTranslation();
  const { address, go } = useNavigation();
  const allowed = useCan("alarm:read");
  const here =
    address.page === "alarms"
      ? address
      : { page: "alarms" as const, show: "active" as const, alarmId: undefined };
  const { show, alarmId } = here;
  // What stands unacknowledged is a part of what is active: one list in the cache serves both.
  const alarms = useQuery({ ...queries.alarms(show === "all" ? {} : { state: "active" }), enabled: allowed });
  if (!allowed) return <Failed error={noAccess} />;
  const shown = (list: readonly Alarm[]) =>
    show === "unacknowledged" ? list.filter((alarm) => alarm.state !== "acknowledged") : list;
  return (
    <ListDetail
      title={t("page.alarms")}
      open={alarmId !== undefined}
      tools={
        <ToggleGroup
          data-size="sm"
          variant="secondary"
          aria-label={t("alarm.filter.label")}
          value={show}
          onChange={(value) => go({ ...here, show: value as AlarmShow }, { replace: true })}
        >
          {shows.map((option) => (
            <ToggleGroup.Item key={option} value={option}>
              {t(`alarm.filter.${option}`)}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup>
      }
      list={
        <Answer of={alarms} rows={6}>
          {(data) =>
            shown(data.items).length === 0 ? (
              <Empty title={t("alarm.empty.title")}>{t("alarm.empty.text")}</Empty>
            ) : (
              <AlarmList
                alarms={shown(data.items)}
                label={t("page.alarms")}
                currentId={alarmId}
                expands={false}
                onChoose={(alarm) => go({ ...here, alarmId: alarm.id })}
              />
            )
          }
        </Answer>
      }
      detail={
        alarmId === undefined ? (
          <p className="detail-none">{t("alarm.detail.none")}</p>
        ) : (
          <AlarmDetail key={alarmId} id={alarmId} show={show} />
        )
      }
    />
  );
}

const noAccess = new ApiProblem(403, "forbidden", "");
