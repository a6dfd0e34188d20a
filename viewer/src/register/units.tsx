import { Button } from "@digdir/designsystemet-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { FactForm } from "../ui/fact-form.tsx";
import { useNotice } from "../ui/notice.tsx";
import { RemoveButton } from "../ui/remove-button.tsx";
import { Answer } from "../ui/states.tsx";

/** The dwellings and other units of a building, by their number in the Matrikkel. */
export function Units({ buildingId }: { buildingId: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useQueryClient();
  const notice = useNotice();
  const mayWrite = useCan("register:write");
  const [adding, setAdding] = useState(false);
  const units = useQuery({
    queryKey: ["units", buildingId],
    queryFn: ({ signal }) =>
      call("GET /buildings/{id}/units", { params: { id: buildingId }, query: { limit: "1000" }, signal }),
  });
  const reload = () => client.invalidateQueries({ queryKey: ["units", buildingId] });
  return (
    <section className="detail-card">
      <h2>{t("register.units.title")}</h2>
      <Answer of={units} rows={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t("register.units.none")}</p>
          ) : (
            <ul className="register-list">
              {items.map((unit) => (
                <li key={unit.id}>
                  <strong>{unit.number}</strong>
                  <span className="quiet">
                    {[
                      unit.address,
                      unit.area === undefined ? undefined : formats.measure(unit.area, "m2"),
                      unit.validTo === undefined
                        ? undefined
                        : t("register.units.until", { day: unit.validTo }),
                    ]
                      .filter(Boolean)
                      .join(" · ")}
                  </span>
                  {mayWrite && (
                    <RemoveButton
                      name={unit.number}
                      remove={() => call("DELETE /units/{id}", { params: { id: unit.id } })}
                      onRemoved={() => void reload()}
                    />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {mayWrite && (
        <div>
          <Button variant="secondary" data-size="sm" onClick={() => setAdding(true)}>
            {t("register.units.add")}
          </Button>
        </div>
      )}
      {adding && (
        <FactForm
          title={t("register.units.add")}
          fields={[
            {
              name: "number",
              label: t("register.units.number"),
              hint: t("register.units.numberHint"),
              required: true,
              maxLength: 5,
              wrong: (value) => (/^[HUKL]\d{4}$/.test(value) ? undefined : t("register.units.numberWrong")),
            },
            { name: "address", label: t("register.building.address"), maxLength: 300 },
            {
              name: "area",
              label: t("register.units.area"),
              kind: "number",
              maxLength: 12,
              wrong: (value) =>
                Number(value.replace(",", ".")) >= 0 ? undefined : t("register.form.numberWrong"),
            },
          ]}
          initial={{}}
          onSave={async ({ number, address, area }) => {
            await call("POST /buildings/{id}/units", {
              params: { id: buildingId },
              body: {
                number,
                ...(address && { address }),
                ...(area && { area: Number(area.replace(",", ".")) }),
              },
            });
            notice(t("register.component.saved", { name: number }));
            await reload();
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </section>
  );
}
