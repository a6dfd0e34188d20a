import { Button, Tag } from "@digdir/designsystemet-react";
import type { MaintenancePlan } from "@kontrollrom/contracts/recurring.ts";
import { ArrowLeftIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useFormats, usePreferences } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { ListDetail } from "../ui/list-detail.tsx";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { Answer, Empty, Failed } from "../ui/states.tsx";
import { orderQueries } from "./order-queries.ts";
import { useOrderTexts } from "./order-texts.ts";
import { PlanForm } from "./plan-form.tsx";
import { planSentence } from "./plan-sentence.ts";
import "../ui/form-dialog.css";
import "./in-place.css";
import "./orders-page.css";
import "./plans.css";

const noAccess = new ApiProblem(403, "forbidden", "");

/** What makes orders of itself: by the calendar, and by hours in use. */
export function PlansPage() {
  const { t: common } = useTranslation();
  const t = useOrderTexts();
  const { address, go } = useNavigation();
  const mayRead = useCan("work-order:read");
  const mayManage = useCan("work-order:manage");
  const planId = address.page === "plans" ? address.planId : undefined;
  const plans = useQuery({ ...orderQueries.plans(), enabled: mayRead });
  if (!mayRead) return <Failed error={noAccess} />;
  return (
    <ListDetail
      title={common("page.plans")}
      open={planId !== undefined}
      tools={
        <div className="orders-tools">
          <Link className="ds-link" to={{ page: "work-orders", show: "open" }}>
            {t("plan.orders")}
          </Link>
          {mayManage && (
            <Button data-size="sm" onClick={() => go({ page: "plans", planId: "ny" })}>
              {t("plan.new")}
            </Button>
          )}
        </div>
      }
      list={
        <Answer of={plans} rows={6}>
          {({ items }) => (
            <>
              {items.length === 0 ? (
                <Empty level={2} title={t("plan.empty")}>
                  {t("plan.emptyText")}
                </Empty>
              ) : (
                <ul className="plan-list">
                  {items
                    .toSorted((a, b) => (a.nextDays[0] ?? "9").localeCompare(b.nextDays[0] ?? "9"))
                    .map((plan) => (
                      <PlanRow key={plan.id} plan={plan} current={plan.id === planId} />
                    ))}
                </ul>
              )}
              <HoursRules />
            </>
          )}
        </Answer>
      }
      detail={
        planId === undefined ? (
          <p className="detail-none">{t("plan.none")}</p>
        ) : (
          <article className="detail">
            <Link className="ds-link detail-back" to={{ page: "plans" }}>
              <ArrowLeftIcon aria-hidden /> {t("plan.back")}
            </Link>
            {planId === "ny" ? (
              <PlanForm key="ny" plan={undefined} editable={mayManage} />
            ) : (
              <Answer of={plans} rows={6}>
                {({ items }) => {
                  const plan = items.find(({ id }) => id === planId);
                  return plan === undefined ? (
                    <Empty level={2} title={t("plan.gone")}>
                      {t("plan.goneText")}
                    </Empty>
                  ) : (
                    <>
                      <PlanForm key={`${plan.id} ${plan.revision}`} plan={plan} editable={mayManage} />
                      <Rounds plan={plan} />
                    </>
                  );
                }}
              </Answer>
            )}
          </article>
        )
      }
    />
  );
}

function PlanRow({ plan, current }: { plan: MaintenancePlan; current: boolean }) {
  const t = useOrderTexts();
  const formats = useFormats();
  const { language } = usePreferences();
  const [next] = plan.nextDays;
  return (
    <li className="plan-row" data-current={current || undefined}>
      <PriorityMark priority={plan.priority} state="acknowledged" size={20} />
      <Link to={{ page: "plans", planId: plan.id }} aria-current={current || undefined}>
        <strong>{plan.name}</strong>
        <span className="figures">{planSentence(plan, t, formats, language)}</span>
        <span className="quiet figures">
          {next === undefined ? t("plan.noNext") : t("plan.next", { day: formats.date(`${next}T12:00:00`) })}
        </span>
      </Link>
      {!plan.enabled && (
        <Tag data-size="sm" data-color="neutral">
          {t("plan.off")}
        </Tag>
      )}
    </li>
  );
}

/** Rules that count hours in use and make an order when they are up: plans too, though they are kept among the rules. */
function HoursRules() {
  const t = useOrderTexts();
  const rules = useQuery({ ...queries.rules(), enabled: useCan("rule:read") }).data ?? [];
  const counting = rules.filter(
    (rule) => rule.condition.kind === "running-hours" && rule.createsWorkOrder && rule.enabled,
  );
  if (counting.length === 0) return null;
  return (
    <section className="plan-hours" aria-label={t("plan.hours")}>
      <h2>{t("plan.hours")}</h2>
      <p className="quiet">{t("plan.hoursText")}</p>
      <ul className="plan-list">
        {counting.map((rule) => (
          <li key={rule.id} className="plan-row">
            <PriorityMark priority={rule.priority} state="acknowledged" size={20} />
            <Link to={{ page: "rules", ruleId: rule.id }}>
              <strong>{rule.name}</strong>
              <HoursSoFar
                ruleId={rule.id}
                limit={rule.condition.kind === "running-hours" ? rule.condition.hours : 0}
              />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function HoursSoFar({ ruleId, limit }: { ruleId: string; limit: number }) {
  const t = useOrderTexts();
  const formats = useFormats();
  const hours = useQuery({
    queryKey: ["running-hours", ruleId],
    queryFn: ({ signal }) => call("GET /rules/{id}/running-hours", { params: { id: ruleId }, signal }),
  }).data;
  return (hours?.items ?? []).slice(0, 5).map((one) => (
    <span key={one.pointId} className="quiet figures">
      {one.spaceLabel ?? one.deviceName}: {t("plan.hoursOf", { hours: formats.number(one.hours, 0) })}{" "}
      {t("plan.hoursLimit", { limit: formats.number(limit, 0) })}
    </span>
  ));
}

/** The rounds that come, and how those went that were. */
function Rounds({ plan }: { plan: MaintenancePlan }) {
  const t = useOrderTexts();
  const formats = useFormats();
  const rounds = useQuery(orderQueries.rounds(plan.id));
  const day = (text: string) => formats.date(`${text}T12:00:00`);
  return (
    <>
      {plan.nextDays.length > 0 && (
        <section className="detail-card" aria-label={t("plan.nextDays")}>
          <h2>{t("plan.nextDays")}</h2>
          <ul className="plan-days figures">
            {plan.nextDays.map((next) => (
              <li key={next}>{day(next)}</li>
            ))}
          </ul>
        </section>
      )}
      <section className="detail-card" aria-label={t("plan.rounds")}>
        <h2>{t("plan.rounds")}</h2>
        <Answer of={rounds} rows={2}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="quiet">{t("plan.noRounds")}</p>
            ) : (
              <ol className="steps figures">
                {items.map((round) => (
                  <li key={round.day}>
                    <time dateTime={round.day}>{day(round.day)}</time>
                    <div>
                      {round.doneAt !== undefined
                        ? t("plan.round.done", { time: formats.dateTime(round.doneAt) })
                        : round.workOrderId === undefined
                          ? t("plan.round.none")
                          : round.missedAt !== undefined
                            ? t("plan.round.missed")
                            : t("plan.round.open", { time: formats.dateTime(round.dueAt) })}{" "}
                      {round.workOrderId !== undefined && (
                        <Link
                          className="ds-link"
                          to={{ page: "work-orders", orderId: round.workOrderId, show: "all" }}
                        >
                          {t("plan.openOrder")}
                        </Link>
                      )}
                    </div>
                  </li>
                ))}
              </ol>
            )
          }
        </Answer>
      </section>
    </>
  );
}
