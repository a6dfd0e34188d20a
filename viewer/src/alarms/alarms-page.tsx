import { Alert, Details, ToggleGroup } from "@digdir/designsystemet-react";
import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import { useQuery } from "@tanstack/react-query";
import type { AlarmShow, AlarmsAddress } from "../app/address.ts";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { needsAcknowledge } from "../data/event-cache.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { ListDetail } from "../ui/list-detail.tsx";
import { Answer, Empty, Failed } from "../ui/states.tsx";
import { AlarmDetail } from "./alarm-detail.tsx";
import { AlarmList } from "./alarm-list.tsx";
import { AlarmTools } from "./alarm-tools.tsx";
import { FilterLine } from "./filter-line.tsx";
import { ServiceBanner } from "./service-banner.tsx";
import { ServiceModes } from "./service-modes.tsx";

const shows = ["active", "unacknowledged", "aside", "service", "all"] as const satisfies readonly AlarmShow[];

export function AlarmsPage() {
  const { t } = useTranslation();
  const { address, go } = useNavigation();
  const allowed = useCan("alarm:read");
  const here: AlarmsAddress = address.page === "alarms" ? address : { page: "alarms", show: "active" };
  const { show, alarmId, group, sort, priority, buildingId, ruleId } = here;
  // What stands unacknowledged is a part of what is active: one list in the cache serves both.
  const alarms = useQuery({
    ...queries.alarms({
      ...(show !== "all" && { state: show === "aside" ? "aside" : "active" }),
      ...(priority !== undefined && { priority }),
      ...(buildingId !== undefined && { buildingId }),
      ...(ruleId !== undefined && { ruleId }),
    }),
    enabled: allowed && show !== "service",
  });
  const groups = useQuery({
    ...queries.alarmGroups({
      by: group ?? "cause",
      state: show === "aside" ? "aside" : "active",
      ...(buildingId !== undefined && { buildingId }),
    }),
    enabled: allowed && group !== undefined && show !== "all" && show !== "service",
  });
  const flood = useQuery({ ...queries.alarmFlood(), enabled: allowed }).data;
  if (!allowed) return <Failed error={noAccess} />;
  const shown = (list: readonly Alarm[]) =>
    show === "unacknowledged" ? list.filter(needsAcknowledge) : list;
  const filtered = priority !== undefined || buildingId !== undefined || ruleId !== undefined;
  const change = (part: Partial<AlarmsAddress>) => go({ ...here, ...part }, { replace: true });
  return (
    <ListDetail
      title={t("page.alarms")}
      open={alarmId !== undefined}
      tools={
        <>
          <Link className="ds-link" to={{ page: "alarm-statistics", days: "7" }}>
            {t("alarm.statistics.link")}
          </Link>
          <ToggleGroup
            data-size="sm"
            variant="secondary"
            aria-label={t("alarm.filter.label")}
            value={show}
            onChange={(value) => change({ show: value as AlarmShow })}
          >
            {shows.map((option) => (
              <ToggleGroup.Item key={option} value={option}>
                {t(`alarm.filter.${option}`)}
              </ToggleGroup.Item>
            ))}
          </ToggleGroup>
        </>
      }
      list={
        show === "service" ? (
          <ServiceModes />
        ) : (
          <>
            <ServiceBanner />
            {flood?.active === true && (
              <Alert data-color="warning" data-size="sm" className="alarm-flood">
                {t("alarm.flood", { count: Math.round(flood.per10Minutes) })}
              </Alert>
            )}
            <Details className="alarm-tools-fold" data-size="sm">
              <Details.Summary>{t("alarm.tools")}</Details.Summary>
              <Details.Content>
                <AlarmTools here={here} change={change} />
              </Details.Content>
            </Details>
            {filtered && <FilterLine here={here} change={change} />}
            <Answer of={alarms} rows={6}>
              {(data) =>
                shown(data.items).length > 0 ? (
                  <AlarmList
                    alarms={shown(data.items)}
                    label={t("page.alarms")}
                    currentId={alarmId}
                    expands={false}
                    sort={sort}
                    groups={group === undefined || show === "all" ? undefined : (groups.data?.items ?? [])}
                    onChoose={(alarm) => go({ ...here, alarmId: alarm.id })}
                  />
                ) : filtered ? (
                  <Empty
                    title={t("alarm.emptyFiltered.title")}
                    action={
                      <Link className="ds-link" to={{ page: "alarms", show: "active" }}>
                        {t("alarm.emptyFiltered.action")}
                      </Link>
                    }
                  />
                ) : (
                  <Empty title={t("alarm.empty.title")}>{t("alarm.empty.text")}</Empty>
                )
              }
            </Answer>
          </>
        )
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
