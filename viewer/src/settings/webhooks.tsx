import {
  Alert,
  Button,
  Checkbox,
  Field,
  Fieldset,
  Label,
  Select,
  Switch,
  Tag,
  Textfield,
} from "@digdir/designsystemet-react";
import { type Webhook, WebhookEvent } from "@kontrollrom/contracts/webhook.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { RemoveButton } from "../ui/remove-button.tsx";
import { Answer, Empty } from "../ui/states.tsx";
import { useOrderTexts } from "../work-orders/order-texts.ts";
import { Once } from "./parts.tsx";
import { useSetting } from "./use-setting.ts";

/** Systems that are told of orders, how each message went, and a way to try them. */
export function Webhooks() {
  const t = useOrderTexts();
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string>();
  const hooks = useQuery({
    queryKey: ["webhooks"],
    queryFn: ({ signal }) => call("GET /webhooks", { signal }),
    refetchInterval: 15_000,
  });
  return (
    <>
      <p className="quiet">{t("set.hook.text")}</p>
      {secret !== undefined && <Once label={t("set.hook.secret")} value={secret} />}
      {making ? (
        <NewHook
          onMade={(made) => {
            setSecret(made);
            setMaking(false);
          }}
          onEnd={() => setMaking(false)}
        />
      ) : (
        <div>
          <Button data-size="sm" onClick={() => setMaking(true)}>
            {t("set.hook.new")}
          </Button>
        </div>
      )}
      <Answer of={hooks} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty level={2} title={t("set.hook.none")} />
          ) : (
            items.map((hook) => <Hook key={hook.id} hook={hook} />)
          )
        }
      </Answer>
    </>
  );
}

function NewHook({ onMade, onEnd }: { onMade: (secret: string) => void; onEnd: () => void }) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const [wrong, setWrong] = useState(false);
  const buildings = useQuery({ ...queries.buildings(), enabled: useCan("register:read") }).data ?? [];
  const create = useSetting(
    "webhooks",
    (body: { name: string; url: string; events: WebhookEvent[]; buildingId?: string }) =>
      call("POST /webhooks", { body: { ...body, enabled: true } }),
    ({ secret }) => onMade(secret),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const url = String(data.get("url")).trim();
    const events = WebhookEvent.options.filter((name) => data.get(name) === "yes");
    const name = String(data.get("name")).trim();
    const buildingId = String(data.get("buildingId"));
    setWrong(!/^https?:\/\/\S+$/.test(url));
    if (!/^https?:\/\/\S+$/.test(url) || name === "" || events.length === 0) return;
    create.mutate({ name, url, events, ...(buildingId !== "" && { buildingId }) });
  };
  return (
    <form className="detail-card" onSubmit={submit} noValidate aria-label={t("set.hook.new")}>
      <Textfield name="name" label={t("set.hook.name")} maxLength={200} autoFocus />
      <Textfield
        name="url"
        type="url"
        label={t("set.hook.url")}
        maxLength={2000}
        error={wrong ? t("set.hook.urlWrong") : undefined}
      />
      <Fieldset>
        <Fieldset.Legend>{t("set.hook.events")}</Fieldset.Legend>
        {WebhookEvent.options.map((name) => (
          <Checkbox key={name} name={name} value="yes" label={t(`set.hook.event.${name}`)} defaultChecked />
        ))}
      </Fieldset>
      <Field>
        <Label>{t("set.hook.building")}</Label>
        <Select name="buildingId" defaultValue="">
          <Select.Option value="">{t("set.hook.allBuildings")}</Select.Option>
          {buildings.map(({ id, name }) => (
            <Select.Option key={id} value={id}>
              {name}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <div className="form-dialog-actions">
        <Button type="submit" loading={create.isPending}>
          {t("set.save")}
        </Button>
        <Button type="button" variant="tertiary" onClick={onEnd}>
          {common("state.cancel")}
        </Button>
      </div>
    </form>
  );
}

function Hook({ hook }: { hook: Webhook }) {
  const t = useOrderTexts();
  const client = useQueryClient();
  const [log, setLog] = useState(false);
  const params = { id: hook.id };
  const change = useSetting("webhooks", (enabled: boolean) =>
    call("PATCH /webhooks/{id}", { params, body: { enabled, revision: hook.revision } }),
  );
  const test = useSetting("webhooks", () => call("POST /webhooks/{id}/test", { params }));
  return (
    <section className="detail-card" aria-label={hook.name}>
      <header className="card-head">
        <h2>{hook.name}</h2>
        <span className="orders-tools figures">
          {hook.waiting > 0 && (
            <Tag data-size="sm" data-color="warning">
              {t("set.hook.waiting", { count: hook.waiting })}
            </Tag>
          )}
          {hook.failed > 0 && (
            <Tag data-size="sm" data-color="danger">
              {t("set.hook.failed", { count: hook.failed })}
            </Tag>
          )}
        </span>
      </header>
      <p className="quiet setting-url">{hook.url}</p>
      <p className="quiet">
        {t("set.hook.events")} {hook.events.map((name) => t(`set.hook.event.${name}`)).join(", ")}
      </p>
      <div className="orders-tools">
        <Switch
          data-size="sm"
          label={t("set.hook.enabled")}
          checked={change.isPending ? change.variables : hook.enabled}
          onChange={(event) => change.mutate(event.target.checked)}
        />
        <Button
          data-size="sm"
          variant="secondary"
          loading={test.isPending}
          onClick={() => test.mutate(undefined)}
        >
          {t("set.hook.test")}
        </Button>
        <Button data-size="sm" variant="tertiary" aria-expanded={log} onClick={() => setLog(!log)}>
          {t("set.hook.log")}
        </Button>
        <RemoveButton
          name={hook.name}
          remove={() => call("DELETE /webhooks/{id}", { params })}
          onRemoved={() => void client.invalidateQueries({ queryKey: ["webhooks"] })}
        />
      </div>
      {test.data !== undefined && (
        <Alert data-size="sm" data-color={test.data.ok ? "success" : "warning"} role="status">
          {test.data.ok
            ? t("set.hook.testOk", { detail: test.data.detail, ms: test.data.ms })
            : t("set.hook.testFailed", { detail: test.data.detail })}
        </Alert>
      )}
      {log && <DeliveryLog id={hook.id} />}
    </section>
  );
}

function DeliveryLog({ id }: { id: string }) {
  const t = useOrderTexts();
  const formats = useFormats();
  const notice = useNotice();
  const deliveries = useQuery({
    queryKey: ["webhooks", id, "deliveries"],
    queryFn: ({ signal }) =>
      call("GET /webhooks/{id}/deliveries", { params: { id }, query: { limit: "100" }, signal }),
    refetchInterval: 5000,
  });
  const retry = useSetting(
    "webhooks",
    (deliveryId: number) =>
      call("POST /webhooks/{id}/deliveries/{deliveryId}/retry", {
        params: { id, deliveryId: String(deliveryId) },
      }),
    () => notice(t("set.hook.retried")),
  );
  return (
    <Answer of={deliveries} rows={2}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="quiet">{t("set.hook.noLog")}</p>
        ) : (
          <ol className="steps figures">
            {items.map((one) => (
              <li key={one.id}>
                <time dateTime={one.createdAt}>{formats.dateTime(one.createdAt)}</time>
                <div className="orders-tools">
                  <span>
                    {one.number} {t(`set.hook.event.${one.event as WebhookEvent}`)}:{" "}
                    {t(`set.hook.state.${one.state}`)}{" "}
                    <span className="quiet">
                      {one.detail} {t("set.hook.attempts", { count: one.attempts })}
                    </span>
                  </span>
                  {one.state === "given-up" && (
                    <Button data-size="sm" variant="secondary" onClick={() => retry.mutate(one.id)}>
                      {t("set.hook.retry")}
                    </Button>
                  )}
                </div>
              </li>
            ))}
          </ol>
        )
      }
    </Answer>
  );
}
