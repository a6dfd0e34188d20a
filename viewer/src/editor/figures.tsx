import type { StoreyAreas } from "@kontrollrom/contracts/area.ts";
import type { Drawing } from "@kontrollrom/contracts/drawing.ts";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";

const names = ["net", "usable", "gross"] as const;

/** The storey's areas as they are saved and as they would be (NS 3940); net area follows the hand. */
export function Figures({
  before,
  base,
  shown,
  following,
}: {
  before: StoreyAreas | undefined;
  base: Drawing;
  shown: Drawing;
  /** The drawing while something is held. */
  following: Drawing | undefined;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const settled = shown === base ? before : shown.areas;
  const value = (name: (typeof names)[number]): number | undefined => {
    // What is held is not measured by the standard yet: net area follows by the change of the rooms.
    if (following !== undefined)
      return name === "net" && settled !== undefined ? settled.net + following.net - shown.net : undefined;
    return settled?.[name];
  };
  return (
    <section className="editor-section" aria-label={t("editor.figures.title")}>
      <h2>{t("editor.figures.title")}</h2>
      <table className="editor-figures figures">
        <thead>
          <tr>
            <td />
            <th scope="col">{t("editor.figures.before")}</th>
            <th scope="col">{t("editor.figures.after")}</th>
            <th scope="col">{t("editor.figures.change")}</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => {
            const [was, now] = [before?.[name], value(name)];
            const change = was === undefined || now === undefined ? undefined : now - was;
            return (
              <tr key={name}>
                <th scope="row">{t(`editor.figures.${name}`)}</th>
                <td>{formats.number(was, 1)}</td>
                <td>{following !== undefined && now === undefined ? "…" : formats.number(now, 1)}</td>
                <td data-changed={(change !== undefined && Math.abs(change) > 0.05) || undefined}>
                  {change === undefined
                    ? ""
                    : `${change > 0.05 ? "+" : ""}${formats.number(Math.abs(change) < 0.05 ? 0 : change, 1)}`}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
