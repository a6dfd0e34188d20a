import { ToggleGroup } from "@digdir/designsystemet-react";
import type { ComponentType } from "react";
import type { IntegrationTab } from "../app/address.ts";
import { useNavigation } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { integrationsEn } from "../i18n/integrations-en.ts";
import { integrationsNb } from "../i18n/integrations-nb.ts";
import { partTexts } from "../i18n/part-texts.ts";
import { useTranslation } from "../i18n/text.ts";
import { Codecs } from "./codecs.tsx";
import { Devices } from "./devices.tsx";
import { Drawings } from "./drawings.tsx";
import { Keys } from "./keys.tsx";
import { LiveMessages } from "./live-messages.tsx";
import { Profiles } from "./profiles.tsx";
import { RefusedMessages } from "./refused-messages.tsx";
import { WaitingDevices } from "./waiting-devices.tsx";
import "../register/register.css";
import "./integrations.css";

const tabs = [
  "devices",
  "waiting",
  "profiles",
  "codecs",
  "refused",
  "live",
  "drawings",
  "keys",
] as const satisfies readonly IntegrationTab[];
const views: Record<IntegrationTab, ComponentType> = {
  devices: Devices,
  waiting: WaitingDevices,
  profiles: Profiles,
  codecs: Codecs,
  refused: RefusedMessages,
  live: LiveMessages,
  drawings: Drawings,
  keys: Keys,
};

/** Where devices, messages and drawings come in, for the one who connects them. */
const useIntegrationsTexts = partTexts("integrations", integrationsNb, integrationsEn);

export function IntegrationsPage() {
  useIntegrationsTexts();
  const { t } = useTranslation();
  const { address, go } = useNavigation();
  const tab = address.page === "integrations" ? address.tab : "devices";
  const mayReadRefused = useCan("dead-letter:read");
  const mayReadCodecs = useCan("codec:read");
  const mayWatch = useCan("message:read");
  const mayManageKeys = useCan("key:manage");
  const View = views[tab];
  return (
    <div className="integrations">
      <header className="page-head">
        <h1>{t("page.integrations")}</h1>
        <ToggleGroup
          data-size="sm"
          variant="secondary"
          aria-label={t("integrations.tab.label")}
          value={tab}
          onChange={(value) => go({ page: "integrations", tab: value as IntegrationTab })}
        >
          {tabs
            .filter((name) => (name !== "refused" && name !== "waiting") || mayReadRefused)
            .filter((name) => name !== "codecs" || mayReadCodecs)
            .filter((name) => name !== "live" || mayWatch)
            .filter((name) => name !== "keys" || mayManageKeys)
            .map((name) => (
              <ToggleGroup.Item key={name} value={name}>
                {t(`integrations.tab.${name}`)}
              </ToggleGroup.Item>
            ))}
        </ToggleGroup>
      </header>
      <View />
    </div>
  );
}
