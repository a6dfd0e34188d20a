import { Checkbox, Fieldset } from "@digdir/designsystemet-react";

/** Some of several, each with its box. */
export function Checks<T extends string | number>({
  label,
  options,
  chosen,
  onChange,
}: {
  label: string;
  options: readonly (readonly [T, string])[];
  chosen: readonly T[];
  onChange: (chosen: T[]) => void;
}) {
  return (
    <Fieldset className="on-call-checks" data-size="sm">
      <Fieldset.Legend>{label}</Fieldset.Legend>
      {options.map(([value, text]) => (
        <Checkbox
          key={value}
          data-size="sm"
          label={text}
          checked={chosen.includes(value)}
          onChange={(event) =>
            onChange(event.target.checked ? [...chosen, value] : chosen.filter((other) => other !== value))
          }
        />
      ))}
    </Fieldset>
  );
}
