import { PencilIcon } from "@navikt/aksel-icons";
import { Link } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { useTranslation } from "../i18n/text.ts";

/** The way to the plan editor, for those who may edit. */
export function EditPlanLink({
  buildingId,
  storeyId,
  plain = false,
}: {
  buildingId: string;
  storeyId: string;
  /** A link in a text instead of a button. */
  plain?: boolean;
}) {
  const { t } = useTranslation();
  if (!useCan("register:write")) return null;
  return (
    <Link
      to={{ page: "plan-editor", buildingId, storeyId }}
      className={plain ? undefined : "ds-button plan-edit"}
      {...(!plain && { "data-variant": "secondary", "data-size": "sm", "data-color": "neutral" })}
    >
      {!plain && <PencilIcon aria-hidden />}
      {t("editor.open")}
    </Link>
  );
}
