import { Button, Checkbox, Field, Label, Select } from "@digdir/designsystemet-react";
import type { RouteCall } from "@kontrollrom/contracts/routes.ts";
import { PrinterSmallIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usePreferences } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { call, routeUrl } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { RemoveButton } from "../ui/remove-button.tsx";
import { Answer } from "../ui/states.tsx";
import { useOrderTexts } from "../work-orders/order-texts.ts";
import { useSetting } from "./use-setting.ts";

/** QR labels of a building: made for it, a storey or chosen rooms, and printed as a sheet. */
export function Labels() {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const notice = useNotice();
  const { language } = usePreferences();
  const mayManage = useCan("work-order:manage");
  const buildings = useQuery({ ...queries.buildings(), enabled: useCan("register:read") }).data ?? [];
  const [chosen, setChosen] = useState("");
  const buildingId = chosen || (buildings.find(({ spaces }) => spaces > 0)?.id ?? "");
  const storeys = useQuery({ ...queries.storeys(buildingId), enabled: buildingId !== "" }).data ?? [];
  const spaces = useQuery({ ...queries.spaces(buildingId), enabled: buildingId !== "" }).data ?? [];
  const [scope, setScope] = useState("rooms");
  const [rooms, setRooms] = useState<ReadonlySet<string>>(new Set());
  const places = useQuery({
    queryKey: ["report-places", buildingId],
    queryFn: ({ signal }) => call("GET /report-places", { query: { buildingId, limit: "1000" }, signal }),
    enabled: buildingId !== "",
  });
  const make = useSetting(
    "report-places",
    (body: RouteCall<"POST /report-places">["body"]) => call("POST /report-places", { body }),
    ({ items }) => notice(t("set.label.made", { count: items.length })),
  );
  const storeyId = storeys.some(({ id }) => id === scope) ? scope : undefined;
  const input = (): RouteCall<"POST /report-places">["body"] =>
    storeyId !== undefined
      ? { storeyId }
      : scope === "selected"
        ? { spaceIds: [...rooms] }
        : { buildingId, rooms: scope === "rooms" };
  const sheet = routeUrl("GET /report-sheet", {}, { buildingId, storeyId, language });
  return (
    <>
      <section className="detail-card" aria-label={t("set.tab.labels")}>
        <p className="quiet">{t("set.label.text")}</p>
        <div className="fields-row">
          <Field>
            <Label>{t("field.building")}</Label>
            <Select
              value={buildingId}
              onChange={(event) => {
                setChosen(event.target.value);
                setScope("rooms");
                setRooms(new Set());
              }}
            >
              <Select.Option value="">{t("set.label.choose")}</Select.Option>
              {buildings.map(({ id, name }) => (
                <Select.Option key={id} value={id}>
                  {name}
                </Select.Option>
              ))}
            </Select>
          </Field>
          <Field>
            <Label>{t("set.label.scope")}</Label>
            <Select value={scope} onChange={(event) => setScope(event.target.value)}>
              <Select.Option value="rooms">{t("set.label.rooms")}</Select.Option>
              <Select.Option value="whole">{t("set.label.whole")}</Select.Option>
              {storeys.map(({ id, name }) => (
                <Select.Option key={id} value={id}>
                  {t("set.label.storey", { name })}
                </Select.Option>
              ))}
              <Select.Option value="selected">{t("set.label.selected")}</Select.Option>
            </Select>
          </Field>
        </div>
        {scope === "selected" && (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a scrolling grid
          <div className="room-checks" role="group" aria-label={t("set.label.pick")}>
            {spaces.map((room) => (
              <Checkbox
                key={room.id}
                data-size="sm"
                label={common("room.title", { number: room.number, name: room.name })}
                checked={rooms.has(room.id)}
                onChange={() => {
                  const next = new Set(rooms);
                  if (!next.delete(room.id)) next.add(room.id);
                  setRooms(next);
                }}
              />
            ))}
          </div>
        )}
        <div className="form-dialog-actions">
          {mayManage && (
            <Button
              loading={make.isPending}
              disabled={buildingId === "" || (scope === "selected" && rooms.size === 0)}
              onClick={() => make.mutate(input())}
            >
              {t("set.label.make")}
            </Button>
          )}
          {(places.data?.items.length ?? 0) > 0 && (
            <a className="ds-button" data-variant="secondary" href={sheet} target="_blank" rel="noreferrer">
              <PrinterSmallIcon aria-hidden />
              {t("set.label.print")}
            </a>
          )}
        </div>
      </section>
      {buildingId !== "" && (
        <section className="detail-card" aria-label={t("set.label.has")}>
          <h2>{t("set.label.has")}</h2>
          <Answer of={places} rows={2}>
            {({ items }) =>
              items.length === 0 ? (
                <p className="quiet">{t("set.label.none")}</p>
              ) : (
                <ul className="label-grid">
                  {items.map((place) => (
                    <li key={place.token}>
                      <img
                        src={routeUrl("GET /report-places/{placeToken}/qr", { placeToken: place.token })}
                        alt={t("set.label.qr", { label: place.label })}
                        loading="lazy"
                      />
                      <strong>{place.label}</strong>
                      {mayManage && (
                        <RemoveButton
                          label={t("set.label.void")}
                          name={place.label}
                          consequence={t("set.label.voidSure", { label: place.label })}
                          remove={() =>
                            call("DELETE /report-places/{placeToken}", {
                              params: { placeToken: place.token },
                            })
                          }
                          onRemoved={() => void places.refetch()}
                        />
                      )}
                    </li>
                  ))}
                </ul>
              )
            }
          </Answer>
        </section>
      )}
    </>
  );
}
