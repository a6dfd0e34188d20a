import { Alert, Button, Dialog, Heading, Tag, Textfield } from "@digdir/designsystemet-react";
import type { NoticeWebhook } from "@kontrollrom/contracts/notice.ts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { Answer, Empty } from "../ui/states.tsx";
import { useOnCallChange } from "./use-on-call.ts";
import "../ui/form-dialog.css";

/** Systems that are told by HTTP, and which ways out of the platform are set up. */
export function Systems({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation();
  const webhooks = useQuery(queries.onCall.webhooks());
  const [adding, setAdding] = useState(false);
  return (
    <>
      {mayChange && (
        <Button data-size="sm" className="on-call-new" onClick={() => setAdding(true)}>
          {t("onCall.systems.new")}
        </Button>
      )}
      <section className="detail-card">
        <h2>{t("onCall.systems.title")}</h2>
        <p className="quiet">{t("onCall.systems.lead")}</p>
        <Answer of={webhooks} rows={2}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t("onCall.systems.empty")}>{t("onCall.systems.emptyText")}</Empty>
            ) : (
              items.map((webhook) => <System key={webhook.id} webhook={webhook} mayChange={mayChange} />)
            )
          }
        </Answer>
      </section>
      <Ways />
      {adding && <NewSystem onClose={() => setAdding(false)} />}
    </>
  );
}

function System({ webhook, mayChange }: { webhook: NoticeWebhook; mayChange: boolean }) {
  const { t } = useTranslation();
  const test = useOnCallChange(
    () => call("POST /notices/test", { body: { webhookId: webhook.id } }),
    "onCall.testSent",
  );
  const remove = useOnCallChange(
    () => call("DELETE /on-call/webhooks/{id}", { params: { id: webhook.id } }),
    "onCall.removed",
  );
  return (
    <div className="on-call-part on-call-card-head">
      <div>
        <h3>{webhook.name}</h3>
        <p className="quiet on-call-url">{webhook.url}</p>
      </div>
      {mayChange && (
        <div className="on-call-actions">
          <Button
            data-size="sm"
            variant="secondary"
            aria-label={`${t("onCall.test")}: ${webhook.name}`}
            loading={test.isPending}
            onClick={() => test.mutate()}
          >
            {t("onCall.test")}
          </Button>
          <Button
            data-size="sm"
            variant="tertiary"
            aria-label={`${t("onCall.remove")}: ${webhook.name}`}
            onClick={() => remove.mutate()}
          >
            {t("onCall.remove")}
          </Button>
        </div>
      )}
    </div>
  );
}

/** What is set up where the platform runs cannot be changed here; how it is done can be read. */
function Ways() {
  const { t } = useTranslation();
  const channels = useQuery(queries.onCall.channels());
  return (
    <section className="detail-card">
      <h2>{t("onCall.systems.ways")}</h2>
      <Answer of={channels} rows={2}>
        {({ email, sms }) => (
          <ul className="on-call-ways">
            {(
              [
                ["email", email, t("onCall.systems.emailHow")],
                ["sms", sms, t("onCall.systems.smsHow")],
                ["web-push", true, t("onCall.systems.pushHow")],
              ] as const
            ).map(([channel, on, how]) => (
              <li key={channel}>
                <strong>{t(`onCall.channel.${channel}`)}</strong>{" "}
                <Tag data-size="sm" data-color={on ? "success" : "neutral"}>
                  {t(on ? "onCall.systems.on" : "onCall.systems.off")}
                </Tag>
                <p className="quiet">{how}</p>
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </section>
  );
}

function NewSystem({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [secret, setSecret] = useState<string>();
  const save = useOnCallChange(async () => {
    const made = await call("POST /on-call/webhooks", { body: { name: name.trim(), url: url.trim() } });
    setSecret(made.secret);
  }, "onCall.saved");
  return (
    <Dialog open onClose={onClose} closeButton={t("state.close")} className="form-dialog">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (secret === undefined) save.mutate();
          else onClose();
        }}
      >
        <Heading level={2} data-size="xs">
          {t("onCall.systems.new")}
        </Heading>
        {secret === undefined ? (
          <>
            <Textfield
              label={t("onCall.name")}
              value={name}
              required
              maxLength={200}
              onChange={(event) => setName(event.target.value)}
            />
            <Textfield
              type="url"
              label={t("onCall.systems.url")}
              value={url}
              required
              maxLength={2000}
              onChange={(event) => setUrl(event.target.value)}
            />
          </>
        ) : (
          <Alert data-color="info" data-size="sm">
            <p>{t("onCall.systems.secret")}</p>
            <code className="on-call-url">{secret}</code>
          </Alert>
        )}
        <div className="form-dialog-actions">
          <Button type="submit" loading={save.isPending}>
            {t(secret === undefined ? "onCall.save" : "onCall.systems.seen")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
