import { quantities } from "@kontrollrom/contracts/quantity.ts";
import { useQuery } from "@tanstack/react-query";
import { ruleText } from "../alarms/alarm-sentence.ts";
import { useFormats } from "../app/preferences.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { type RuleDraft, tidyScope } from "./draft.ts";

/** The rule's own text as an alarm on the first of its points would be told now. */
export function TextPreview({ draft }: { draft: RuleDraft }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const scope = tidyScope(draft.scope);
  const template = draft.text?.trim() ?? "";
  const points = useQuery({
    queryKey: ["rule-preview", scope],
    queryFn: ({ signal }) => call("POST /rules/preview", { body: { scope }, signal }),
    enabled: template !== "",
  });
  const [point] = points.data?.points ?? [];
  if (template === "" || point === undefined) return null;
  const { quantity } = draft.scope;
  const text = ruleText(
    template,
    {
      ruleName: draft.name.trim(),
      value: point.value ?? 0,
      unit: quantities[quantity].unit,
      quantity,
      condition: draft.condition,
      deviceName: point.deviceName,
      spaceLabel: point.spaceLabel,
      buildingName: point.buildingName,
      raisedAt: new Date().toISOString(),
    },
    t,
    formats,
  );
  return (
    <p className="rule-sentence" aria-live="polite">
      {t("rules.textPreview", { text })}
    </p>
  );
}
