import { useQuery } from "@tanstack/react-query";
import { Link } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNow } from "../ui/now.ts";
import "./shift-log.css";

/** The way to the log, and that a handover waits for someone. */
export function HandoverNotice() {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(60_000);
  const mayRead = useCan("shift-log:read");
  const waiting = useQuery({ ...queries.shiftLog({ open: "true" }), enabled: mayRead }).data?.items[0];
  if (!mayRead) return null;
  return (
    <p className="handover-notice" data-waiting={waiting !== undefined || undefined}>
      {waiting !== undefined && (
        <span>
          {t("shift.waits", {
            who: waiting.signature ?? waiting.by,
            time: formats.moment(waiting.at, now),
          })}
        </span>
      )}
      <Link className="ds-link" to={{ page: "shift-log" }}>
        {t(waiting === undefined ? "page.shiftLog" : "shift.read")}
      </Link>
    </p>
  );
}
