import { Button, Details, Paragraph } from "@digdir/designsystemet-react";
import { quantities } from "@kontrollrom/contracts/quantity.ts";
import type { RuleScope } from "@kontrollrom/contracts/rule.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { Answer } from "../ui/states.tsx";
import { tidyScope } from "./draft.ts";

/** While one writes, nothing is asked. */
const pauseMs = 300;

/** Which points the rule would judge now; each can be taken out. */
export function MatchingPoints({
  scope,
  canTakeOut,
  onTakeOut,
  onTakeBack,
}: {
  scope: RuleScope;
  canTakeOut: boolean;
  onTakeOut: (pointId: number) => void;
  onTakeBack: () => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const text = JSON.stringify(tidyScope(scope));
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  const matching = useQuery({
    queryKey: ["rule-preview", settled],
    queryFn: ({ signal }) =>
      call("POST /rules/preview", { body: { scope: JSON.parse(settled) as RuleScope }, signal }),
    placeholderData: keepPreviousData,
  });
  const { unit } = quantities[scope.quantity];
  const out = scope.excludePointIds?.length ?? 0;
  return (
    <section className="rule-matching" aria-live="polite">
      <Answer of={matching} rows={2}>
        {({ count, buildings, points, unplaced }) => (
          <>
            <Paragraph>
              <strong>{count === 0 ? t("rules.matching.none") : t("rules.matching.count", { count })}</strong>{" "}
              {buildings.map(({ name, count: inIt }) => `${name}: ${inIt}`).join(", ")}
              {unplaced > 0 && ` ${t("rules.matching.unplaced", { count: unplaced })}`}
            </Paragraph>
            {out > 0 && canTakeOut && (
              <Button type="button" variant="tertiary" data-size="sm" onClick={onTakeBack}>
                {t("rules.matching.takeBack", { count: out })}
              </Button>
            )}
            {points.length > 0 && (
              <Details>
                <Details.Summary>{t("rules.matching.show")}</Details.Summary>
                <Details.Content>
                  <ul className="rule-points">
                    {points.map((point) => (
                      <li key={point.pointId}>
                        <span>
                          {[point.buildingName, point.spaceLabel].filter(Boolean).join(", ") ||
                            t("rules.matching.nowhere")}
                          <span className="quiet"> {point.deviceName}</span>
                        </span>
                        <span className="figures">{formats.measure(point.value, unit, scope.quantity)}</span>
                        {canTakeOut && (
                          <Button
                            type="button"
                            variant="tertiary"
                            data-size="sm"
                            aria-label={t("rules.matching.takeOutOne", { device: point.deviceName })}
                            onClick={() => onTakeOut(point.pointId)}
                          >
                            {t("rules.matching.takeOut")}
                          </Button>
                        )}
                      </li>
                    ))}
                  </ul>
                  {count > points.length && (
                    <p className="quiet">{t("rules.matching.rest", { count: count - points.length })}</p>
                  )}
                </Details.Content>
              </Details>
            )}
          </>
        )}
      </Answer>
    </section>
  );
}
