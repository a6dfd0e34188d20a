import {
  Buildings3Icon,
  ExclamationmarkTriangleIcon,
  InboxUpIcon,
  QrCodeIcon,
  TasklistIcon,
} from "@navikt/aksel-icons";
import { controlRoom, type RoundAddress } from "../app/address.ts";
import { Link } from "../app/navigation.tsx";
import { useTranslation } from "../i18n/text.ts";
import { useOutboxState } from "../offline/offline-context.tsx";
import { useRoundTexts } from "./texts.ts";

/** Within reach of the thumb. */
export function RoundBar({ at }: { at: NonNullable<RoundAddress["at"]>["part"] | undefined }) {
  const t = useRoundTexts();
  const { t: say } = useTranslation();
  const { acts } = useOutboxState();
  const refused = acts.some(({ problem }) => problem !== undefined);
  const here = (part: typeof at) => (at === part ? "page" : undefined);
  return (
    <nav className="round-bar" aria-label={t("title")}>
      <Link to={{ page: "round" }} aria-current={here(undefined)}>
        <TasklistIcon aria-hidden fontSize="1.5rem" />
        {t("list")}
      </Link>
      <Link to={{ page: "round", at: { part: "scan" } }} aria-current={here("scan")}>
        <QrCodeIcon aria-hidden fontSize="1.5rem" />
        {t("scan")}
      </Link>
      <Link to={{ page: "round", at: { part: "report" } }} aria-current={here("report")}>
        <ExclamationmarkTriangleIcon aria-hidden fontSize="1.5rem" />
        {t("report")}
      </Link>
      <Link
        to={{ page: "round", at: { part: "outbox" } }}
        aria-current={here("outbox")}
        data-refused={refused || undefined}
      >
        <InboxUpIcon aria-hidden fontSize="1.5rem" />
        <span>
          {t("outbox")}
          {acts.length > 0 && <span className="round-count figures"> {acts.length}</span>}
        </span>
      </Link>
      <Link className="round-rest" to={controlRoom()}>
        <Buildings3Icon aria-hidden fontSize="1.5rem" />
        {say("page.controlRoom")}
      </Link>
    </nav>
  );
}
