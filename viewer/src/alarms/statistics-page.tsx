import { Field, Label, Select, Tag } from "@digdir/designsystemet-react";
import type { AlarmStatistics } from "@kontrollrom/contracts/alarm-load.ts";
import { ArrowLeftIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import type { AlarmDays } from "../app/address.ts";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { Scrollable } from "../ui/scrollable.tsx";
import { Answer, Failed } from "../ui/states.tsx";
import { LoadChart } from "./load-chart.tsx";
import "./statistics-page.css";

const periods = ["1", "7", "30", "365"] as const satisfies readonly AlarmDays[];

/** Whether the alarms are of help: the load on an operator, and which rules give it. */
export function AlarmStatisticsPage() {
  const { t } = useTranslation();
  const { address, go } = useNavigation();
  const allowed = useCan("alarm:read");
  const days = address.page === "alarm-statistics" ? address.days : "7";
  const statistics = useQuery({ ...queries.alarmStatistics(days), enabled: allowed });
  if (!allowed) return <Failed error={noAccess} />;
  return (
    <div className="alarm-statistics">
      <header className="page-head">
        <h1>{t("alarm.statistics.title")}</h1>
        <Field data-size="sm" className="period">
          <Label>{t("alarm.statistics.period")}</Label>
          <Select
            value={days}
            onChange={(event) =>
              go(
                {
                  page: "alarm-statistics",
                  days: periods.find((one) => one === event.target.value) ?? "7",
                },
                { replace: true },
              )
            }
          >
            {periods.map((one) => (
              <Select.Option key={one} value={one}>
                {one === "1" ? t("alarm.statistics.day") : t("alarm.statistics.days", { count: Number(one) })}
              </Select.Option>
            ))}
          </Select>
        </Field>
      </header>
      <div className="alarm-statistics-body">
        <p>
          <Link className="ds-link" to={{ page: "alarms", show: "active" }}>
            <ArrowLeftIcon aria-hidden /> {t("alarm.statistics.back")}
          </Link>
        </p>
        <p className="quiet">{t("alarm.statistics.intro")}</p>
        <Answer of={statistics} rows={4}>
          {(figures) => (
            <>
              <KeyFigures figures={figures} />
              <section className="detail-card">
                <h2>{t("alarm.statistics.load")}</h2>
                <LoadChart figures={figures} />
              </section>
              <Priorities figures={figures} />
              <BadActors figures={figures} />
            </>
          )}
        </Answer>
      </div>
    </div>
  );
}

const judged = [
  "perHour",
  "perDay",
  "floodPercent",
  "peakPer10Minutes",
  "stale",
  "chattering",
] as const satisfies readonly (keyof AlarmStatistics)[];
const colours = { good: "success", acceptable: "warning", bad: "danger" } as const;

function KeyFigures({ figures }: { figures: AlarmStatistics }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <section className="detail-card">
      <h2>{t("alarm.statistics.figures")}</h2>
      <dl className="key-figures figures">
        {judged.map((name) => {
          const { value, target, verdict } = figures[name];
          const unit = name === "floodPercent" ? "\u00a0%" : "";
          const digits = Number.isInteger(value) ? 0 : 1;
          return (
            <div key={name}>
              <dt>{t(`alarm.statistics.${name}`)}</dt>
              <dd>
                <strong>
                  {formats.number(value, digits)}
                  {unit}
                </strong>
                <Tag data-size="sm" data-color={colours[verdict]}>
                  {t(`alarm.statistics.verdict.${verdict}`)}
                </Tag>
                <span className="quiet">
                  {t("alarm.statistics.target", { value: `${formats.number(target, 0)}${unit}` })}
                </span>
              </dd>
            </div>
          );
        })}
        <div>
          <dt>{t("alarm.statistics.standing")}</dt>
          <dd>
            <strong>{formats.number(figures.standing, 0)}</strong>
            <span className="quiet">{t("alarm.statistics.operators", { count: figures.operators })}</span>
          </dd>
        </div>
      </dl>
    </section>
  );
}

function Priorities({ figures }: { figures: AlarmStatistics }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <section className="detail-card">
      <h2>{t("alarm.statistics.priorities")}</h2>
      <Scrollable className="table-scroll" label={t("alarm.statistics.priorities")}>
        <table className="ds-table figures" data-size="sm">
          <thead>
            <tr>
              <th scope="col">{t("alarm.filter.priority")}</th>
              <th scope="col">{t("alarm.statistics.told")}</th>
              <th scope="col">{t("alarm.statistics.share")}</th>
              <th scope="col">{t("alarm.statistics.wanted")}</th>
            </tr>
          </thead>
          <tbody>
            {figures.priorities.map(({ priority, told, percent, targetPercent }) => (
              <tr key={priority}>
                <th scope="row">
                  <span className="with-mark">
                    <PriorityMark priority={priority} state="acknowledged" size={20} silent />
                    {t(`alarm.priority.${priority}`)}
                  </span>
                </th>
                <td>{formats.number(told, 0)}</td>
                <td>{formats.number(percent, 0)} %</td>
                <td>{targetPercent} %</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrollable>
    </section>
  );
}

function BadActors({ figures }: { figures: AlarmStatistics }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <section className="detail-card">
      <h2>{t("alarm.statistics.actors")}</h2>
      {figures.badActors.length === 0 ? (
        <p>{t("alarm.statistics.none")}</p>
      ) : (
        <Scrollable className="table-scroll" label={t("alarm.statistics.actors")}>
          <table className="ds-table figures" data-size="sm">
            <thead>
              <tr>
                <th scope="col">{t("alarm.statistics.rule")}</th>
                <th scope="col">{t("alarm.statistics.where")}</th>
                <th scope="col">{t("alarm.statistics.told")}</th>
                <th scope="col">{t("alarm.statistics.share")}</th>
                <th scope="col">{t("alarm.statistics.act")}</th>
              </tr>
            </thead>
            <tbody>
              {figures.badActors.map((actor) => (
                <tr key={`${actor.ruleId} ${actor.pointId}`}>
                  <th scope="row">
                    <Link className="ds-link" to={{ page: "alarms", show: "all", ruleId: actor.ruleId }}>
                      {actor.ruleName}
                    </Link>
                  </th>
                  <td>
                    {[actor.spaceLabel ?? actor.deviceName, actor.buildingName].filter(Boolean).join(", ")}
                    {actor.chattering && <span className="quiet"> · {t("alarm.chattering")}</span>}
                  </td>
                  <td>{formats.number(actor.told, 0)}</td>
                  <td>{formats.number(actor.percent, 0)} %</td>
                  <td className="actor-acts">
                    {!actor.ruleId.startsWith("platform:") && (
                      <>
                        <Link className="ds-link" to={{ page: "rules", ruleId: actor.ruleId }}>
                          {t("alarm.statistics.openRule")}
                        </Link>
                        <Link className="ds-link" to={{ page: "rules", ruleId: actor.ruleId, trying: true }}>
                          {t("alarm.statistics.tryLimit")}
                        </Link>
                      </>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrollable>
      )}
    </section>
  );
}

const noAccess = new ApiProblem(403, "forbidden", "");
