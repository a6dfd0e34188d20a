import { Button } from "@digdir/designsystemet-react";
import type { DeadLetter } from "@kontrollrom/contracts/dead-letter.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { readable } from "../data/readable.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { useNow } from "../ui/now.ts";
import { RawMessage } from "../ui/scrollable.tsx";
import { Answer, Empty, explain } from "../ui/states.tsx";

/** Messages that were refused: why, what they say, and another try once the cause is mended. */
export function RefusedMessages() {
  const { t } = useTranslation();
  const letters = useQuery(queries.deadLetters());
  const client = useQueryClient();
  const notice = useNotice();
  const mayReplay = useCan("dead-letter:replay");
  const replay = useMutation({
    mutationFn: (ids: readonly string[] | undefined) =>
      call("POST /dead-letters/replay", { body: ids === undefined ? {} : { ids: [...ids] } }),
    onSuccess: (answer) => {
      notice(t("integrations.refused.replayed", answer), answer.refused > 0 ? "problem" : "done");
      return client.invalidateQueries({ queryKey: ["dead-letters"] });
    },
    onError: (error) => notice(explain(error, t), "problem"),
  });
  return (
    <Answer of={letters} rows={5}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={t("integrations.refused.empty.title")}>{t("integrations.refused.empty.text")}</Empty>
        ) : (
          <>
            {mayReplay && (
              <div className="integrations-tools">
                <Button
                  data-size="sm"
                  variant="secondary"
                  loading={replay.isPending}
                  onClick={() => replay.mutate(undefined)}
                >
                  {t("integrations.refused.replayAll")}
                </Button>
              </div>
            )}
            <ul className="refused" aria-label={t("integrations.refused.caption")}>
              {items.map((letter) => (
                <Refused
                  key={letter.id}
                  letter={letter}
                  {...(mayReplay ? { onReplay: () => replay.mutate([letter.id]) } : {})}
                />
              ))}
            </ul>
          </>
        )
      }
    </Answer>
  );
}

function Refused({ letter, onReplay }: { letter: DeadLetter; onReplay?: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(60_000);
  return (
    <li className="refused-item">
      <div>
        <p>
          <strong>{t(`integrations.refused.reasons.${letter.reason}`)}</strong>
          {letter.device !== undefined && <span className="code"> {letter.device}</span>}
        </p>
        <p>{t(`integrations.refused.advice.${letter.reason}`)}</p>
        <p className="quiet small" lang="en">
          {letter.detail}
        </p>
        <p className="quiet figures">
          {formats.moment(letter.receivedAt, now)} · <span className="code">{letter.source}</span>
          {letter.replayedAt !== undefined &&
            ` · ${t("integrations.refused.done", { time: formats.moment(letter.replayedAt, now) })}`}
        </p>
        <details className="payload">
          <summary>{t("integrations.refused.show")}</summary>
          <RawMessage label={t("integrations.refused.payload")}>{readable(letter.payload)}</RawMessage>
        </details>
      </div>
      {onReplay !== undefined && (
        <Button data-size="sm" variant="tertiary" onClick={onReplay}>
          {t("integrations.refused.replay")}
        </Button>
      )}
    </li>
  );
}
