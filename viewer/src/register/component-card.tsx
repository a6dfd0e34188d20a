import { Button } from "@digdir/designsystemet-react";
import type { Component } from "@kontrollrom/contracts/register.ts";
import { buildingParts } from "@kontrollrom/contracts/register-codes.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { InService } from "../alarms/service-banner.tsx";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { Fact, Facts } from "../ui/list-detail.tsx";
import { RemoveButton } from "../ui/remove-button.tsx";
import { Answer } from "../ui/states.tsx";
import { ComponentForm } from "./component-form.tsx";
import { Documents } from "./documents.tsx";
import { Relations } from "./relations.tsx";

export function ComponentCard({ id }: { id: string }) {
  const component = useQuery({
    queryKey: ["component", id],
    queryFn: ({ signal }) => call("GET /components/{id}", { params: { id }, signal }),
  });
  return <Answer of={component}>{(data) => <Card component={data} />}</Answer>;
}

function Card({ component }: { component: Component }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === "en" ? "en" : "nb";
  const { go } = useNavigation();
  const client = useQueryClient();
  const [changing, setChanging] = useState(false);
  const mayWrite = useCan("register:write");
  const part = buildingParts.find(({ code }) => code === component.ns3451);
  const partText = component.ns3451 && [component.ns3451, part?.[language]].filter(Boolean).join(" ");
  return (
    <article className="detail">
      <Link to={{ page: "register", buildingId: component.buildingId }} className="register-back">
        {component.buildingName}
      </Link>
      <section className="detail-card">
        <h2>{component.name}</h2>
        <InService buildingId={component.buildingId} systems={component.systems} />
        <Facts>
          <Fact name={t("register.component.tag")}>
            {[component.tag, component.meaning?.[language]].filter(Boolean).join(" · ")}
          </Fact>
          <Fact name={t("register.component.system")}>{component.systems.join(", ")}</Fact>
          <Fact name={t("register.component.part")}>
            {component.ns3451FromTag ? t("register.component.fromTag", { part: partText }) : partText}
          </Fact>
          <Fact name={t("register.component.place")}>
            {[component.storeyName, component.spaceLabel].filter(Boolean).join(" · ")}
          </Fact>
          <Fact name={t("register.component.status")}>
            {t(`register.component.statuses.${component.status}`)}
          </Fact>
          <Fact name={t("register.component.maker")}>{component.maker}</Fact>
          <Fact name={t("register.component.product")}>{component.product}</Fact>
          <Fact name={t("register.component.serial")}>{component.serial}</Fact>
          <Fact name={t("register.component.year")}>{component.year}</Fact>
          <Fact name={t("register.component.warranty")}>{component.warrantyUntil}</Fact>
          <Fact name={t("register.component.note")}>{component.note}</Fact>
        </Facts>
        {mayWrite && (
          <div className="detail-links">
            <Button variant="secondary" data-size="sm" onClick={() => setChanging(true)}>
              {t("register.component.change")}
            </Button>
            {component.origin === "hand" && (
              <RemoveButton
                name={component.name}
                remove={() => call("DELETE /components/{id}", { params: { id: component.id } })}
                onRemoved={() => {
                  void client.invalidateQueries({ queryKey: ["components"] });
                  go({ page: "register", buildingId: component.buildingId });
                }}
              />
            )}
          </div>
        )}
      </section>
      <Relations of={`component:${component.id}`} buildingId={component.buildingId} />
      <Documents subject="component" subjectId={component.id} />
      {changing && (
        <ComponentForm
          buildingId={component.buildingId}
          component={component}
          onClose={() => setChanging(false)}
        />
      )}
    </article>
  );
}
