import { Button, Field, Label, Select } from "@digdir/designsystemet-react";
import type { CodecField, UnmappedField } from "@kontrollrom/contracts/codec.ts";
import { Quantity } from "@kontrollrom/contracts/quantity.ts";
import { useId, useMemo, useState } from "react";
import { useTranslation } from "../i18n/text.ts";

/** Fields that nothing takes, each with what it may be; who may, takes them. */
export function UnmappedFields({
  fields,
  onTake,
}: {
  fields: readonly UnmappedField[];
  onTake?: (field: CodecField) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="codec-unmapped">
      <p>{t("integrations.codecs.unmapped.text", { count: fields.length })}</p>
      <ul>
        {fields.map((field) => (
          <li key={field.path}>
            <span>
              <span className="code">{field.path}</span> = {String(field.value)}
            </span>
            {onTake !== undefined && <Take field={field} onTake={onTake} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Take({ field, onTake }: { field: UnmappedField; onTake: (field: CodecField) => void }) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const { suggestion } = field;
  const [quantity, setQuantity] = useState<string>(suggestion?.quantity ?? "");
  const options = useMemo(() => {
    const names = new Intl.Collator(i18n.language);
    return Quantity.options
      .map((name) => ({ name, label: t(`quantity.${name}`) }))
      .sort((a, b) => names.compare(a.label, b.label));
  }, [t, i18n.language]);
  return (
    <span className="codec-take">
      <Field data-size="sm">
        <Label className="visually-hidden" htmlFor={id}>
          {t("integrations.codecs.unmapped.as", { path: field.path })}
        </Label>
        <Select id={id} value={quantity} onChange={(event) => setQuantity(event.target.value)}>
          <Select.Option value="">{t("integrations.codecs.unmapped.choose")}</Select.Option>
          <Select.Option value="none">{t("integrations.codecs.unmapped.leaveOut")}</Select.Option>
          {options.map(({ name, label }) => (
            <Select.Option key={name} value={name}>
              {label}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Button
        data-size="sm"
        variant="secondary"
        disabled={quantity === ""}
        onClick={() => {
          const chosen = Quantity.safeParse(quantity);
          if (!chosen.success) onTake({ path: field.path, quantity: null });
          else if (chosen.data === suggestion?.quantity) onTake(suggestion);
          else onTake({ path: field.path, quantity: chosen.data });
        }}
      >
        {t("integrations.codecs.unmapped.take")}
        <span className="visually-hidden"> {field.path}</span>
      </Button>
    </span>
  );
}
