import type { SpaceDetail } from "@kontrollrom/contracts/building.ts";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link, useControlRoom } from "../app/navigation.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { Documents } from "../register/documents.tsx";
import { neighboursOf } from "./neighbours.ts";

const mostShown = 12;

/** What a room has beside its values: documents, the components in it, and the rooms on the other side of its walls. */
export function RoomSurroundings({ space }: { space: SpaceDetail }) {
  return (
    <>
      <Components spaceId={space.id} />
      <Neighbours space={space} />
      <Documents subject="room" subjectId={space.id} />
    </>
  );
}

function Components({ spaceId }: { spaceId: string }) {
  const { t } = useTranslation();
  const components = useQuery({
    queryKey: ["components", "room", spaceId],
    queryFn: ({ signal }) => call("GET /components", { query: { spaceId, limit: "200" }, signal }),
    staleTime: 600_000,
  }).data?.items;
  if (components === undefined || components.length === 0) return null;
  const rest = components.length - mostShown;
  return (
    <section className="room-part">
      <h3>{t("scene.room.components")}</h3>
      <ul className="room-links">
        {components.slice(0, mostShown).map(({ id, tag, name }) => (
          <li key={id}>
            <Link className="ds-link" to={{ page: "register", componentId: id }}>
              {tag ?? name}
            </Link>
            {tag !== undefined && <span className="quiet"> {name}</span>}
          </li>
        ))}
        {rest > 0 && <li className="quiet">{t("scene.room.moreComponents", { count: rest })}</li>}
      </ul>
    </section>
  );
}

function Neighbours({ space }: { space: SpaceDetail }) {
  const { t } = useTranslation();
  const { change } = useControlRoom();
  const plan = useQuery(queries.plan(space.storeyId)).data;
  const found = useMemo(
    () => (plan === undefined ? undefined : neighboursOf(plan, space.id)),
    [plan, space.id],
  );
  if (found === undefined) return null;
  return (
    <section className="room-part">
      <h3>{t("scene.room.neighbours")}</h3>
      {found.length === 0 ? (
        <p className="room-none quiet">{t("scene.room.noNeighbours")}</p>
      ) : (
        <ul className="room-links room-neighbours">
          {found.map((room) => (
            <li key={room.spaceId}>
              <button
                type="button"
                className="ds-link"
                onClick={() => change({ buildingId: space.buildingId, spaceId: room.spaceId })}
              >
                {t("room.title", room)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
