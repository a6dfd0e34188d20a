import { Button, Textfield } from "@digdir/designsystemet-react";
import { buildingTypes } from "@kontrollrom/contracts/register-codes.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { InService } from "../alarms/service-banner.tsx";
import { controlRoom } from "../app/address.ts";
import { Link } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { ComputedPoints } from "../computed/computed-points.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { EditPlanLink } from "../editor/edit-plan-link.tsx";
import { DownloadButton } from "../exchange/download-button.tsx";
import { useTranslation } from "../i18n/text.ts";
import { Fact, Facts } from "../ui/list-detail.tsx";
import { Answer } from "../ui/states.tsx";
import { BuildingForm } from "./building-form.tsx";
import { ComponentForm } from "./component-form.tsx";
import { Documents } from "./documents.tsx";
import { Units } from "./units.tsx";

/** What the register knows of a building, and what is open there. */
export function BuildingCard({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const building = useQuery({
    queryKey: ["building", id],
    queryFn: ({ signal }) => call("GET /buildings/{id}", { params: { id }, signal }),
  });
  const mayWrite = useCan("register:write");
  const [changing, setChanging] = useState(false);
  const propertyId = building.data?.propertyId;
  const property = useQuery({
    queryKey: ["property", propertyId],
    queryFn: ({ signal }) => call("GET /properties/{id}", { params: { id: propertyId ?? "" }, signal }),
    enabled: propertyId !== undefined,
  }).data;
  const orders = useQuery({
    ...queries.orders({ buildingId: id, status: "open" }),
    enabled: useCan("work-order:read"),
  }).data;
  const alarms = useQuery({
    ...queries.alarms({ buildingId: id, state: "active" }),
    enabled: useCan("alarm:read"),
  }).data;
  const counted = (list: { items: readonly unknown[]; nextCursor?: string | undefined } | undefined) =>
    list && `${list.items.length}${list.nextCursor === undefined ? "" : "+"}`;
  return (
    <Answer of={building}>
      {(data) => {
        const type = buildingTypes.find(({ code }) => code === data.buildingType);
        const typeName = type?.[i18n.language === "en" ? "en" : "nb"];
        return (
          <article className="detail">
            <Link to={{ page: "register" }} className="register-back">
              {t("register.back")}
            </Link>
            <section className="detail-card">
              <h2>{data.name}</h2>
              <InService buildingId={id} />
              <Facts>
                <Fact name={t("register.building.property")}>
                  {property && (
                    <Link to={{ page: "register", propertyId: property.id }}>{property.name}</Link>
                  )}
                </Fact>
                <Fact name={t("register.building.cadastre")}>
                  {property?.cadastralNumbers
                    .filter(({ validTo }) => validTo === undefined)
                    .map(({ text }) => text)
                    .join(", ")}
                </Fact>
                <Fact name={t("register.building.number")}>{data.buildingNumber}</Fact>
                <Fact name={t("register.building.type")}>
                  {[data.buildingType, typeName].filter(Boolean).join(" ")}
                </Fact>
                <Fact name={t("register.building.year")}>{data.yearBuilt}</Fact>
                <Fact name={t("register.building.status")}>
                  {data.status && t(`register.building.statuses.${data.status}`)}
                </Fact>
                <Fact name={t("register.building.address")}>{data.address}</Fact>
                <Fact name={t("register.building.storeys")}>{data.storeys}</Fact>
                <Fact name={t("register.building.rooms")}>{data.spaces}</Fact>
                <Fact name={t("register.building.orders")}>{counted(orders)}</Fact>
                <Fact name={t("register.building.alarms")}>{counted(alarms)}</Fact>
              </Facts>
              <div className="detail-links">
                <Link to={controlRoom({ buildingId: id })}>{t("register.building.show")}</Link>
                <EditPlan buildingId={id} />
                {data.storeys > 0 && <DownloadButton buildingId={id} />}
                {mayWrite && (
                  <Button variant="secondary" data-size="sm" onClick={() => setChanging(true)}>
                    {t("register.building.change")}
                  </Button>
                )}
              </div>
            </section>
            {changing && <BuildingForm building={data} onClose={() => setChanging(false)} />}
            <Units buildingId={id} />
            <Documents subject="building" subjectId={id} />
            <ComputedPoints places={[data]} />
            <Components buildingId={id} />
          </article>
        );
      }}
    </Answer>
  );
}

/** The plan editor of the building's ground floor; the other storeys are chosen there or from the plan. */
function EditPlan({ buildingId }: { buildingId: string }) {
  const drawn = (useQuery(queries.storeys(buildingId)).data ?? []).filter(({ spaces }) => spaces > 0);
  const storey = drawn.find(({ elevation }) => elevation >= -0.5) ?? drawn[0];
  return storey && <EditPlanLink plain buildingId={buildingId} storeyId={storey.id} />;
}

const shown = 100;

function Components({ buildingId }: { buildingId: string }) {
  const { t } = useTranslation();
  const mayWrite = useCan("register:write");
  const [adding, setAdding] = useState(false);
  const [text, setText] = useState("");
  const search = useDeferredValue(text.trim());
  const components = useQuery({
    queryKey: ["components", buildingId, search],
    queryFn: ({ signal }) => {
      const words = search === "" ? { tagged: "true" as const } : { search };
      return call("GET /components", { query: { buildingId, limit: String(shown), ...words }, signal });
    },
    placeholderData: keepPreviousData,
  });
  return (
    <section className="detail-card">
      <h2>{t("register.building.components")}</h2>
      <Textfield
        data-size="sm"
        label={t("register.building.filter")}
        value={text}
        maxLength={100}
        onChange={(event) => setText(event.target.value)}
      />
      <Answer of={components} rows={3}>
        {({ items, nextCursor }) => (
          <>
            {items.length === 0 && <p className="quiet">{t("register.building.noComponents")}</p>}
            <ul className="register-list">
              {items.map((component) => (
                <li key={component.id}>
                  <Link to={{ page: "register", componentId: component.id }}>{component.name}</Link>
                  <span className="quiet">
                    {[component.tag, component.spaceLabel].filter(Boolean).join(" · ")}
                  </span>
                </li>
              ))}
            </ul>
            {nextCursor !== undefined && (
              <p className="quiet">{t("register.building.more", { count: shown })}</p>
            )}
          </>
        )}
      </Answer>
      {mayWrite && (
        <div>
          <Button variant="secondary" data-size="sm" onClick={() => setAdding(true)}>
            {t("register.building.newComponent")}
          </Button>
        </div>
      )}
      {adding && <ComponentForm buildingId={buildingId} onClose={() => setAdding(false)} />}
    </section>
  );
}
