import { Button, Checkbox, Textfield } from "@digdir/designsystemet-react";
import type { CheckItem, CheckItemPatch } from "@kontrollrom/contracts/work-order.ts";
import { useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { unitSign } from "../i18n/format.ts";
import { parseFigure } from "../room/local-moment.ts";
import { useTick } from "../ui/use-tick.ts";
import { useOrderTexts } from "./order-texts.ts";
import "./checklist.css";

/** Sends a change of a point. Gives the revision that it made; rejects when it was refused, which is told elsewhere. */
type SendPatch = (patch: CheckItemPatch) => Promise<number>;

/** Points to tick, values to write, and what was wrong. Knows nothing of how a change is sent. */
export function Checklist({
  items,
  editable,
  onChange,
}: {
  items: readonly CheckItem[];
  editable: boolean;
  onChange: (item: CheckItem, patch: CheckItemPatch) => Promise<number>;
}) {
  return (
    <ul className="checklist">
      {items.map((item) => (
        <CheckRow key={item.id} item={item} editable={editable} onChange={(patch) => onChange(item, patch)} />
      ))}
    </ul>
  );
}

function CheckRow({ item, editable, onChange }: { item: CheckItem; editable: boolean; onChange: SendPatch }) {
  const t = useOrderTexts();
  const formats = useFormats();
  const [noting, setNoting] = useState(false);
  const [done, tick] = useTick(item.doneAt !== undefined, item.revision);
  const change = (patch: CheckItemPatch) => {
    const sent = onChange(patch);
    if (patch.done !== undefined) tick(patch.done, sent);
    else sent.catch(() => {});
  };
  return (
    <li data-deviation={item.deviation !== undefined || undefined}>
      <div className="checklist-line">
        <Checkbox
          data-size="sm"
          label={item.text}
          checked={done}
          readOnly={!editable}
          onChange={(event) => editable && change({ done: event.target.checked })}
        />
        {item.unit !== undefined && (
          <ValueField item={item} unit={item.unit} editable={editable} onChange={change} />
        )}
        {editable && !noting && item.deviation === undefined && (
          <Button
            data-size="sm"
            variant="tertiary"
            aria-label={`${t("checklist.addDeviation")}: ${item.text}`}
            onClick={() => setNoting(true)}
          >
            {t("checklist.addDeviation")}
          </Button>
        )}
      </div>
      {item.doneAt !== undefined && item.doneBy !== undefined && (
        <p className="quiet checklist-by figures">
          {t("checklist.doneBy", { name: item.doneBy, time: formats.dateTime(item.doneAt) })}
        </p>
      )}
      {(noting || item.deviation !== undefined) && (
        <DeviationField
          key={item.revision}
          item={item}
          editable={editable}
          onDone={() => setNoting(false)}
          onChange={change}
        />
      )}
    </li>
  );
}

function ValueField({
  item,
  unit,
  editable,
  onChange,
}: {
  item: CheckItem;
  unit: string;
  editable: boolean;
  onChange: (patch: CheckItemPatch) => void;
}) {
  const t = useOrderTexts();
  const formats = useFormats();
  const shown = item.value === undefined ? "" : String(item.value).replace(".", ",");
  const [text, setText] = useState(shown);
  const [wrong, setWrong] = useState(false);
  // What another wrote comes into a field that nobody has typed in: left as it was, it would overwrite that.
  const [before, setBefore] = useState(shown);
  if (before !== shown) {
    setBefore(shown);
    if (text.trim() === before) setText(shown);
  }
  if (!editable)
    return (
      <span className="figures">
        {item.value === undefined ? "–" : formats.number(item.value, Number.isInteger(item.value) ? 0 : 2)}{" "}
        {unitSign(unit)}
      </span>
    );
  const keep = () => {
    if (text.trim() === shown) return;
    const value = text.trim() === "" ? null : parseFigure(text);
    setWrong(value === undefined);
    if (value !== undefined) onChange({ value, ...(value !== null && { done: true }) });
  };
  return (
    <Textfield
      className="checklist-value"
      data-size="sm"
      aria-label={t("checklist.value", { text: item.text })}
      inputMode="decimal"
      suffix={unitSign(unit)}
      value={text}
      error={wrong ? t("edit.wrong") : undefined}
      onChange={(event) => setText(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => event.key === "Enter" && keep()}
    />
  );
}

function DeviationField({
  item,
  editable,
  onDone,
  onChange,
}: {
  item: CheckItem;
  editable: boolean;
  onDone: () => void;
  onChange: (patch: CheckItemPatch) => void;
}) {
  const t = useOrderTexts();
  const [text, setText] = useState(item.deviation ?? "");
  if (!editable) return <p className="checklist-deviation">{item.deviation}</p>;
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        onDone();
        if (text.trim() !== (item.deviation ?? "")) onChange({ deviation: text.trim() || null });
      }}
    >
      <Textfield
        data-size="sm"
        label={t("checklist.deviation", { text: item.text })}
        value={text}
        maxLength={2000}
        autoFocus={item.deviation === undefined}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" data-size="sm" variant="secondary">
        {t("edit.save")}
      </Button>
      {item.deviation !== undefined && (
        <Button
          type="button"
          data-size="sm"
          variant="tertiary"
          onClick={() => {
            onDone();
            onChange({ deviation: null });
          }}
        >
          {t("checklist.removeDeviation")}
        </Button>
      )}
    </form>
  );
}
