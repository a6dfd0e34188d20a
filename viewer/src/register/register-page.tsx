import { useQuery } from "@tanstack/react-query";
import { Link, useNavigation } from "../app/navigation.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { ListDetail } from "../ui/list-detail.tsx";
import { Answer, Empty } from "../ui/states.tsx";
import { BuildingCard } from "./building-card.tsx";
import { ComponentCard } from "./component-card.tsx";
import "./register.css";

/** Properties and their buildings to the left, what is known of the chosen one to the right. */
export function RegisterPage() {
  const { t } = useTranslation();
  const { address } = useNavigation();
  const { buildingId, componentId } = address.page === "register" ? address : {};
  return (
    <ListDetail
      title={t("page.register")}
      open={buildingId !== undefined || componentId !== undefined}
      tools={
        <a href="/api/v1/register/export?format=xlsx" download>
          {t("register.export")}
        </a>
      }
      list={<Tree buildingId={buildingId} />}
      detail={
        componentId !== undefined ? (
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

function Tree({ buildingId }: { buildingId: string | undefined }) {
  const { t } = useTranslation();
  const buildings = useQuery(queries.buildings());
  const properties = useQuery({
    queryKey: ["properties"],
    queryFn: ({ signal }) => call("GET /properties", { query: { limit: "1000" }, signal }),
  });
  return (
    <Answer of={buildings} rows={6}>
      {(all) => {
        if (all.length === 0)
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
          if (here.length === 0) return null;
          return (
            <section key={group.id ?? ""} className="register-group" aria-label={group.name}>
              <h2>{group.name}</h2>
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
