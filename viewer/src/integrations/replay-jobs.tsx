import { Button, Tag } from "@digdir/designsystemet-react";
import type { Job } from "@kontrollrom/contracts/job.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { isUnderWay, queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { useNow } from "../ui/now.ts";
import { explain } from "../ui/states.tsx";

/** Readings again of kept messages: how far they are, and what came of them. */
export function ReplayJobs() {
  const { t } = useTranslation();
  const jobs = useQuery(queries.jobs("frame-replay")).data?.items ?? [];
  if (jobs.length === 0) return null;
  return (
    <section className="detail-card codec-card">
      <h2>{t("integrations.replay.jobs")}</h2>
      <ul className="jobs">
        {jobs.map((job) => (
          <ReplayReport key={job.id} job={job} />
        ))}
      </ul>
    </section>
  );
}

function ReplayReport({ job }: { job: Job }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(60_000);
  const client = useQueryClient();
  const notice = useNotice();
  const mayCancel = useCan("register:write");
  const cancel = useMutation({
    mutationFn: () => call("POST /jobs/{id}/cancel", { params: { id: job.id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["jobs"] }),
    onError: (error) => notice(explain(error, t), "problem"),
  });
  const result = job.kind === "frame-replay" ? job.result : undefined;
  return (
    <li className="job">
      <p>
        <Tag data-size="sm" data-color={job.state === "failed" ? "danger" : "neutral"}>
          {t(`integrations.drawings.state.${job.state}`)}
        </Tag>{" "}
        {job.name} <span className="quiet figures">{formats.moment(job.createdAt, now)}</span>
      </p>
      {isUnderWay(job) && (
        <>
          <progress
            value={job.progress}
            max={1}
            aria-label={t("integrations.replay.progress", { name: job.name })}
          />
          {mayCancel && (
            <div className="codec-actions">
              <Button
                data-size="sm"
                variant="secondary"
                loading={cancel.isPending}
                onClick={() => cancel.mutate()}
              >
                {t("integrations.replay.cancel")}
              </Button>
            </div>
          )}
        </>
      )}
      {job.error !== undefined && <p>{job.error.detail}</p>}
      {result !== undefined && (
        <>
          <p className="figures">
            {t("integrations.replay.result", {
              frames: result.frames,
              added: result.added,
              corrected: result.corrected,
              unchanged: result.unchanged,
            })}
          </p>
          {result.deadLetters > 0 && (
            <p>{t("integrations.replay.deadLetters", { count: result.deadLetters })}</p>
          )}
          {result.refused > 0 && (
            <details>
              <summary>{t("integrations.replay.refused", { count: result.refused })}</summary>
              <ul className="warnings">
                {result.reasons.map((reason) => (
                  <li key={reason}>{reason}</li>
                ))}
              </ul>
            </details>
          )}
        </>
      )}
    </li>
  );
}
