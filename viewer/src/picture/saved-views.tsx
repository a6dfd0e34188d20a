import { Button, Checkbox, Field, Input, Label } from "@digdir/designsystemet-react";
import type { PictureState, SavedView } from "@kontrollrom/contracts/saved-view.ts";
import { BookmarkIcon, LinkIcon, PersonGroupIcon, TrashIcon } from "@navikt/aksel-icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { ControlRoomAddress } from "../app/address.ts";
import { useControlRoom } from "../app/navigation.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { Answer, explain } from "../ui/states.tsx";

/** What of the address makes the picture what it is. */
export function stateOf(here: ControlRoomAddress): PictureState {
  return {
    view: here.view === "map" ? "3d" : here.view,
    layer: here.layer,
    ...(here.storeyId !== undefined && { storeyId: here.storeyId }),
    ...(here.spaceId !== undefined && { spaceId: here.spaceId }),
    ...(here.place !== undefined && { camera: here.place }),
    ...(here.section !== undefined && { section: here.section }),
    hiddenModels: [...(here.hiddenModels ?? [])],
    spread: here.spread === true,
    labels: here.labels === true,
  };
}

/** The address of a saved view: what it does not say is as at first. */
export function addressOf(view: SavedView): Partial<ControlRoomAddress> {
  const { state } = view;
  return {
    buildingId: view.buildingId,
    view: state.view,
    layer: state.layer as ControlRoomAddress["layer"],
    storeyId: state.storeyId,
    spaceId: state.spaceId,
    place: state.camera,
    section: state.section,
    hiddenModels: state.hiddenModels.length === 0 ? undefined : state.hiddenModels,
    spread: state.spread ? true : undefined,
    labels: state.labels ? true : undefined,
  };
}

/** Views that people have named, one tap away; this one as a link, or kept under a name. */
export function SavedViews({ buildingId }: { buildingId: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div className="saved-views">
      <Button
        ref={button}
        data-size="sm"
        data-color="neutral"
        variant="secondary"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <BookmarkIcon aria-hidden />
        {t("scene.views.title")}
      </Button>
      {open && <ViewsCard buildingId={buildingId} onClose={close} />}
    </div>
  );
}

function ViewsCard({ buildingId, onClose }: { buildingId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { here, change } = useControlRoom();
  const client = useQueryClient();
  const notice = useNotice();
  const card = useRef<HTMLElement>(null);
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const views = useQuery({
    queryKey: ["saved-views", buildingId],
    queryFn: ({ signal }) => call("GET /saved-views", { query: { buildingId, limit: "200" }, signal }),
  });
  const again = () => client.invalidateQueries({ queryKey: ["saved-views"] });
  const onError = (error: unknown) => notice(explain(error, t), "problem");
  const save = useMutation({
    mutationFn: () =>
      call("POST /saved-views", { body: { buildingId, name: name.trim(), shared, state: stateOf(here) } }),
    onSuccess: (view) => {
      notice(t("scene.views.saved", { name: view.name }));
      setName("");
      return again();
    },
    onError,
  });
  const share = useMutation({
    mutationFn: (view: SavedView) =>
      call("PATCH /saved-views/{id}", { params: { id: view.id }, body: { shared: !view.shared } }),
    onSuccess: again,
    onError,
  });
  const remove = useMutation({
    mutationFn: (view: SavedView) => call("DELETE /saved-views/{id}", { params: { id: view.id } }),
    onSuccess: (_, view) => {
      notice(t("scene.views.removed", { name: view.name }));
      return again();
    },
    onError,
  });
  const copy = () =>
    navigator.clipboard
      .writeText(window.location.href)
      .then(() => notice(t("scene.views.copied")))
      .catch(() => notice(t("scene.views.notCopied"), "problem"));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "" && !save.isPending) save.mutate();
  };
  useEffect(() => {
    card.current?.querySelector<HTMLElement>("button, input")?.focus();
  }, []);
  return (
    <section
      ref={card}
      className="views-card"
      aria-label={t("scene.views.title")}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <Button data-size="sm" variant="tertiary" onClick={() => void copy()}>
        <LinkIcon aria-hidden />
        {t("scene.views.link")}
      </Button>
      <Answer of={views} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t("scene.views.none")}</p>
          ) : (
            <ul className="views-list">
              {items.map((view) => (
                <li key={view.id}>
                  <button type="button" className="views-name" onClick={() => change(addressOf(view))}>
                    <span>{view.name}</span>
                    <span className="quiet small">
                      {view.own
                        ? t(view.shared ? "scene.views.shared" : "scene.views.own")
                        : t("scene.views.sharedBy", { owner: view.owner })}
                    </span>
                  </button>
                  {view.own && (
                    <>
                      <Button
                        icon
                        data-size="sm"
                        variant="tertiary"
                        aria-label={t(view.shared ? "scene.views.unshareOne" : "scene.views.shareOne", view)}
                        aria-pressed={view.shared}
                        onClick={() => share.mutate(view)}
                      >
                        <PersonGroupIcon aria-hidden />
                      </Button>
                      <Button
                        icon
                        data-size="sm"
                        variant="tertiary"
                        aria-label={t("scene.views.remove", view)}
                        onClick={() => remove.mutate(view)}
                      >
                        <TrashIcon aria-hidden />
                      </Button>
                    </>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      <form onSubmit={submit} className="views-new">
        <Field data-size="sm">
          <Label>{t("scene.views.name")}</Label>
          <Input value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Checkbox
          data-size="sm"
          label={t("scene.views.share")}
          checked={shared}
          onChange={(event) => setShared(event.target.checked)}
        />
        <Button type="submit" data-size="sm" disabled={name.trim() === ""} loading={save.isPending}>
          {t("scene.views.save")}
        </Button>
      </form>
    </section>
  );
}
