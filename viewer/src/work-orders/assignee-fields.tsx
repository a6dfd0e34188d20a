import { Field, Label, Select, Textfield } from "@digdir/designsystemet-react";
import type { AssigneeKind } from "@kontrollrom/contracts/work-order.ts";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useCan } from "../app/session.tsx";
import { queries } from "../data/queries.ts";
import { orderQueries } from "./order-queries.ts";
import { useOrderTexts } from "./order-texts.ts";

export interface Assignment {
  readonly assignee: string;
  readonly assigneeKind: AssigneeKind;
  readonly agreement: string;
}

/** Who gets the work: a person, a group, or a contractor under an agreement. Names that are known are offered as one types. */
export function AssigneeFields({
  value,
  onChange,
}: {
  value: Assignment;
  onChange: (value: Assignment) => void;
}) {
  const t = useOrderTexts();
  const namesId = useId();
  const agreementsId = useId();
  const { assignee, assigneeKind, agreement } = value;
  const names = useQuery({ ...orderQueries.names(), enabled: useCan("work-order:read") }).data;
  const readsRota = useCan("notice:read");
  const people = useQuery({ ...queries.onCall.people(), enabled: readsRota }).data?.items ?? [];
  const groups = useQuery({ ...queries.onCall.groups(), enabled: readsRota }).data?.items ?? [];
  const known = new Map(
    (names?.assignees ?? [])
      .filter(({ kind }) => kind === assigneeKind)
      .map(({ name, open }) => [name, t("open", { count: open })] as const),
  );
  const rota = assigneeKind === "person" ? people : assigneeKind === "group" ? groups : [];
  for (const { name } of rota) if (!known.has(name)) known.set(name, t("open", { count: 0 }));
  return (
    <div className="fields-row">
      <Field>
        <Label>{t("field.assigneeKind")}</Label>
        <Select
          value={assigneeKind}
          onChange={(event) => onChange({ ...value, assigneeKind: event.target.value as AssigneeKind })}
        >
          {(["person", "group", "contractor"] as const).map((kind) => (
            <Select.Option key={kind} value={kind}>
              {t(`kind.${kind}`)}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Textfield
        label={t("field.assignee")}
        value={assignee}
        maxLength={200}
        autoComplete="off"
        list={namesId}
        onChange={(event) => {
          const name = event.target.value;
          const kind = names?.assignees.find((one) => one.name === name)?.kind ?? assigneeKind;
          onChange({ ...value, assignee: name, assigneeKind: kind });
        }}
      />
      <datalist id={namesId}>
        {[...known].map(([name, load]) => (
          <option key={name} value={name}>
            {load}
          </option>
        ))}
      </datalist>
      {assigneeKind === "contractor" && (
        <>
          <Textfield
            label={t("field.agreement")}
            value={agreement}
            maxLength={200}
            autoComplete="off"
            list={agreementsId}
            onChange={(event) => onChange({ ...value, agreement: event.target.value })}
          />
          <datalist id={agreementsId}>
            {(names?.agreements ?? []).map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      )}
    </div>
  );
}
