import { Button } from "@digdir/designsystemet-react";
import type { deviceCsvColumns } from "@kontrollrom/contracts/point.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useCan } from "../app/session.tsx";
import { upload } from "../data/upload.ts";
import { useTranslation } from "../i18n/text.ts";
import { FileButton } from "../ui/file-button.tsx";
import { explain } from "../ui/states.tsx";
import { csvParts } from "./csv-parts.ts";
import { type Rejected, rejectReport } from "./reject-report.ts";

/** Small enough to see it move, large enough that a large file is not slowed. */
const recordsAtOnce = 100;
const shownRejects = 50;
const templateColumns = [
  "externalId",
  "name",
  "profile",
  "decoder",
  "model",
  "building",
  "roomNumber",
  "tfmTag",
  "expectedIntervalS",
] as const satisfies readonly (typeof deviceCsvColumns)[number][];

interface Progress {
  readonly name: string;
  readonly text: string;
  readonly done: number;
  readonly total: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: readonly Rejected[];
  readonly state: "reading" | "done" | "stopped" | { readonly failed: unknown; readonly line: number };
}

/** Registers the devices of a CSV file part by part, shows how far it has come, and what was refused. */
export function ImportDevices() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [progress, setProgress] = useState<Progress>();
  const stopped = useRef(false);
  useEffect(() => {
    stopped.current = false;
    return () => {
      stopped.current = true;
    };
  }, []);
  const mayWrite = useCan("register:write");

  async function read(file: File) {
    stopped.current = false;
    const text = await file.text();
    const parts = csvParts(text, recordsAtOnce);
    let now: Progress = {
      name: file.name,
      text,
      done: 0,
      total: parts.reduce((sum, { records }) => sum + records, 0),
      created: 0,
      updated: 0,
      unchanged: 0,
      rejected: [],
      state: "reading",
    };
    const show = (change: Partial<Progress>) => {
      now = { ...now, ...change };
      setProgress(now);
    };
    show({});
    for (const part of parts) {
      if (stopped.current) break;
      try {
        const body = new Blob([part.text], { type: "text/csv" });
        const answer = await upload("POST /devices/import", body, { mediaType: "text/csv" }, () => {});
        show({
          done: now.done + part.records,
          created: now.created + answer.created,
          updated: now.updated + answer.updated,
          unchanged: now.unchanged + answer.unchanged,
          rejected: [
            ...now.rejected,
            ...answer.rejected.map(({ line, reason }) => ({ line: line + part.lineOffset, reason })),
          ],
        });
      } catch (failed) {
        show({ state: { failed, line: part.lineOffset + 2 } });
        break;
      }
    }
    if (now.state === "reading") show({ state: stopped.current ? "stopped" : "done" });
    for (const key of ["devices", "device", "points", "point", "waiting-devices"])
      void client.invalidateQueries({ queryKey: [key] });
  }

  const stop = () => {
    stopped.current = true;
  };
  if (!mayWrite) return null;
  const reading = progress?.state === "reading";
  return (
    <div className="import-devices">
      <div className="import-buttons">
        <FileButton accept=".csv,text/csv" disabled={reading} onFile={(file) => void read(file)}>
          {t("integrations.devices.import")}
        </FileButton>
        <Button
          data-size="sm"
          variant="tertiary"
          onClick={() =>
            save(`\uFEFF${templateColumns.join(";")}\r\n`, t("integrations.devices.templateName"))
          }
        >
          {t("integrations.devices.template")}
        </Button>
      </div>
      {progress !== undefined && <Report progress={progress} onStop={reading ? stop : undefined} />}
    </div>
  );
}

function Report({ progress, onStop }: { progress: Progress; onStop: (() => void) | undefined }) {
  const { t } = useTranslation();
  const { name, state, done, total, rejected } = progress;
  return (
    <div className="import-report">
      {onStop !== undefined && (
        <>
          <label>
            <span className="figures">{t("integrations.devices.importing", { name, done, total })}</span>
            <progress max={total} value={done} />
          </label>
          <p className="quiet">{t("integrations.devices.importStay")}</p>
          <Button data-size="sm" variant="tertiary" onClick={onStop}>
            {t("integrations.devices.importStop")}
          </Button>
        </>
      )}
      <div role="status">
        {typeof state === "object" && (
          <p>
            {t("integrations.devices.importFailed", { line: state.line, detail: explain(state.failed, t) })}
          </p>
        )}
        {state === "stopped" && <p>{t("integrations.devices.importStopped")}</p>}
        {state === "done" && total === 0 && <p>{t("integrations.devices.importEmpty", { name })}</p>}
        {state !== "reading" && total > 0 && (
          <p className="figures">
            {t("integrations.devices.imported", {
              created: progress.created,
              updated: progress.updated,
              unchanged: progress.unchanged,
              rejected: rejected.length,
            })}
          </p>
        )}
      </div>
      {rejected.length > 0 && (
        <>
          <ul className="import-rejected">
            {rejected.slice(0, shownRejects).map(({ line, reason }) => (
              <li key={line}>{t("integrations.devices.rejectedLine", { line, reason })}</li>
            ))}
          </ul>
          <Button
            data-size="sm"
            variant="secondary"
            onClick={() =>
              save(
                rejectReport(progress.text, rejected, {
                  line: t("integrations.devices.reportLine"),
                  reason: t("integrations.devices.reportReason"),
                }),
                t("integrations.devices.reportName"),
              )
            }
          >
            {t("integrations.devices.report")}
          </Button>
        </>
      )}
    </div>
  );
}

function save(text: string, name: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
