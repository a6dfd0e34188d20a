import { Alert, SkipLink } from "@digdir/designsystemet-react";
import {
  ArchiveIcon,
  BellIcon,
  Buildings3Icon,
  FunnelIcon,
  LineGraphIcon,
  LinkIcon,
  MobileIcon,
  PhoneIcon,
  TasklistIcon,
} from "@navikt/aksel-icons";
import { type ComponentType, type ReactNode, type SVGProps, useEffect, useRef } from "react";
import { useConnection, useRefusal } from "../data/live-context.tsx";
import { useTranslation } from "../i18n/text.ts";
import { type Address, controlRoom, type PageName } from "./address.ts";
import { Link, useNavigation } from "./navigation.tsx";
import { maySee } from "./page-needs.ts";
import { pageTitles } from "./page-titles.ts";
import { useCan, useSession } from "./session.tsx";
import { TopBar } from "./top-bar.tsx";
import "./shell.css";

interface RailItem {
  readonly to: Address & { readonly page: PageName };
  readonly Icon: ComponentType<SVGProps<SVGSVGElement>>;
}
const rail: readonly RailItem[] = [
  { to: controlRoom(), Icon: Buildings3Icon },
  { to: { page: "alarms", show: "active" }, Icon: BellIcon },
  { to: { page: "rules" }, Icon: FunnelIcon },
  { to: { page: "work-orders", show: "open" }, Icon: TasklistIcon },
  { to: { page: "round" }, Icon: MobileIcon },
  { to: { page: "trends", points: [] }, Icon: LineGraphIcon },
  { to: { page: "register" }, Icon: ArchiveIcon },
  { to: { page: "integrations", tab: "devices" }, Icon: LinkIcon },
  { to: { page: "on-call", tab: "groups" }, Icon: PhoneIcon },
];

/** The frame around every page. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const connection = useConnection();
  const readsValues = useCan("telemetry:read");
  return (
    <div className="shell">
      <SkipLink href="#content">{t("app.skip")}</SkipLink>
      <TopBar />
      <Rail />
      <main id="content" className="content" tabIndex={-1} data-stale={connection === "lost" || undefined}>
        {connection === "lost" && (
          <Alert data-color="warning" data-size="sm" className="lost">
            {t("connection.lostText")}
          </Alert>
        )}
        {connection === "refused" && readsValues && <Refused />}
        {children}
      </main>
    </div>
  );
}

/** The server answers and sends nothing live: why, what still works, and whom to ask. */
function Refused() {
  const { t } = useTranslation();
  const session = useSession();
  const refusal = useRefusal();
  return (
    <Alert data-color="warning" data-size="sm" className="lost">
      {refusal?.code === "permission-missing"
        ? t("connection.noAccess", { role: t(`role.${session.role}`) })
        : t("connection.refusedText", { detail: refusal?.detail ?? "" })}
    </Alert>
  );
}

function Rail() {
  const { t } = useTranslation();
  const { address } = useNavigation();
  const { permissions } = useSession();
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is current, so another link is looked for
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [address.page]);
  return (
    <nav className="rail" aria-label={t("app.navigation")}>
      <ul ref={list}>
        {rail
          .filter(({ to }) => maySee(to.page, permissions))
          .map(({ to, Icon }) => (
            <li key={to.page}>
              <Link to={to} aria-current={address.page === to.page ? "page" : undefined}>
                <Icon aria-hidden fontSize="1.5rem" />
                <span>{t(pageTitles[to.page])}</span>
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  );
}
