import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { ControlRoomPage } from "../control-room/control-room-page.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { LiveProvider } from "../data/live-context.tsx";
import { queries, shouldRetry } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { publicPage } from "../report/public-page.ts";
import { Boundary } from "../ui/boundary.tsx";
import { NoticeProvider } from "../ui/notice.tsx";
import { Empty, Loading } from "../ui/states.tsx";
import { controlRoom, type PageName } from "./address.ts";
import { Link, NavigationProvider, useNavigation } from "./navigation.tsx";
import { pageTitles } from "./page-titles.ts";
import { PreferencesProvider } from "./preferences.tsx";
import { SessionProvider } from "./session.tsx";
import { Shell } from "./shell.tsx";
import { SignIn } from "./sign-in.tsx";

const AlarmsPage = lazy(async () => ({ default: (await import("../alarms/alarms-page.tsx")).AlarmsPage }));
const AlarmStatisticsPage = lazy(async () => ({
  default: (await import("../alarms/statistics-page.tsx")).AlarmStatisticsPage,
}));
const ShiftLogPage = lazy(async () => ({
  default: (await import("../control-room/shift-log-page.tsx")).ShiftLogPage,
}));
const RulesPage = lazy(async () => ({ default: (await import("../rules/rules-page.tsx")).RulesPage }));
const OnCallPage = lazy(async () => ({ default: (await import("../on-call/on-call-page.tsx")).OnCallPage }));
const WorkOrdersPage = lazy(async () => ({
  default: (await import("../work-orders/work-orders-page.tsx")).WorkOrdersPage,
}));
const RegisterPage = lazy(async () => ({
  default: (await import("../register/register-page.tsx")).RegisterPage,
}));
const IntegrationsPage = lazy(async () => ({
  default: (await import("../integrations/integrations-page.tsx")).IntegrationsPage,
}));

const ReportPages = lazy(async () => ({ default: (await import("../report/report-pages.tsx")).ReportPages }));

/** To add a page: its address in `address.ts`, a line here, a title in the texts, and a link in the rail. */
const pages: Record<PageName, React.ComponentType> = {
  "control-room": ControlRoomPage,
  alarms: AlarmsPage,
  "alarm-statistics": AlarmStatisticsPage,
  "on-call": OnCallPage,
  "shift-log": ShiftLogPage,
  rules: RulesPage,
  "work-orders": WorkOrdersPage,
  register: RegisterPage,
  integrations: IntegrationsPage,
};

export function App() {
  const [client] = useState(
    () =>
      new QueryClient({ defaultOptions: { queries: { retry: shouldRetry, refetchOnWindowFocus: false } } }),
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
  const session = useQuery(queries.session());
  if (session.data !== undefined) {
    return (
      <SessionProvider value={session.data}>
        <LiveProvider>
          <Shell>
            <CurrentPage />
          </Shell>
        </LiveProvider>
      </SessionProvider>
    );
  }
  if (session.error instanceof ApiProblem && session.error.status === 401) return <SignIn />;
  if (session.error !== null) return <Unreachable retry={() => void session.refetch()} />;
  return (
    <main className="splash" aria-busy="true">
      <p>{t("app.name")}</p>
    </main>
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

function CurrentPage() {
  const { t } = useTranslation();
  const { address } = useNavigation();
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
  const Page = pages[address.page];
  return (
    <Boundary key={address.page}>
      <Suspense fallback={<Loading />}>
        <Page />
      </Suspense>
    </Boundary>
  );
}
