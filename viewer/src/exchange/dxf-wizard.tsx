import { Alert, Button, Field, Label, Select, Textfield } from "@digdir/designsystemet-react";
import type { Storey } from "@kontrollrom/contracts/building.ts";
import type { DxfInspection } from "@kontrollrom/contracts/exchange.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useId, useState } from "react";
import { controlRoom } from "../app/address.ts";
import { Link } from "../app/navigation.tsx";
import { call } from "../data/call.ts";
import { isUnderWay } from "../data/queries.ts";
import { upload } from "../data/upload.ts";
import { useTranslation } from "../i18n/text.ts";
import { FileButton } from "../ui/file-button.tsx";
import { explain } from "../ui/states.tsx";
import { NumberField } from "../underlay/underlay-form.tsx";
import { DxfLayers, suggestedPurposes } from "./dxf-layers.tsx";
import { DxfPreview } from "./dxf-preview.tsx";
import { type DxfChoices, firstChoices, readingOf } from "./dxf-reading.ts";
import { DxfScale } from "./dxf-scale.tsx";
import { exchangeQueries, type ReadingInput } from "./exchange-queries.ts";
import { useExchangeTexts } from "./texts.ts";
import { useSettled } from "./use-settled.ts";
import "../underlay/underlay.css";

interface Opened {
  readonly name: string;
  readonly inspection: DxfInspection;
}

/** Makes a storey of a DXF drawing: the file, its layers, its scale, the storey, a look at the rooms, and the import. */
export function DxfWizard({ buildingId, storeys }: { buildingId: string; storeys: readonly Storey[] }) {
  const { t } = useTranslation();
  const say = useExchangeTexts();
  const [sent, setSent] = useState(0);
  const [round, setRound] = useState(0);
  const open = useMutation({
    mutationFn: async (file: File): Promise<Opened> => ({
      name: file.name.slice(0, 200),
      inspection: await upload(
        "POST /drawings/dxf/inspect",
        file,
        { mediaType: "application/octet-stream" },
        setSent,
      ),
    }),
    onMutate: () => {
      setSent(0);
      setRound((before) => before + 1);
    },
  });
  return (
    <div className="dxf">
      <p className="quiet">{say("dxf.hint")}</p>
      <FileButton accept=".dxf" disabled={open.isPending} onFile={(file) => open.mutate(file)}>
        {say(open.data === undefined ? "dxf.choose" : "dxf.another")}
      </FileButton>
      {open.isPending && (
        <div role="status">
          <label>
            {sent < 1 ? say("dxf.upload", { name: open.variables.name }) : say("dxf.reading")}
            <progress max={1} {...(sent < 1 && { value: sent })} />
          </label>
        </div>
      )}
      {open.error !== null && (
        <Alert data-color="danger" data-size="sm">
          {explain(open.error, t)}
        </Alert>
      )}
      {open.data !== undefined && (
        <Reading
          key={round}
          opened={open.data}
          buildingId={buildingId}
          storeys={storeys}
          onNext={() => open.reset()}
        />
      )}
    </div>
  );
}

function Reading({
  opened: { name, inspection },
  buildingId,
  storeys,
  onNext,
}: {
  opened: Opened;
  buildingId: string;
  storeys: readonly Storey[];
  onNext: () => void;
}) {
  const { t } = useTranslation();
  const say = useExchangeTexts();
  const [choices, setChoices] = useState<DxfChoices>(() =>
    firstChoices(inspection, suggestedPurposes(inspection.layers)),
  );
  const change = (part: Partial<DxfChoices>) => setChoices((before) => ({ ...before, ...part }));
  const reading = readingOf(choices);
  const [settled, waiting] = useSettled(reading, 400);
  const preview = useQuery({
    ...exchangeQueries.preview(inspection.fileKey, settled ?? emptyReading),
    enabled: settled !== undefined,
  });
  const [storey, setStorey] = useState<StoreyChoice>(() => ({
    id: storeys[0]?.id,
    name: "",
    elevation: 0,
  }));
  const begin = useMutation({
    mutationFn: (read: ReadingInput) =>
      call("POST /buildings/{id}/storeys/import-dxf", {
        params: { id: buildingId },
        body: {
          fileKey: inspection.fileKey,
          name,
          reading: read,
          storey:
            storey.id === undefined
              ? { name: storey.name.trim(), elevation: storey.elevation }
              : { id: storey.id },
        },
      }),
  });
  if (begin.data !== undefined)
    return <Importing name={name} jobId={begin.data.jobId} buildingId={buildingId} onNext={onNext} />;
  const shown = reading === undefined ? undefined : preview.data;
  const stale = waiting || preview.isPlaceholderData || preview.isFetching;
  const named = storey.id !== undefined || storey.name.trim() !== "";
  return (
    <>
      <section className="dxf-step">
        <h3>{say("dxf.layers.title")}</h3>
        <DxfLayers
          inspection={inspection}
          purposes={choices.purposes}
          onChange={(purposes) => change({ purposes })}
        />
      </section>
      <section className="dxf-step">
        <h3>{say("dxf.scale.title")}</h3>
        <DxfScale inspection={inspection} choices={choices} onChange={change} />
      </section>
      <section className="dxf-step">
        <h3>{say("dxf.storey.title")}</h3>
        <StoreyFields storeys={storeys} choice={storey} onChange={setStorey} />
      </section>
      <section className="dxf-step">
        <h3>{say("dxf.preview.title")}</h3>
        {preview.error !== null && (
          <Alert data-color="danger" data-size="sm">
            {explain(preview.error, t)}
          </Alert>
        )}
        {preview.error === null &&
          (shown === undefined ? (
            <p className="quiet" role="status">
              {reading === undefined ? say("dxf.preview.wait") : say("dxf.preview.busy")}
            </p>
          ) : (
            <DxfPreview preview={shown} stale={stale} />
          ))}
        {begin.error !== null && (
          <Alert data-color="danger" data-size="sm">
            {explain(begin.error, t)}
          </Alert>
        )}
        <div className="exchange-acts">
          <Button
            data-size="sm"
            disabled={
              reading === undefined ||
              shown === undefined ||
              stale ||
              !named ||
              begin.isPending ||
              preview.error !== null
            }
            onClick={() => reading !== undefined && begin.mutate(reading)}
          >
            {say("dxf.import", { count: shown?.rooms.length ?? 0 })}
          </Button>
        </div>
      </section>
    </>
  );
}

const emptyReading: ReadingInput = { layers: { rooms: [] } };

interface StoreyChoice {
  /** Undefined for a new one. */
  readonly id: string | undefined;
  readonly name: string;
  readonly elevation: number;
}

function StoreyFields({
  storeys,
  choice,
  onChange,
}: {
  storeys: readonly Storey[];
  choice: StoreyChoice;
  onChange: (choice: StoreyChoice) => void;
}) {
  const say = useExchangeTexts();
  const field = useId();
  const known = storeys.find(({ id }) => id === choice.id);
  return (
    <>
      <div className="exchange-choice">
        <Field data-size="sm">
          <Label htmlFor={field}>{say("dxf.storey.label")}</Label>
          <Select
            id={field}
            value={choice.id ?? ""}
            onChange={(event) => onChange({ ...choice, id: event.target.value || undefined })}
          >
            {storeys.toReversed().map(({ id, name }) => (
              <Select.Option key={id} value={id}>
                {name}
              </Select.Option>
            ))}
            <Select.Option value="">{say("dxf.storey.new")}</Select.Option>
          </Select>
        </Field>
        {choice.id === undefined && (
          <>
            <Textfield
              data-size="sm"
              label={say("dxf.storey.name")}
              value={choice.name}
              maxLength={200}
              onChange={(event) => onChange({ ...choice, name: event.target.value })}
            />
            <NumberField
              label={say("dxf.storey.elevation")}
              value={choice.elevation}
              min={-1000}
              max={1000}
              step={0.01}
              onValue={(elevation) => onChange({ ...choice, elevation: Math.min(1000, elevation) })}
            />
          </>
        )}
      </div>
      {known !== undefined && known.spaces > 0 && (
        <p className="quiet">{say("dxf.storey.again", { count: known.spaces })}</p>
      )}
    </>
  );
}

function Importing({
  name,
  jobId,
  buildingId,
  onNext,
}: {
  name: string;
  jobId: string;
  buildingId: string;
  onNext: () => void;
}) {
  const { t } = useTranslation();
  const say = useExchangeTexts();
  const client = useQueryClient();
  const job = useQuery(exchangeQueries.job(jobId));
  const over = job.data !== undefined && !isUnderWay(job.data);
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ["jobs"] });
    if (!over) return;
    for (const key of ["models", "buildings", "storeys", "spaces", "rooms", "plan", "revisions", "reviews"])
      void client.invalidateQueries({ queryKey: [key] });
  }, [over, client]);
  if (job.error !== null)
    return (
      <Alert data-color="danger" data-size="sm">
        {explain(job.error, t)}
      </Alert>
    );
  if (job.data === undefined || !over)
    return (
      <div role="status">
        <label>
          {say("dxf.importing", { name })}
          <progress value={job.data?.progress ?? 0} max={1} />
        </label>
        <p className="quiet">{say("dxf.leave")}</p>
      </div>
    );
  const result = job.data.kind === "model-import" ? job.data.result : undefined;
  const building = result?.buildings.find(({ id }) => id === buildingId);
  if (job.data.state !== "succeeded" || building === undefined)
    return (
      <Alert data-color="danger" data-size="sm">
        {say("dxf.failed")} {job.data.error?.detail}
      </Alert>
    );
  return (
    <Alert data-color="success" data-size="sm">
      <p>
        {say("dxf.done", { name })}{" "}
        {say("dxf.result", { storeys: building.storeys, spaces: building.spaces })}
      </p>
      <div className="exchange-acts">
        <Link className="ds-link" to={controlRoom({ buildingId, view: "plan" })}>
          {say("dxf.show")}
        </Link>
        <Button variant="secondary" data-size="sm" onClick={onNext}>
          {say("dxf.next")}
        </Button>
      </div>
    </Alert>
  );
}
