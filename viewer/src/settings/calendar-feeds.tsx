import { Button, Textfield } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { RemoveButton } from "../ui/remove-button.tsx";
import { Answer, Empty } from "../ui/states.tsx";
import { useOrderTexts } from "../work-orders/order-texts.ts";
import { Once } from "./parts.tsx";
import { useSetting } from "./use-setting.ts";

/** Calendars of deadlines for other programs. The address of one is its secret, and shown once. */
export function CalendarFeeds() {
  const t = useOrderTexts();
  const formats = useFormats();
  const mayWrite = useCan("work-order:write");
  const [url, setUrl] = useState<string>();
  const feeds = useQuery({
    queryKey: ["calendar-feeds"],
    queryFn: ({ signal }) => call("GET /calendar-feeds", { signal }),
  });
  const create = useSetting(
    "calendar-feeds",
    (body: { name: string; assignee?: string }) => call("POST /calendar-feeds", { body }),
    (made) => setUrl(made.url),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const name = String(data.get("name")).trim();
    const assignee = String(data.get("assignee")).trim();
    if (name === "") return;
    event.currentTarget.reset();
    create.mutate({ name, ...(assignee !== "" && { assignee }) });
  };
  return (
    <section className="detail-card" aria-label={t("set.tab.calendars")}>
      <p className="quiet">{t("set.feed.text")}</p>
      {url !== undefined && <Once label={t("set.feed.url")} value={url} />}
      {mayWrite && (
        <form className="inline-form" onSubmit={submit}>
          <Textfield name="name" data-size="sm" label={t("set.feed.name")} maxLength={200} required />
          <Textfield name="assignee" data-size="sm" label={t("set.feed.assignee")} maxLength={200} />
          <Button type="submit" data-size="sm" loading={create.isPending}>
            {t("set.feed.new")}
          </Button>
        </form>
      )}
      <Answer of={feeds} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty level={2} title={t("set.feed.none")} />
          ) : (
            <ul>
              {items.map((feed) => (
                <li key={feed.id} className="setting-row">
                  <span>
                    <strong>{feed.name}</strong>{" "}
                    <span className="quiet figures">
                      {feed.assignee !== undefined && `${feed.assignee} · `}
                      {t("set.feed.made", { time: formats.dateTime(feed.createdAt), name: feed.createdBy })}
                    </span>
                  </span>
                  {mayWrite && (
                    <RemoveButton
                      name={feed.name}
                      remove={() => call("DELETE /calendar-feeds/{id}", { params: { id: feed.id } })}
                      onRemoved={() => void feeds.refetch()}
                    />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </section>
  );
}
