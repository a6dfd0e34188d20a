import { Tag } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../data/queries.ts";
import { Answer, Empty } from "../ui/states.tsx";
import { useOrderTexts } from "../work-orders/order-texts.ts";

const prefix = "task-system:";
const titles: Readonly<Record<string, string>> = {
  planner: "Microsoft Planner",
  dynamics: "Dynamics 365 Field Service",
};
const colours = { ok: "success", degraded: "warning", down: "danger" } as const;

/** How the systems that share tasks with us fare. */
export function TaskSystems() {
  const t = useOrderTexts();
  const health = useQuery(queries.health());
  return (
    <section className="detail-card" aria-label={t("set.tab.systems")}>
      <p className="quiet">{t("set.system.text")}</p>
      <Answer of={health} rows={2}>
        {({ parts }) => {
          const systems = Object.entries(parts).filter(([name]) => name.startsWith(prefix));
          return systems.length === 0 ? (
            <Empty level={2} title={t("set.system.none")}>
              {t("set.system.noneText")}
            </Empty>
          ) : (
            <ul>
              {systems.map(([name, { state, detail }]) => (
                <li key={name} className="setting-row">
                  <span>
                    <strong>{titles[name.slice(prefix.length)] ?? name.slice(prefix.length)}</strong>
                    {detail !== undefined && <span className="quiet"> {detail}</span>}
                  </span>
                  <Tag data-size="sm" data-color={colours[state]}>
                    {t(`set.system.${state}`)}
                  </Tag>
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
    </section>
  );
}
