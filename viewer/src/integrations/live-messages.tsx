import { Button, Checkbox, Field, Input, Label } from "@digdir/designsystemet-react";
import type { LiveMessage } from "@kontrollrom/contracts/live-message.ts";
import { memo, useEffect, useRef, useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { call } from "../data/call.ts";
import { readable } from "../data/readable.ts";
import { stateWord } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { RawMessage } from "../ui/scrollable.tsx";
import { Empty, Failed } from "../ui/states.tsx";
import "./live-messages.css";

const everyMs = 1000;
/** More than one scrolls through while new ones come. */
const mostShown = 200;
const typingMs = 400;

interface Tail {
  readonly shown: readonly LiveMessage[];
  /** What came while it was paused. */
  readonly waiting: readonly LiveMessage[];
  readonly skipped: number;
}
const empty: Tail = { shown: [], waiting: [], skipped: 0 };
const newest = (messages: readonly LiveMessage[]) => messages.slice(0, mostShown);

/** Asks for what has come since, once a second, as long as it is on the screen. */
function useTail(search: string, paused: boolean) {
  const [tail, setTail] = useState(empty);
  const [error, setError] = useState<unknown>();
  const isPaused = useRef(paused);
  isPaused.current = paused;

  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    let after: number | undefined;
    setTail(empty);
    const ask = async () => {
      try {
        const answer = await call("GET /messages/live", {
          query: { search, ...(after !== undefined && { after: String(after) }) },
          signal: controller.signal,
        });
        const first = after === undefined;
        after = answer.seq;
        setError(undefined);
        if (answer.items.length > 0 || answer.skipped > 0)
          setTail((before) => {
            const fresh = answer.items.toReversed();
            const skipped = first ? 0 : before.skipped + answer.skipped;
            return isPaused.current
              ? { ...before, waiting: newest([...fresh, ...before.waiting]), skipped }
              : { shown: newest([...fresh, ...before.shown]), waiting: [], skipped };
          });
      } catch (problem) {
        if (controller.signal.aborted) return;
        setError(problem);
      }
      if (!controller.signal.aborted) timer = setTimeout(() => void ask(), everyMs);
    };
    void ask();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [search]);

  useEffect(() => {
    if (paused) return;
    setTail((before) =>
      before.waiting.length === 0
        ? before
        : { ...before, shown: newest([...before.waiting, ...before.shown]), waiting: [] },
    );
  }, [paused]);
  return { tail, error, clear: () => setTail(empty) };
}

/** The messages as they come in: who sent, what was read from it, and what was wrong with it. */
export function LiveMessages() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [search, setSearch] = useState("");
  const [paused, setPaused] = useState(false);
  const [onlyErrors, setOnlyErrors] = useState(false);
  const { tail, error, clear } = useTail(search, paused);
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const shown = onlyErrors ? tail.shown.filter(({ refused }) => refused.length > 0) : tail.shown;
  if (error !== undefined && tail.shown.length === 0) return <Failed error={error} />;
  return (
    <div className="live-messages">
      <p className="quiet">{t("liveMessages.help")}</p>
      <div className="live-tools">
        <Field data-size="sm">
          <Label>{t("liveMessages.search")}</Label>
          <Input
            type="search"
            value={typed}
            maxLength={128}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        <Checkbox
          data-size="sm"
          label={t("liveMessages.errors")}
          checked={onlyErrors}
          onChange={(event) => setOnlyErrors(event.target.checked)}
        />
        <Button data-size="sm" variant="secondary" aria-pressed={paused} onClick={() => setPaused(!paused)}>
          {t(paused ? "liveMessages.resume" : "liveMessages.pause")}
        </Button>
        <Button data-size="sm" variant="tertiary" onClick={clear}>
          {t("liveMessages.clear")}
        </Button>
      </div>
      <p role="status" className="live-status">
        {paused && t("liveMessages.paused", { count: tail.waiting.length })}{" "}
        {tail.skipped > 0 && t("liveMessages.skipped", { count: tail.skipped })}
      </p>
      {tail.shown.length === 0 ? (
        <Empty level={2} title={t("liveMessages.waiting.title")}>
          {t("liveMessages.waiting.text")}
        </Empty>
      ) : shown.length === 0 ? (
        <Empty level={2} title={t("liveMessages.none.title")}>
          {t("liveMessages.none.text")}
        </Empty>
      ) : (
        <ol className="live-list" aria-label={t("liveMessages.caption")}>
          {shown.map((message) => (
            <Message key={`${message.seq} ${message.receivedAt}`} message={message} />
          ))}
        </ol>
      )}
    </div>
  );
}

/** Drawn once: a message does not change. */
const Message = memo(function Message({ message }: { message: LiveMessage }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const at = new Date(message.receivedAt);
  return (
    <li data-refused={message.refused.length > 0 || undefined}>
      <p className="live-head">
        <time dateTime={message.receivedAt} className="figures">
          {formats.time(message.receivedAt)}
          <span className="quiet">:{String(at.getSeconds()).padStart(2, "0")}</span>
        </time>
        <strong className="code">{message.device ?? t("liveMessages.unknown")}</strong>
        <span className="quiet code">{message.source}</span>
        <span className="quiet figures">{t("liveMessages.bytes", { count: message.bytes })}</span>
      </p>
      {message.values.length > 0 && (
        <ul className="live-values figures">
          {message.values.map(({ pointId, time, quantity, value, unit }) => {
            const word = quantity === undefined ? undefined : stateWord(quantity, value);
            return (
              <li key={`${pointId} ${time}`}>
                {quantity === undefined ? `#${pointId}` : t(`quantity.${quantity}`)}{" "}
                <strong>
                  {word === undefined ? formats.measure(value, unit ?? "1", quantity) : t(`value.${word}`)}
                </strong>
              </li>
            );
          })}
        </ul>
      )}
      {message.values.length === 0 && message.refused.length === 0 && (
        <p className="quiet">{t("liveMessages.nothing")}</p>
      )}
      {message.refused.map(({ reason, detail }) => (
        <p key={`${reason} ${detail}`} className="live-refused">
          <strong>{t(`integrations.refused.reasons.${reason}`)}</strong> {detail}
        </p>
      ))}
      <details className="payload">
        <summary>{t("liveMessages.show")}</summary>
        {message.bytes > 2048 && <p className="quiet">{t("liveMessages.cut")}</p>}
        <RawMessage label={t("liveMessages.payload")}>{readable(message.payload)}</RawMessage>
      </details>
    </li>
  );
});
