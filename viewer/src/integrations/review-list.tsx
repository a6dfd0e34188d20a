import { Alert } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "../app/navigation.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { roomLabel } from "./room-label.ts";

/** Rooms whose things wait for a place. Nothing is shown while there are none. */
export function ReviewList() {
  const { t } = useTranslation();
  const reviews = useQuery(queries.reviews());
  const buildings = useQuery(queries.buildings());
  const items = reviews.data?.items ?? [];
  if (items.length === 0) return null;
  const nameOf = new Map(buildings.data?.map(({ id, name }) => [id, name]));
  return (
    <section className="detail-card">
      <h2>{t("integrations.review.title")}</h2>
      <Alert data-color="warning" data-size="sm">
        {t("integrations.review.intro", { count: items.length })}
      </Alert>
      <ul className="reviews">
        {items.map((review) => (
          <li key={review.id}>
            <Link className="ds-link" to={{ page: "integrations", tab: "drawings", reviewId: review.id }}>
              {t("integrations.review.open", { room: roomLabel(review.space) })}
            </Link>{" "}
            <span className="quiet">
              {nameOf.get(review.buildingId)}, {review.space.storeyName}
              {review.linked.devices.length > 0 &&
                ` · ${t("integrations.review.devices", { count: review.linked.devices.length })}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
