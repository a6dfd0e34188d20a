import {
  Alert,
  Button,
  Dialog,
  Field,
  Heading,
  Label,
  Select,
  Switch,
  Textfield,
} from "@digdir/designsystemet-react";
import type { EscalationChain, EscalationStep } from "@kontrollrom/contracts/notice.ts";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { wordsOf } from "../rules/draft.ts";
import { Answer, Empty } from "../ui/states.tsx";
import { Checks } from "./checks.tsx";
import { useOnCallChange } from "./use-on-call.ts";
import "../ui/form-dialog.css";

const priorities = [1, 2, 3, 4] as const satisfies readonly Priority[];
const personChannels = ["email", "sms", "web-push"] as const;

/** The names behind what a step tells. */
function useTargets() {
  const groups = useQuery(queries.onCall.groups()).data?.items ?? [];
  const people = useQuery(queries.onCall.people()).data?.items ?? [];
  const webhooks = useQuery(queries.onCall.webhooks()).data?.items ?? [];
  return {
    options: [
      ...groups.map(({ id, name }) => [`group ${id}`, name] as const),
      ...people.map(({ id, name }) => [`person ${id}`, name] as const),
      ...webhooks.map(({ id, name }) => [`webhook ${id}`, name] as const),
    ],
  };
}
const keyOf = ({ to }: EscalationStep) =>
  to.kind === "group"
    ? `group ${to.groupId}`
    : to.kind === "person"
      ? `person ${to.personId}`
      : `webhook ${to.webhookId}`;
const channelsOf = ({ to }: EscalationStep) => (to.kind === "webhook" ? [] : to.channels);

function stepTo(key: string, channels: (typeof personChannels)[number][]): EscalationStep["to"] {
  const [kind, id = ""] = key.split(" ");
  if (kind === "webhook") return { kind, webhookId: id };
  if (kind === "person") return { kind, personId: id, channels };
  return { kind: "group", groupId: id, channels };
}

/** Who is told of which alarms, in turn, until somebody acknowledges. */
export function Chains({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation();
  const chains = useQuery(queries.onCall.chains());
  const channels = useQuery(queries.onCall.channels()).data;
  const { options } = useTargets();
  const [edited, setEdited] = useState<EscalationChain | "new">();
  const remove = useOnCallChange(
    (id: string) => call("DELETE /on-call/chains/{id}", { params: { id } }),
    "onCall.removed",
  );
  const stepText = (step: EscalationStep) =>
    t("onCall.stepText", {
      minutes: step.afterMinutes,
      target: options.find(([key]) => key === keyOf(step))?.[1] ?? "–",
      channels:
        step.to.kind === "webhook"
          ? t("onCall.channel.webhook")
          : step.to.channels.map((channel) => t(`onCall.channel.${channel}`)).join(", "),
    });
  const missing = (["email", "sms"] as const).filter((channel) => channels?.[channel] === false);
  return (
    <>
      {mayChange && (
        <Button data-size="sm" className="on-call-new" onClick={() => setEdited("new")}>
          {t("onCall.chains.new")}
        </Button>
      )}
      {missing.length > 0 && (
        <Alert data-color="info" data-size="sm">
          {missing.map((channel) => (
            <p key={channel}>{t("onCall.notSetUp", { channel: t(`onCall.channel.${channel}`) })}</p>
          ))}
        </Alert>
      )}
      <Answer of={chains} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty level={2} title={t("onCall.chains.empty")}>
              {t("onCall.chains.emptyText")}
            </Empty>
          ) : (
            items.map((chain) => (
              <section key={chain.id} className="detail-card">
                <div className="on-call-card-head">
                  <div>
                    <h2>{chain.name}</h2>
                    <p className="quiet">
                      {[
                        ...chain.priorities.map(
                          (priority) => `${priority} ${t(`alarm.priority.${priority}`)}`,
                        ),
                        ...(chain.ownerGroups ?? []),
                        ...(chain.enabled ? [] : [t("onCall.off")]),
                      ].join(" · ")}
                    </p>
                  </div>
                  {mayChange && (
                    <div className="on-call-actions">
                      <Button data-size="sm" variant="secondary" onClick={() => setEdited(chain)}>
                        {t("onCall.groups.edit")}
                      </Button>
                      <Button data-size="sm" variant="tertiary" onClick={() => remove.mutate(chain.id)}>
                        {t("onCall.remove")}
                      </Button>
                    </div>
                  )}
                </div>
                <ol className="on-call-list figures">
                  {chain.steps.map((step) => (
                    <li key={JSON.stringify(step)}>{stepText(step)}</li>
                  ))}
                </ol>
              </section>
            ))
          )
        }
      </Answer>
      {edited !== undefined && (
        <ChainForm chain={edited === "new" ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </>
  );
}

interface StepDraft {
  readonly after: string;
  readonly target: string;
  readonly channels: readonly (typeof personChannels)[number][];
}

function ChainForm({ chain, onClose }: { chain: EscalationChain | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const { options } = useTargets();
  const [name, setName] = useState(chain?.name ?? "");
  const [enabled, setEnabled] = useState(chain?.enabled ?? true);
  const [chosen, setChosen] = useState<readonly Priority[]>(chain?.priorities ?? [1, 2]);
  const buildings = useQuery(queries.buildings()).data ?? [];
  const [buildingIds, setBuildingIds] = useState<readonly string[]>(chain?.buildingIds ?? []);
  const [owners, setOwners] = useState(chain?.ownerGroups?.join(", ") ?? "");
  const [steps, setSteps] = useState<readonly StepDraft[]>(
    chain?.steps.map((step) => ({
      after: String(step.afterMinutes),
      target: keyOf(step),
      channels: channelsOf(step),
    })) ?? [{ after: "0", target: "", channels: ["email"] }],
  );
  const save = useOnCallChange(
    () => {
      const body = {
        name: name.trim(),
        enabled,
        priorities: [...chosen].toSorted(),
        ...(buildingIds.length > 0 && { buildingIds: [...buildingIds] }),
        ...(wordsOf(owners).length > 0 && { ownerGroups: wordsOf(owners) }),
        steps: steps.map((step) => ({
          afterMinutes: Number(step.after),
          to: stepTo(step.target || (options[0]?.[0] ?? ""), [...step.channels]),
        })),
        ...(chain !== undefined && { revision: chain.revision }),
      };
      return chain === undefined
        ? call("POST /on-call/chains", { body })
        : call("PATCH /on-call/chains/{id}", { params: { id: chain.id }, body });
    },
    "onCall.saved",
    onClose,
  );
  const change = (index: number, part: Partial<StepDraft>) =>
    setSteps(steps.map((step, at) => (at === index ? { ...step, ...part } : step)));
  return (
    <Dialog open onClose={onClose} closeButton={t("state.close")} className="form-dialog">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Heading level={2} data-size="xs">
          {chain?.name ?? t("onCall.chains.new")}
        </Heading>
        <Textfield
          label={t("onCall.name")}
          value={name}
          required
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
        />
        <Switch
          data-size="sm"
          label={t("onCall.enabled")}
          checked={enabled}
          onChange={(event) => setEnabled(event.target.checked)}
        />
        <Checks
          label={t("onCall.priorities")}
          options={priorities.map(
            (priority) => [priority as Priority, `${priority} ${t(`alarm.priority.${priority}`)}`] as const,
          )}
          chosen={chosen}
          onChange={setChosen}
        />
        <Textfield
          label={t("onCall.owners")}
          value={owners}
          onChange={(event) => setOwners(event.target.value)}
        />
        {buildings.length > 0 && (
          <Checks
            label={t("onCall.onlyBuildings")}
            options={buildings.map(({ id, name: of }) => [id, of] as const)}
            chosen={buildingIds}
            onChange={setBuildingIds}
          />
        )}
        {steps.map((step, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a step has no name but its place
            key={index}
            className="on-call-part"
          >
            <div className="on-call-card-head">
              <h3>{t("onCall.step", { number: index + 1 })}</h3>
              {steps.length > 1 && (
                <Button
                  type="button"
                  data-size="sm"
                  variant="tertiary"
                  onClick={() => setSteps(steps.toSpliced(index, 1))}
                >
                  {t("onCall.remove")}
                </Button>
              )}
            </div>
            <div className="on-call-pair">
              <Textfield
                data-size="sm"
                type="number"
                min={0}
                max={1440}
                label={t("onCall.after")}
                value={step.after}
                onChange={(event) => change(index, { after: event.target.value })}
              />
              <Field data-size="sm">
                <Label>{t("onCall.target")}</Label>
                <Select
                  value={step.target || (options[0]?.[0] ?? "")}
                  onChange={(event) => change(index, { target: event.target.value })}
                >
                  {options.map(([key, text]) => (
                    <Select.Option key={key} value={key}>
                      {text}
                    </Select.Option>
                  ))}
                </Select>
              </Field>
            </div>
            {!step.target.startsWith("webhook") && (
              <Checks
                label={t("onCall.channels")}
                options={personChannels.map((channel) => [channel, t(`onCall.channel.${channel}`)] as const)}
                chosen={step.channels}
                onChange={(channels) => change(index, { channels })}
              />
            )}
          </div>
        ))}
        <div className="form-dialog-actions">
          <Button
            type="button"
            variant="secondary"
            onClick={() => setSteps([...steps, { after: "10", target: "", channels: ["email"] }])}
          >
            {t("onCall.addStep")}
          </Button>
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
