import { Button, Switch } from "@digdir/designsystemet-react";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { partTexts } from "../i18n/part-texts.ts";
import { rulesEn } from "../i18n/rules-en.ts";
import { rulesNb } from "../i18n/rules-nb.ts";
import { useTranslation } from "../i18n/text.ts";
import { ListDetail } from "../ui/list-detail.tsx";
import { useNotice } from "../ui/notice.tsx";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { Answer, Empty, explain, Failed } from "../ui/states.tsx";
import { conditionSentence } from "./condition-sentence.ts";
import { RuleForm } from "./rule-form.tsx";
import "./rules.css";

/** What makes alarms: all rules, and the one that is looked at. */
const useRulesTexts = partTexts("rules", rulesNb, rulesEn);

export function RulesPage() {
  useRulesTexts();
  const { t } = useTranslation();
  const { address, go } = useNavigation();
  const mayRead = useCan("rule:read");
  const mayWrite = useCan("rule:write");
  const ruleId = address.page === "rules" ? address.ruleId : undefined;
  const rules = useQuery({ ...queries.rules(), enabled: mayRead });
  if (!mayRead) return <Failed error={noAccess} />;
  return (
    <ListDetail
      title={t("page.rules")}
      open={ruleId !== undefined}
      tools={
        mayWrite && (
          <Button data-size="sm" onClick={() => go({ page: "rules", ruleId: "ny" })}>
            {t("rules.new")}
          </Button>
        )
      }
      list={
        <Answer of={rules} rows={6}>
          {(list) =>
            list.length === 0 ? (
              <Empty title={t("rules.empty.title")}>{t("rules.empty.text")}</Empty>
            ) : (
              <ul className="rule-list">
                {list.map((rule) => (
                  <RuleRow key={rule.id} rule={rule} current={rule.id === ruleId} mayWrite={mayWrite} />
                ))}
              </ul>
            )
          }
        </Answer>
      }
      detail={
        ruleId === undefined ? (
          <p className="detail-none">{t("rules.none")}</p>
        ) : ruleId === "ny" ? (
          <RuleForm key="ny" rule={undefined} />
        ) : (
          <Answer of={rules} rows={6}>
            {(list) => {
              const rule = list.find(({ id }) => id === ruleId);
              return rule === undefined ? (
                <Empty
                  title={t("rules.gone.title")}
                  action={
                    <Link className="ds-link" to={{ page: "rules" }}>
                      {t("rules.back")}
                    </Link>
                  }
                >
                  {t("rules.gone.text")}
                </Empty>
              ) : (
                <RuleForm key={`${rule.id} ${rule.revision}`} rule={rule} />
              );
            }}
          </Answer>
        )
      }
    />
  );
}

const noAccess = new ApiProblem(403, "forbidden", "");

function RuleRow({ rule, current, mayWrite }: { rule: Rule; current: boolean; mayWrite: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useQueryClient();
  const notice = useNotice();
  const toggle = useMutation({
    mutationFn: (enabled: boolean) =>
      call("PATCH /rules/{id}", { params: { id: rule.id }, body: { enabled, revision: rule.revision } }),
    onSuccess: ({ enabled, name }) => notice(t(enabled ? "rules.switchedOn" : "rules.switchedOff", { name })),
    onError: (error) => notice(explain(error, t)),
    onSettled: () => client.invalidateQueries({ queryKey: ["rules"] }),
  });
  return (
    <li className="rule-row" data-off={!rule.enabled || undefined}>
      <PriorityMark priority={rule.priority} state="acknowledged" />
      <Link to={{ page: "rules", ruleId: rule.id }} aria-current={current ? "true" : undefined}>
        <strong>{rule.name}</strong>
        <span>{conditionSentence(rule.condition, rule.scope.quantity, t, formats)}</span>
        {(rule.ownerGroup !== undefined || rule.createsWorkOrder) && (
          <span className="quiet">
            {[rule.ownerGroup, rule.createsWorkOrder ? t("rules.makesOrder") : undefined]
              .filter(Boolean)
              .join(" · ")}
          </span>
        )}
      </Link>
      <Switch
        data-size="sm"
        aria-label={t("rules.enabledOne", { name: rule.name })}
        checked={toggle.isPending ? toggle.variables : rule.enabled}
        disabled={!mayWrite || toggle.isPending}
        onChange={(event) => toggle.mutate(event.target.checked)}
      />
    </li>
  );
}
