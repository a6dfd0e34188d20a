import { useQuery } from "@tanstack/react-query";
import { controlRoom } from "../app/address.ts";
import { Link } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { Documents } from "../register/documents.tsx";
import { useNow } from "../ui/now.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import { Readings } from "./readings.tsx";
import { OrderRow } from "./round-list.tsx";
import { useRoundTexts } from "./texts.ts";
import { type Place, usePlace } from "./use-place.ts";
import { useRoundOrders } from "./use-round.ts";

/** What one should know where one stands: its orders, its values, its papers, and a way to report a fault. */
export function PlaceCard({ code }: { code: string }) {
  const t = useRoundTexts();
  const { place, error } = usePlace(code);
  if (place !== undefined) return <Card place={place} code={code} />;
  if (error instanceof ApiProblem && (error.status === 404 || error.status === 400))
    return (
      <Empty
        level={2}
        title={t("place.unknown")}
        action={
          <Link className="ds-button" data-variant="secondary" to={{ page: "round", at: { part: "report" } }}>
            {t("fault.title")}
          </Link>
        }
      >
        {t("place.unknownText")}
      </Empty>
    );
  return error === null ? <Loading rows={3} /> : <Failed error={error} />;
}

function Card({ place, code }: { place: Place; code: string }) {
  const t = useRoundTexts();
  const { round } = useRoundOrders();
  const readsRegister = useCan("register:read");
  const kept = place.spaceId === undefined ? undefined : round.data?.rooms.get(place.spaceId);
  const points = useQuery({
    queryKey: ["points", "space", place.spaceId],
    queryFn: ({ signal }) => call("GET /points", { query: { spaceId: place.spaceId, limit: "200" }, signal }),
    enabled: place.spaceId !== undefined,
    staleTime: 60_000,
    retry: false,
  });
  const shown = points.data?.items.filter(({ diagnostic }) => !diagnostic) ?? kept?.points;
  return (
    <article className="round-order">
      <header>
        <h1>{place.label}</h1>
        {place.label !== place.buildingName && <p className="quiet">{place.buildingName}</p>}
      </header>
      <Link
        className="ds-button round-wide"
        data-variant="primary"
        to={{ page: "round", at: { part: "report", code } }}
      >
        {t("fault.title")}
      </Link>
      <Orders place={place} />
      {place.spaceId !== undefined &&
        (shown === undefined || shown.length === 0 ? (
          <section className="detail-card">
            <h2>{t("place.values")}</h2>
            <p className="quiet">
              {t(shown === undefined && points.error !== null ? "place.onlineOnly" : "place.noValues")}
            </p>
          </section>
        ) : (
          <Readings points={shown} readAt={points.dataUpdatedAt} />
        ))}
      {readsRegister && <Papers place={place} />}
      <p className="detail-links">
        {place.spaceId !== undefined && (
          <Link
            className="ds-link"
            to={controlRoom({
              buildingId: place.buildingId,
              storeyId: place.storeyId,
              spaceId: place.spaceId,
              view: "plan",
            })}
          >
            {t("place.room")}
          </Link>
        )}
        {place.componentId !== undefined && (
          <Link className="ds-link" to={{ page: "register", componentId: place.componentId }}>
            {t("place.component")}
          </Link>
        )}
      </p>
    </article>
  );
}

function Papers({ place }: { place: Place }) {
  if (place.componentId !== undefined) return <Documents subject="component" subjectId={place.componentId} />;
  if (place.spaceId !== undefined) return <Documents subject="room" subjectId={place.spaceId} />;
  return <Documents subject="building" subjectId={place.buildingId} />;
}

/** Those of the round are known without a network, all others need one. */
function Orders({ place }: { place: Place }) {
  const t = useRoundTexts();
  const now = useNow(60_000);
  const { orders = [] } = useRoundOrders();
  const { buildingId, spaceId } = place;
  const asked = useQuery({
    ...queries.orders({ status: "open", ...(spaceId === undefined ? { buildingId } : { spaceId }) }),
    retry: false,
  });
  const isHere = (order: { spaceId?: string | undefined; buildingId?: string | undefined }) =>
    spaceId === undefined ? order.buildingId === buildingId : order.spaceId === spaceId;
  const mine = orders.filter(isHere);
  const others = (asked.data?.items ?? []).filter(({ id }) => !mine.some((order) => order.id === id));
  return (
    <section className="detail-card">
      <h2>{t("place.orders")}</h2>
      {mine.length + others.length === 0 ? (
        <p className="quiet">{t("place.noOrders")}</p>
      ) : (
        <ul>
          {mine.map((order) => (
            <OrderRow key={order.id} order={order} now={now} />
          ))}
          {others.map((order) => (
            <li key={order.id}>
              <Link className="round-row" to={{ page: "work-orders", orderId: order.id, show: "open" }}>
                <PriorityMark priority={order.priority} state="acknowledged" size={28} />
                <span className="round-row-text">
                  <span className="round-row-title">{order.title}</span>
                  <span className="quiet">{order.assignee ?? order.number}</span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
