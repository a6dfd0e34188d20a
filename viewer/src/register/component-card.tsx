import { Alert, Button, Dialog, Heading, Textfield } from "@digdir/designsystemet-react";
import type { Component, ComponentPatch } from "@kontrollrom/contracts/register.ts";
import { buildingParts } from "@kontrollrom/contracts/register-codes.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { InService } from "../alarms/service-banner.tsx";
import { Link } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { Fact, Facts } from "../ui/list-detail.tsx";
import { useNotice } from "../ui/notice.tsx";
import { Answer, explain } from "../ui/states.tsx";
import { Documents } from "./documents.tsx";

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
          <div>
            <Button variant="secondary" data-size="sm" onClick={() => setChanging(true)}>
              {t("register.component.change")}
            </Button>
          </div>
        )}
      </section>
      <Documents subject="component" subjectId={component.id} />
      {changing && <EditComponent component={component} onClose={() => setChanging(false)} />}
    </article>
  );
}

const textFields = ["maker", "product", "serial", "note"] as const;

function EditComponent({ component, onClose }: { component: Component; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const [facts, setFacts] = useState<Record<(typeof textFields)[number] | "year" | "warrantyUntil", string>>({
    maker: component.maker ?? "",
    product: component.product ?? "",
    serial: component.serial ?? "",
    note: component.note ?? "",
    year: String(component.year ?? ""),
    warrantyUntil: component.warrantyUntil ?? "",
  });
  const yearIsWrong = facts.year !== "" && !/^\d{4}$/.test(facts.year);
  const save = useMutation({
    mutationFn: (body: ComponentPatch) =>
      call("PATCH /components/{id}", { params: { id: component.id }, body }),
    onSuccess: (answer) => {
      client.setQueryData(["component", component.id], answer);
      void client.invalidateQueries({ queryKey: ["components"] });
      notice(t("register.component.saved", { name: answer.name }));
      onClose();
    },
  });
  const put = (field: keyof typeof facts, value: string) => setFacts({ ...facts, [field]: value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (yearIsWrong) return;
    save.mutate({
      maker: facts.maker.trim() || null,
      product: facts.product.trim() || null,
      serial: facts.serial.trim() || null,
      note: facts.note.trim() || null,
      year: facts.year === "" ? null : Number(facts.year),
      warrantyUntil: facts.warrantyUntil || null,
      revision: component.revision,
    });
  };
  return (
    <Dialog open onClose={onClose} closeButton={t("state.close")} className="form-dialog">
      <form onSubmit={submit} noValidate>
        <Heading level={2} data-size="xs">
          {component.name}
        </Heading>
        {textFields.map((field) => (
          <Textfield
            key={field}
            label={t(`register.component.${field}`)}
            value={facts[field]}
            maxLength={field === "note" ? 2000 : 100}
            onChange={(event) => put(field, event.target.value)}
          />
        ))}
        <Textfield
          label={t("register.component.year")}
          value={facts.year}
          inputMode="numeric"
          maxLength={4}
          error={yearIsWrong ? t("register.component.digits") : undefined}
          onChange={(event) => put("year", event.target.value)}
        />
        <Textfield
          label={t("register.component.warranty")}
          type="date"
          value={facts.warrantyUntil}
          onChange={(event) => put("warrantyUntil", event.target.value)}
        />
        {save.error !== null && (
          <Alert data-color="warning" data-size="sm" role="alert">
            {explain(save.error, t)}
          </Alert>
        )}
        <div className="form-dialog-actions">
          <Button type="submit" loading={save.isPending}>
            {t("register.component.save")}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t("state.cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
