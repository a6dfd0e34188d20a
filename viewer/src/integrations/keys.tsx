import { Alert, Button, Table } from "@digdir/designsystemet-react";
import { Role } from "@kontrollrom/contracts/identity.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { FactForm } from "../ui/fact-form.tsx";
import { useNotice } from "../ui/notice.tsx";
import { RemoveButton } from "../ui/remove-button.tsx";
import { Answer, Empty, Failed } from "../ui/states.tsx";
import { Backups } from "./backups.tsx";

const noAccess = new ApiProblem(403, "forbidden", "");

/** Who may come in: keys of people and systems, and copies of all that is kept. */
export function Keys() {
  const mayManage = useCan("key:manage");
  const mayCopy = useCan("platform:manage");
  if (!mayManage && !mayCopy) return <Failed error={noAccess} />;
  return (
    <div className="integrations-part">
      {mayManage && <KeyList />}
      {mayCopy && <Backups />}
    </div>
  );
}

function KeyList() {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useQueryClient();
  const notice = useNotice();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<{ readonly name: string; readonly key: string }>();
  const keys = useQuery({
    queryKey: ["keys"],
    queryFn: ({ signal }) => call("GET /keys", { query: { limit: "1000" }, signal }),
  });
  const reload = () => client.invalidateQueries({ queryKey: ["keys"] });
  return (
    <section className="detail-card" aria-labelledby="keys-title">
      <h2 id="keys-title">{t("integrations.keys.title")}</h2>
      <p className="quiet">{t("integrations.keys.text")}</p>
      {made !== undefined && (
        <Alert data-color="info" data-size="sm" role="status">
          <p>
            <strong>{t("integrations.keys.once", { name: made.name })}</strong>
          </p>
          <p>
            <code className="key-text">{made.key}</code>
          </p>
          <Button
            data-size="sm"
            variant="secondary"
            onClick={() =>
              void navigator.clipboard?.writeText(made.key).then(() => notice(t("integrations.keys.copied")))
            }
          >
            {t("integrations.keys.copy")}
          </Button>
        </Alert>
      )}
      <Answer of={keys} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t("integrations.keys.none")}>{t("integrations.keys.noneText")}</Empty>
          ) : (
            <div className="table-scroll">
              <Table data-size="sm">
                <caption className="visually-hidden">{t("integrations.keys.title")}</caption>
                <Table.Head>
                  <Table.Row>
                    <Table.HeaderCell>{t("integrations.keys.name")}</Table.HeaderCell>
                    <Table.HeaderCell>{t("role.label")}</Table.HeaderCell>
                    <Table.HeaderCell>{t("integrations.keys.created")}</Table.HeaderCell>
                    <Table.HeaderCell>{t("integrations.keys.used")}</Table.HeaderCell>
                    <Table.HeaderCell>
                      <span className="visually-hidden">{t("integrations.keys.revoke")}</span>
                    </Table.HeaderCell>
                  </Table.Row>
                </Table.Head>
                <Table.Body>
                  {items.map((key) => (
                    <Table.Row key={key.id}>
                      <Table.HeaderCell scope="row">{key.name}</Table.HeaderCell>
                      <Table.Cell>{t(`role.${key.role}`)}</Table.Cell>
                      <Table.Cell>{formats.date(key.createdAt)}</Table.Cell>
                      <Table.Cell>
                        {key.lastUsedAt === undefined
                          ? t("integrations.keys.never")
                          : formats.dateTime(key.lastUsedAt)}
                      </Table.Cell>
                      <Table.Cell>
                        <RemoveButton
                          name={key.name}
                          remove={() => call("DELETE /keys/{id}", { params: { id: key.id } })}
                          onRemoved={() => void reload()}
                        />
                      </Table.Cell>
                    </Table.Row>
                  ))}
                </Table.Body>
              </Table>
            </div>
          )
        }
      </Answer>
      <div>
        <Button data-size="sm" onClick={() => setMaking(true)}>
          {t("integrations.keys.new")}
        </Button>
      </div>
      {making && (
        <FactForm
          title={t("integrations.keys.new")}
          fields={[
            { name: "name", label: t("integrations.keys.for"), required: true, maxLength: 100 },
            {
              name: "role",
              label: t("role.label"),
              kind: "choice",
              required: true,
              options: Role.options.map((role) => ({ value: role, label: t(`role.${role}`) })),
            },
          ]}
          initial={{ role: "integrator" }}
          onSave={async ({ name, role }) => {
            const answer = await call("POST /keys", { body: { name, role: Role.parse(role) } });
            setMade({ name: answer.name, key: answer.key });
            await reload();
          }}
          onClose={() => setMaking(false)}
        />
      )}
    </section>
  );
}
