import type { SessionInfo } from "@kontrollrom/contracts/identity.ts";
import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, useEffect, useState } from "react";
import { ApiProblem } from "../data/api-problem.ts";
import { LiveProvider } from "../data/live-context.tsx";
import { queries, shouldRetry } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { AppUpdate } from "../offline/app-update.tsx";
import { OfflineProvider } from "../offline/offline-context.tsx";
import { publicPage } from "../report/public-page.ts";
import { Boundary } from "../ui/boundary.tsx";
import { lazy, type Part } from "../ui/lazy.ts";
import { NoticeProvider } from "../ui/notice.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import { controlRoom, type PageName } from "./address.ts";
import { Link, NavigationProvider, useNavigation } from "./navigation.tsx";
import { maySee } from "./page-needs.ts";
import { pageTitles } from "./page-titles.ts";
import { PreferencesProvider } from "./preferences.tsx";
import { SessionProvider, useSession } from "./session.tsx";
import { Shell } from "./shell.tsx";
import { SignIn } from "./sign-in.tsx";

const ControlRoomPage = lazy(async () => ({
  default: (await import("../control-room/control-room-page.tsx")).ControlRoomPage,
}));
const AlarmsPage = lazy(async () => ({ default: (await import("../alarms/alarms-page.tsx")).AlarmsPage }));
const AlarmStatisticsPage = lazy(async () => ({
  default: (await import("../alarms/statistics-page.tsx")).AlarmStatisticsPage,
}));
const ShiftLogPage = lazy(async () => ({
  default: (await import("../control-room/shift-log-page.tsx")).ShiftLogPage,
}));
const TrendsPage = lazy(async () => ({ default: (await import("../trends/trends-page.tsx")).TrendsPage }));
const RulesPage = lazy(async () => ({ default: (await import("../rules/rules-page.tsx")).RulesPage }));
const OnCallPage = lazy(async () => ({ default: (await import("../on-call/on-call-page.tsx")).OnCallPage }));
const WorkOrdersPage = lazy(async () => ({
  default: (await import("../work-orders/work-orders-page.tsx")).WorkOrdersPage,
}));
const PlansPage = lazy(async () => ({ default: (await import("../work-orders/plans-page.tsx")).PlansPage }));
const OrderSettingsPage = lazy(async () => ({
  default: (await import("../settings/order-settings-page.tsx")).OrderSettingsPage,
}));
const RegisterPage = lazy(async () => ({
  default: (await import("../register/register-page.tsx")).RegisterPage,
}));
const RoundPage = lazy(async () => ({ default: (await import("../round/round-page.tsx")).RoundPage }));
const IntegrationsPage = lazy(async () => ({
  default: (await import("../integrations/integrations-page.tsx")).IntegrationsPage,
}));

const EditorPage = lazy(async () => ({ default: (await import("../editor/editor-page.tsx")).EditorPage }));
const ReportPages = lazy(async () => ({ default: (await import("../report/report-pages.tsx")).ReportPages }));

/** To add a page: its address in `address.ts`, a line here and in `page-needs.ts`, a title in the texts, and a link in the rail. */
const pages: Record<PageName, Part<React.ComponentType>> = {
  "control-room": ControlRoomPage,
  alarms: AlarmsPage,
  "alarm-statistics": AlarmStatisticsPage,
  "on-call": OnCallPage,
  "shift-log": ShiftLogPage,
  trends: TrendsPage,
  rules: RulesPage,
  "work-orders": WorkOrdersPage,
  plans: PlansPage,
  "order-settings": OrderSettingsPage,
  register: RegisterPage,
  round: RoundPage,
  integrations: IntegrationsPage,
  "plan-editor": EditorPage,
};

export function App() {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // The browser's word that there is no network is not to be trusted, and what is kept on the device needs none.
          queries: { retry: shouldRetry, refetchOnWindowFocus: false, networkMode: "always" },
          mutations: { networkMode: "always" },
        },
      }),
  );
  return (
    <QueryClientProvider client={client}>
      <PreferencesProvider>
        <NoticeProvider>
          <NavigationProvider>
            <Entrance />
          </NavigationProvider>
        </NoticeProvider>
      </PreferencesProvider>
    </QueryClientProvider>
  );
}

/** Who reports a fault need not be known; everybody else passes the gate. */
function Entrance() {
  const [open] = useState(() => publicPage(window.location.pathname));
  if (open === undefined) return <Gate />;
  return (
    <Suspense fallback={null}>
      <ReportPages page={open} />
    </Suspense>
  );
}

/** Nobody sees a page before the server has said who they are. */
function Gate() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { page } = useNavigation().address;
  // The page comes while the server is asked.
  useEffect(() => {
    if (page !== "not-found") pages[page].preload();
  }, [page]);
  const session = useQuery({
    ...queries.session(),
    // Without an answer the page shows what the device has, and asks on until the server says who this is.
    refetchInterval: ({ state }) => (isAway(state.error) ? 10_000 : false),
  });
  const signedOut = session.error instanceof ApiProblem && session.error.status === 401;
  const away = isAway(session.error);
  const last = useQuery({
    queryKey: ["last-session"],
    queryFn: async () => (await import("../offline/start-offline.ts")).lastSession().catch(() => null),
    enabled: away && session.data === undefined,
    gcTime: 0,
  });
  useEffect(() => {
    if (!signedOut) return;
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
    void import("../offline/start-offline.ts").then((offline) => offline.forgetReader());
  }, [client, signedOut]);
  const ask = session.refetch;
  useEffect(() => {
    if (!away) return;
    const again = () => void ask();
    window.addEventListener("online", again);
    return () => window.removeEventListener("online", again);
  }, [away, ask]);

  if (signedOut) return <SignIn />;
  if (session.data !== undefined) return <Inside session={session.data} confirmed />;
  if (away && last.data != null) return <Inside session={last.data} confirmed={false} />;
  if (session.error !== null && !(away && last.isPending))
    return <Unreachable retry={() => void session.refetch()} />;
  return (
    <main className="splash" aria-busy="true">
      <p>{t("app.name")}</p>
    </main>
  );
}

const isAway = (error: Error | null) =>
  error instanceof ApiProblem && (error.status === 0 || error.status >= 500);

function Inside({ session, confirmed }: { session: SessionInfo; confirmed: boolean }) {
  return (
    <SessionProvider value={session}>
      <OfflineProvider session={session} confirmed={confirmed}>
        <LiveProvider>
          <Shell>
            <AppUpdate />
            <CurrentPage />
          </Shell>
        </LiveProvider>
      </OfflineProvider>
    </SessionProvider>
  );
}

function Unreachable({ retry }: { retry: () => void }) {
  const { t } = useTranslation();
  return (
    <main className="splash">
      <Empty
        title={t("state.error.title")}
        action={
          <button type="button" className="ds-button" data-variant="primary" onClick={retry}>
            {t("state.retry")}
          </button>
        }
      >
        {t("state.error.network")}
      </Empty>
    </main>
  );
}

const noAccess = new ApiProblem(403, "forbidden", "");

function CurrentPage() {
  const { t } = useTranslation();
  const { address, go } = useNavigation();
  const { permissions } = useSession();
  const shown = address.page === "not-found" || maySee(address.page, permissions);
  // The first page of who sees no buildings is that of their orders.
  const elsewhere = !shown && address.page === "control-room";
  useEffect(() => {
    if (elsewhere) go({ page: "work-orders", show: "open" }, { replace: true });
  }, [elsewhere, go]);
  const title = address.page === "not-found" ? t("app.notFound.title") : t(pageTitles[address.page]);
  useEffect(() => {
    document.title = `${title} – ${t("app.name")}`;
  }, [title, t]);
  if (address.page === "not-found") {
    return (
      <>
        <h1 className="visually-hidden">{title}</h1>
        <Empty
          level={2}
          title={t("app.notFound.title")}
          action={
            <Link className="ds-link" to={controlRoom()}>
              {t("app.notFound.back")}
            </Link>
          }
        >
          {t("app.notFound.text", { path: address.path })}
        </Empty>
      </>
    );
  }
  if (elsewhere) return null;
  if (!shown) return <Failed error={noAccess} />;
  const Page = pages[address.page];
  return (
    <Boundary key={address.page}>
      <Suspense fallback={<Loading />}>
        <Page />
      </Suspense>
    </Boundary>
  );
}
