import { Button, Dialog, Heading } from "@digdir/designsystemet-react";
import type { Drawing } from "@kontrollrom/contracts/drawing.ts";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";
import type { Conflict } from "./conflicts.ts";
import { refusalOf } from "./refusals.ts";
import { Saved, useCommandText } from "./steps.tsx";

/** Somebody else saved first: what they changed, what of one's own fits on it, and the choice. Nothing is lost by looking. */
export function ConflictDialog({
  conflict,
  base,
  onSettle,
}: {
  conflict: Conflict;
  base: Drawing;
  onSettle: (choice: "mine" | "theirs" | "later") => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog open onClose={() => onSettle("later")} closeButton={t("state.close")} className="form-dialog">
      <Heading level={2} data-size="xs">
        {t(`editor.conflict.title.${conflict.kind}`)}
      </Heading>
      {conflict.kind === "drawing" ? (
        <DrawingPart conflict={conflict} base={base} />
      ) : (
        <LayerPart conflict={conflict} />
      )}
      <p>{t("editor.conflict.kept")}</p>
      <div className="form-dialog-actions">
        <Button onClick={() => onSettle("mine")}>{t("editor.conflict.mine")}</Button>
        <Button variant="secondary" data-color="danger" onClick={() => onSettle("theirs")}>
          {t("editor.conflict.theirs")}
        </Button>
        <Button variant="tertiary" onClick={() => onSettle("later")}>
          {t("editor.conflict.later")}
        </Button>
      </div>
    </Dialog>
  );
}

function DrawingPart({
  conflict,
  base,
}: {
  conflict: Extract<Conflict, { kind: "drawing" }>;
  base: Drawing;
}) {
  const { t } = useTranslation();
  const text = useCommandText(base);
  const { changes, kept, dropped } = conflict;
  return (
    <>
      {changes.length === 0 ? (
        <p>{t("editor.conflict.imported")}</p>
      ) : (
        <ol className="editor-steps">
          {changes.map((change) => (
            <Saved key={change.number} change={change} />
          ))}
        </ol>
      )}
      <p>{t("editor.conflict.fit", { kept: kept.length, all: kept.length + dropped.length })}</p>
      {dropped.length > 0 && (
        <ul className="editor-steps" aria-label={t("editor.conflict.dropped")}>
          {dropped.map(({ command, code }) => (
            <li key={JSON.stringify(command)}>
              {text(command)}: {refusalOf(code, t) ?? code}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function LayerPart({ conflict }: { conflict: Extract<Conflict, { kind: "layer" }> }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { theirs, both } = conflict;
  return (
    <>
      <p>
        {t("editor.conflict.layer", {
          name: theirs.name,
          by: theirs.changedBy,
          at: formats.dateTime(theirs.changedAt),
        })}
      </p>
      <p>
        {both.length === 0
          ? t("editor.conflict.apart")
          : t("editor.conflict.both", { codes: both.join(", ") })}
      </p>
    </>
  );
}
