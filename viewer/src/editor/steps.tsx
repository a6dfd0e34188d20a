import { Button } from "@digdir/designsystemet-react";
import type { Drawing, DrawingChange, DrawingCommand } from "@kontrollrom/contracts/drawing.ts";
import { useQuery } from "@tanstack/react-query";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";
import { Answer } from "../ui/states.tsx";
import { editorQueries } from "./editor-queries.ts";
import type { Editor } from "./use-editor.ts";

/** What a command does, as a sentence. */
export function useCommandText(drawing: Pick<Drawing, "rooms">): (command: DrawingCommand) => string {
  const { t } = useTranslation();
  const formats = useFormats();
  const number = (id: string) => drawing.rooms.find(({ spaceId }) => spaceId === id)?.number ?? "–";
  return (command) => {
    switch (command.kind) {
      case "moveWall":
        return t("editor.step.moveWall", {
          number: number(command.roomId),
          offset: `${command.offset > 0 ? "+" : ""}${formats.number(command.offset, 2)}`,
        });
      case "split":
        return t("editor.step.split", {
          number: number(command.roomId),
          other: command.number ?? number(command.newRoomId),
        });
      case "merge":
        return t("editor.step.merge", { number: number(command.keepId), other: number(command.otherId) });
      case "draw":
        return t("editor.step.draw", { number: command.number });
      case "delete":
        return t("editor.step.delete", { number: number(command.roomId) });
      case "rename":
        return t("editor.step.rename", {
          number: command.number ?? number(command.roomId),
          name: command.name ?? "",
        });
      case "setFunction":
        return t("editor.step.setFunction", {
          number: number(command.roomId),
          code: command.functionCode ?? "–",
        });
    }
  };
}

/** What is not saved yet, and who saved what before, with the way back. */
export function Steps({ editor, base }: { editor: Editor; base: Drawing }) {
  const { t } = useTranslation();
  const text = useCommandText(editor.shown);
  const older = useCommandText(base);
  const history = useQuery(editorQueries.history(base.storeyId));
  const { commands, layers, placements } = editor.work;
  const pending = [
    ...commands.map((command) =>
      command.kind === "delete" || command.kind === "merge" ? older(command) : text(command),
    ),
    ...Object.values(layers).map(({ name }) => t("editor.step.layer", { name })),
    ...(Object.keys(placements).length > 0
      ? [t("editor.step.sensors", { count: Object.keys(placements).length })]
      : []),
  ];
  return (
    <section className="editor-section" aria-label={t("editor.history.title")}>
      <h2>{t("editor.history.title")}</h2>
      <h3>{t("editor.history.unsaved")}</h3>
      {pending.length === 0 ? (
        <p className="quiet">{t("editor.history.nothing")}</p>
      ) : (
        <ol className="editor-steps">
          {pending.map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps are known by their order
            <li key={index}>{one}</li>
          ))}
        </ol>
      )}
      <h3>{t("editor.history.saved")}</h3>
      <div className="editor-buttons">
        <Button
          data-size="sm"
          variant="secondary"
          disabled={editor.busy || editor.dirty || base.undo === undefined}
          onClick={() => void editor.turn("undo")}
        >
          {t("editor.history.undo")}
        </Button>
        <Button
          data-size="sm"
          variant="secondary"
          disabled={editor.busy || editor.dirty || base.redo === undefined}
          onClick={() => void editor.turn("redo")}
        >
          {t("editor.history.redo")}
        </Button>
      </div>
      <Answer of={history} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t("editor.history.none")}</p>
          ) : (
            <ol className="editor-steps">
              {items.slice(0, 20).map((change) => (
                <Saved key={change.number} change={change} />
              ))}
            </ol>
          )
        }
      </Answer>
    </section>
  );
}

export function Saved({ change }: { change: DrawingChange }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <li>
      <b>{t(`editor.history.kind.${change.kind}`, { of: change.of })}</b> {change.by},{" "}
      <time dateTime={change.at}>{formats.dateTime(change.at)}</time>
      <span className="quiet editor-step-rooms">
        {change.rooms.map(({ number, what }) => t(`editor.history.what.${what}`, { number })).join(", ")}
      </span>
    </li>
  );
}
