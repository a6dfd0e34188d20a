import { Alert, Button, Field, Label, Radio, Select, useRadioGroup } from "@digdir/designsystemet-react";
import type { Storey } from "@kontrollrom/contracts/building.ts";
import { type planFormats, planScales } from "@kontrollrom/contracts/exchange.ts";
import type { IfcExportResult } from "@kontrollrom/contracts/ifc-export.ts";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { call, routeUrl } from "../data/call.ts";
import { isUnderWay } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";
import { exchangeQueries } from "./exchange-queries.ts";
import { saveFile } from "./save-file.ts";
import { useExchangeTexts } from "./texts.ts";
import "./exchange.css";

const formats = ["pdf", "dxf", "svg", "geojson", "ifc"] as const satisfies readonly (
  | (typeof planFormats)[number]
  | "ifc"
)[];
type Format = (typeof formats)[number];

/** The plan of a storey, or the building's IFC, as a file. */
export function DownloadForm({
  buildingId,
  storeys,
  storeyId,
}: {
  buildingId: string;
  storeys: readonly Storey[];
  /** The one that is looked at. */
  storeyId?: string | undefined;
}) {
  const { t, i18n } = useTranslation();
  const say = useExchangeTexts();
  const notice = useNotice();
  const [format, setFormat] = useState<Format>("pdf");
  const [chosenStorey, setStorey] = useState(storeyId);
  const [scale, setScale] = useState("");
  const [jobId, setJobId] = useState<string>();
  const storeyField = useId();
  const scaleField = useId();
  const storey = storeys.find(({ id }) => id === chosenStorey) ?? storeys[0];
  const { getRadioProps } = useRadioGroup({
    value: format,
    onChange: (value) => setFormat(value as Format),
  });
  const plan = useMutation({
    mutationFn: () =>
      saveFile(
        routeUrl(
          "GET /storeys/{id}/export/{format}",
          { id: storey?.id, format },
          format === "pdf" ? { scale, language: i18n.language === "en" ? "en" : "nb" } : {},
        ),
      ),
    onSuccess: () => notice(say("download.saved")),
  });
  const ifc = useMutation({
    mutationFn: () => call("POST /buildings/{id}/ifc-export", { params: { id: buildingId } }),
    onSuccess: ({ jobId: id }) => setJobId(id),
  });
  const isPlan = format !== "ifc";
  const error = isPlan ? plan.error : ifc.error;
  const busy = plan.isPending || ifc.isPending;
  return (
    <div className="download">
      <fieldset className="download-formats">
        <legend>{say("download.what")}</legend>
        {formats.map((name) => (
          <Radio
            key={name}
            data-size="sm"
            label={say(`download.format.${name}`)}
            description={say(`download.about.${name}`)}
            {...getRadioProps(name)}
          />
        ))}
      </fieldset>
      {isPlan && storeys.length > 1 && (
        <Field data-size="sm">
          <Label htmlFor={storeyField}>{say("storey")}</Label>
          <Select id={storeyField} value={storey?.id} onChange={(event) => setStorey(event.target.value)}>
            {storeys.toReversed().map(({ id, name }) => (
              <Select.Option key={id} value={id}>
                {name}
              </Select.Option>
            ))}
          </Select>
        </Field>
      )}
      {format === "pdf" && (
        <Field data-size="sm">
          <Label htmlFor={scaleField}>{say("download.scale")}</Label>
          <Select id={scaleField} value={scale} onChange={(event) => setScale(event.target.value)}>
            <Select.Option value="">{say("download.scaleAuto")}</Select.Option>
            {planScales.map((one) => (
              <Select.Option key={one} value={one}>
                1:{one}
              </Select.Option>
            ))}
          </Select>
        </Field>
      )}
      {error !== null && (
        <Alert data-color="danger" data-size="sm">
          {explain(error, t)}
        </Alert>
      )}
      {format === "ifc" && jobId !== undefined && <IfcProgress key={jobId} jobId={jobId} />}
      <div className="exchange-acts">
        <Button
          data-size="sm"
          disabled={busy || (isPlan && storey === undefined)}
          aria-busy={busy}
          onClick={() => (isPlan ? plan.mutate() : ifc.mutate())}
        >
          {say("download.get")}
        </Button>
      </div>
    </div>
  );
}

/** How far the IFC is, and what was written into it; it is saved when it is whole. */
function IfcProgress({ jobId }: { jobId: string }) {
  const { t } = useTranslation();
  const say = useExchangeTexts();
  const job = useQuery(exchangeQueries.job(jobId));
  const save = useMutation({
    mutationFn: () => saveFile(routeUrl("GET /ifc-exports/{id}/file", { id: jobId })),
  });
  const result = job.data?.kind === "ifc-export" ? job.data.result : undefined;
  const begun = useRef(false);
  const { mutate } = save;
  useEffect(() => {
    if (result === undefined || begun.current) return;
    begun.current = true;
    mutate();
  }, [result, mutate]);
  if (job.error !== null || save.error !== null)
    return (
      <Alert data-color="danger" data-size="sm">
        {explain(job.error ?? save.error, t)}
      </Alert>
    );
  if (job.data === undefined || isUnderWay(job.data))
    return (
      <div role="status">
        <label>
          {say("download.making")}
          <progress value={job.data?.progress ?? 0} max={1} />
        </label>
        <p className="quiet">{say("download.leave")}</p>
      </div>
    );
  if (job.data.state !== "succeeded" || result === undefined)
    return (
      <Alert data-color="danger" data-size="sm">
        {job.data.error?.detail ?? say("download.cancelled")}
      </Alert>
    );
  return (
    <Alert data-color="success" data-size="sm">
      <p>{say("download.saved")}</p>
      <IfcReport result={result} />
      <Button variant="tertiary" data-size="sm" onClick={() => mutate()}>
        {say("download.again")}
      </Button>
    </Alert>
  );
}

const warningCodes = [
  "room-not-in-drawing",
  "room-not-in-register",
  "storey-not-in-drawing",
  "shape-not-written",
  "function-of-type",
  "component-not-in-drawing",
] as const;

function IfcReport({ result }: { result: IfcExportResult }) {
  const say = useExchangeTexts();
  const { renamedRooms, redrawnRooms, newRooms, removedRooms, zones, sensors, instances, warnings } = result;
  if (instances.changed + instances.added + instances.removed === 0 && warnings.length === 0)
    return <p>{say("download.unchanged")}</p>;
  return (
    <>
      <p>
        {say("download.rooms", {
          renamed: renamedRooms,
          redrawn: redrawnRooms,
          added: newRooms,
          removed: removedRooms,
        })}{" "}
        {say("download.rest", { zones, sensors })}
      </p>
      {warnings.length > 0 && (
        <ul className="exchange-list">
          {warnings.map(({ code, message, count }) => {
            const known = warningCodes.find((one) => one === code);
            return <li key={code}>{known === undefined ? message : say(`warning.${known}`, { count })}</li>;
          })}
        </ul>
      )}
    </>
  );
}
