import { Button, Dialog, Heading, Textfield } from "@digdir/designsystemet-react";
import type { RouteCall } from "@kontrollrom/contracts/routes.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { fromLocal } from "../room/local-moment.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";
import { AssigneeFields, type Assignment } from "./assignee-fields.tsx";
import { useOrderTexts } from "./order-texts.ts";
import "../ui/form-dialog.css";

type Change = RouteCall<"POST /work-orders/bulk">["body"]["change"];
/** What one call takes. */
const atOnce = 500;

/** Assigns or plans all that is chosen. */
export function OrderBulk({ ids, onClear }: { ids: readonly string[]; onClear: () => void }) {
  const t = useOrderTexts();
  const [asked, setAsked] = useState<"assign" | "plan">();
  return (
    <section className="order-bulk" aria-label={t("bulk.label")}>
      <strong className="figures">{t("bulk.selected", { count: ids.length })}</strong>
      <Button data-size="sm" onClick={() => setAsked("assign")}>
        {t("bulk.assign")}
      </Button>
      <Button data-size="sm" variant="secondary" onClick={() => setAsked("plan")}>
        {t("bulk.plan")}
      </Button>
      <Button data-size="sm" variant="tertiary" onClick={onClear}>
        {t("bulk.clear")}
      </Button>
      {asked !== undefined && (
        <BulkDialog
          kind={asked}
          ids={ids}
          onClose={() => setAsked(undefined)}
          onDone={() => {
            setAsked(undefined);
            onClear();
          }}
        />
      )}
    </section>
  );
}

function BulkDialog({
  kind,
  ids,
  onClose,
  onDone,
}: {
  kind: "assign" | "plan";
  ids: readonly string[];
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const [who, setWho] = useState<Assignment>({ assignee: "", assigneeKind: "person", agreement: "" });
  const [planned, setPlanned] = useState("");
  const [due, setDue] = useState("");
  const send = useMutation({
    mutationFn: async (change: Change) => {
      const done = { changed: 0, refused: [] as { number: string }[] };
      for (let at = 0; at < ids.length; at += atOnce) {
        const answer = await call("POST /work-orders/bulk", {
          body: { ids: ids.slice(at, at + atOnce), change },
        });
        done.changed += answer.changed;
        done.refused.push(...answer.refused);
      }
      return done;
    },
    onSuccess: ({ changed, refused }) => {
      if (refused.length === 0) notice(t("bulk.done", { count: changed }));
      else
        notice(
          t("bulk.refused", { done: changed, list: refused.map(({ number }) => number).join(", ") }),
          "problem",
        );
      onDone();
    },
    onError: (error) => notice(explain(error, common), "problem"),
    onSettled: () => {
      for (const key of ["order-pages", "order-counts", "order-names", "work-order", "work-orders"])
        void client.invalidateQueries({ queryKey: [key] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (kind === "assign") {
      const assignee = who.assignee.trim();
      send.mutate(
        assignee === ""
          ? { assignee: null }
          : {
              assignee,
              assigneeKind: who.assigneeKind,
              ...(who.agreement.trim() !== "" && { agreement: who.agreement.trim() }),
            },
      );
      return;
    }
    const plannedAt = fromLocal(planned);
    const dueAt = fromLocal(due);
    if (plannedAt === undefined && dueAt === undefined) return;
    send.mutate({
      ...(plannedAt !== undefined && { plannedAt: new Date(plannedAt).toISOString() }),
      ...(dueAt !== undefined && { dueAt: new Date(dueAt).toISOString() }),
    });
  };
  return (
    <Dialog open onClose={onClose} closeButton={common("state.close")} className="form-dialog">
      <form onSubmit={submit} noValidate>
        <Heading level={2} data-size="xs">
          {t(kind === "assign" ? "bulk.assignTitle" : "bulk.planTitle", { count: ids.length })}
        </Heading>
        {kind === "assign" ? (
          <AssigneeFields value={who} onChange={setWho} />
        ) : (
          <div className="fields-row">
            <Textfield
              type="datetime-local"
              label={t("field.plannedAt")}
              value={planned}
              onChange={(event) => setPlanned(event.target.value)}
            />
            <Textfield
              type="datetime-local"
              label={t("field.dueAt")}
              value={due}
              onChange={(event) => setDue(event.target.value)}
            />
          </div>
        )}
        <div className="form-dialog-actions">
          <Button type="submit" loading={send.isPending}>
            {t("bulk.apply")}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {common("state.cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
