import { Button, Field, Label, Select, Textfield } from "@digdir/designsystemet-react";
import type { Drawing, DrawingRoom } from "@kontrollrom/contracts/drawing.ts";
import { TrashIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";
import { editorQueries } from "./editor-queries.ts";
import type { Tools } from "./use-tools.ts";

/** What the drawing says of the chosen room, and all the rooms as a list that does the same as the picture. */
export function RoomPanel({
  drawing,
  tools,
  busy,
  small,
}: {
  drawing: Drawing;
  tools: Tools;
  busy: boolean;
  small: boolean;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const chosen = drawing.rooms.find(({ spaceId }) => spaceId === tools.selectedId);
  const list = useId();
  const rooms = drawing.rooms.toSorted((a, b) => a.number.localeCompare(b.number, "nb", { numeric: true }));
  return (
    <>
      <section className="editor-section" aria-labelledby={`${list}-room`}>
        <h2 id={`${list}-room`}>{t("editor.room.title")}</h2>
        {chosen === undefined ? (
          <p className="quiet">{t("editor.room.none")}</p>
        ) : (
          <RoomForm
            key={`${chosen.spaceId} ${chosen.number} ${chosen.name}`}
            room={chosen}
            tools={tools}
            busy={busy}
            small={small}
          />
        )}
      </section>
      <section className="editor-section" aria-labelledby={list}>
        <h2 id={list}>{t("editor.room.list", { count: rooms.length })}</h2>
        <ul className="editor-rooms">
          {rooms.map((room) => (
            <li key={room.spaceId}>
              <button
                type="button"
                aria-pressed={room.spaceId === tools.selectedId}
                onClick={() => tools.select(room.spaceId)}
              >
                <span>
                  <b>{room.number}</b> {room.name}
                </span>
                <span className="figures quiet">{formats.number(room.area, 1)} m²</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function RoomForm({
  room,
  tools,
  busy,
  small,
}: {
  room: DrawingRoom;
  tools: Tools;
  busy: boolean;
  small: boolean;
}) {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  const functions = useQuery(editorQueries.roomFunctions()).data?.items ?? [];
  const [number, setNumber] = useState(room.number);
  const [name, setName] = useState(room.name);
  const field = useId();
  const changed = number.trim() !== room.number || name.trim() !== room.name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!changed || number.trim() === "") return;
    void tools.attempt({
      kind: "rename",
      roomId: room.spaceId,
      ...(number.trim() !== room.number && { number: number.trim() }),
      ...(name.trim() !== room.name && { name: name.trim() }),
    });
  };
  const known = functions.some(({ code }) => code === room.functionCode);
  /** The list may not have each function: what is above it says what it counts as. */
  const above = functions
    .filter(({ code }) => room.functionCode?.startsWith(code))
    .toSorted((a, b) => b.code.length - a.code.length)[0];
  return (
    <div className="editor-form">
      <form onSubmit={submit} className="editor-form">
        <div className="editor-pair">
          <Textfield
            data-size="sm"
            label={t("editor.room.number")}
            value={number}
            maxLength={50}
            onChange={(event) => setNumber(event.target.value)}
          />
          <Textfield
            data-size="sm"
            label={t("editor.room.name")}
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        {changed && (
          <Button type="submit" data-size="sm" variant="secondary" disabled={busy || number.trim() === ""}>
            {t("editor.room.rename")}
          </Button>
        )}
      </form>
      <Field data-size="sm">
        <Label htmlFor={field}>{t("editor.room.function")}</Label>
        <Select
          id={field}
          value={room.functionCode ?? ""}
          onChange={(event) => {
            const code = event.target.value;
            void tools.attempt({
              kind: "setFunction",
              roomId: room.spaceId,
              functionCode: code === "" ? null : code,
            });
          }}
        >
          <Select.Option value="">{t("editor.room.noFunction")}</Select.Option>
          {!known && room.functionCode !== undefined && (
            <Select.Option value={room.functionCode}>
              {[room.functionCode, above && (i18n.language === "en" ? above.en : above.nb)]
                .filter(Boolean)
                .join(" ")}
            </Select.Option>
          )}
          {functions.map((one) => (
            <Select.Option key={one.code} value={one.code}>
              {one.code} {i18n.language === "en" ? one.en : one.nb}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <p className="editor-figure">
        <span>{t("editor.room.area")}</span>
        <b className="figures">{formats.number(room.area, 1)} m²</b>
      </p>
      {!small && (
        <Button
          data-size="sm"
          variant="tertiary"
          data-color="danger"
          disabled={busy}
          onClick={() => void tools.remove()}
        >
          <TrashIcon aria-hidden />
          {t("editor.room.delete")}
        </Button>
      )}
    </div>
  );
}
