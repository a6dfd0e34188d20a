import { Button, Field, Label, Select, Textfield } from "@digdir/designsystemet-react";
import type { WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { TrashIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { parseFigure, toLocal } from "../room/local-moment.ts";
import { Checklist } from "./checklist.tsx";
import { InPlace } from "./in-place.tsx";
import { orderQueries } from "./order-queries.ts";
import { useOrderTexts } from "./order-texts.ts";
import { useBeside, useCheck } from "./use-order.ts";

export function ChecklistCard({ order, editable }: { order: WorkOrderDetail; editable: boolean }) {
  const t = useOrderTexts();
  const check = useCheck(order.id);
  const mayAdd = useCan("work-order:write");
  const done = order.checklist.filter(({ doneAt }) => doneAt !== undefined).length;
  if (order.checklist.length === 0 && !mayAdd) return null;
  return (
    <section className="detail-card" aria-label={t("checklist.title")}>
      <header className="card-head">
        <h2>{t("checklist.title")}</h2>
        {order.checklist.length > 0 && (
          <span className="quiet figures">
            {t("checklist.progress", { done, all: order.checklist.length })}
          </span>
        )}
      </header>
      {order.checklist.length === 0 ? (
        <p className="quiet">{t("checklist.none")}</p>
      ) : (
        <>
          <progress className="card-progress" value={done} max={order.checklist.length} aria-hidden />
          <Checklist items={order.checklist} editable={editable} onChange={check} />
        </>
      )}
      {mayAdd && <AddPoints order={order} />}
    </section>
  );
}

function AddPoints({ order }: { order: WorkOrderDetail }) {
  const t = useOrderTexts();
  const [text, setText] = useState("");
  const templates = useQuery(orderQueries.templates()).data?.items ?? [];
  const add = useBeside(
    order.id,
    (body: { templateId: string } | { items: { text: string }[] }) =>
      call("POST /work-orders/{id}/checklist", { params: { id: order.id }, body }),
    () => setText(""),
  );
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") add.mutate({ items: [{ text: text.trim() }] });
      }}
    >
      <Textfield
        data-size="sm"
        label={t("checklist.addPoint")}
        value={text}
        maxLength={500}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" data-size="sm" variant="secondary" disabled={text.trim() === ""}>
        {t("checklist.add")}
      </Button>
      {templates.length > 0 && (
        <Field>
          <Label data-size="sm">{t("checklist.template")}</Label>
          <Select
            data-size="sm"
            value=""
            disabled={add.isPending}
            onChange={(event) => event.target.value !== "" && add.mutate({ templateId: event.target.value })}
          >
            <Select.Option value="">{t("checklist.choose")}</Select.Option>
            {templates.map(({ id, name }) => (
              <Select.Option key={id} value={id}>
                {name}
              </Select.Option>
            ))}
          </Select>
        </Field>
      )}
    </form>
  );
}

export function HoursCard({ order, editable }: { order: WorkOrderDetail; editable: boolean }) {
  const t = useOrderTexts();
  const formats = useFormats();
  const params = { id: order.id };
  const [hours, setHours] = useState("");
  const [day, setDay] = useState(toLocal(Date.now()).slice(0, 10));
  const [note, setNote] = useState("");
  const [tried, setTried] = useState(false);
  const add = useBeside(
    order.id,
    (body: { day: string; hours: number; note: string }) =>
      call("POST /work-orders/{id}/hours", { params, body }),
    () => {
      setHours("");
      setNote("");
      setTried(false);
    },
  );
  const remove = useBeside(order.id, (entryId: string) =>
    call("DELETE /work-orders/{id}/hours/{entryId}", { params: { ...params, entryId } }),
  );
  const spent = parseFigure(hours);
  const wrong = spent === undefined || spent <= 0 || spent > 24;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!wrong && day !== "") add.mutate({ day, hours: spent, note: note.trim() });
  };
  const figure = (value: number) => formats.number(value, Number.isInteger(value) ? 0 : 2);
  return (
    <section className="detail-card" aria-label={t("hours.title")}>
      <header className="card-head">
        <h2>{t("hours.title")}</h2>
        <span className="quiet figures">
          {t("hours.sum", { hours: figure(order.actualHours ?? 0) })}{" "}
          {order.estimateHours !== undefined && t("hours.of", { estimate: figure(order.estimateHours) })}
        </span>
      </header>
      {order.hours.length === 0 ? (
        <p className="quiet">{t("hours.none")}</p>
      ) : (
        <ul className="entries figures">
          {order.hours.map((entry) => (
            <li key={entry.id}>
              <span>{formats.date(`${entry.day}T12:00:00`)}</span>
              <span>
                {entry.who}
                {entry.note !== "" && <span className="quiet"> {entry.note}</span>}
              </span>
              <strong>{figure(entry.hours)} t</strong>
              {editable && (
                <Button
                  data-size="sm"
                  variant="tertiary"
                  icon
                  disabled={remove.isPending}
                  aria-label={t("hours.remove", {
                    hours: figure(entry.hours),
                    day: formats.date(`${entry.day}T12:00:00`),
                  })}
                  onClick={() => remove.mutate(entry.id)}
                >
                  <TrashIcon aria-hidden />
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {editable && (
        <form className="inline-form" onSubmit={submit} noValidate>
          <Textfield
            className="narrow-field"
            data-size="sm"
            label={t("hours.count")}
            inputMode="decimal"
            value={hours}
            error={tried && wrong ? t("act.hoursWrong") : undefined}
            onChange={(event) => setHours(event.target.value)}
          />
          <Textfield
            data-size="sm"
            type="date"
            label={t("hours.day")}
            value={day}
            onChange={(event) => setDay(event.target.value)}
          />
          <Textfield
            data-size="sm"
            label={t("hours.note")}
            value={note}
            maxLength={500}
            onChange={(event) => setNote(event.target.value)}
          />
          <Button type="submit" data-size="sm" variant="secondary" loading={add.isPending}>
            {t("hours.add")}
          </Button>
        </form>
      )}
    </section>
  );
}

export function CostCard({
  order,
  editable,
  mayCost,
  onCost,
}: {
  order: WorkOrderDetail;
  editable: boolean;
  mayCost: boolean;
  onCost: (nok: number | null) => void;
}) {
  const t = useOrderTexts();
  const formats = useFormats();
  const params = { id: order.id };
  const empty = { name: "", quantity: "1", unit: "stk", price: "" };
  const [draft, setDraft] = useState(empty);
  const add = useBeside(
    order.id,
    (body: { name: string; quantity: number; unit: string; unitPriceNok: number }) =>
      call("POST /work-orders/{id}/materials", { params, body }),
    () => setDraft(empty),
  );
  const remove = useBeside(order.id, (entryId: string) =>
    call("DELETE /work-orders/{id}/materials/{entryId}", { params: { ...params, entryId } }),
  );
  const nok = (value: number) => t("cost.nok", { nok: formats.number(value, 2) });
  const materials = order.materials.reduce((sum, one) => sum + one.quantity * one.unitPriceNok, 0);
  const quantity = parseFigure(draft.quantity);
  const price = draft.price.trim() === "" ? 0 : parseFigure(draft.price);
  const ready =
    draft.name.trim() !== "" && quantity !== undefined && quantity > 0 && price !== undefined && price >= 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready)
      add.mutate({
        name: draft.name.trim(),
        quantity,
        unit: draft.unit.trim() || "stk",
        unitPriceNok: price,
      });
  };
  const field = (name: keyof typeof empty, className = "narrow-field") => (
    <Textfield
      className={className}
      data-size="sm"
      label={t(`cost.${name}`)}
      value={draft[name]}
      maxLength={name === "name" ? 200 : 20}
      inputMode={name === "quantity" || name === "price" ? "decimal" : "text"}
      onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
    />
  );
  return (
    <section className="detail-card" aria-label={t("cost.title")}>
      <header className="card-head">
        <h2>{t("cost.title")}</h2>
        <span className="quiet figures">{nok(order.totalNok)}</span>
      </header>
      {order.materials.length === 0 ? (
        <p className="quiet">{t("cost.none")}</p>
      ) : (
        <ul className="entries figures">
          {order.materials.map((entry) => (
            <li key={entry.id}>
              <span>
                {formats.number(entry.quantity, Number.isInteger(entry.quantity) ? 0 : 2)} {entry.unit}
              </span>
              <span>{entry.name}</span>
              <strong>{nok(entry.quantity * entry.unitPriceNok)}</strong>
              {editable && (
                <Button
                  data-size="sm"
                  variant="tertiary"
                  icon
                  disabled={remove.isPending}
                  aria-label={t("cost.remove", { name: entry.name })}
                  onClick={() => remove.mutate(entry.id)}
                >
                  <TrashIcon aria-hidden />
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <dl className="facts figures">
        <div>
          <dt>{t("cost.materials")}</dt>
          <dd>{nok(materials)}</dd>
        </div>
        <InPlace
          name={t("cost.other")}
          editable={mayCost}
          shown={order.costNok === undefined ? undefined : nok(order.costNok)}
          form={() => (
            <Textfield
              name="value"
              data-size="sm"
              inputMode="decimal"
              label={t("cost.other")}
              defaultValue={order.costNok === undefined ? "" : String(order.costNok).replace(".", ",")}
              autoFocus
            />
          )}
          onSave={(data) => {
            const typed = String(data.get("value")).trim();
            const value = typed === "" ? null : parseFigure(typed);
            if (value === undefined || (value !== null && value < 0)) return false;
            onCost(value);
            return true;
          }}
        />
        <div>
          <dt>{t("cost.total")}</dt>
          <dd>
            <strong>{nok(order.totalNok)}</strong>
          </dd>
        </div>
      </dl>
      {editable && (
        <form className="inline-form" onSubmit={submit} noValidate>
          {field("name", "")}
          {field("quantity")}
          {field("unit")}
          {field("price")}
          <Button type="submit" data-size="sm" variant="secondary" loading={add.isPending} disabled={!ready}>
            {t("cost.add")}
          </Button>
        </form>
      )}
    </section>
  );
}
