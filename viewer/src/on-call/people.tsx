import {
  Button,
  Checkbox,
  Dialog,
  Field,
  Heading,
  Label,
  Select,
  Tag,
  Textfield,
} from "@digdir/designsystemet-react";
import type { OnCallPerson } from "@kontrollrom/contracts/notice.ts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { Answer, Empty } from "../ui/states.tsx";
import { takePush } from "./push.ts";
import { useOnCallChange } from "./use-on-call.ts";
import "../ui/form-dialog.css";

type Way = "email" | "sms" | "web-push";

/** Those who may be on call, and how they are reached. */
export function People({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation();
  const people = useQuery(queries.onCall.people());
  const [edited, setEdited] = useState<OnCallPerson | "new">();
  return (
    <>
      {mayChange && (
        <Button data-size="sm" className="on-call-new" onClick={() => setEdited("new")}>
          {t("onCall.people.new")}
        </Button>
      )}
      <Answer of={people} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty level={2} title={t("onCall.people.empty")}>
              {t("onCall.people.emptyText")}
            </Empty>
          ) : (
            items.map((person) => (
              <PersonCard
                key={person.id}
                person={person}
                mayChange={mayChange}
                onEdit={() => setEdited(person)}
              />
            ))
          )
        }
      </Answer>
      {edited !== undefined && (
        <PersonForm person={edited === "new" ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </>
  );
}

function PersonCard({
  person,
  mayChange,
  onEdit,
}: {
  person: OnCallPerson;
  mayChange: boolean;
  onEdit: () => void;
}) {
  const { t } = useTranslation();
  const notice = useNotice();
  const channels = useQuery(queries.onCall.channels()).data;
  const test = useOnCallChange<Way>(
    (channel) => call("POST /notices/test", { body: { personId: person.id, channel } }),
    "onCall.testSent",
  );
  const ways: readonly Way[] = [
    ...(person.email === undefined ? [] : ["email" as const]),
    ...(person.phone === undefined ? [] : ["sms" as const]),
    ...(person.pushDevices > 0 ? ["web-push" as const] : []),
  ];
  const remove = useOnCallChange(
    () => call("DELETE /on-call/people/{id}", { params: { id: person.id } }),
    "onCall.removed",
  );
  const push = useOnCallChange(async () => {
    if (channels === undefined) return;
    const taken = await takePush(person.id, channels.webPush.publicKey);
    notice(
      taken ? t("onCall.pushOn", { name: person.name }) : t("onCall.pushRefused"),
      taken ? "done" : "problem",
    );
  }, "onCall.saved");
  return (
    <section className="detail-card">
      <div className="on-call-card-head">
        <div>
          <h2>{person.name}</h2>
          <p className="quiet figures">
            {[
              person.email,
              person.phone,
              ...(person.pushDevices > 0 ? [t("onCall.pushDevices", { count: person.pushDevices })] : []),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
          {person.certified && (
            <Tag data-size="sm" data-color="info">
              {t("onCall.certifiedMark")}
            </Tag>
          )}
        </div>
        <div className="on-call-actions">
          {"PushManager" in window && (
            <Button data-size="sm" variant="tertiary" onClick={() => push.mutate()}>
              {t("onCall.push")}
            </Button>
          )}
          {mayChange && (
            <>
              {ways.map((way) => (
                <Button
                  key={way}
                  data-size="sm"
                  variant="secondary"
                  aria-label={`${t("onCall.testBy", { channel: t(`onCall.channel.${way}`) })}: ${person.name}`}
                  loading={test.isPending && test.variables === way}
                  onClick={() => test.mutate(way)}
                >
                  {t("onCall.testBy", { channel: t(`onCall.channel.${way}`) })}
                </Button>
              ))}
              <Button data-size="sm" variant="secondary" onClick={onEdit}>
                {t("onCall.groups.edit")}
              </Button>
              <Button data-size="sm" variant="tertiary" onClick={() => remove.mutate()}>
                {t("onCall.remove")}
              </Button>
            </>
          )}
        </div>
      </div>
    </section>
  );
}

function PersonForm({ person, onClose }: { person: OnCallPerson | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(person?.name ?? "");
  const [email, setEmail] = useState(person?.email ?? "");
  const [phone, setPhone] = useState(person?.phone ?? "");
  const [language, setLanguage] = useState<"nb" | "en">(person?.language ?? "nb");
  const [certified, setCertified] = useState(person?.certified ?? false);
  const save = useOnCallChange(
    () => {
      const body = {
        name: name.trim(),
        language,
        certified,
        ...(email.trim() !== "" && { email: email.trim() }),
        ...(phone.trim() !== "" && { phone: phone.replaceAll(/\s/g, "") }),
        ...(person !== undefined && { revision: person.revision }),
      };
      return person === undefined
        ? call("POST /on-call/people", { body })
        : call("PATCH /on-call/people/{id}", { params: { id: person.id }, body });
    },
    "onCall.saved",
    onClose,
  );
  return (
    <Dialog open onClose={onClose} closeButton={t("state.close")} className="form-dialog">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Heading level={2} data-size="xs">
          {person?.name ?? t("onCall.people.new")}
        </Heading>
        <Textfield
          label={t("onCall.name")}
          value={name}
          required
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
        />
        <Textfield
          type="email"
          label={t("onCall.email")}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Textfield
          type="tel"
          label={t("onCall.phone")}
          value={phone}
          placeholder="+47"
          onChange={(event) => setPhone(event.target.value)}
        />
        <Field>
          <Label>{t("onCall.language")}</Label>
          <Select
            value={language}
            onChange={(event) => setLanguage(event.target.value === "en" ? "en" : "nb")}
          >
            <Select.Option value="nb">Norsk</Select.Option>
            <Select.Option value="en">English</Select.Option>
          </Select>
        </Field>
        <Checkbox
          label={t("onCall.certified")}
          checked={certified}
          onChange={(event) => setCertified(event.target.checked)}
        />
        <div className="form-dialog-actions">
          <Button type="submit" loading={save.isPending}>
            {t("onCall.save")}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t("state.cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
