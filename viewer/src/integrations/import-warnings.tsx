import type { ImportWarning } from "@kontrollrom/contracts/job.ts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { controlRoom } from "../app/address.ts";
import { Link } from "../app/navigation.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { roomLabel } from "./room-label.ts";

const groups = ["rooms", "components", "place", "file"] as const;
type Group = (typeof groups)[number];
const shownAtMost = 20;

/** What a warning is about, by its code. */
function groupOf(code: string): Group {
  if (/georeference|position|align|resembles/.test(code)) return "place";
  if (/element|component/.test(code)) return "components";
  if (/space|room|area|volume/.test(code)) return "rooms";
  return "file";
}

/** What is odd in a drawing, grouped; what is about a room of the register leads to it. */
export function ImportWarnings({
  warnings,
  buildingIds,
}: {
  warnings: readonly ImportWarning[];
  buildingIds: readonly string[];
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (warnings.length === 0) return null;
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("integrations.drawings.warnings", { count: warnings.length })}</summary>
      {open &&
        groups
          .map((group) => ({ group, some: warnings.filter(({ code }) => groupOf(code) === group) }))
          .filter(({ some }) => some.length > 0)
          .map(({ group, some }) => (
            <section key={group} className="warning-group">
              <h3>{t(`integrations.drawings.report.${group}`)}</h3>
              <ul className="warnings">
                {some.map((warning) => (
                  <li key={`${warning.code}-${warning.message}`}>
                    {warning.message}
                    {warning.count > 1 && (
                      <span className="quiet">
                        {" "}
                        {t("integrations.drawings.times", { count: warning.count })}
                      </span>
                    )}
                    {warning.globalIds.length > 0 && <About warning={warning} buildingIds={buildingIds} />}
                  </li>
                ))}
              </ul>
            </section>
          ))}
    </details>
  );
}

function About({ warning, buildingIds }: { warning: ImportWarning; buildingIds: readonly string[] }) {
  const { t } = useTranslation();
  // Drawings of one building are by far the most; a campus names GlobalIds.
  const buildingId = buildingIds.length === 1 ? buildingIds[0] : undefined;
  const spaces = useQuery({ ...queries.spaces(buildingId ?? ""), enabled: buildingId !== undefined });
  const byGlobalId = new Map(spaces.data?.map((space) => [space.ifcGlobalId, space]));
  const shown = warning.globalIds.slice(0, shownAtMost);
  return (
    <ul className="warning-things">
      {shown.map((globalId, at) => {
        const space = byGlobalId.get(globalId);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a file may name one GlobalId twice
          <li key={`${globalId}-${at}`}>
            {space !== undefined && buildingId !== undefined && (
              <Link
                className="ds-link"
                to={controlRoom({ buildingId, storeyId: space.storeyId, spaceId: space.id })}
              >
                {roomLabel(space)}
              </Link>
            )}{" "}
            <span className="code quiet">{globalId}</span>
          </li>
        );
      })}
      {warning.count > shown.length && (
        <li className="quiet">
          {t("integrations.drawings.report.andMore", { count: warning.count - shown.length })}
        </li>
      )}
    </ul>
  );
}
