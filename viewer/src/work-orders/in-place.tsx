import { Button } from "@digdir/designsystemet-react";
import { PencilIcon } from "@navikt/aksel-icons";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "../i18n/text.ts";
import { useOrderTexts } from "./order-texts.ts";
import "./in-place.css";

/**
 * A fact that is changed where it stands: shown as text with a pencil, then as fields with "Lagre" and "Avbryt". Escape leaves it as
 * it was.
 */
export function InPlace({
  name,
  editable,
  wide = false,
  shown,
  form,
  onSave,
}: {
  name: string;
  editable: boolean;
  wide?: boolean;
  shown: ReactNode;
  /** The fields, made anew each time it is opened. */
  form: () => ReactNode;
  /** False: something is wrong in it, and it stays open. */
  onSave: (data: FormData) => boolean;
}) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const [open, setOpen] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (onSave(new FormData(event.currentTarget))) setOpen(false);
  };
  if (open)
    return (
      <form
        className="in-place-form"
        data-wide={wide || undefined}
        onSubmit={submit}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            setOpen(false);
          }
        }}
      >
        {form()}
        <div className="in-place-actions">
          <Button type="submit" data-size="sm">
            {t("edit.save")}
          </Button>
          <Button type="button" data-size="sm" variant="tertiary" onClick={() => setOpen(false)}>
            {common("state.cancel")}
          </Button>
        </div>
      </form>
    );
  return (
    <div className="in-place" data-wide={wide || undefined}>
      <dt>{name}</dt>
      <dd>
        <span>{shown ?? <span className="quiet">{t("edit.none")}</span>}</span>
        {editable && (
          <Button
            data-size="sm"
            variant="tertiary"
            icon
            aria-label={t("edit.change", { what: name.toLowerCase() })}
            onClick={() => setOpen(true)}
          >
            <PencilIcon aria-hidden />
          </Button>
        )}
      </dd>
    </div>
  );
}
