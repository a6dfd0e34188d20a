import { Button, Field, Label, Select, Switch, Textfield } from "@digdir/designsystemet-react";
import type { Drawing } from "@kontrollrom/contracts/drawing.ts";
import { type FormEvent, useId, useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";
import { readLength } from "./exact.ts";
import { edgesOf } from "./geometry.ts";
import type { Editor } from "./use-editor.ts";
import type { ToolSettings, Tools } from "./use-tools.ts";

/** How the tool in the hand is used, and its exact figures for those who write them. */
export function ToolPanel({
  drawing,
  tools,
  editor,
  settings,
  onSettings,
  refused,
}: {
  drawing: Drawing;
  tools: Tools;
  editor: Editor;
  settings: ToolSettings;
  onSettings: (settings: ToolSettings) => void;
  refused: string | undefined;
}) {
  const { t } = useTranslation();
  const { tool } = tools;
  return (
    <section className="editor-section" aria-label={t("editor.tool.label")}>
      <h2>{t(`editor.tool.${tool}`)}</h2>
      <p className="quiet">{t(`editor.help.${tool}`)}</p>
      {tool === "wall" && <Walls drawing={drawing} tools={tools} busy={editor.busy} />}
      {tool === "merge" && <MergeWith drawing={drawing} tools={tools} busy={editor.busy} />}
      {(tool === "draw" || tool === "split") && <NextCorner tools={tools} />}
      {tool === "split" && (
        <Textfield
          data-size="sm"
          label={t("editor.split.thickness")}
          inputMode="decimal"
          defaultValue={String(settings.thickness).replace(".", ",")}
          onChange={(event) => {
            const thickness = readLength(event.target.value);
            if (thickness !== undefined && thickness >= 0 && thickness <= 1)
              onSettings({ ...settings, thickness });
          }}
        />
      )}
      {refused !== undefined && (
        <p className="editor-refused" role="status">
          {refused}
        </p>
      )}
      {tool !== "select" && tool !== "merge" && tool !== "sensor" && (
        <div className="editor-switches">
          <Switch
            data-size="sm"
            label={t("editor.snap.on")}
            checked={settings.snap}
            onChange={(event) => onSettings({ ...settings, snap: event.target.checked })}
          />
          <Switch
            data-size="sm"
            label={t("editor.snap.grid")}
            checked={settings.grid !== undefined}
            onChange={(event) => onSettings({ ...settings, grid: event.target.checked ? 0.1 : undefined })}
          />
        </div>
      )}
    </section>
  );
}

/** The walls of the chosen room, for the keyboard, and how far one is moved. */
function Walls({ drawing, tools, busy }: { drawing: Drawing; tools: Tools; busy: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const field = useId();
  const room = drawing.rooms.find(({ spaceId }) => spaceId === tools.selectedId);
  const edges = room === undefined ? [] : edgesOf(room);
  const { wall } = tools;
  const held = wall === undefined ? -1 : edges.findIndex(({ from }) => from.join() === wall.edge.from.join());
  return (
    <>
      {edges.length > 0 && (
        <Field data-size="sm">
          <Label htmlFor={field}>{t("editor.wall.choose", { number: room?.number })}</Label>
          <Select
            id={field}
            value={held < 0 ? "" : String(held)}
            onChange={(event) => tools.holdEdge(edges[Number(event.target.value || "-1")])}
          >
            <Select.Option value="">{t("editor.wall.none")}</Select.Option>
            {edges.map((edge, index) => (
              <Select.Option key={edge.from.join()} value={String(index)}>
                {t("editor.wall.one", {
                  side: t(`editor.side.${sideOf(edge.out)}`),
                  length: formats.number(edge.length, 2),
                })}
              </Select.Option>
            ))}
          </Select>
        </Field>
      )}
      {wall !== undefined && (
        <ExactField
          key={wall.edge.from.join()}
          label={t("editor.wall.offset")}
          action={t("editor.wall.move")}
          busy={busy}
          onText={(text) => {
            const offset = readLength(text);
            if (offset === undefined) return false;
            tools.offsetWall(offset);
            return true;
          }}
          onDone={() => tools.confirm(false)}
        />
      )}
    </>
  );
}

function sideOf([x, y]: readonly [number, number]): "east" | "west" | "north" | "south" {
  if (Math.abs(x) > Math.abs(y)) return x > 0 ? "east" : "west";
  return y > 0 ? "north" : "south";
}

function MergeWith({ drawing, tools, busy }: { drawing: Drawing; tools: Tools; busy: boolean }) {
  const { t } = useTranslation();
  const field = useId();
  const kept = drawing.rooms.find(({ spaceId }) => spaceId === tools.mergeId);
  if (kept === undefined) return null;
  return (
    <Field data-size="sm">
      <Label htmlFor={field}>{t("editor.merge.with", { number: kept.number })}</Label>
      <Select
        id={field}
        value=""
        disabled={busy}
        onChange={(event) =>
          void tools.attempt({ kind: "merge", keepId: kept.spaceId, otherId: event.target.value })
        }
      >
        <Select.Option value="">{t("editor.merge.choose")}</Select.Option>
        {drawing.rooms
          .filter(({ spaceId }) => spaceId !== kept.spaceId)
          .map(({ spaceId, number, name }) => (
            <Select.Option key={spaceId} value={spaceId}>
              {number} {name}
            </Select.Option>
          ))}
      </Select>
    </Field>
  );
}

/** The next corner of a line by its length or place. */
export function NextCorner({ tools }: { tools: Tools }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <>
      <ExactField
        label={t("editor.corner.label")}
        description={t("editor.corner.help")}
        action={t("editor.corner.add")}
        busy={false}
        clears
        onText={() => true}
        onDone={(text) => tools.exact(text)}
      />
      {tools.sketched !== undefined && (
        <p className="editor-figure" aria-live="off">
          <span>{t("editor.room.area")}</span>
          <b className="figures">{formats.number(tools.sketched, 1)} m²</b>
        </p>
      )}
      {tools.line.corners.length > 0 && (
        <div className="editor-buttons">
          <Button data-size="sm" variant="secondary" onClick={tools.finish}>
            {t("editor.corner.finish")}
          </Button>
          <Button data-size="sm" variant="tertiary" onClick={tools.back}>
            {t("editor.corner.back")}
          </Button>
        </div>
      )}
    </>
  );
}

function ExactField({
  label,
  description,
  action,
  busy,
  clears = false,
  onText,
  onDone,
}: {
  label: string;
  description?: string;
  action: string;
  busy: boolean;
  clears?: boolean;
  /** @returns whether it is understood */
  onText: (text: string) => boolean;
  onDone: (text: string) => boolean;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "") return;
    const understood = onText(text) && onDone(text);
    setWrong(!understood);
    if (understood && clears) setText("");
  };
  return (
    <form onSubmit={submit} className="editor-exact">
      <Textfield
        data-size="sm"
        label={label}
        {...(description !== undefined && { description })}
        value={text}
        autoComplete="off"
        error={wrong ? t("editor.corner.wrong") : undefined}
        onChange={(event) => {
          setText(event.target.value);
          if (onText(event.target.value)) setWrong(false);
        }}
      />
      <Button type="submit" data-size="sm" variant="secondary" disabled={busy}>
        {action}
      </Button>
    </form>
  );
}
