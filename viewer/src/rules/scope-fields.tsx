import { Checkbox, Details, Fieldset, Textfield } from "@digdir/designsystemet-react";
import type { RuleScope } from "@kontrollrom/contracts/rule.ts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { ListField } from "./fields.tsx";
import { QuantityField } from "./quantity-field.tsx";

/** Which points the rule judges: all that match every field, also those that come later. */
export function ScopeFields({ scope, onChange }: { scope: RuleScope; onChange: (scope: RuleScope) => void }) {
  const { t } = useTranslation();
  const buildings = useQuery(queries.buildings()).data ?? [];
  const set = (change: Partial<RuleScope>) => onChange({ ...scope, ...change });
  const chosen = scope.buildingIds ?? [];
  const more = [
    "zones",
    "functionCodes",
    "buildingTypes",
    "deviceNameContains",
    "tagPrefix",
    "channel",
  ] as const;
  return (
    <>
      <QuantityField
        label={t("rules.scope.quantity")}
        value={scope.quantity}
        onChange={(quantity) => set({ quantity })}
      />
      <Textfield
        label={t("rules.scope.spaceName")}
        description={t("rules.scope.spaceNameHint")}
        maxLength={100}
        value={scope.spaceNameContains ?? ""}
        onChange={(event) => set({ spaceNameContains: event.target.value })}
      />
      <Fieldset className="rule-buildings">
        <Fieldset.Legend>{t("rules.scope.buildings")}</Fieldset.Legend>
        <Fieldset.Description>{t("rules.scope.buildingsHint")}</Fieldset.Description>
        {buildings.map(({ id, name }) => (
          <Checkbox
            key={id}
            data-size="sm"
            label={name}
            checked={chosen.includes(id)}
            onChange={(event) =>
              set({
                buildingIds: event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id),
              })
            }
          />
        ))}
      </Fieldset>
      <Details defaultOpen={more.some((name) => scope[name] !== undefined)} className="rule-more">
        <Details.Summary>{t("rules.scope.more")}</Details.Summary>
        <Details.Content>
          {(["zones", "functionCodes", "buildingTypes"] as const).map((name) => (
            <ListField
              key={name}
              label={t(`rules.scope.${name}`)}
              description={t(`rules.scope.${name}Hint`)}
              value={scope[name] ?? []}
              onChange={(words) => set({ [name]: words })}
            />
          ))}
          {(["deviceNameContains", "tagPrefix", "channel"] as const).map((name) => (
            <Textfield
              key={name}
              label={t(`rules.scope.${name}`)}
              {...(name === "tagPrefix" && { description: t("rules.scope.tagPrefixHint") })}
              maxLength={100}
              value={scope[name] ?? ""}
              onChange={(event) => set({ [name]: event.target.value })}
            />
          ))}
        </Details.Content>
      </Details>
    </>
  );
}
