import { Button, Tag, Textfield } from "@digdir/designsystemet-react";
import type { RouteAnswer } from "@kontrollrom/contracts/routes.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { controlRoom } from "../app/address.ts";
import { Link } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { queries } from "../data/queries.ts";
import { upload } from "../data/upload.ts";
import { missing } from "../i18n/format.ts";
import { FileButton } from "../ui/file-button.tsx";
import { useNotice } from "../ui/notice.tsx";
import { useNow } from "../ui/now.ts";
import { Scrollable } from "../ui/scrollable.tsx";
import { Answer, Empty, explain } from "../ui/states.tsx";
import { byNeed } from "./device-state.ts";

const shownAtFirst = 100;

export function Devices() {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(30_000);
  const devices = useQuery({ ...queries.devices(), refetchInterval: 30_000 });
  const buildings = useQuery(queries.buildings()).data;
  const names = useMemo(() => new Map((buildings ?? []).map(({ id, name }) => [id, name])), [buildings]);
  const [search, setSearch] = useState("");
  const [shown, setShown] = useState(shownAtFirst);
  return (
    <Answer of={devices} rows={6}>
      {(all) => {
        if (all.length === 0) {
          return (
            <>
              <Empty title={t("integrations.devices.empty.title")}>
                {t("integrations.devices.empty.text")}
              </Empty>
              <ImportDevices />
            </>
          );
        }
        const text = search.trim().toLowerCase();
        const found = all
          .filter((device) =>
            `${device.name} ${device.externalId} ${device.model ?? ""} ${device.gatewayId ?? ""}`
              .toLowerCase()
              .includes(text),
          )
          .sort(byNeed);
        return (
          <>
            <div className="integrations-tools">
              <p className="figures">
                {t("integrations.devices.summary", {
                  total: all.length,
                  silent: all.filter(({ state }) => state === "silent").length,
                  never: all.filter(({ state }) => state === "never-heard").length,
                })}
              </p>
              <Textfield
                data-size="sm"
                label={t("integrations.devices.filter")}
                value={search}
                onChange={(event) => setSearch(event.target.value)}
              />
              <ImportDevices />
            </div>
            <Scrollable className="table-scroll" label={t("integrations.devices.caption")}>
              <table className="ds-table figures" data-size="sm">
                <caption className="visually-hidden">{t("integrations.devices.caption")}</caption>
                <thead>
                  <tr>
                    {(["name", "state", "lastSeen", "place", "signal", "gateway", "lostFrames"] as const).map(
                      (column) => (
                        <th key={column} scope="col">
                          {t(`integrations.devices.${column}`)}
                        </th>
                      ),
                    )}
                  </tr>
                </thead>
                <tbody>
                  {found.slice(0, shown).map((device) => {
                    const { state } = device;
                    const place = device.buildingId === undefined ? "" : (names.get(device.buildingId) ?? "");
                    return (
                      <tr key={device.id}>
                        <th scope="row">
                          {device.name}
                          <span className="device-line quiet">
                            {device.model !== undefined && `${device.model} · `}
                            <span className="code">{device.externalId}</span>
                          </span>
                        </th>
                        <td>
                          <Tag
                            data-size="sm"
                            data-color={state === "silent" ? "warning" : "neutral"}
                            variant={state === "ok" ? "default" : "outline"}
                          >
                            {t(`integrations.devices.${state}`)}
                          </Tag>
                        </td>
                        <td>
                          {device.lastSeenAt === undefined
                            ? missing
                            : t("value.age", { age: formats.duration(now - Date.parse(device.lastSeenAt)) })}
                        </td>
                        <td>
                          {device.spaceId === undefined ? (
                            place
                          ) : (
                            <Link
                              className="ds-link"
                              to={controlRoom({
                                buildingId: device.buildingId,
                                storeyId: device.storeyId,
                                spaceId: device.spaceId,
                              })}
                            >
                              {place}
                            </Link>
                          )}
                        </td>
                        <td>
                          {device.rssi === undefined ? missing : `${formats.number(device.rssi, 0)} dBm`}
                        </td>
                        <td className="code">{device.gatewayId ?? missing}</td>
                        <td>
                          {device.lostFrames === undefined ? missing : formats.number(device.lostFrames, 0)}
                        </td>
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </Scrollable>
            {found.length > shown && (
              <Button variant="tertiary" data-size="sm" onClick={() => setShown(shown + shownAtFirst)}>
                {t("state.more")}
              </Button>
            )}
          </>
        );
      }}
    </Answer>
  );
}

function ImportDevices() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const [report, setReport] = useState<RouteAnswer<"POST /devices/import">>();
  const send = useMutation({
    mutationFn: (file: File) => upload("POST /devices/import", file, { mediaType: "text/csv" }, () => {}),
    onSuccess: (answer) => {
      setReport(answer);
      void client.invalidateQueries({ queryKey: ["devices"] });
      void client.invalidateQueries({ queryKey: ["points"] });
    },
    onError: (error) => notice(explain(error, t), "problem"),
  });
  if (!useCan("register:write")) return null;
  return (
    <div className="import-devices">
      <FileButton accept=".csv,text/csv" disabled={send.isPending} onFile={(file) => send.mutate(file)}>
        {t("integrations.devices.import")}
      </FileButton>
      {report !== undefined && (
        <div role="status">
          <p className="figures">
            {t("integrations.devices.imported", {
              created: report.created,
              updated: report.updated,
              unchanged: report.unchanged,
              rejected: report.rejectedCount,
            })}
          </p>
          {report.rejected.length > 0 && (
            <ul className="import-rejected">
              {report.rejected.slice(0, 50).map(({ line, reason }) => (
                <li key={line}>{t("integrations.devices.rejectedLine", { line, reason })}</li>
              ))}
            </ul>
          )}
        </div>
      )}
    </div>
  );
}
