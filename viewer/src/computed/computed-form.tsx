import {
  Alert,
  Button,
  Dialog,
  Field,
  Heading,
  Label,
  Select,
  Textfield,
} from "@digdir/designsystemet-react";
import type { DerivedPoint } from "@kontrollrom/contracts/derived-point.ts";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { type Draft, draftOf, emptyDraft, inputOf, kinds, readDraft, slotsOf, type Wrong } from "./draft.ts";
import { Preview } from "./preview.tsx";
import { SlotField } from "./slot-field.tsx";
import { explainComputed, useComputedTexts } from "./texts.ts";
import "../trends/trends.css";
import "../ui/form-dialog.css";
import "./computed.css";

/** Makes a computed point, or changes one, with its values beside it while it is put together. */
export function ComputedForm({
  point,
  places,
  onClose,
}: {
  point?: DerivedPoint;
  /** Buildings that a new point can belong to, the likeliest first. */
  places: readonly { readonly id: string; readonly name: string }[];
  onClose: () => void;
}) {
  const tc = useComputedTexts();
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const [draft, setDraft] = useState(() =>
    point === undefined ? emptyDraft(places[0]?.id ?? "") : draftOf(point),
  );
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<unknown>();
  const formula = useRef<HTMLInputElement>(null);
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));

  const read = readDraft(draft);
  const wrong: readonly Wrong[] = [
    ...(draft.name.trim() === "" ? [{ what: "name", why: "required" } as const] : []),
    ...("wrong" in read ? read.wrong : []),
  ];
  const wrongOf = (what: Wrong["what"]) => {
    const found = tried ? wrong.find((one) => one.what === what) : undefined;
    return found && tc(`form.${found.why}`);
  };
  const field = (what: "name" | "expression" | "base" | "normals" | "share" | "area") => ({
    "data-size": "sm" as const,
    value: draft[what],
    error: wrongOf(what),
    onChange: (event: { target: { value: string } }) => set({ [what]: event.target.value }),
  });
  const insert = (id: number) => {
    const input = formula.current;
    const at = input?.selectionStart ?? draft.expression.length;
    const text = `p${id}`;
    set({ expression: draft.expression.slice(0, at) + text + draft.expression.slice(at) });
    requestAnimationFrame(() => {
      input?.focus();
      input?.setSelectionRange(at + text.length, at + text.length);
    });
  };

  async function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (wrong.length > 0 || !("derivation" in read)) return;
    setSaving(true);
    setError(undefined);
    try {
      const { name, unit, derivation, buildingId } = inputOf(draft, read.derivation);
      const said = { name, derivation, ...(unit !== undefined && { unit }) };
      if (point === undefined)
        await call("POST /derived-points", {
          body: { ...said, ...(buildingId !== undefined && { buildingId }) },
        });
      else await call("PATCH /derived-points/{id}", { params: { id: String(point.id) }, body: said });
      for (const key of ["derived-points", "points", "point", "trend-tile"])
        void client.invalidateQueries({ queryKey: [key] });
      notice(tc("saved", { name }));
      onClose();
    } catch (cause) {
      setError(cause);
      setSaving(false);
    }
  }

  return (
    <Dialog open onClose={onClose} closeButton={t("state.close")} className="form-dialog computed-dialog">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Heading level={2} data-size="xs">
          {point?.name ?? tc("form.new")}
        </Heading>
        <div className="computed-columns">
          <div className="computed-fields">
            <Textfield
              label={tc("form.name")}
              description={tc("form.nameHint")}
              maxLength={200}
              {...field("name")}
            />
            {point === undefined && (
              <Field data-size="sm">
                <Label>{tc("form.place")}</Label>
                <Select
                  value={draft.buildingId}
                  onChange={(event) => set({ buildingId: event.target.value })}
                >
                  {places.map(({ id, name }) => (
                    <Select.Option key={id} value={id}>
                      {name}
                    </Select.Option>
                  ))}
                  <Select.Option value="">{tc("form.noPlace")}</Select.Option>
                </Select>
              </Field>
            )}
            <Field data-size="sm">
              <Label>{tc("form.kind")}</Label>
              <Select
                value={draft.kind}
                onChange={(event) => set({ kind: event.target.value as Draft["kind"], unit: "" })}
              >
                {kinds.map((kind) => (
                  <Select.Option key={kind} value={kind}>
                    {tc(`kind.${kind}`)}
                  </Select.Option>
                ))}
              </Select>
            </Field>
            {slotsOf[draft.kind].map((slot) => (
              <SlotField
                key={slot.name}
                slot={slot}
                chosen={draft.slots[slot.name] ?? []}
                buildingId={draft.buildingId}
                error={wrongOf(slot.name)}
                onChoose={(ids) => set({ slots: { ...draft.slots, [slot.name]: ids } })}
                {...(draft.kind === "formula" && { onInsert: insert })}
              />
            ))}
            {draft.kind === "formula" && (
              <Textfield
                ref={formula}
                label={tc("form.expression")}
                description={tc("form.expressionHint")}
                maxLength={500}
                spellCheck={false}
                {...field("expression")}
              />
            )}
            {draft.kind === "per-area" && (
              <>
                <Field data-size="sm">
                  <Label>{tc("form.area")}</Label>
                  <Select
                    value={draft.areaFrom}
                    onChange={(event) => set({ areaFrom: event.target.value === "net" ? "net" : "given" })}
                  >
                    <Select.Option value="net">{tc("form.areaNet")}</Select.Option>
                    <Select.Option value="given">{tc("form.areaGiven")}</Select.Option>
                  </Select>
                </Field>
                {draft.areaFrom === "given" && (
                  <Textfield label={tc("form.areaOf")} inputMode="decimal" {...field("area")} />
                )}
              </>
            )}
            {draft.kind === "balance" && (
              <Field data-size="sm">
                <Label>{tc("form.answer")}</Label>
                <Select
                  value={draft.answer}
                  onChange={(event) =>
                    set({ answer: event.target.value === "percent" ? "percent" : "volume", unit: "" })
                  }
                >
                  <Select.Option value="volume">{tc("form.volume")}</Select.Option>
                  <Select.Option value="percent">{tc("form.percent")}</Select.Option>
                </Select>
              </Field>
            )}
            {draft.kind === "degree-day" && (
              <>
                <Textfield
                  label={tc("form.normals")}
                  description={tc("form.normalsHint")}
                  maxLength={200}
                  {...field("normals")}
                />
                <Textfield label={tc("form.base")} inputMode="decimal" maxLength={10} {...field("base")} />
                <Textfield label={tc("form.share")} inputMode="decimal" maxLength={10} {...field("share")} />
              </>
            )}
            <Textfield
              data-size="sm"
              label={tc("form.unit")}
              description={tc("form.unitHint")}
              maxLength={40}
              spellCheck={false}
              value={draft.unit}
              onChange={(event) => set({ unit: event.target.value })}
            />
          </div>
          <Preview
            id={point?.id}
            input={"derivation" in read ? inputOf(draft, read.derivation) : undefined}
          />
        </div>
        {error !== undefined && (
          <Alert data-color="warning" data-size="sm" role="alert">
            {explainComputed(error, tc, t)}
          </Alert>
        )}
        <div className="form-dialog-actions">
          <Button type="submit" loading={saving}>
            {tc("form.save")}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t("state.cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
