import {
  Alert,
  Button,
  Checkbox,
  Field,
  Heading,
  Label,
  Switch,
  Textarea,
  Textfield,
} from "@digdir/designsystemet-react";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import { type Rule, ruleTextNames } from "@kontrollrom/contracts/rule.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";
import { BacktestPanel } from "./backtest-panel.tsx";
import { ConditionFields } from "./condition-fields.tsx";
import { conditionSentence } from "./condition-sentence.ts";
import { conditionKinds, draftOf, faultsOf, inputOf, newCondition, newDraft } from "./draft.ts";
import { ChoiceField, DurationField } from "./fields.tsx";
import { MatchingPoints } from "./matching-points.tsx";
import { RunningHoursList } from "./running-hours-list.tsx";
import { ScheduleFields } from "./schedule-fields.tsx";
import { ScopeFields } from "./scope-fields.tsx";
import { TextPreview } from "./text-preview.tsx";

/** Makes or changes a rule: what it looks at, when it holds, what then happens, and how often it would have. */
export function RuleForm({ rule }: { rule: Rule | undefined }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { go } = useNavigation();
  const client = useQueryClient();
  const notice = useNotice();
  const mayWrite = useCan("rule:write");
  const [draft, setDraft] = useState(rule === undefined ? newDraft : draftOf(rule));
  const [asked, setAsked] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const faults = faultsOf(draft);
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change });
  const { condition, scope } = draft;

  const done = (words: string) => {
    void client.invalidateQueries({ queryKey: ["rules"] });
    notice(words);
  };
  const save = useMutation({
    mutationFn: () => {
      const input = inputOf(draft);
      if (rule === undefined) return call("POST /rules", { body: input });
      const { schedule = null, ownerGroup = null, text = null } = input;
      const body = { ...input, schedule, ownerGroup, text, revision: rule.revision };
      return call("PATCH /rules/{id}", { params: { id: rule.id }, body });
    },
    onSuccess: (saved) => {
      done(t("rules.saved", { name: saved.name }));
      client.setQueryData(["rules", saved.id], saved);
      go({ page: "rules", ruleId: saved.id });
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => call("DELETE /rules/{id}", { params: { id } }),
    onSuccess: () => {
      done(t("rules.removed", { name: rule?.name ?? "" }));
      go({ page: "rules" });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (faults.length === 0) save.mutate();
  };
  const conflict = save.error instanceof ApiProblem && save.error.status === 409;

  return (
    <form className="detail rule-form" onSubmit={submit} noValidate>
      <Link className="ds-link rule-back" to={{ page: "rules" }}>
        {t("rules.back")}
      </Link>
      <Heading level={2} data-size="xs">
        {rule?.name ?? t("rules.newTitle")}
      </Heading>
      <fieldset className="rule-fields" disabled={!mayWrite}>
        <legend className="visually-hidden">{t("rules.legend")}</legend>
        {!mayWrite && <p className="quiet">{t("rules.readOnly")}</p>}
        <Textfield
          label={t("rules.name")}
          maxLength={200}
          required
          value={draft.name}
          error={asked && faults.includes("name") ? t("rules.fault.name") : undefined}
          onChange={(event) => set({ name: event.target.value })}
        />

        <Heading level={3} data-size="2xs">
          {t("rules.scope.title")}
        </Heading>
        <ScopeFields scope={scope} onChange={(next) => set({ scope: next })} />
        <MatchingPoints
          scope={scope}
          canTakeOut={mayWrite}
          onTakeOut={(id) =>
            set({ scope: { ...scope, excludePointIds: [...(scope.excludePointIds ?? []), id] } })
          }
          onTakeBack={() => set({ scope: { ...scope, excludePointIds: [] } })}
        />

        <Heading level={3} data-size="2xs">
          {t("rules.when")}
        </Heading>
        <ChoiceField
          label={t("rules.field.kind")}
          description={t(`rules.kindHint.${condition.kind}`)}
          value={condition.kind}
          options={conditionKinds.map((kind) => [kind, t(`rules.kind.${kind}`)])}
          onChange={(kind) => set({ condition: newCondition(kind) })}
        />
        <ConditionFields
          key={condition.kind}
          condition={condition}
          quantity={scope.quantity}
          asked={asked}
          onChange={(next) => set({ condition: next })}
        />
        {asked && faults.includes("band") && (
          <Alert data-color="warning" data-size="sm">
            {t("rules.fault.band")}
          </Alert>
        )}
        <DurationField
          key={`on ${condition.kind}`}
          label={t("rules.field.onDelay")}
          value={condition.onDelayMs}
          asked={asked}
          onChange={(onDelayMs) => set({ condition: { ...condition, onDelayMs } })}
        />
        <DurationField
          key={`off ${condition.kind}`}
          label={t("rules.field.offDelay")}
          value={condition.offDelayMs}
          asked={asked}
          onChange={(offDelayMs) => set({ condition: { ...condition, offDelayMs } })}
        />
        <ScheduleFields
          schedule={draft.schedule}
          asked={asked}
          onChange={(schedule) => {
            const { schedule: _, ...rest } = draft;
            setDraft(schedule === undefined ? rest : { ...rest, schedule });
          }}
        />
        <p className="rule-sentence">
          {t("rules.reads", { words: conditionSentence(condition, scope.quantity, t, formats) })}
        </p>

        <Heading level={3} data-size="2xs">
          {t("rules.outcome")}
        </Heading>
        <ChoiceField
          label={t("rules.priority")}
          value={String(draft.priority)}
          options={(["1", "2", "3", "4"] as const).map((priority) => [
            priority,
            t(`rules.priorityName.${priority}`),
          ])}
          onChange={(priority) => set({ priority: Number(priority) as Priority })}
        />
        <Field>
          <Label>{t("rules.advice")}</Label>
          <Textarea
            rows={3}
            maxLength={2000}
            value={draft.advice}
            onChange={(event) => set({ advice: event.target.value })}
          />
        </Field>
        <Textfield
          label={t("rules.text")}
          description={t("rules.textHint", {
            names: ruleTextNames.map((name) => `{{${name}}}`).join(" "),
            interpolation: { skipOnVariables: true },
          })}
          maxLength={300}
          value={draft.text ?? ""}
          onChange={(event) => set({ text: event.target.value })}
        />
        <TextPreview draft={draft} />
        <Textfield
          label={t("rules.owner")}
          maxLength={100}
          value={draft.ownerGroup ?? ""}
          onChange={(event) => set({ ownerGroup: event.target.value })}
        />
        <Checkbox
          label={t("rules.createsOrder")}
          checked={draft.createsWorkOrder}
          onChange={(event) => set({ createsWorkOrder: event.target.checked })}
        />
        <Checkbox
          label={t("rules.latching")}
          checked={draft.latching ?? false}
          onChange={(event) => set({ latching: event.target.checked })}
        />
        <Checkbox
          label={t("rules.health")}
          checked={draft.health ?? false}
          onChange={(event) => set({ health: event.target.checked })}
        />
        <Switch
          label={t("rules.enabled")}
          checked={draft.enabled}
          onChange={(event) => set({ enabled: event.target.checked })}
        />
      </fieldset>

      <BacktestPanel draft={draft} rule={rule} onAsked={() => setAsked(true)} />
      {rule?.condition.kind === "running-hours" && rule.enabled && <RunningHoursList rule={rule} />}

      {asked && faults.length > 0 && (
        <Alert data-color="warning" data-size="sm" role="alert">
          {t("rules.fault.some")}
        </Alert>
      )}
      {save.error !== null && (
        <Alert data-color="warning" data-size="sm" role="alert">
          {conflict ? t("rules.conflict") : explain(save.error, t)}
        </Alert>
      )}
      {remove.error !== null && (
        <Alert data-color="warning" data-size="sm" role="alert">
          {explain(remove.error, t)}
        </Alert>
      )}
      {mayWrite && (
        <div className="rule-actions">
          <Button type="submit" loading={save.isPending}>
            {t("rules.save")}
          </Button>
          <Button
            type="button"
            variant="tertiary"
            onClick={() => (rule === undefined ? go({ page: "rules" }) : setDraft(draftOf(rule)))}
          >
            {t("rules.discard")}
          </Button>
          {rule !== undefined &&
            (confirming ? (
              <Button
                type="button"
                data-color="danger"
                loading={remove.isPending}
                onClick={() => remove.mutate(rule.id)}
              >
                {t("rules.removeSure")}
              </Button>
            ) : (
              <Button
                type="button"
                variant="tertiary"
                data-color="danger"
                onClick={() => setConfirming(true)}
              >
                {t("rules.remove")}
              </Button>
            ))}
        </div>
      )}
    </form>
  );
}
