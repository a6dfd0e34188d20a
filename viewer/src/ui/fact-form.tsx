import {
  Alert,
  Button,
  Dialog,
  Field,
  Heading,
  Label,
  Select,
  Textarea,
  Textfield,
  ValidationMessage,
} from "@digdir/designsystemet-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "../i18n/text.ts";
import { explain } from "./states.tsx";
import "./form-dialog.css";

/** One thing to fill in. Absent and empty are the same. */
export interface FactField<Name extends string = string> {
  readonly name: Name;
  readonly label: string;
  readonly kind?: "text" | "long" | "date" | "digits" | "number" | "choice";
  readonly hint?: string;
  readonly required?: boolean;
  readonly maxLength?: number;
  /** Of a `choice`, the empty one aside. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** What is wrong with a value that is not empty; undefined where nothing is. */
  readonly wrong?: (value: string) => string | undefined;
}

export type Facts<Name extends string> = Readonly<Record<Name, string>>;

/** A dialog with fields, that says beside each what is wrong with it, and stays open until what is in it has been saved. */
export function FactForm<Name extends string>({
  title,
  fields,
  initial,
  onSave,
  onClose,
  children,
}: {
  title: string;
  fields: readonly FactField<Name>[];
  initial: Partial<Facts<Name>>;
  /** Values trimmed. What it throws is shown. */
  onSave: (facts: Facts<Name>) => Promise<unknown>;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const [facts, setFacts] = useState(
    () => Object.fromEntries(fields.map(({ name }) => [name, initial[name] ?? ""])) as Record<Name, string>,
  );
  const [tried, setTried] = useState(false);
  const [left, setLeft] = useState<ReadonlySet<Name>>(new Set());
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<unknown>();

  const wrongOf = ({ name, required, wrong }: FactField<Name>): string | undefined => {
    const value = facts[name].trim();
    if (value === "") return required ? t("register.form.required") : undefined;
    return wrong?.(value);
  };

  async function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (fields.some((field) => wrongOf(field) !== undefined)) return;
    setSaving(true);
    setError(undefined);
    try {
      await onSave(
        Object.fromEntries(fields.map(({ name }) => [name, facts[name].trim()])) as Record<Name, string>,
      );
      onClose();
    } catch (cause) {
      setError(cause);
      setSaving(false);
    }
  }

  return (
    <Dialog open onClose={onClose} closeButton={t("state.close")} className="form-dialog">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Heading level={2} data-size="xs">
          {title}
        </Heading>
        {children}
        {fields.map((field) => (
          <FactInput
            key={field.name}
            field={field}
            value={facts[field.name]}
            error={tried || (left.has(field.name) && facts[field.name] !== "") ? wrongOf(field) : undefined}
            onLeave={() => setLeft(new Set([...left, field.name]))}
            onChange={(value) => setFacts({ ...facts, [field.name]: value })}
          />
        ))}
        {error !== undefined && (
          <Alert data-color="warning" data-size="sm" role="alert">
            {explain(error, t)}
          </Alert>
        )}
        <div className="form-dialog-actions">
          <Button type="submit" loading={saving}>
            {t("register.form.save")}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t("state.cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function FactInput({
  field,
  value,
  error,
  onChange,
  onLeave,
}: {
  field: FactField;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
  onLeave: () => void;
}) {
  const { t } = useTranslation();
  const { label, kind = "text", hint, maxLength = 200, options = [], required } = field;
  if (kind === "choice")
    return (
      <Field data-size="sm">
        <Label>{label}</Label>
        <Select value={value} onChange={(event) => onChange(event.target.value)}>
          {!(required && value !== "") && (
            <Select.Option value="">{t("register.form.notSaid")}</Select.Option>
          )}
          {options.map((option) => (
            <Select.Option key={option.value} value={option.value}>
              {option.label}
            </Select.Option>
          ))}
        </Select>
        {error !== undefined && <ValidationMessage>{error}</ValidationMessage>}
      </Field>
    );
  if (kind === "long")
    return (
      <Field data-size="sm">
        <Label>{label}</Label>
        <Textarea
          value={value}
          rows={3}
          maxLength={maxLength}
          onChange={(event) => onChange(event.target.value)}
        />
      </Field>
    );
  return (
    <Textfield
      data-size="sm"
      label={label}
      description={hint}
      value={value}
      maxLength={maxLength}
      error={error}
      required={required}
      {...(kind === "date" && { type: "date" as const })}
      {...(kind === "digits" && { inputMode: "numeric" as const })}
      {...(kind === "number" && { inputMode: "decimal" as const })}
      onChange={(event) => onChange(event.target.value)}
      onBlur={onLeave}
    />
  );
}
