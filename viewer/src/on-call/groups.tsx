import { Button, Dialog, Field, Heading, Label, Select, Textfield } from "@digdir/designsystemet-react";
import type { OnCallGroup, OnCallShift } from "@kontrollrom/contracts/notice.ts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { Answer, Empty } from "../ui/states.tsx";
import { Checks } from "./checks.tsx";
import { useOnCallChange } from "./use-on-call.ts";
import "../ui/form-dialog.css";

const days = [1, 2, 3, 4, 5, 6, 7] as const;
const holidays = ["as-other-days", "never", "always"] as const;
const aShift: OnCallShift = {
  schedule: { days: [...days], from: "00:00", to: "00:00", holidays: "as-other-days", outside: false },
  personIds: [],
};

/** Who is on call now, and the shifts that say so. */
export function Groups({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation();
  const groups = useQuery(queries.onCall.groups());
  const people = useQuery(queries.onCall.people()).data?.items ?? [];
  const [edited, setEdited] = useState<OnCallGroup | "new">();
  const remove = useOnCallChange(
    (id: string) => call("DELETE /on-call/groups/{id}", { params: { id } }),
    "onCall.removed",
  );
  const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? "–";
  const shiftText = ({ schedule, personIds, rotation }: OnCallShift) => {
    const when = schedule.days.map((day) => t(`onCall.day.${String(day) as "1"}`)).join(" ");
    const who = personIds.map(nameOf).join(rotation === undefined ? ", " : " → ");
    return `${when} ${schedule.from}–${schedule.to}: ${who}`;
  };
  return (
    <>
      {mayChange && (
        <Button data-size="sm" className="on-call-new" onClick={() => setEdited("new")}>
          {t("onCall.groups.new")}
        </Button>
      )}
      <Answer of={groups} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty level={2} title={t("onCall.groups.empty")}>
              {t("onCall.groups.emptyText")}
            </Empty>
          ) : (
            items.map((group) => (
              <section key={group.id} className="detail-card">
                <div className="on-call-card-head">
                  <div>
                    <h2>{group.name}</h2>
                    <p>
                      {group.now.length === 0
                        ? t("onCall.nobody")
                        : t("onCall.now", { names: group.now.map(({ name }) => name).join(", ") })}
                    </p>
                  </div>
                  {mayChange && (
                    <div className="on-call-actions">
                      <Button data-size="sm" variant="secondary" onClick={() => setEdited(group)}>
                        {t("onCall.groups.edit")}
                      </Button>
                      <Button data-size="sm" variant="tertiary" onClick={() => remove.mutate(group.id)}>
                        {t("onCall.remove")}
                      </Button>
                    </div>
                  )}
                </div>
                <ul className="on-call-list quiet figures">
                  {group.shifts.map((shift) => (
                    <li key={JSON.stringify(shift)}>{shiftText(shift)}</li>
                  ))}
                </ul>
              </section>
            ))
          )
        }
      </Answer>
      {edited !== undefined && (
        <GroupForm group={edited === "new" ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </>
  );
}

function GroupForm({ group, onClose }: { group: OnCallGroup | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(group?.name ?? "");
  const [shifts, setShifts] = useState<readonly OnCallShift[]>(group?.shifts ?? [aShift]);
  const save = useOnCallChange(
    () => {
      const body = {
        name: name.trim(),
        shifts: [...shifts],
        ...(group !== undefined && { revision: group.revision }),
      };
      return group === undefined
        ? call("POST /on-call/groups", { body })
        : call("PATCH /on-call/groups/{id}", { params: { id: group.id }, body });
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
          {group?.name ?? t("onCall.groups.new")}
        </Heading>
        <Textfield
          label={t("onCall.name")}
          value={name}
          required
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
        />
        {shifts.map((shift, index) => (
          <ShiftFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a shift has no name but its place
            key={index}
            number={index + 1}
            shift={shift}
            onChange={(next) => setShifts(shifts.with(index, next))}
            onRemove={() => setShifts(shifts.toSpliced(index, 1))}
          />
        ))}
        <div className="form-dialog-actions">
          <Button type="button" variant="secondary" onClick={() => setShifts([...shifts, aShift])}>
            {t("onCall.addShift")}
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

function ShiftFields({
  number,
  shift,
  onChange,
  onRemove,
}: {
  number: number;
  shift: OnCallShift;
  onChange: (shift: OnCallShift) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  const people = useQuery(queries.onCall.people()).data?.items ?? [];
  const { schedule, rotation } = shift;
  const rotate = (everyDays: number, startsOn: string) => {
    const { rotation: _, ...rest } = shift;
    onChange(everyDays > 0 ? { ...rest, rotation: { everyDays, startsOn } } : rest);
  };
  const today = new Date().toISOString().slice(0, 10);
  return (
    <div className="on-call-part">
      <div className="on-call-card-head">
        <h3>{t("onCall.shift", { number })}</h3>
        <Button type="button" data-size="sm" variant="tertiary" onClick={onRemove}>
          {t("onCall.remove")}
        </Button>
      </div>
      <Checks
        label={t("onCall.days")}
        options={days.map((day) => [day as number, t(`onCall.day.${String(day) as "1"}`)] as const)}
        chosen={schedule.days}
        onChange={(chosen) => onChange({ ...shift, schedule: { ...schedule, days: chosen.toSorted() } })}
      />
      <div className="on-call-pair">
        <Textfield
          data-size="sm"
          type="time"
          label={t("onCall.from")}
          value={schedule.from}
          onChange={(event) =>
            onChange({ ...shift, schedule: { ...schedule, from: event.target.value || "00:00" } })
          }
        />
        <Textfield
          data-size="sm"
          type="time"
          label={t("onCall.to")}
          value={schedule.to}
          onChange={(event) =>
            onChange({ ...shift, schedule: { ...schedule, to: event.target.value || "00:00" } })
          }
        />
        <Field data-size="sm">
          <Label>{t("onCall.holidays.label")}</Label>
          <Select
            value={schedule.holidays}
            onChange={(event) =>
              onChange({
                ...shift,
                schedule: {
                  ...schedule,
                  holidays: holidays.find((one) => one === event.target.value) ?? "as-other-days",
                },
              })
            }
          >
            {holidays.map((one) => (
              <Select.Option key={one} value={one}>
                {t(`onCall.holidays.${one}`)}
              </Select.Option>
            ))}
          </Select>
        </Field>
      </div>
      <Checks
        label={t("onCall.members")}
        options={people.map(({ id, name }) => [id, name] as const)}
        chosen={shift.personIds}
        onChange={(personIds) => onChange({ ...shift, personIds })}
      />
      <div className="on-call-pair">
        <Textfield
          data-size="sm"
          type="number"
          min={1}
          max={366}
          label={t("onCall.rotate")}
          description={t("onCall.rotateHint")}
          value={rotation === undefined ? "" : String(rotation.everyDays)}
          onChange={(event) => rotate(Number(event.target.value), rotation?.startsOn ?? today)}
        />
        {rotation !== undefined && (
          <Textfield
            data-size="sm"
            type="date"
            label={t("onCall.rotateFrom")}
            value={rotation.startsOn}
            onChange={(event) => rotate(rotation.everyDays, event.target.value || today)}
          />
        )}
      </div>
    </div>
  );
}
