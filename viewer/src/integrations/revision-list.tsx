import { Field, Label, Select, Tag } from "@digdir/designsystemet-react";
import type { Revision, RevisionSpace } from "@kontrollrom/contracts/revision.ts";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { Answer } from "../ui/states.tsx";
import { FragmentPicture } from "./plan-fragment.tsx";
import { roomLabel } from "./room-label.ts";

/** Every drawing that a building has had: what each changed, and its plans as they were. */
export function RevisionList() {
  const { t } = useTranslation();
  const field = useId();
  const buildings = useQuery(queries.buildings());
  const drawn = buildings.data?.filter((building) => building.modelId !== undefined) ?? [];
  const [chosen, setChosen] = useState<string>();
  const buildingId = chosen ?? drawn[0]?.id;
  if (drawn.length === 0) return null;
  return (
    <section className="detail-card">
      <h2>{t("integrations.revisions.title")}</h2>
      <Field data-size="sm">
        <Label htmlFor={field}>{t("integrations.revisions.choose")}</Label>
        <Select id={field} value={buildingId} onChange={(event) => setChosen(event.target.value)}>
          {drawn.map(({ id, name }) => (
            <Select.Option key={id} value={id}>
              {name}
            </Select.Option>
          ))}
        </Select>
      </Field>
      {buildingId !== undefined && <OfBuilding key={buildingId} buildingId={buildingId} />}
    </section>
  );
}

function OfBuilding({ buildingId }: { buildingId: string }) {
  const { t } = useTranslation();
  const revisions = useQuery(queries.revisions(buildingId));
  return (
    <Answer of={revisions} rows={2}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="quiet">{t("integrations.revisions.none")}</p>
        ) : (
          <ol className="revisions">
            {items.map((revision) => (
              <li key={revision.id}>
                <OneRevision revision={revision} />
              </li>
            ))}
          </ol>
        )
      }
    </Answer>
  );
}

const kinds = ["unchanged", "renamed", "moved", "split", "merged", "new", "gone", "unsure"] as const;

function OneRevision({ revision }: { revision: Revision }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [open, setOpen] = useState(false);
  const counts = kinds.filter((kind) => revision.rooms[kind] > 0);
  const { alignment } = revision;
  const off = alignment === undefined ? 0 : Math.hypot(...alignment.shift);
  return (
    <>
      <p className="revision-head">
        <strong>
          {t(`integrations.revisions.discipline.${revision.discipline}`)},{" "}
          {t("integrations.revisions.number", { number: revision.number })}
        </strong>
        {revision.current && (
          <Tag data-size="sm" data-color="info">
            {t("integrations.revisions.current")}
          </Tag>
        )}
      </p>
      <p className="quiet figures">
        {revision.name} · {formats.dateTime(Date.parse(revision.importedAt))}
        {revision.importedBy !== undefined &&
          ` · ${t("integrations.revisions.by", { name: revision.importedBy })}`}
      </p>
      {counts.length > 0 && (
        <p className="figures">
          {counts
            .map((kind) => `${revision.rooms[kind]} ${t(`integrations.revisions.kind.${kind}`)}`)
            .join(" · ")}
        </p>
      )}
      {alignment !== undefined && (off > 0.05 || Math.abs(alignment.turn) > 0.05) && (
        <p className="quiet">
          {t("integrations.revisions.shifted", {
            metres: formats.number(off, 1),
            degrees: formats.number(alignment.turn, 1),
          })}
        </p>
      )}
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t("integrations.revisions.show")}</summary>
        {open && <RevisionDetails revision={revision} />}
      </details>
    </>
  );
}

function RevisionDetails({ revision }: { revision: Revision }) {
  const { t } = useTranslation();
  const field = useId();
  const detail = useQuery(queries.revision(revision.id));
  const spaces = useQuery(queries.revisionSpaces(revision.id));
  const storeys = detail.data?.storeys.filter(({ hasPlan }) => hasPlan) ?? [];
  const [chosen, setChosen] = useState<string>();
  const storeyId = chosen ?? storeys[0]?.storeyId;
  const changed = spaces.data?.filter(({ kind }) => kind !== "unchanged") ?? [];
  return (
    <>
      <h3>{t("integrations.revisions.changes")}</h3>
      <Answer of={spaces} rows={1}>
        {() =>
          changed.length === 0 || revision.number === 1 ? (
            <p className="quiet">{t("integrations.revisions.noChanges")}</p>
          ) : (
            <ul className="revision-changes">
              {changed.slice(0, 200).map((space) => (
                <Change key={space.spaceId} space={space} />
              ))}
            </ul>
          )
        }
      </Answer>
      <h3>{t("integrations.revisions.plan")}</h3>
      {storeyId === undefined ? (
        <p className="quiet">{t("integrations.revisions.noPlan")}</p>
      ) : (
        <>
          <Field data-size="sm">
            <Label htmlFor={field}>{t("integrations.revisions.storey")}</Label>
            <Select id={field} value={storeyId} onChange={(event) => setChosen(event.target.value)}>
              {storeys.map((storey) => (
                <Select.Option key={storey.storeyId} value={storey.storeyId}>
                  {storey.name}
                </Select.Option>
              ))}
            </Select>
          </Field>
          <OldPlan
            revisionId={revision.id}
            storeyId={storeyId}
            marked={changed.map(({ spaceId }) => spaceId)}
            first={revision.number === 1}
          />
        </>
      )}
    </>
  );
}

function Change({ space }: { space: RevisionSpace }) {
  const { t } = useTranslation();
  const kind = space.sure ? space.kind : "unsure";
  return (
    <li>
      {roomLabel(space)}: {t(`integrations.revisions.kind.${kind}`)}
    </li>
  );
}

function OldPlan({
  revisionId,
  storeyId,
  marked,
  first,
}: {
  revisionId: string;
  storeyId: string;
  marked: readonly string[];
  first: boolean;
}) {
  const plan = useQuery(queries.revisionPlan(revisionId, storeyId));
  return (
    <Answer of={plan} rows={2}>
      {({ bounds, name, rooms, walls }) => (
        <FragmentPicture
          fragment={{ bounds, storeyName: name, rooms, walls }}
          marked={first ? [] : marked}
          label={name}
        />
      )}
    </Answer>
  );
}
