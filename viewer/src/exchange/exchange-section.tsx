import { Field, Label, Select, ToggleGroup } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useCan } from "../app/session.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { UnderlayForm } from "../underlay/underlay-form.tsx";
import "./exchange.css";

const tasks = ["underlay"] as const;
type Task = (typeof tasks)[number];

/** Drawings that are no IFC: scanned plans under a storey. */
export function ExchangeSection() {
  const { t } = useTranslation();
  const mayWrite = useCan("register:write");
  const buildings = useQuery(queries.buildings());
  const [chosenBuilding, setBuilding] = useState<string>();
  const [chosenStorey, setStorey] = useState<string>();
  const [chosenTask, setTask] = useState<Task>();
  const buildingField = useId();
  const storeyField = useId();
  const buildingId = chosenBuilding ?? buildings.data?.[0]?.id;
  const storeys = useQuery({ ...queries.storeys(buildingId ?? ""), enabled: buildingId !== undefined });
  const storeyId = storeys.data?.some(({ id }) => id === chosenStorey) ? chosenStorey : storeys.data?.[0]?.id;
  const shownTasks = mayWrite ? tasks : [];
  if (buildingId === undefined || shownTasks.length === 0) return null;
  return (
    <section className="detail-card exchange">
      <h2>{t("exchange.title")}</h2>
      <div className="exchange-choice">
        <Field data-size="sm">
          <Label htmlFor={buildingField}>{t("exchange.building")}</Label>
          <Select id={buildingField} value={buildingId} onChange={(event) => setBuilding(event.target.value)}>
            {buildings.data?.map(({ id, name }) => (
              <Select.Option key={id} value={id}>
                {name}
              </Select.Option>
            ))}
          </Select>
        </Field>
        {storeyId !== undefined && (
          <Field data-size="sm">
            <Label htmlFor={storeyField}>{t("exchange.storey")}</Label>
            <Select id={storeyField} value={storeyId} onChange={(event) => setStorey(event.target.value)}>
              {storeys.data?.map(({ id, name }) => (
                <Select.Option key={id} value={id}>
                  {name}
                </Select.Option>
              ))}
            </Select>
          </Field>
        )}
      </div>
      <ToggleGroup
        data-size="sm"
        variant="secondary"
        aria-label={t("exchange.task.label")}
        value={chosenTask ?? ""}
        onChange={(value) => setTask(value as Task)}
      >
        {shownTasks.map((name) => (
          <ToggleGroup.Item key={name} value={name}>
            {t(`exchange.task.${name}`)}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup>
      {chosenTask === "underlay" &&
        (storeyId === undefined ? (
          <p className="quiet">{t("exchange.none")}</p>
        ) : (
          <UnderlayForm key={storeyId} buildingId={buildingId} storeyId={storeyId} />
        ))}
    </section>
  );
}
