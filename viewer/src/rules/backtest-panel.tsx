import { Alert, Button, Heading, Table } from "@digdir/designsystemet-react";
import type { BacktestAnswer, BacktestOccurrence } from "@kontrollrom/contracts/backtest.ts";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useNavigation } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { Fact, Facts } from "../ui/list-detail.tsx";
import { Scrollable } from "../ui/scrollable.tsx";
import { explain } from "../ui/states.tsx";
import { faultsOf, inputOf, type RuleDraft } from "./draft.ts";
import { ChoiceField } from "./fields.tsx";
import { LoadChart } from "./load-chart.tsx";

const dayMs = 86_400_000;
const periods = ["7", "30", "90", "365"] as const;

/** What the rule would have raised: asked before it is let loose on people. */
export function BacktestPanel({
  draft,
  rule,
  onAsked,
}: {
  draft: RuleDraft;
  /** As it is saved; what is in the form is then shown beside it. */
  rule: Rule | undefined;
  onAsked: () => void;
}) {
  const { t } = useTranslation();
  const [days, setDays] = useState<(typeof periods)[number]>("30");
  const asking = useRef<AbortController>(undefined);
  const input = inputOf(draft);
  const text = JSON.stringify(input);
  const changed = rule !== undefined && !sameJudgement(rule, input);
  const attempt = useMutation({
    mutationFn: async (): Promise<{ answer: BacktestAnswer; of: string }> => {
      asking.current?.abort();
      asking.current = new AbortController();
      const { signal } = asking.current;
      const to = Math.floor(Date.now() / 60_000) * 60_000;
      const period = {
        from: new Date(to - Number(days) * dayMs).toISOString(),
        to: new Date(to).toISOString(),
      };
      const answer =
        rule === undefined
          ? await call("POST /rules/backtest", { body: { ...period, rule: input }, signal })
          : await call("POST /rules/{id}/backtest", {
              params: { id: rule.id },
              body: { ...period, ...(changed && { changed: input }) },
              signal,
            });
      return { answer, of: text };
    },
  });
  // Nobody waits for the answer any longer.
  useEffect(() => () => asking.current?.abort(), []);
  const { address } = useNavigation();
  const trying = address.page === "rules" && address.trying === true;
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (trying) panel.current?.scrollIntoView({ block: "center" });
  }, [trying]);
  return (
    <section className="rule-try" ref={panel}>
      <Heading level={3} data-size="2xs">
        {t("rules.try.title")}
      </Heading>
      <p className="quiet">{changed ? t("rules.try.leadChanged") : t("rules.try.lead")}</p>
      <div className="rule-try-ask">
        <ChoiceField
          label={t("rules.try.period")}
          value={days}
          options={periods.map((count) => [count, t("rules.try.days", { count: Number(count) })])}
          onChange={setDays}
        />
        <Button
          type="button"
          variant="secondary"
          loading={attempt.isPending}
          onClick={() => {
            onAsked();
            if (faultsOf(draft).filter((fault) => fault !== "name").length === 0) attempt.mutate();
          }}
        >
          {t("rules.try.run")}
        </Button>
      </div>
      {attempt.error !== null && (
        <Alert data-color="warning" data-size="sm" role="alert">
          {explain(attempt.error, t)}
        </Alert>
      )}
      {attempt.data !== undefined && (
        <div aria-live="polite">
          {attempt.data.of !== text && <p className="quiet">{t("rules.try.old")}</p>}
          <Result answer={attempt.data.answer} />
        </div>
      )}
    </section>
  );
}

/** Whether what is judged by is the same: names and texts change no alarm. */
function sameJudgement(rule: Rule, draft: RuleDraft): boolean {
  const of = ({ scope, condition, schedule }: Pick<Rule, "scope" | "condition" | "schedule">) =>
    JSON.stringify([scope, condition, schedule ?? null]);
  return of(rule) === of(draft);
}

function Result({ answer: { result, before, difference } }: { answer: BacktestAnswer }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const days = result.perDay.length;
  const beside = (now: string, was: string | undefined) =>
    was === undefined ? now : t("rules.try.beside", { now, was });
  const perDay = (alarms: number) => formats.number(alarms / Math.max(1, days), 1);
  return (
    <>
      {result.stopped !== undefined && (
        <Alert data-color="warning" data-size="sm">
          {t("rules.try.stopped", { judged: result.pointsJudged, points: result.points })}
        </Alert>
      )}
      {result.samples === 0 && <p>{t("rules.try.noHistory")}</p>}
      <Facts>
        <Fact name={t("rules.try.alarms")}>
          {beside(formats.number(result.alarms, 0), before && formats.number(before.alarms, 0))}
        </Fact>
        <Fact name={t("rules.try.aDay")}>
          {beside(perDay(result.alarms), before && perDay(before.alarms))}
        </Fact>
        <Fact name={t("rules.try.standing")}>
          {beside(formats.duration(result.standingMs), before && formats.duration(before.standingMs))}
        </Fact>
        <Fact name={t("rules.try.peak")}>
          {beside(
            formats.number(result.peakPer10Min.alarms, 0),
            before && formats.number(before.peakPer10Min.alarms, 0),
          )}
          {result.peakPer10Min.at !== undefined && ` (${formats.dateTime(result.peakPer10Min.at)})`}
        </Fact>
        <Fact name={t("rules.try.points")}>
          {t("rules.try.ofPoints", { count: result.pointsWithAlarms, points: result.points })}
        </Fact>
      </Facts>
      {result.peakPer10Min.alarms > 10 && (
        <Alert data-color="warning" data-size="sm">
          {t("rules.try.flood")}
        </Alert>
      )}
      <LoadChart result={result} before={before} />
      {difference !== undefined && (
        <div className="rule-difference">
          <p>
            {t("rules.try.difference", {
              same: difference.same,
              gone: difference.gone,
              brought: difference.new,
            })}
          </p>
          <Occurrences title={t("rules.try.gone")} list={difference.goneOccurrences} result={result} />
          <Occurrences title={t("rules.try.brought")} list={difference.newOccurrences} result={result} />
        </div>
      )}
      {result.perPoint.length > 0 && (
        <Scrollable className="rule-scroll" label={t("rules.try.perPoint")}>
          <Table data-size="sm">
            <caption>{t("rules.try.perPoint")}</caption>
            <Table.Head>
              <Table.Row>
                <Table.HeaderCell>{t("rules.try.place")}</Table.HeaderCell>
                <Table.HeaderCell>{t("rules.try.alarms")}</Table.HeaderCell>
                <Table.HeaderCell>{t("rules.try.standing")}</Table.HeaderCell>
              </Table.Row>
            </Table.Head>
            <Table.Body>
              {result.perPoint.slice(0, 10).map((point) => (
                <Table.Row key={point.pointId}>
                  <Table.Cell>
                    {[point.buildingName, point.spaceLabel, point.deviceName].filter(Boolean).join(", ")}
                  </Table.Cell>
                  <Table.Cell className="figures">{formats.number(point.alarms, 0)}</Table.Cell>
                  <Table.Cell className="figures">{formats.duration(point.standingMs)}</Table.Cell>
                </Table.Row>
              ))}
            </Table.Body>
          </Table>
        </Scrollable>
      )}
    </>
  );
}

function Occurrences({
  title,
  list,
  result,
}: {
  title: string;
  list: readonly BacktestOccurrence[];
  result: BacktestAnswer["result"];
}) {
  const formats = useFormats();
  if (list.length === 0) return null;
  const names = new Map(
    result.perPoint.map(({ pointId, spaceLabel, deviceName }) => [pointId, spaceLabel ?? deviceName]),
  );
  return (
    <div>
      <Heading level={4} data-size="2xs">
        {title}
      </Heading>
      <ul className="figures">
        {list.slice(0, 5).map(({ pointId, raisedAt }) => (
          <li key={`${pointId} ${raisedAt}`}>
            {formats.dateTime(raisedAt)} {names.get(pointId)}
          </li>
        ))}
      </ul>
    </div>
  );
}
