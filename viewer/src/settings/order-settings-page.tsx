import { ToggleGroup } from "@digdir/designsystemet-react";
import type { ComponentType } from "react";
import { Link, useNavigation } from "../app/navigation.tsx";
import type { OrderSettingsTab } from "../app/order-address.ts";
import { useCan } from "../app/session.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { Failed } from "../ui/states.tsx";
import { useOrderTexts } from "../work-orders/order-texts.ts";
import { CalendarFeeds } from "./calendar-feeds.tsx";
import { Checklists } from "./checklists.tsx";
import { Deadlines } from "./deadlines.tsx";
import { Labels } from "./labels.tsx";
import { TaskSystems } from "./task-systems.tsx";
import { Webhooks } from "./webhooks.tsx";
import "../ui/form-dialog.css";
import "../work-orders/in-place.css";
import "../work-orders/orders-page.css";
import "../work-orders/order-detail.css";
import "./order-settings.css";

const views: Record<OrderSettingsTab, ComponentType> = {
  deadlines: Deadlines,
  checklists: Checklists,
  labels: Labels,
  webhooks: Webhooks,
  calendars: CalendarFeeds,
  systems: TaskSystems,
};
const noAccess = new ApiProblem(403, "forbidden", "");

/** What holds for all orders: deadlines, checklists, labels, and the systems that are told of them. */
export function OrderSettingsPage() {
  const t = useOrderTexts();
  const { address, go } = useNavigation();
  const reads = useCan("work-order:read");
  const hooks = useCan("webhook:manage");
  const tabs = (Object.keys(views) as OrderSettingsTab[]).filter((tab) =>
    tab === "webhooks" ? hooks : tab === "systems" ? hooks || reads : reads,
  );
  const asked = address.page === "order-settings" ? address.tab : "deadlines";
  // Who may not see what an address names is shown the first that they may, unless it was asked for.
  const tab = tabs.includes(asked) || asked !== "deadlines" ? asked : (tabs[0] ?? asked);
  if (!tabs.includes(tab)) return <Failed error={noAccess} />;
  const View = views[tab];
  return (
    <div className="order-settings">
      <header className="page-head">
        <h1>{t("set.title")}</h1>
        <div className="orders-tools">
          <Link className="ds-link" to={{ page: "work-orders", show: "open" }}>
            {t("plan.orders")}
          </Link>
          <ToggleGroup
            data-size="sm"
            variant="secondary"
            aria-label={t("set.tabs")}
            value={tab}
            onChange={(value) => go({ page: "order-settings", tab: value as OrderSettingsTab })}
          >
            {tabs.map((name) => (
              <ToggleGroup.Item key={name} value={name}>
                {t(`set.tab.${name}`)}
              </ToggleGroup.Item>
            ))}
          </ToggleGroup>
        </div>
      </header>
      <div className="order-settings-body">
        <View />
      </div>
    </div>
  );
}
