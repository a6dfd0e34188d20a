import { Alert } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { Answer, Empty } from "../ui/states.tsx";
import { Checks } from "./checks.tsx";
import { useOnCallChange } from "./use-on-call.ts";

/** Where every alarm is about somebody's health, and who may be told of such. */
export function Health({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation();
  const settings = useQuery(queries.onCall.settings());
  const buildings = useQuery(queries.buildings());
  const people = useQuery(queries.onCall.people());
  /** What is ticked, before it is saved. */
  const [ticked, setTicked] = useState<readonly string[]>();
  const save = useOnCallChange<string[]>(
    (healthBuildingIds) => call("PATCH /on-call/settings", { body: { healthBuildingIds } }),
    "onCall.saved",
  );
  const certified = people.data?.items.filter((person) => person.certified) ?? [];
  return (
    <section className="detail-card">
      <h2>{t("onCall.health.title")}</h2>
      <p className="quiet">{t("onCall.health.lead")}</p>
      {people.data !== undefined &&
        (certified.length > 0 ? (
          <p>{t("onCall.health.people", { names: certified.map(({ name }) => name).join(", ") })}</p>
        ) : (
          <Alert data-color="warning" data-size="sm">
            {t("onCall.health.nobody")}
          </Alert>
        ))}
      <Answer of={buildings} rows={2}>
        {(list) => (
          <Answer of={settings} rows={2}>
            {({ healthBuildingIds }) =>
              list.length === 0 ? (
                <Empty title={t("onCall.health.none")} />
              ) : (
                <fieldset className="on-call-plain" disabled={!mayChange}>
                  <Checks
                    label={t("alarm.filter.building")}
                    options={list.map(({ id, name }) => [id, name] as const)}
                    chosen={ticked ?? healthBuildingIds}
                    onChange={(chosen) => {
                      setTicked(chosen);
                      save.mutate(chosen, { onError: () => setTicked(undefined) });
                    }}
                  />
                </fieldset>
              )
            }
          </Answer>
        )}
      </Answer>
    </section>
  );
}
