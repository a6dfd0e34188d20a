import { Alert, Field, Label, Select, Tag } from "@digdir/designsystemet-react";
import type { Job } from "@kontrollrom/contracts/job.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useId, useState } from "react";
import { controlRoom } from "../app/address.ts";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { isUnderWay, queries } from "../data/queries.ts";
import { upload } from "../data/upload.ts";
import { ExchangeSection } from "../exchange/exchange-section.tsx";
import { useTranslation } from "../i18n/text.ts";
import { FileButton } from "../ui/file-button.tsx";
import { useNow } from "../ui/now.ts";
import { Scrollable } from "../ui/scrollable.tsx";
import { Answer, Empty, explain } from "../ui/states.tsx";
import { ImportWarnings } from "./import-warnings.tsx";
import { ReviewList } from "./review-list.tsx";
import { RevisionList } from "./revision-list.tsx";
import { RoomReview } from "./room-review.tsx";
import "./drawings.css";

const noBuildings: readonly string[] = [];

/** The drawings, or the one question about them that the address asks. */
export function Drawings() {
  const { address } = useNavigation();
  const reviewId = address.page === "integrations" ? address.reviewId : undefined;
  return reviewId === undefined ? <DrawingList /> : <RoomReview key={reviewId} id={reviewId} />;
}

/** Imports drawings and tells how it goes; the work goes on at the server when the visitor leaves. */
function DrawingList() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayImport = useCan("register:write");
  const [progress, setProgress] = useState(0);
  const jobs = useQuery(queries.jobs("model-import"));
  const models = useQuery(queries.models());
  const buildings = useQuery(queries.buildings());
  const buildingField = useId();
  const [buildingId, setBuildingId] = useState("");
  const formats = useFormats();
  const send = useMutation({
    mutationFn: (file: File) =>
      upload(
        "POST /models",
        file,
        {
          query: { name: file.name.slice(0, 200), ...(buildingId !== "" && { buildingId }) },
          mediaType: "application/octet-stream",
        },
        setProgress,
      ),
    onSettled: () => {
      setProgress(0);
      return client.invalidateQueries({ queryKey: ["jobs"] });
    },
  });
  const underWay = jobs.data?.items.filter(isUnderWay).length ?? 0;
  // When a job ends there are new buildings and drawings to see.
  useEffect(() => {
    if (underWay > 0) return;
    for (const key of ["models", "buildings", "storeys", "spaces", "rooms", "plan", "revisions", "reviews"]) {
      void client.invalidateQueries({ queryKey: [key] });
    }
  }, [underWay, client]);
  return (
    <div className="drawings">
      {mayImport && (
        <section className="detail-card">
          <Field data-size="sm">
            <Label htmlFor={buildingField}>{t("integrations.drawings.building")}</Label>
            <Select
              id={buildingField}
              value={buildingId}
              onChange={(event) => setBuildingId(event.target.value)}
            >
              <Select.Option value="">{t("integrations.drawings.recognise")}</Select.Option>
              {buildings.data?.map(({ id, name }) => (
                <Select.Option key={id} value={id}>
                  {name}
                </Select.Option>
              ))}
            </Select>
          </Field>
          <FileButton
            accept=".ifc,.ifczip,.zip,.gz"
            disabled={send.isPending}
            onFile={(file) => send.mutate(file)}
          >
            {t("integrations.drawings.choose")}
          </FileButton>
          <p className="quiet">{t("integrations.drawings.hint")}</p>
          {send.isPending && (
            <label>
              {t("integrations.drawings.upload", { name: send.variables.name })}
              <progress value={progress} max={1} />
            </label>
          )}
          {send.error !== null && (
            <Alert data-color="danger" data-size="sm">
              {explain(send.error, t)}
            </Alert>
          )}
        </section>
      )}
      <ReviewList />
      {(jobs.data?.items.length ?? 0) > 0 && (
        <section className="detail-card">
          <h2>{t("integrations.drawings.jobs")}</h2>
          <ul className="jobs">
            {jobs.data?.items.map((job) => (
              <JobReport key={job.id} job={job} />
            ))}
          </ul>
        </section>
      )}
      <section className="detail-card">
        <h2>{t("integrations.drawings.models")}</h2>
        <Answer of={models} rows={2}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t("integrations.drawings.empty.title")}>
                {mayImport ? t("integrations.drawings.empty.text") : undefined}
              </Empty>
            ) : (
              <Scrollable className="table-scroll" label={t("integrations.drawings.models")}>
                <table className="ds-table figures" data-size="sm">
                  <thead>
                    <tr>
                      {(["name", "schema", "size", "imported"] as const).map((column) => (
                        <th key={column} scope="col">
                          {t(`integrations.drawings.${column}`)}
                        </th>
                      ))}
                      <td />
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((model) => (
                      <tr key={model.id}>
                        <th scope="row">{model.name}</th>
                        <td>{model.schema}</td>
                        <td>{formats.bytes(model.bytes)}</td>
                        <td>{formats.dateTime(model.importedAt)}</td>
                        <td>
                          {model.buildingIds[0] !== undefined && (
                            <Link className="ds-link" to={controlRoom({ buildingId: model.buildingIds[0] })}>
                              {t("integrations.drawings.open")}
                              <span className="visually-hidden"> {model.name}</span>
                            </Link>
                          )}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scrollable>
            )
          }
        </Answer>
      </section>
      <ExchangeSection />
      <RevisionList />
    </div>
  );
}

function JobReport({ job }: { job: Job }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(60_000);
  const result = job.kind === "model-import" ? job.result : undefined;
  const warnings = result?.warnings ?? [];
  return (
    <li className="job">
      <p>
        <Tag data-size="sm" data-color={job.state === "failed" ? "danger" : "neutral"}>
          {t(`integrations.drawings.state.${job.state}`)}
        </Tag>{" "}
        {job.state === "succeeded"
          ? t("integrations.drawings.succeeded", { name: job.name })
          : job.state === "failed" || job.state === "cancelled"
            ? t("integrations.drawings.failed", { name: job.name })
            : t("integrations.drawings.job", { name: job.name })}{" "}
        <span className="quiet figures">{formats.moment(job.createdAt, now)}</span>
      </p>
      {isUnderWay(job) && (
        <>
          <progress
            value={job.progress}
            max={1}
            aria-label={t("integrations.drawings.job", { name: job.name })}
          />
          <p className="quiet">{t("integrations.drawings.leave")}</p>
        </>
      )}
      {job.error !== undefined && <p>{job.error.detail}</p>}
      {result?.buildings.map((building) => (
        <p key={building.id} className="figures">
          {t("integrations.drawings.result", {
            building: building.name,
            count: building.storeys,
            spaces: building.spaces,
          })}{" "}
          <Link className="ds-link" to={controlRoom({ buildingId: building.id })}>
            {t("integrations.drawings.open")}
            <span className="visually-hidden"> {building.name}</span>
          </Link>
          {building.revision !== undefined && (
            <span className="quiet">
              {" "}
              {t(`integrations.revisions.discipline.${building.revision.discipline}`)},{" "}
              {t("integrations.revisions.number", { number: building.revision.number })}
            </span>
          )}
        </p>
      ))}
      <ImportWarnings
        warnings={warnings}
        buildingIds={result?.buildings.map(({ id }) => id) ?? noBuildings}
      />
    </li>
  );
}
