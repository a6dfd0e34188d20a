import { Quantity } from "@kontrollrom/contracts/quantity.ts";
import { useMemo } from "react";
import { useTranslation } from "../i18n/text.ts";
import { ChoiceField } from "./fields.tsx";

export function QuantityField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Quantity;
  onChange: (quantity: Quantity) => void;
}) {
  const { t, i18n } = useTranslation();
  const options = useMemo(
    () =>
      Quantity.options
        .map((quantity) => [quantity, t(`quantity.${quantity}`)] as const)
        .sort((a, b) => a[1].localeCompare(b[1], i18n.language)),
    [t, i18n.language],
  );
  return <ChoiceField {...{ label, value, options, onChange }} />;
}
