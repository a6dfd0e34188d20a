import { Button, Textfield } from "@digdir/designsystemet-react";
import { TrashIcon } from "@navikt/aksel-icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigation } from "../app/navigation.tsx";
import { readTrends } from "../app/trends-address.ts";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { Answer, explain } from "../ui/states.tsx";
import { useTrendTexts } from "./texts.ts";

const views = {
  queryKey: ["trend-views"],
  queryFn: ({ signal }: { signal: AbortSignal }) => call("GET /trend-views", { signal }),
  staleTime: 60_000,
};

/** The reader's own sets of points: kept with the time that is looked at, opened by name. */
export function SavedViews({ query }: { query: string }) {
  const { t } = useTranslation();
  const tt = useTrendTexts();
  const { go } = useNavigation();
  const notice = useNotice();
  const client = useQueryClient();
  const saved = useQuery(views);
  const [name, setName] = useState("");
  const done = (text: string) => {
    notice(text);
    return client.invalidateQueries({ queryKey: views.queryKey });
  };
  const onError = (error: unknown) => notice(explain(error, t), "problem");
  const save = useMutation({
    mutationFn: () => call("POST /trend-views", { body: { name: name.trim(), query } }),
    onSuccess: (view) => {
      setName("");
      return done(tt("saved.done", { name: view.name }));
    },
    onError,
  });
  const remove = useMutation({
    mutationFn: (id: string) => call("DELETE /trend-views/{id}", { params: { id } }),
    onSuccess: () => done(tt("saved.removed")),
    onError,
  });
  return (
    <details className="trend-saved">
      <summary>{tt("saved.title")}</summary>
      <Answer of={saved} rows={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet small">{tt("saved.none")}</p>
          ) : (
            <ul>
              {items.map((view) => (
                <li key={view.id}>
                  <button
                    type="button"
                    className="ds-link trend-saved-open"
                    onClick={() => go(readTrends(new URLSearchParams(view.query)))}
                  >
                    {view.name}
                  </button>
                  <Button
                    icon
                    variant="tertiary"
                    data-size="sm"
                    aria-label={tt("saved.remove", { name: view.name })}
                    onClick={() => remove.mutate(view.id)}
                  >
                    <TrashIcon aria-hidden />
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {query.includes("punkter=") && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== "") save.mutate();
          }}
        >
          <Textfield
            data-size="sm"
            label={tt("saved.name")}
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.target.value)}
          />
          <Button
            type="submit"
            variant="secondary"
            data-size="sm"
            disabled={name.trim() === ""}
            loading={save.isPending}
          >
            {tt("saved.save")}
          </Button>
        </form>
      )}
    </details>
  );
}
