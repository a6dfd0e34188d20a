import { Button } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { ComputedPoints } from "../computed/computed-points.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { ListDetail } from "../ui/list-detail.tsx";
import { Answer, Empty } from "../ui/states.tsx";
import { AskRegister } from "./ask-register.tsx";
import { BuildingCard } from "./building-card.tsx";
import { BuildingForm } from "./building-form.tsx";
import { ComponentCard } from "./component-card.tsx";
import { ImportRegister } from "./import-register.tsx";
import { PropertyCard, PropertyForm } from "./property-card.tsx";
import { propertiesQuery } from "./register-queries.ts";
import "./register.css";

/** Properties and their buildings to the left, what is known of the chosen one to the right. */
export function RegisterPage() {
  const { t } = useTranslation();
  const { address } = useNavigation();
  const { propertyId, buildingId, componentId, tool } = address.page === "register" ? address : {};
  const mayWrite = useCan("register:write");
  const readsValues = useCan("telemetry:read");
  const [making, setMaking] = useState<"property" | "building">();
  return (
    <ListDetail
      title={t("page.register")}
      open={[propertyId, buildingId, componentId, tool].some((part) => part !== undefined)}
      tools={
        <div className="register-tools">
          <Link to={{ page: "register", tool: "ask" }}>{t("register.askLink")}</Link>
          {readsValues && (
            <Link to={{ page: "register", tool: "computed" }}>{t("register.computedLink")}</Link>
          )}
          <a href="/api/v1/register/export?format=xlsx" download>
            {t("register.export")}
          </a>
          {mayWrite && (
            <>
              <Link to={{ page: "register", tool: "import" }}>{t("register.importFile")}</Link>
              <Button variant="secondary" data-size="sm" onClick={() => setMaking("building")}>
                {t("register.newBuilding")}
              </Button>
              <Button variant="secondary" data-size="sm" onClick={() => setMaking("property")}>
                {t("register.newProperty")}
              </Button>
            </>
          )}
          {making === "building" && <BuildingForm onClose={() => setMaking(undefined)} />}
          {making === "property" && <PropertyForm onClose={() => setMaking(undefined)} />}
        </div>
      }
      list={<Tree propertyId={propertyId} buildingId={buildingId} />}
      detail={
        tool === "import" ? (
          <ImportRegister />
        ) : tool === "ask" ? (
          <AskRegister />
        ) : tool === "computed" ? (
          <AllComputed />
        ) : propertyId !== undefined ? (
          <PropertyCard key={propertyId} id={propertyId} />
        ) : componentId !== undefined ? (
          <ComponentCard key={componentId} id={componentId} />
        ) : buildingId !== undefined ? (
          <BuildingCard key={buildingId} id={buildingId} />
        ) : (
          <p className="detail-none">{t("register.none")}</p>
        )
      }
    />
  );
}

/** Computed points of all buildings, and of none. */
function AllComputed() {
  const { t } = useTranslation();
  const buildings = useQuery(queries.buildings());
  return (
    <article className="detail">
      <Link to={{ page: "register" }} className="register-back">
        {t("register.back")}
      </Link>
      <Answer of={buildings}>{(all) => <ComputedPoints places={all} whole />}</Answer>
    </article>
  );
}

function Tree({
  propertyId,
  buildingId,
}: {
  propertyId: string | undefined;
  buildingId: string | undefined;
}) {
  const { t } = useTranslation();
  const buildings = useQuery(queries.buildings());
  const properties = useQuery(propertiesQuery());
  return (
    <Answer of={buildings} rows={6}>
      {(all) => {
        if (all.length === 0 && properties.data?.items.length === 0)
          return <Empty title={t("register.noBuildings")}>{t("register.noBuildingsText")}</Empty>;
        const known = properties.data?.items ?? [];
        const groups = [
          ...known.map(({ id, name, cadastralNumbers }) => ({
            id,
            name: [name, cadastralNumbers[0]?.text].filter(Boolean).join(" · "),
          })),
          { id: undefined, name: t("register.withoutProperty") },
        ];
        return groups.map((group) => {
          const here = all.filter(({ propertyId }) => propertyId === group.id);
          if (here.length === 0 && group.id === undefined) return null;
          return (
            <section key={group.id ?? ""} className="register-group" aria-label={group.name}>
              <h2>
                {group.id === undefined ? (
                  group.name
                ) : (
                  <Link
                    to={{ page: "register", propertyId: group.id }}
                    aria-current={group.id === propertyId ? "true" : undefined}
                  >
                    {group.name}
                  </Link>
                )}
              </h2>
              <ul>
                {here.map(({ id, name, address }) => (
                  <li key={id}>
                    <Link
                      to={{ page: "register", buildingId: id }}
                      aria-current={id === buildingId ? "true" : undefined}
                    >
                      {name}
                    </Link>
                    {address !== undefined && <span className="quiet">{address}</span>}
                  </li>
                ))}
              </ul>
            </section>
          );
        });
      }}
    </Answer>
  );
}
