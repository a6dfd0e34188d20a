import { Field, Label, Select, ToggleGroup } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { useNavigation } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { queries } from "../data/queries.ts";
import { UnderlayForm } from "../underlay/underlay-form.tsx";
import { DownloadForm } from "./download-form.tsx";
import { DxfWizard } from "./dxf-wizard.tsx";
import { useExchangeTexts } from "./texts.ts";
import "./exchange.css";

const readTasks = ["export"] as const;
const writeTasks = ["export", "dxf", "underlay"] as const;
type Task = (typeof writeTasks)[number];

/** Drawings that are no IFC come in here, and all drawings go out. A building in the address wants a DXF. */
export function ExchangeSection() {
  const say = useExchangeTexts();
  const { address } = useNavigation();
  const asked = address.page === "integrations" ? address.list?.buildingId : undefined;
  const mayWrite = useCan("register:write");
  const buildings = useQuery(queries.buildings());
  const [chosenBuilding, setBuilding] = useState<string | undefined>(asked);
  const [chosenStorey, setStorey] = useState<string>();
  const [task, setTask] = useState<Task | undefined>(asked === undefined || !mayWrite ? undefined : "dxf");
  const buildingField = useId();
  const storeyField = useId();
  const section = useRef<HTMLElement>(null);
  const buildingId = buildings.data?.some(({ id }) => id === chosenBuilding)
    ? chosenBuilding
    : buildings.data?.[0]?.id;
  const storeys = useQuery({ ...queries.storeys(buildingId ?? ""), enabled: buildingId !== undefined });
  const storeyId = storeys.data?.some(({ id }) => id === chosenStorey) ? chosenStorey : storeys.data?.[0]?.id;
  const there = buildingId !== undefined;
  useEffect(() => {
    if (there && asked !== undefined) section.current?.scrollIntoView({ block: "start" });
  }, [there, asked]);
  if (buildingId === undefined) return null;
  return (
    <section className="detail-card exchange" ref={section}>
      <h2>{say("title")}</h2>
      <div className="exchange-choice">
        <Field data-size="sm">
          <Label htmlFor={buildingField}>{say("building")}</Label>
          <Select id={buildingField} value={buildingId} onChange={(event) => setBuilding(event.target.value)}>
            {buildings.data?.map(({ id, name }) => (
              <Select.Option key={id} value={id}>
                {name}
              </Select.Option>
            ))}
          </Select>
        </Field>
        {task === "underlay" && storeyId !== undefined && (
          <Field data-size="sm">
            <Label htmlFor={storeyField}>{say("storey")}</Label>
            <Select id={storeyField} value={storeyId} onChange={(event) => setStorey(event.target.value)}>
              {storeys.data?.toReversed().map(({ id, name }) => (
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
        aria-label={say("task.label")}
        value={task ?? ""}
        onChange={(value) => setTask(value as Task)}
      >
        {(mayWrite ? writeTasks : readTasks).map((name) => (
          <ToggleGroup.Item key={name} value={name}>
            {say(`task.${name}`)}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup>
      {task !== undefined && storeys.data !== undefined && (
        <div key={buildingId}>
          {task === "dxf" && <DxfWizard buildingId={buildingId} storeys={storeys.data} />}
          {task === "export" &&
            (storeys.data.length === 0 ? (
              <p className="quiet">{say("none")}</p>
            ) : (
              <DownloadForm buildingId={buildingId} storeys={storeys.data} />
            ))}
          {task === "underlay" &&
            (storeyId === undefined ? (
              <p className="quiet">{say("none")}</p>
            ) : (
              <UnderlayForm key={storeyId} buildingId={buildingId} storeyId={storeyId} />
            ))}
        </div>
      )}
    </section>
  );
}
