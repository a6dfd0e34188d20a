import {
  Button,
  Field,
  Heading,
  Label,
  Textarea,
  Textfield,
  ToggleGroup,
} from "@digdir/designsystemet-react";
import type { ShiftEntry } from "@kontrollrom/contracts/shift-log.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "../app/navigation.tsx";
import { recall, remember, useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { Answer, Empty, explain } from "../ui/states.tsx";
import "./shift-log.css";

const signatureKey = "kontrollrom.signature";

/** The log of the control room: what was seen and done, and how one shift hands over to the next. */
export function ShiftLogPage() {
  const { t } = useTranslation();
  const mayWrite = useCan("shift-log:write");
  const entries = useQuery(queries.shiftLog());
  const [signature, setSignature] = useState(() => recall(signatureKey) ?? "");
  return (
    <div className="shift-log">
      <header className="page-head">
        <h1>{t("page.shiftLog")}</h1>
      </header>
      {mayWrite && (
        <Write
          signature={signature}
          onSign={(name) => {
            setSignature(name);
            remember(signatureKey, name);
          }}
        />
      )}
      <Answer of={entries}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty level={2} title={t("shift.empty.title")}>
              {t("shift.empty.text")}
            </Empty>
          ) : (
            <ol className="shift-entries" aria-label={t("page.shiftLog")}>
              {items.map((entry) => (
                <Entry key={entry.id} entry={entry} signature={signature} mayWrite={mayWrite} />
              ))}
            </ol>
          )
        }
      </Answer>
    </div>
  );
}

function useLogChange<T>(send: (given: T) => Promise<ShiftEntry>, done: string) {
  const { t } = useTranslation();
  const notice = useNotice();
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => notice(done),
    onError: (error) => notice(explain(error, t), "problem"),
    onSettled: () => client.invalidateQueries({ queryKey: ["shift-log"] }),
  });
}

function Write({ signature, onSign }: { signature: string; onSign: (name: string) => void }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<"note" | "handover">("note");
  const [text, setText] = useState("");
  const write = useLogChange(
    (body: { text: string; signature?: string }) =>
      kind === "note" ? call("POST /shift-log", { body }) : call("POST /shift-log/handovers", { body }),
    t(kind === "note" ? "shift.written" : "shift.handedOver"),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "") return;
    write.mutate({ text: text.trim(), ...signed(signature) }, { onSuccess: () => setText("") });
  };
  return (
    <form className="shift-write" onSubmit={submit}>
      <ToggleGroup
        data-size="sm"
        variant="secondary"
        value={kind}
        onChange={(value) => setKind(value === "handover" ? "handover" : "note")}
        aria-label={t("shift.kind")}
      >
        <ToggleGroup.Item value="note">{t("shift.note")}</ToggleGroup.Item>
        <ToggleGroup.Item value="handover">{t("shift.handover")}</ToggleGroup.Item>
      </ToggleGroup>
      <Field className="shift-text">
        <Label>{t(kind === "note" ? "shift.noteLabel" : "shift.handoverLabel")}</Label>
        <Textarea
          value={text}
          rows={3}
          maxLength={4000}
          required
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <div className="shift-sign">
        <Textfield
          label={t("shift.signature")}
          description={t("shift.signatureHelp")}
          value={signature}
          maxLength={100}
          autoComplete="name"
          onChange={(event) => onSign(event.target.value)}
        />
        <Button type="submit" loading={write.isPending}>
          {t(kind === "note" ? "shift.write" : "shift.handOver")}
        </Button>
      </div>
    </form>
  );
}

const signed = (signature: string) => (signature.trim() === "" ? {} : { signature: signature.trim() });
const who = (one: { readonly by: string; readonly signature?: string | undefined }) =>
  one.signature === undefined ? one.by : `${one.signature} (${one.by})`;

function Entry({ entry, signature, mayWrite }: { entry: ShiftEntry; signature: string; mayWrite: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const take = useLogChange(
    () => call("POST /shift-log/{id}/acknowledge", { params: { id: entry.id }, body: signed(signature) }),
    t("shift.taken"),
  );
  const open = entry.kind === "handover" && entry.acknowledged === undefined;
  return (
    <li className="shift-entry" data-open={open || undefined}>
      <p className="quiet figures">
        <time dateTime={entry.at}>{formats.dateTime(entry.at)}</time> · {who(entry)}
      </p>
      {entry.kind === "handover" && (
        <Heading level={2} data-size="2xs">
          {t("shift.handover")}
        </Heading>
      )}
      <p className="shift-words">{entry.text}</p>
      {entry.situation !== undefined && (
        <p className="shift-situation figures">
          {entry.situation.activeAlarms.map((count, index) => {
            const priority = ([1, 2, 3, 4] as const)[index] ?? 4;
            return (
              <span key={priority}>
                <PriorityMark priority={priority} state="acknowledged" size={18} /> {count}
              </span>
            );
          })}
          <span>{t("shift.unacknowledged", { count: entry.situation.unacknowledgedAlarms })}</span>
          <span>{t("shift.aside", { count: entry.situation.alarmsAside })}</span>
          <span>{t("shift.orders", { count: entry.situation.openOrders })}</span>
        </p>
      )}
      {entry.alarmId !== undefined && (
        <Link className="ds-link" to={{ page: "alarms", alarmId: entry.alarmId, show: "all" }}>
          {t("shift.alarm")}
        </Link>
      )}
      {entry.workOrderId !== undefined && (
        <Link className="ds-link" to={{ page: "work-orders", orderId: entry.workOrderId, show: "all" }}>
          {t("shift.order")}
        </Link>
      )}
      {entry.acknowledged !== undefined && (
        <p className="quiet figures">
          {t("shift.takenBy", {
            who: who(entry.acknowledged),
            time: formats.dateTime(entry.acknowledged.at),
          })}
        </p>
      )}
      {open && mayWrite && (
        <Button
          data-size="sm"
          variant="secondary"
          loading={take.isPending}
          onClick={() => take.mutate(undefined)}
        >
          {t("shift.take")}
        </Button>
      )}
    </li>
  );
}
