import { Button, Dropdown, Field, Label, Select } from "@digdir/designsystemet-react";
import type { Role } from "@kontrollrom/contracts/identity.ts";
import { CogIcon } from "@navikt/aksel-icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { AlarmSummary } from "../alarms/alarm-summary.tsx";
import { call } from "../data/call.ts";
import { useConnection, useLive } from "../data/live-context.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { SearchBox } from "../register/search-box.tsx";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";
import { useCurrentBuilding } from "./current-building.ts";
import { useControlRoom } from "./navigation.tsx";
import { type Scheme, usePreferences } from "./preferences.tsx";
import { useCan, useSession } from "./session.tsx";

export function TopBar() {
  const { t } = useTranslation();
  const readsRegister = useCan("register:read");
  return (
    <header className="top-bar">
      <span className="brand">{t("app.name")}</span>
      {readsRegister && (
        <>
          <BuildingPicker />
          <SearchBox />
        </>
      )}
      <AlarmSummary />
      <ConnectionMark />
      <Settings />
    </header>
  );
}

function BuildingPicker() {
  const { t } = useTranslation();
  const { change } = useControlRoom();
  const buildings = useQuery(queries.buildings()).data ?? [];
  const current = useCurrentBuilding();
  if (buildings.length === 0) return null;
  return (
    <Select
      className="building-picker"
      aria-label={t("building.label")}
      data-size="sm"
      value={current?.id ?? ""}
      onChange={(event) =>
        change({ buildingId: event.target.value, storeyId: undefined, spaceId: undefined })
      }
    >
      {buildings.map((building) => (
        <Select.Option key={building.id} value={building.id}>
          {building.name}
        </Select.Option>
      ))}
    </Select>
  );
}

function ConnectionMark() {
  const { t } = useTranslation();
  const readsValues = useCan("telemetry:read");
  const state = useConnection();
  // Who follows no values misses none: their lists are read again by themselves.
  const shown = state === "refused" && !readsValues ? "connected" : state;
  return (
    <p className="connection" data-state={shown} role="status">
      <span className="connection-dot" aria-hidden />
      <span className="connection-text">{t(`connection.${shown}`)}</span>
    </p>
  );
}

function Settings() {
  const { t } = useTranslation();
  const session = useSession();
  const { language, scheme, setLanguage, setScheme } = usePreferences();
  return (
    <Dropdown.TriggerContext>
      <Dropdown.Trigger variant="tertiary" data-size="sm" className="settings-button">
        <CogIcon aria-hidden fontSize="1.4rem" />
        <span className="visually-hidden">{t("app.settings")}</span>
        <span className="settings-role">{t(`role.${session.role}`)}</span>
      </Dropdown.Trigger>
      <Dropdown placement="bottom-end" className="settings">
        {session.mode === "demo" ? <RoleChoice /> : <SignedIn />}
        <Field>
          <Label>{t("language.label")}</Label>
          <Select
            value={language}
            onChange={(event) => setLanguage(event.target.value === "en" ? "en" : "nb")}
          >
            <Select.Option value="nb">{t("language.nb")}</Select.Option>
            <Select.Option value="en">{t("language.en")}</Select.Option>
          </Select>
        </Field>
        <Field>
          <Label>{t("theme.label")}</Label>
          <Select value={scheme} onChange={(event) => setScheme(event.target.value as Scheme)}>
            {(["auto", "light", "dark"] as const).map((option) => (
              <Select.Option key={option} value={option}>
                {t(`theme.${option}`)}
              </Select.Option>
            ))}
          </Select>
        </Field>
      </Dropdown>
    </Dropdown.TriggerContext>
  );
}

const roles = [
  "operator",
  "caretaker",
  "property-manager",
  "integrator",
  "reader",
  "contractor",
  "administrator",
] as const satisfies readonly Role[];

function RoleChoice() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const live = useLive();
  const notice = useNotice();
  const session = useSession();
  const choose = useMutation({
    mutationFn: (role: Role) => call("POST /session", { body: { role } }),
    onSuccess: async (answer) => {
      // The old session's sockets were closed, upon which the page asks who it is: an answer to that would come after this one.
      await client.cancelQueries({ queryKey: queries.session().queryKey });
      client.setQueryData(queries.session().queryKey, answer);
      live.reconnect();
      // What the role before could read may not be this one's to see.
      await client.resetQueries({ predicate: (query) => query.queryKey[0] !== "session" });
      notice(t("role.switched", { role: t(`role.${answer.role}`) }));
    },
    onError: (error) => notice(explain(error, t), "problem"),
  });
  return (
    <Field>
      <Label>{t("role.label")}</Label>
      <Select value={session.role} onChange={(event) => choose.mutate(event.target.value as Role)}>
        {roles.map((role) => (
          <Select.Option key={role} value={role}>
            {t(`role.${role}`)}
          </Select.Option>
        ))}
      </Select>
    </Field>
  );
}

function SignedIn() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const session = useSession();
  const signOut = useMutation({
    mutationFn: () => call("DELETE /session"),
    onSuccess: () => client.resetQueries(),
  });
  return (
    <>
      <p>
        {session.name} · {t(`role.${session.role}`)}
      </p>
      <Button variant="secondary" onClick={() => signOut.mutate()}>
        {t("app.signOut")}
      </Button>
    </>
  );
}
