import { ToggleGroup } from "@digdir/designsystemet-react";
import type { ComponentType } from "react";
import type { OnCallTab } from "../app/address.ts";
import { useNavigation } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { onCallEn } from "../i18n/on-call-en.ts";
import { onCallNb } from "../i18n/on-call-nb.ts";
import { partTexts } from "../i18n/part-texts.ts";
import { useTranslation } from "../i18n/text.ts";
import { Failed } from "../ui/states.tsx";
import { Chains } from "./chains.tsx";
import { DeliveryLog } from "./delivery-log.tsx";
import { Groups } from "./groups.tsx";
import { Health } from "./health.tsx";
import { People } from "./people.tsx";
import { Systems } from "./systems.tsx";
import "./on-call.css";

const tabs = [
  "groups",
  "people",
  "chains",
  "systems",
  "health",
  "log",
] as const satisfies readonly OnCallTab[];
const views: Record<OnCallTab, ComponentType<{ mayChange: boolean }>> = {
  groups: Groups,
  people: People,
  chains: Chains,
  systems: Systems,
  health: Health,
  log: DeliveryLog,
};

/** Who is on call, whom an alarm is told to in turn, and how each notice went. */
const useOnCallTexts = partTexts("onCall", onCallNb, onCallEn);

export function OnCallPage() {
  useOnCallTexts();
  const { t } = useTranslation();
  const { address, go } = useNavigation();
  const mayRead = useCan("notice:read");
  const mayChange = useCan("notice:manage");
  const tab = address.page === "on-call" ? address.tab : "groups";
  if (!mayRead) return <Failed error={noAccess} />;
  const View = views[tab];
  return (
    <div className="on-call">
      <header className="page-head">
        <h1>{t("onCall.settingsName")}</h1>
        <ToggleGroup
          data-size="sm"
          variant="secondary"
          aria-label={t("onCall.tab.label")}
          value={tab}
          onChange={(value) => go({ page: "on-call", tab: value as OnCallTab })}
        >
          {tabs.map((name) => (
            <ToggleGroup.Item key={name} value={name}>
              {t(`onCall.tab.${name}`)}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup>
      </header>
      <div className="on-call-body">
        <View mayChange={mayChange} />
      </div>
    </div>
  );
}

const noAccess = new ApiProblem(403, "forbidden", "");
