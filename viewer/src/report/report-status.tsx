import { Alert, Button, Tag, Textfield } from "@digdir/designsystemet-react";
import type { ReportStatus } from "@kontrollrom/contracts/report.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { FileButton } from "../ui/file-button.tsx";
import { Fact, Facts } from "../ui/list-detail.tsx";
import { Empty, explain, Loading } from "../ui/states.tsx";
import { Place, Title } from "./report-place.tsx";
import { photoFits, photoTypes, sendPhoto } from "./send-photo.ts";

const minute = 60_000;

/** How far one's report has come. Whoever has the link may look, so it names nobody. */
export function ReportStatusView({ secret }: { secret: string }) {
  const { t } = useTranslation();
  const status = useQuery({
    queryKey: ["report-status", secret],
    queryFn: ({ signal }) => call("GET /report-status/{secret}", { params: { secret }, signal }),
    refetchInterval: minute,
  });
  if (status.data !== undefined) return <Status secret={secret} status={status.data} />;
  if (status.error === null) return <Loading rows={3} />;
  const unknown = status.error instanceof ApiProblem && status.error.status < 500 && status.error.status > 0;
  return (
    <>
      <Title>{t("report.status.title")}</Title>
      <Empty title={unknown ? t("report.status.unknown.title") : t("state.error.title")} level={2}>
        {unknown ? t("report.status.unknown.text") : explain(status.error, t)}
      </Empty>
    </>
  );
}

function Status({ secret, status }: { secret: string; status: ReportStatus }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <div className="report-form">
      <Title>{t("report.status.heading", { number: status.number })}</Title>
      <Place label={status.label} buildingName={status.buildingName} />
      <p>
        <Tag data-color="info">{t(`order.status.${status.status}`)}</Tag>
      </p>
      <p className="report-text">{status.text}</p>
      <Facts>
        <Fact name={t("order.detail.created")}>{formats.dateTime(status.createdAt)}</Fact>
        {status.dueAt !== undefined && (
          <Fact name={t("report.status.expected")}>{formats.date(status.dueAt)}</Fact>
        )}
        {status.photos > 0 && <Fact name={t("report.status.photos")}>{status.photos}</Fact>}
        {status.action !== undefined && <Fact name={t("report.status.action")}>{status.action}</Fact>}
      </Facts>
      <Alert data-color="info" data-size="sm">
        {t("report.status.keep")}
      </Alert>
      <section>
        <h2>{t("order.detail.history")}</h2>
        <ol className="steps figures">
          {status.steps.map((step) => (
            <li key={`${step.at} ${step.status}`}>
              <time dateTime={step.at}>{formats.dateTime(step.at)}</time>
              <span>{t(`order.status.${step.status}`)}</span>
            </li>
          ))}
        </ol>
      </section>
      <Additions secret={secret} status={status} />
    </div>
  );
}

function Additions({ secret, status }: { secret: string; status: ReportStatus }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const again = () => client.invalidateQueries({ queryKey: ["report-status", secret] });
  const comment = useMutation({
    mutationFn: () =>
      call("POST /report-status/{secret}/comments", { params: { secret }, body: { text: text.trim() } }),
    onSuccess: () => {
      setText("");
      return again();
    },
  });
  const photo = useMutation({ mutationFn: (file: File) => sendPhoto(secret, file), onSuccess: again });
  const [refused, setRefused] = useState(false);
  const error = comment.error ?? photo.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "") comment.mutate();
  };
  return (
    <section className="report-additions">
      <h2>{t("report.status.additions")}</h2>
      {status.comments.map((added) => (
        <p key={added.at} className="report-text">
          <time className="quiet figures" dateTime={added.at}>
            {formats.dateTime(added.at)}
          </time>{" "}
          {added.text}
        </p>
      ))}
      <form className="report-form" onSubmit={submit}>
        <Textfield
          multiline
          rows={2}
          label={t("report.status.add")}
          value={text}
          maxLength={4000}
          onChange={(event) => setText(event.target.value)}
        />
        <div className="report-photo">
          <Button type="submit" variant="secondary" data-size="sm" loading={comment.isPending}>
            {t("report.status.send")}
          </Button>
          <FileButton
            accept={photoTypes.join(",")}
            disabled={photo.isPending}
            onFile={(file) => {
              setRefused(!photoFits(file));
              if (photoFits(file)) photo.mutate(file);
            }}
          >
            {t("report.photo")}
          </FileButton>
        </div>
        {(refused || error !== null) && (
          <Alert data-color="danger" data-size="sm" role="alert">
            {refused ? t("report.photoRefused") : explain(error, t)}
          </Alert>
        )}
      </form>
    </section>
  );
}
