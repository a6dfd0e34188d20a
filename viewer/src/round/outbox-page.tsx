import { Alert, Button } from "@digdir/designsystemet-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { type Act, isLocal } from "../offline/act.ts";
import { useOffline, useOutboxState } from "../offline/offline-context.tsx";
import { Empty } from "../ui/states.tsx";
import { useRoundTexts } from "./texts.ts";

/** What waits, and what the server would not have: why, what was kept, and what to do with it. */
export function OutboxPage() {
  const t = useRoundTexts();
  const { offline } = useOffline();
  const { acts, sending, last, ofOthers } = useOutboxState();
  const refused = acts.filter(({ problem }) => problem !== undefined);
  const waiting = acts.filter(({ problem }) => problem === undefined);
  return (
    <section className="round-box">
      <h1>{t("box.title")}</h1>
      {acts.length === 0 && (
        <Empty level={2} title={t("box.empty")}>
          {t("box.emptyText")}
        </Empty>
      )}
      {refused.length > 0 && (
        <section>
          <h2>{t("box.refused")}</h2>
          <ul>
            {refused.map((act) => (
              <li key={act.key}>
                <Refused act={act} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {waiting.length > 0 && (
        <section>
          <h2 role="status">
            {t(sending ? "box.sending" : last === "signed-out" ? "box.signIn" : "box.waiting")}
          </h2>
          <ul className="round-acts">
            {waiting.map((act) => (
              <li key={act.key}>
                <Deed act={act} />
              </li>
            ))}
          </ul>
          <Button variant="secondary" loading={sending} onClick={() => void offline?.outbox.flush()}>
            {t("box.send")}
          </Button>
        </section>
      )}
      {ofOthers > 0 && <p className="quiet">{t("box.others", { count: ofOthers })}</p>}
    </section>
  );
}

function Deed({ act }: { act: Act }) {
  const t = useRoundTexts();
  const { t: say } = useTranslation();
  const formats = useFormats();
  const { deed } = act;
  const what =
    deed.kind === "change" && deed.body.status !== undefined
      ? t("box.deed.status", { status: say(`order.status.${deed.body.status}`).toLowerCase() })
      : t(`box.deed.${deed.kind}`);
  const more =
    deed.kind === "comment"
      ? deed.text
      : deed.kind === "change"
        ? deed.body.action
        : deed.kind === "hours"
          ? t("box.deed.hoursOf", { hours: formats.number(deed.hours, 2) })
          : undefined;
  return (
    <div className="round-act">
      <strong>{what}</strong>
      <span>{act.title}</span>
      {more != null && more !== "" && <span className="quiet">«{more}»</span>}
      <span className="quiet figures">{formats.moment(act.at, Date.now())}</span>
    </div>
  );
}

/** The choice is the reader's: nothing that they did is thrown away, and nothing is written over what another did, unasked. */
function Refused({ act }: { act: Act }) {
  const t = useRoundTexts();
  const { t: say } = useTranslation();
  const { offline } = useOffline();
  const { deed, problem } = act;
  const made = !isLocal(deed.orderId);
  const order = useQuery({
    queryKey: ["work-order", deed.orderId],
    queryFn: ({ signal }) => call("GET /work-orders/{id}", { params: { id: deed.orderId }, signal }),
    enabled: made,
    retry: false,
  });
  const retry = useMutation({
    mutationFn: async () => {
      const now = made ? await call("GET /work-orders/{id}", { params: { id: deed.orderId } }) : undefined;
      const revision =
        deed.kind === "check"
          ? now?.checklist.find(({ id }) => id === deed.itemId)?.revision
          : deed.kind === "change"
            ? now?.revision
            : undefined;
      await offline?.outbox.retry(act.seq, revision);
    },
  });
  const detail = problem?.detail ?? "";
  const why =
    problem?.code === "changed-meanwhile"
      ? t("box.changed")
      : problem?.status === 404
        ? t("box.gone")
        : problem?.status === 403
          ? t("box.noRight")
          : problem?.code === "status-not-allowed"
            ? t("box.notAllowed", { detail })
            : t("box.other", { detail });
  const last = order.data?.history.findLast(({ field }) => field === "status");
  return (
    <Alert data-color="warning" data-size="sm">
      <Deed act={act} />
      <p>
        {why}{" "}
        {order.data !== undefined &&
          t("box.changedTo", {
            status: say(`order.status.${order.data.status}`).toLowerCase(),
            who: last === undefined ? "" : ` (${last.by})`,
          })}{" "}
        {t("box.kept")}
      </p>
      <div className="round-buttons">
        <Button variant="secondary" loading={retry.isPending} onClick={() => retry.mutate()}>
          {t(problem?.code === "changed-meanwhile" ? "box.keep" : "box.tryAgain")}
        </Button>
        <Button variant="tertiary" data-color="danger" onClick={() => void offline?.outbox.discard(act.seq)}>
          {t("box.drop")}
        </Button>
        {made && (
          <Link className="ds-link" to={{ page: "work-orders", orderId: deed.orderId, show: "all" }}>
            {t("box.look")}
          </Link>
        )}
      </div>
    </Alert>
  );
}
