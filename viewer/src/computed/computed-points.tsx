import { Button } from "@digdir/designsystemet-react";
import type { DerivedPoint } from "@kontrollrom/contracts/derived-point.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { unitSign } from "../i18n/format.ts";
import { lazy } from "../ui/lazy.ts";
import { RemoveButton } from "../ui/remove-button.tsx";
import { Answer } from "../ui/states.tsx";
import { pointsOf } from "./draft.ts";
import { useComputedTexts } from "./texts.ts";

const ComputedForm = lazy(async () => ({ default: (await import("./computed-form.tsx")).ComputedForm }));

interface Place {
  readonly id: string;
  readonly name: string;
}

/**
 * Computed points of some buildings, to look at, make, change and take away; those of no building are listed with `whole`.
 */
export function ComputedPoints({ places, whole = false }: { places: readonly Place[]; whole?: boolean }) {
  const tc = useComputedTexts();
  const client = useQueryClient();
  const mayRead = useCan("telemetry:read");
  const mayWrite = useCan("register:write");
  const only = places.length === 1 && !whole ? places[0]?.id : undefined;
  const points = useQuery({ ...queries.derivedPoints(only), enabled: mayRead });
  const [edited, setEdited] = useState<DerivedPoint | "new">();
  if (!mayRead) return null;
  const forget = () => {
    for (const key of ["derived-points", "points"]) void client.invalidateQueries({ queryKey: [key] });
  };
  return (
    <section className="detail-card" aria-label={tc("title")}>
      <h2>{tc("title")}</h2>
      <p className="quiet">{tc("text")}</p>
      <Answer of={points} rows={2}>
        {(all) => {
          const groups = [
            ...places.map((place) => ({
              ...place,
              items: all.filter(({ buildingId }) => buildingId === place.id),
            })),
            ...(whole
              ? [
                  {
                    id: "",
                    name: tc("outside"),
                    items: all.filter(({ buildingId }) => buildingId === undefined),
                  },
                ]
              : []),
          ].filter(({ items }) => items.length > 0);
          if (groups.length === 0) return <p className="quiet">{tc("none")}</p>;
          return groups.map(({ id, name, items }) => (
            <div key={id}>
              {(places.length > 1 || whole) && <h3>{name}</h3>}
              <ul className="register-list">
                {items.map((point) => (
                  <li key={point.id}>
                    <span>
                      <strong>{point.name}</strong>{" "}
                      <span className="quiet">
                        {tc("of", {
                          kind: tc(`kind.${point.derivation.kind}`),
                          count: pointsOf(point.derivation).length,
                        })}{" "}
                        · {unitSign(point.unit)}
                      </span>
                    </span>
                    <span className="register-acts">
                      <Link to={{ page: "trends", points: [point.id] }} aria-label={tc("trendOf", point)}>
                        {tc("trend")}
                      </Link>
                      {mayWrite && (
                        <>
                          <Button
                            variant="tertiary"
                            data-size="sm"
                            aria-label={tc("changeOne", point)}
                            onClick={() => setEdited(point)}
                          >
                            {tc("change")}
                          </Button>
                          <RemoveButton
                            name={point.name}
                            consequence={tc("removal")}
                            remove={() =>
                              call("DELETE /derived-points/{id}", { params: { id: String(point.id) } })
                            }
                            onRemoved={forget}
                          />
                        </>
                      )}
                    </span>
                  </li>
                ))}
              </ul>
            </div>
          ));
        }}
      </Answer>
      {mayWrite && (
        <div>
          <Button variant="secondary" data-size="sm" onClick={() => setEdited("new")}>
            {tc("new")}
          </Button>
        </div>
      )}
      {edited !== undefined && (
        <ComputedForm
          places={places}
          {...(edited !== "new" && { point: edited })}
          onClose={() => setEdited(undefined)}
        />
      )}
    </section>
  );
}
