import { Alert, Button, Chip, Field, Label, Select, Switch, Textfield } from "@digdir/designsystemet-react";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import {
  type MaintenancePlan,
  type MaintenancePlanPatch,
  PlanType,
  type Recurrence,
} from "@kontrollrom/contracts/recurring.ts";
import { useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNavigation } from "../app/navigation.tsx";
import { useFormats, usePreferences } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { parseFigure, toLocal } from "../room/local-moment.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";
import { AssigneeFields, type Assignment } from "./assignee-fields.tsx";
import { orderQueries } from "./order-queries.ts";
import { useOrderTexts } from "./order-texts.ts";
import { type Place, PlaceFields } from "./place-fields.tsx";
import { planSentence, weekdayName } from "./plan-sentence.ts";

const blank = (): Recurrence => ({
  from: toLocal(Date.now()).slice(0, 10),
  every: 1,
  unit: "week",
  holidays: "keep",
});

/** A plan as it is, or one that is being made. What it says of the calendar is repeated in words. */
export function PlanForm({ plan, editable }: { plan: MaintenancePlan | undefined; editable: boolean }) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const formats = useFormats();
  const { language } = usePreferences();
  const client = useQueryClient();
  const notice = useNotice();
  const { go } = useNavigation();
  const [name, setName] = useState(plan?.name ?? "");
  const [title, setTitle] = useState(plan?.title ?? "");
  const [recurrence, setRecurrence] = useState<Recurrence>(plan?.recurrence ?? blank());
  const [every, setEvery] = useState(String(recurrence.every));
  const [dueTime, setDueTime] = useState(plan?.dueTime ?? "15:00");
  const [place, setPlace] = useState<Place>({
    buildingId: plan?.buildingId ?? "",
    spaceId: plan?.spaceId ?? "",
  });
  const [who, setWho] = useState<Assignment>({
    assignee: plan?.assignee ?? "",
    assigneeKind: plan?.assigneeKind ?? "person",
    agreement: plan?.agreement ?? "",
  });
  const [enabled, setEnabled] = useState(plan?.enabled ?? true);
  const [tried, setTried] = useState(false);
  const [ending, setEnding] = useState(false);
  const templates = useQuery(orderQueries.templates()).data?.items ?? [];
  const refresh = () => client.invalidateQueries({ queryKey: ["plans"] });
  const save = useMutation({
    mutationFn: (fields: MaintenancePlanPatch) =>
      plan === undefined
        ? call("POST /maintenance-plans", { body: withoutNothing(fields) as never })
        : call("PATCH /maintenance-plans/{id}", {
            params: { id: plan.id },
            body: { ...fields, revision: plan.revision },
          }),
    onSuccess: async (saved) => {
      await refresh();
      void client.invalidateQueries({ queryKey: ["order-pages"] });
      notice(t(plan === undefined ? "plan.made" : "plan.saved"));
      go({ page: "plans", planId: saved.id });
    },
    onError: (error) => {
      void refresh();
      const other = error instanceof ApiProblem && error.status === 409;
      notice(other ? t("plan.changed") : explain(error, common), "problem");
    },
  });
  const end = useMutation({
    mutationFn: () => call("DELETE /maintenance-plans/{id}", { params: { id: plan?.id ?? "" } }),
    onSuccess: () => {
      void refresh();
      notice(t("plan.ended"));
      go({ page: "plans" });
    },
    onError: (error) => notice(explain(error, common), "problem"),
  });
  const count = parseFigure(every);
  const everyWrong = count === undefined || !Number.isInteger(count) || count < 1 || count > 3660;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    const data = new FormData(event.currentTarget);
    const text = (field: string) => String(data.get(field) ?? "").trim();
    if (name.trim() === "" || title.trim() === "" || everyWrong || recurrence.from === "") return;
    const { weekdays, ...rest } = recurrence;
    const [ruleId, pointId] = text("resets").split(" ");
    save.mutate({
      name: name.trim(),
      title: title.trim(),
      enabled,
      description: text("description"),
      type: PlanType.parse(text("type")),
      priority: Number(text("priority")) as Priority,
      recurrence: {
        ...rest,
        every: count,
        ...(rest.unit === "week" && weekdays !== undefined && weekdays.length > 0 && { weekdays }),
      },
      dueTime,
      leadDays: Math.round(parseFigure(text("leadDays")) ?? 7),
      graceHours: parseFigure(text("graceHours")) ?? 24,
      buildingId: place.buildingId || null,
      spaceId: place.spaceId || null,
      assignee: who.assignee.trim() || null,
      assigneeKind: who.assignee.trim() === "" ? null : who.assigneeKind,
      agreement: who.agreement.trim() || null,
      checklistTemplateId: text("checklistTemplateId") || null,
      resets: ruleId === undefined || pointId === undefined ? null : { ruleId, pointId: Number(pointId) },
    });
  };
  const locale = language === "nb" ? "nb-NO" : "en-GB";
  const weekdays = new Set(recurrence.weekdays);
  return (
    <form className="detail-card" onSubmit={submit} noValidate aria-label={plan?.name ?? t("plan.new")}>
      <h2>{plan?.name ?? t("plan.new")}</h2>
      <p className="plan-sentence figures" role="status">
        {planSentence(
          { recurrence: { ...recurrence, every: everyWrong ? 1 : count }, dueTime },
          t,
          formats,
          language,
        )}
      </p>
      {!editable && <p className="quiet">{t("plan.readOnly")}</p>}
      <fieldset className="form-part" disabled={!editable}>
        <legend>{t("plan.what")}</legend>
        <Switch
          label={t("plan.on")}
          checked={enabled}
          onChange={(event) => setEnabled(event.target.checked)}
        />
        <Textfield
          label={t("plan.name")}
          value={name}
          maxLength={200}
          error={tried && name.trim() === "" ? t("plan.nameMissing") : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        <Textfield
          label={t("plan.title")}
          value={title}
          maxLength={200}
          error={tried && title.trim() === "" ? t("plan.titleMissing") : undefined}
          onChange={(event) => setTitle(event.target.value)}
        />
        <Textfield
          multiline
          rows={3}
          name="description"
          label={t("plan.description")}
          defaultValue={plan?.description ?? ""}
          maxLength={10_000}
        />
        <div className="fields-row">
          <Field>
            <Label>{t("field.type")}</Label>
            <Select name="type" defaultValue={plan?.type ?? "planned"}>
              {PlanType.options.map((type) => (
                <Select.Option key={type} value={type}>
                  {common(`order.type.${type}`)}
                </Select.Option>
              ))}
            </Select>
          </Field>
          <Field>
            <Label>{t("field.priority")}</Label>
            <Select name="priority" defaultValue={String(plan?.priority ?? 3)}>
              {([1, 2, 3, 4] as const).map((priority) => (
                <Select.Option key={priority} value={String(priority)}>
                  {priority} {common(`alarm.priority.${priority}`)}
                </Select.Option>
              ))}
            </Select>
          </Field>
          <Field>
            <Label>{t("plan.template")}</Label>
            <Select
              key={templates.length}
              name="checklistTemplateId"
              defaultValue={plan?.checklistTemplateId ?? ""}
            >
              <Select.Option value="">{t("plan.noTemplate")}</Select.Option>
              {templates.map((one) => (
                <Select.Option key={one.id} value={one.id}>
                  {one.name}
                </Select.Option>
              ))}
            </Select>
          </Field>
        </div>
      </fieldset>
      <fieldset className="form-part" disabled={!editable}>
        <legend>{t("plan.rule")}</legend>
        <div className="fields-row">
          <Textfield
            label={t("plan.every")}
            inputMode="numeric"
            value={every}
            error={tried && everyWrong ? t("plan.everyWrong") : undefined}
            onChange={(event) => setEvery(event.target.value)}
          />
          <Field>
            <Label className="visually-hidden">{t("plan.rule")}</Label>
            <Select
              value={recurrence.unit}
              onChange={(event) =>
                setRecurrence({ ...recurrence, unit: event.target.value as Recurrence["unit"] })
              }
            >
              {(["day", "week", "month"] as const).map((unit) => (
                <Select.Option key={unit} value={unit}>
                  {t(`plan.unit.${unit}`)}
                </Select.Option>
              ))}
            </Select>
          </Field>
          <Textfield
            type="date"
            label={t("plan.from")}
            value={recurrence.from}
            error={tried && recurrence.from === "" ? t("plan.fromMissing") : undefined}
            onChange={(event) => setRecurrence({ ...recurrence, from: event.target.value })}
          />
          <Textfield
            type="date"
            label={t("plan.until")}
            value={recurrence.until ?? ""}
            onChange={(event) => {
              const { until: _until, ...rest } = recurrence;
              setRecurrence(event.target.value === "" ? rest : { ...rest, until: event.target.value });
            }}
          />
        </div>
        {recurrence.unit === "week" && (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset within this one would be announced twice
          <div className="order-filter-chips" role="group" aria-label={t("plan.weekdays")}>
            {[1, 2, 3, 4, 5, 6, 7].map((day) => (
              <Chip.Checkbox
                key={day}
                checked={weekdays.has(day)}
                onChange={() => {
                  const next = [1, 2, 3, 4, 5, 6, 7].filter((one) =>
                    one === day ? !weekdays.has(one) : weekdays.has(one),
                  );
                  setRecurrence({ ...recurrence, weekdays: next });
                }}
              >
                {weekdayName(day, locale)}
              </Chip.Checkbox>
            ))}
          </div>
        )}
        <div className="fields-row">
          <Field>
            <Label>{t("plan.holidays")}</Label>
            <Select
              value={recurrence.holidays}
              onChange={(event) =>
                setRecurrence({ ...recurrence, holidays: event.target.value as Recurrence["holidays"] })
              }
            >
              {(["keep", "skip", "next-working-day"] as const).map((what) => (
                <Select.Option key={what} value={what}>
                  {t(`plan.holiday.${what}`)}
                </Select.Option>
              ))}
            </Select>
          </Field>
          <Textfield
            type="time"
            label={t("plan.dueTime")}
            value={dueTime}
            onChange={(event) => setDueTime(event.target.value || "15:00")}
          />
          <Textfield
            name="leadDays"
            inputMode="numeric"
            label={t("plan.leadDays")}
            defaultValue={String(plan?.leadDays ?? 7)}
          />
          <Textfield
            name="graceHours"
            inputMode="numeric"
            label={t("plan.graceHours")}
            defaultValue={String(plan?.graceHours ?? 24)}
          />
        </div>
        <ResetsField plan={plan} />
      </fieldset>
      <fieldset className="form-part" disabled={!editable}>
        <legend>{t("plan.where")}</legend>
        <PlaceFields place={place} onChange={setPlace} />
      </fieldset>
      <fieldset className="form-part" disabled={!editable}>
        <legend>{t("plan.who")}</legend>
        <AssigneeFields value={who} onChange={setWho} />
      </fieldset>
      {editable && (
        <div className="form-dialog-actions">
          <Button type="submit" loading={save.isPending}>
            {t("plan.save")}
          </Button>
          {plan !== undefined && !ending && (
            <Button type="button" variant="tertiary" data-color="danger" onClick={() => setEnding(true)}>
              {t("plan.end")}
            </Button>
          )}
        </div>
      )}
      {ending && (
        <Alert data-color="warning" data-size="sm">
          <p>{t("plan.endSure")}</p>
          <div className="form-dialog-actions">
            <Button type="button" data-size="sm" data-color="danger" onClick={() => end.mutate()}>
              {t("plan.endYes")}
            </Button>
            <Button type="button" data-size="sm" variant="tertiary" onClick={() => setEnding(false)}>
              {common("state.cancel")}
            </Button>
          </div>
        </Alert>
      )}
    </form>
  );
}

/** Which counted hours begin anew when a round is done. */
function ResetsField({ plan }: { plan: MaintenancePlan | undefined }) {
  const t = useOrderTexts();
  const rules = useQuery({ ...queries.rules(), enabled: useCan("rule:read") }).data ?? [];
  const counting = rules.filter((rule) => rule.condition.kind === "running-hours" && rule.enabled);
  const hours = useQueries({
    queries: counting.map((rule) => ({
      queryKey: ["running-hours", rule.id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call("GET /rules/{id}/running-hours", { params: { id: rule.id }, signal }),
    })),
  });
  const held = plan?.resets === undefined ? "" : `${plan.resets.ruleId} ${plan.resets.pointId}`;
  const options = counting.flatMap((rule, index) =>
    (hours[index]?.data?.items ?? []).map(
      (one) => [`${rule.id} ${one.pointId}`, `${rule.name}: ${one.spaceLabel ?? one.deviceName}`] as const,
    ),
  );
  if (options.length === 0) return <input type="hidden" name="resets" value={held} />;
  return (
    <Field>
      <Label>{t("plan.resets")}</Label>
      <Select key={options.length} name="resets" defaultValue={held}>
        <Select.Option value="">{t("plan.noResets")}</Select.Option>
        {options.map(([value, text]) => (
          <Select.Option key={value} value={value}>
            {text}
          </Select.Option>
        ))}
      </Select>
    </Field>
  );
}

/** A new plan leaves out what an old one takes away by null. */
function withoutNothing(fields: MaintenancePlanPatch): Partial<MaintenancePlanPatch> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
