import { Button } from "@digdir/designsystemet-react";
import type { Property } from "@kontrollrom/contracts/register.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { ComputedPoints } from "../computed/computed-points.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { FactForm } from "../ui/fact-form.tsx";
import { Fact, Facts } from "../ui/list-detail.tsx";
import { useNotice } from "../ui/notice.tsx";
import { RemoveButton } from "../ui/remove-button.tsx";
import { Answer } from "../ui/states.tsx";
import { changedNumbers, readCadastralNumbers } from "./cadastral-text.ts";
import { Documents } from "./documents.tsx";

/** What the register knows of a property, and the buildings that stand on it. */
export function PropertyCard({ id }: { id: string }) {
  const property = useQuery({
    queryKey: ["property", id],
    queryFn: ({ signal }) => call("GET /properties/{id}", { params: { id }, signal }),
  });
  return <Answer of={property}>{(data) => <Card property={data} />}</Answer>;
}

function Card({ property }: { property: Property }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const client = useQueryClient();
  const [changing, setChanging] = useState(false);
  const mayWrite = useCan("register:write");
  const held = property.cadastralNumbers.filter(({ validTo }) => validTo === undefined);
  const earlier = property.cadastralNumbers.filter(({ validTo }) => validTo !== undefined);
  return (
    <article className="detail">
      <Link to={{ page: "register" }} className="register-back">
        {t("register.back")}
      </Link>
      <section className="detail-card">
        <h2>{property.name}</h2>
        <Facts>
          <Fact name={t("register.building.cadastre")}>{held.map(({ text }) => text).join(", ")}</Fact>
          <Fact name={t("register.property.earlier")}>
            {earlier
              .map(({ text, validTo }) => t("register.property.until", { text, day: validTo }))
              .join(", ")}
          </Fact>
          <Fact name={t("register.building.address")}>{property.address}</Fact>
          <Fact name={t("register.component.note")}>{property.note}</Fact>
        </Facts>
        {mayWrite && (
          <div className="detail-links">
            <Button variant="secondary" data-size="sm" onClick={() => setChanging(true)}>
              {t("register.component.change")}
            </Button>
            {property.buildings.length === 0 && (
              <RemoveButton
                name={property.name}
                remove={() => call("DELETE /properties/{id}", { params: { id: property.id } })}
                onRemoved={() => {
                  void client.invalidateQueries({ queryKey: ["properties"] });
                  go({ page: "register" });
                }}
              />
            )}
          </div>
        )}
      </section>
      <section className="detail-card">
        <h2>{t("register.property.buildings")}</h2>
        {property.buildings.length === 0 ? (
          <p className="quiet">{t("register.property.noBuildings")}</p>
        ) : (
          <ul className="register-list">
            {property.buildings.map(({ id, name }) => (
              <li key={id}>
                <Link to={{ page: "register", buildingId: id }}>{name}</Link>
              </li>
            ))}
          </ul>
        )}
      </section>
      {property.buildings.length > 0 && <ComputedPoints places={property.buildings} />}
      <Documents subject="property" subjectId={property.id} />
      {changing && <PropertyForm property={property} onClose={() => setChanging(false)} />}
    </article>
  );
}

/** A property that is made, or changed where one is given. */
export function PropertyForm({ property, onClose }: { property?: Property; onClose: () => void }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const client = useQueryClient();
  const notice = useNotice();
  const held = property?.cadastralNumbers.filter(({ validTo }) => validTo === undefined) ?? [];
  return (
    <FactForm
      title={property?.name ?? t("register.property.new")}
      fields={[
        { name: "name", label: t("register.form.name"), required: true },
        {
          name: "numbers",
          label: t("register.building.cadastre"),
          hint: t("register.property.numberHint"),
          maxLength: 1000,
          wrong: (text) =>
            readCadastralNumbers(text) === undefined ? t("register.property.numberWrong") : undefined,
        },
        { name: "address", label: t("register.building.address"), maxLength: 300 },
        { name: "note", label: t("register.component.note"), kind: "long", maxLength: 2000 },
      ]}
      initial={{
        name: property?.name ?? "",
        numbers: held.map(({ text }) => text).join(", "),
        address: property?.address ?? "",
        note: property?.note ?? "",
      }}
      onSave={async ({ name, numbers, address, note }) => {
        const cadastralNumbers = changedNumbers(
          property?.cadastralNumbers ?? [],
          readCadastralNumbers(numbers) ?? [],
          new Date().toISOString().slice(0, 10),
        );
        const answer =
          property === undefined
            ? await call("POST /properties", {
                body: { name, ...(address && { address }), ...(note && { note }), cadastralNumbers },
              })
            : await call("PATCH /properties/{id}", {
                params: { id: property.id },
                body: { name, address: address || null, note: note || null, cadastralNumbers },
              });
        client.setQueryData(["property", answer.id], answer);
        void client.invalidateQueries({ queryKey: ["properties"] });
        notice(t("register.component.saved", { name: answer.name }));
        if (property === undefined) go({ page: "register", propertyId: answer.id });
      }}
      onClose={onClose}
    />
  );
}
