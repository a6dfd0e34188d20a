import { Button } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import type { AlarmsAddress } from "../app/address.ts";
import { useCan } from "../app/session.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import "./service-modes.css";

/** What the list is narrowed to, in sight also where the choices are folded away, and the way out of it. */
export function FilterLine({
  here: { priority, buildingId, ruleId },
  change,
}: {
  here: AlarmsAddress;
  change: (part: Partial<AlarmsAddress>) => void;
}) {
  const { t } = useTranslation();
  const mayReadRules = useCan("rule:read");
  const buildings = useQuery(queries.buildings()).data;
  const rules = useQuery({ ...queries.rules(), enabled: mayReadRules && ruleId !== undefined }).data;
  const words = [
    priority && t(`alarm.priority.${priority}`),
    buildingId && (buildings?.find(({ id }) => id === buildingId)?.name ?? t("alarm.filter.building")),
    ruleId && (rules?.find(({ id }) => id === ruleId)?.name ?? t("alarm.filter.oneRule")),
  ].filter(Boolean);
  return (
    <div className="service-banner filter-line">
      <span>{t("alarm.filter.only", { what: words.join(" · ") })}</span>
      <Button
        data-size="sm"
        variant="tertiary"
        onClick={() => change({ priority: undefined, buildingId: undefined, ruleId: undefined })}
      >
        {t("alarm.filter.clear")}
      </Button>
    </div>
  );
}
