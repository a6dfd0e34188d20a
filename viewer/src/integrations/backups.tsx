import { Alert, Button } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useFormats } from "../app/preferences.tsx";
import { call } from "../data/call.ts";
import { isUnderWay } from "../data/queries.ts";
import { exchangeQueries } from "../exchange/exchange-queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { Answer, explain } from "../ui/states.tsx";

/** Copies of all that is kept, on the machine of the platform, and a way to make one now. */
export function Backups() {
  const { t } = useTranslation();
  const formats = useFormats();
  const backups = useQuery({
    queryKey: ["backups"],
    queryFn: ({ signal }) => call("GET /backups", { signal }),
  });
  const begin = useMutation({ mutationFn: () => call("POST /backups", { body: {} }) });
  return (
    <section className="detail-card" aria-labelledby="backups-title">
      <h2 id="backups-title">{t("integrations.backups.title")}</h2>
      <p className="quiet">{t("integrations.backups.text")}</p>
      <Answer of={backups} rows={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{t("integrations.backups.none")}</p>
          ) : (
            <ul className="register-list">
              {items.map(({ name, path, createdAt, bytes }) => (
                <li key={name}>
                  <span>
                    {formats.dateTime(createdAt)} · {formats.bytes(bytes)}
                  </span>
                  <code className="quiet">{path}</code>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {begin.data !== undefined && <Progress key={begin.data.jobId} jobId={begin.data.jobId} />}
      {begin.error !== null && (
        <Alert data-color="danger" data-size="sm" role="alert">
          {explain(begin.error, t)}
        </Alert>
      )}
      <div>
        <Button data-size="sm" variant="secondary" loading={begin.isPending} onClick={() => begin.mutate()}>
          {t("integrations.backups.make")}
        </Button>
      </div>
    </section>
  );
}

function Progress({ jobId }: { jobId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const job = useQuery(exchangeQueries.job(jobId));
  const over = job.data !== undefined && !isUnderWay(job.data);
  useEffect(() => {
    if (over) void client.invalidateQueries({ queryKey: ["backups"] });
  }, [over, client]);
  if (job.data?.state === "succeeded") return <p role="status">{t("integrations.backups.made")}</p>;
  if (over || job.error !== null)
    return (
      <Alert data-color="danger" data-size="sm" role="alert">
        {t("integrations.backups.failed")} {job.data?.error?.detail}
      </Alert>
    );
  return (
    <label role="status">
      {t("integrations.backups.making")}
      <progress value={job.data?.progress ?? 0} max={1} />
    </label>
  );
}
