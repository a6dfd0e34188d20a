import { Button, Field, Label, Select, Textfield } from "@digdir/designsystemet-react";
import { type Quantity, quantities } from "@kontrollrom/contracts/quantity.ts";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "../app/navigation.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { Answer } from "../ui/states.tsx";
import { addressOfNode } from "./graph-node.ts";
import { graphQuestion, type Question } from "./graph-question.ts";

const otherClasses = ["Room", "Floor", "System", "Equipment", "Meter"] as const;
/** One quantity for each class of points: several of ours may be one of Brick's. */
const quantityOfClass = new Map(
  (Object.keys(quantities) as Quantity[])
    .filter((quantity) => quantities[quantity].brick !== "Sensor")
    .toReversed()
    .map((quantity) => [quantities[quantity].brick, quantity] as const),
);

/** Asks the graph: "all CO₂ sensors in rooms that 360.001 feeds on the second floor". */
export function AskRegister() {
  const { t, i18n } = useTranslation();
  const buildings = useQuery(queries.buildings()).data ?? [];
  const points = [...quantityOfClass]
    .map(([name, quantity]) => [name, t(`quantity.${quantity}`)] as const)
    .toSorted(([, a], [, b]) => a.localeCompare(b, i18n.language));
  const [question, setQuestion] = useState<Question>({
    class: quantities.co2.brick,
    buildingId: "",
    floor: "",
    room: "",
    system: "",
  });
  const [asked, setAsked] = useState<Question>();
  const answer = useQuery({
    queryKey: ["graph", asked],
    queryFn: ({ signal }) => call("POST /graph/query", { body: graphQuestion(asked as Question), signal }),
    enabled: asked !== undefined,
  });
  const put = (part: Partial<Question>) => setQuestion({ ...question, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(question);
  };
  return (
    <article className="detail">
      <Link to={{ page: "register" }} className="register-back">
        {t("register.back")}
      </Link>
      <section className="detail-card">
        <h2>{t("register.ask.title")}</h2>
        <form className="register-ask" onSubmit={submit}>
          <Field data-size="sm">
            <Label>{t("register.ask.what")}</Label>
            <Select value={question.class} onChange={(event) => put({ class: event.target.value })}>
              {otherClasses.map((name) => (
                <Select.Option key={name} value={name}>
                  {t(`register.ask.classes.${name}`)}
                </Select.Option>
              ))}
              {points.map(([name, label]) => (
                <Select.Option key={name} value={name}>
                  {label}
                </Select.Option>
              ))}
            </Select>
          </Field>
          <Field data-size="sm">
            <Label>{t("register.ask.building")}</Label>
            <Select value={question.buildingId} onChange={(event) => put({ buildingId: event.target.value })}>
              <Select.Option value="">{t("register.ask.all")}</Select.Option>
              {buildings.map(({ id, name }) => (
                <Select.Option key={id} value={id}>
                  {name}
                </Select.Option>
              ))}
            </Select>
          </Field>
          {(["system", "floor", "room"] as const).map((part) => (
            <Textfield
              key={part}
              data-size="sm"
              label={t(`register.ask.${part}`)}
              description={part === "system" ? t("register.ask.systemHint") : undefined}
              maxLength={100}
              value={question[part]}
              onChange={(event) => put({ [part]: event.target.value })}
            />
          ))}
          <div>
            <Button type="submit" data-size="sm">
              {t("register.ask.ask")}
            </Button>
          </div>
        </form>
      </section>
      {asked !== undefined && (
        <section className="detail-card" aria-live="polite">
          <h2>{t("register.ask.answer")}</h2>
          <Answer of={answer} rows={3}>
            {({ items, more }) => (
              <>
                <p className="quiet">
                  {items.length === 0
                    ? t("register.ask.none")
                    : more
                      ? t("register.ask.more", { count: items.length })
                      : t("register.search.found", { count: items.length })}
                </p>
                <ul className="register-list">
                  {items.map((node) => {
                    const address = addressOfNode(node);
                    return (
                      <li key={node.id}>
                        {address === undefined ? node.name : <Link to={address}>{node.name}</Link>}
                        <span className="quiet">
                          {[node.tag, node.class.replaceAll("_", " ")].filter(Boolean).join(" · ")}
                        </span>
                      </li>
                    );
                  })}
                </ul>
              </>
            )}
          </Answer>
          <p>
            <a
              href={`/api/v1/graph?format=turtle${asked.buildingId === "" ? "" : `&buildingId=${asked.buildingId}`}`}
              download
            >
              {t("register.ask.turtle")}
            </a>{" "}
            ·{" "}
            <a
              href={`/api/v1/graph?format=json-ld${asked.buildingId === "" ? "" : `&buildingId=${asked.buildingId}`}`}
              download
            >
              {t("register.ask.jsonLd")}
            </a>
          </p>
        </section>
      )}
    </article>
  );
}
