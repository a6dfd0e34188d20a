import { Alert, Button, Field, Label, Select, Table } from "@digdir/designsystemet-react";
import {
  type RegisterImportResult,
  RegisterSheet,
  xlsxMediaType,
} from "@kontrollrom/contracts/register-file.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { isUnderWay } from "../data/queries.ts";
import { upload } from "../data/upload.ts";
import { exchangeQueries } from "../exchange/exchange-queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { FileButton } from "../ui/file-button.tsx";
import { saveText } from "../ui/save-text.ts";
import { explain } from "../ui/states.tsx";

/** A register file is tried first: what would come of it, and what would be refused. Then it is imported. */
export function ImportRegister() {
  const { t } = useTranslation();
  const mayWrite = useCan("register:write");
  const [sheet, setSheet] = useState<RegisterSheet>("components");
  const [file, setFile] = useState<File>();
  const [sent, setSent] = useState(0);
  const send = useMutation({
    mutationFn: ({ chosen, dryRun }: { chosen: File; dryRun: boolean }) => {
      setSent(0);
      const isCsv = /\.csv$/i.test(chosen.name);
      return upload(
        "POST /register/imports",
        chosen,
        {
          query: { name: chosen.name, dryRun: String(dryRun), ...(isCsv && { sheet }) },
          mediaType: isCsv ? "text/csv" : xlsxMediaType,
        },
        setSent,
      );
    },
  });
  if (!mayWrite) return <p className="detail-none">{t("register.import.noAccess")}</p>;
  return (
    <article className="detail">
      <Link to={{ page: "register" }} className="register-back">
        {t("register.back")}
      </Link>
      <section className="detail-card">
        <h2>{t("register.import.title")}</h2>
        <p>{t("register.import.text")}</p>
        <ul>
          <li>
            <a href="/api/v1/register/export?format=xlsx" download>
              {t("register.import.template")}
            </a>
          </li>
        </ul>
        <div className="register-add">
          <FileButton
            accept={`.xlsx,.csv,${xlsxMediaType},text/csv`}
            disabled={send.isPending}
            onFile={(chosen) => {
              setFile(chosen);
              send.mutate({ chosen, dryRun: true });
            }}
          >
            {t("register.import.choose")}
          </FileButton>
          <Field data-size="sm">
            <Label>{t("register.import.sheet")}</Label>
            <Select value={sheet} onChange={(event) => setSheet(RegisterSheet.parse(event.target.value))}>
              {RegisterSheet.options.map((each) => (
                <Select.Option key={each} value={each}>
                  {t(`register.import.sheets.${each}`)}
                </Select.Option>
              ))}
            </Select>
          </Field>
        </div>
        {send.isPending && (
          <label>
            {t("register.import.sending", { name: file?.name })}
            <progress value={sent} max={1} />
          </label>
        )}
        {send.error !== null && (
          <Alert data-color="danger" data-size="sm" role="alert">
            {explain(send.error, t)}
          </Alert>
        )}
        {send.data !== undefined && file !== undefined && (
          <Progress
            key={send.data.jobId}
            jobId={send.data.jobId}
            onImport={() => send.mutate({ chosen: file, dryRun: false })}
          />
        )}
      </section>
    </article>
  );
}

function Progress({ jobId, onImport }: { jobId: string; onImport: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const job = useQuery(exchangeQueries.job(jobId));
  const over = job.data !== undefined && !isUnderWay(job.data);
  useEffect(() => {
    if (over) void client.invalidateQueries();
  }, [over, client]);
  if (job.error !== null)
    return (
      <Alert data-color="danger" data-size="sm">
        {explain(job.error, t)}
      </Alert>
    );
  if (job.data === undefined || !over)
    return (
      <label role="status">
        {t("register.import.reading")}
        <progress value={job.data?.progress ?? 0} max={1} />
      </label>
    );
  const result = job.data.kind === "register-import" ? job.data.result : undefined;
  if (job.data.state !== "succeeded" || result === undefined)
    return (
      <Alert data-color="danger" data-size="sm" role="alert">
        {t("register.import.failed")} {job.data.error?.detail}
      </Alert>
    );
  return <Result result={result} onImport={onImport} />;
}

const shownRejects = 50;

function Result({ result, onImport }: { result: RegisterImportResult; onImport: () => void }) {
  const { t } = useTranslation();
  const changes = result.sheets.reduce((sum, { created, updated }) => sum + created + updated, 0);
  return (
    <>
      <Alert data-color={result.rejectedCount > 0 ? "warning" : "success"} data-size="sm" role="status">
        {result.dryRun
          ? t("register.import.would", { count: changes, rejected: result.rejectedCount })
          : t("register.import.done", { count: changes, rejected: result.rejectedCount })}
      </Alert>
      <div className="table-scroll">
        <Table data-size="sm">
          <caption className="visually-hidden">{t("register.import.title")}</caption>
          <Table.Head>
            <Table.Row>
              <Table.HeaderCell>{t("register.import.sheet")}</Table.HeaderCell>
              {(["created", "updated", "unchanged", "rejected"] as const).map((column) => (
                <Table.HeaderCell key={column}>{t(`register.import.${column}`)}</Table.HeaderCell>
              ))}
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {result.sheets.map((each) => (
              <Table.Row key={each.sheet}>
                <Table.HeaderCell scope="row">{t(`register.import.sheets.${each.sheet}`)}</Table.HeaderCell>
                <Table.Cell>{each.created}</Table.Cell>
                <Table.Cell>{each.updated}</Table.Cell>
                <Table.Cell>{each.unchanged}</Table.Cell>
                <Table.Cell>{each.rejected}</Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </div>
      {result.rejected.length > 0 && (
        <>
          <ul className="import-rejected">
            {result.rejected.slice(0, shownRejects).map((reject) => (
              <li key={`${reject.sheet} ${reject.line} ${reject.column}`}>
                {t("register.import.rejectedLine", {
                  sheet: t(`register.import.sheets.${reject.sheet}`),
                  line: reject.line,
                  column: reject.column,
                  value: reject.value,
                  reason: reject.reason,
                })}
              </li>
            ))}
          </ul>
          <div>
            <Button
              variant="secondary"
              data-size="sm"
              onClick={() => saveText(rejectCsv(result.rejected), t("register.import.reportName"))}
            >
              {t("register.import.report")}
            </Button>
          </div>
        </>
      )}
      {result.dryRun && changes > 0 && (
        <div>
          <Button data-size="sm" onClick={onImport}>
            {t("register.import.now", { count: changes })}
          </Button>
        </div>
      )}
    </>
  );
}

function rejectCsv(rejected: RegisterImportResult["rejected"]): string {
  const cell = (value: string | number) => `"${String(value).replaceAll('"', '""')}"`;
  const lines = rejected.map(({ sheet, line, column, value, reason }) =>
    [sheet, line, column, value, reason].map(cell).join(";"),
  );
  return `\uFEFF${["sheet;line;column;value;reason", ...lines].join("\r\n")}\r\n`;
}
