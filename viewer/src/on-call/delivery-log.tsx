import { Tag } from "@digdir/designsystemet-react";
import type { Notice } from "@kontrollrom/contracts/notice.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { Scrollable } from "../ui/scrollable.tsx";
import { Answer, Empty } from "../ui/states.tsx";

const colours = { queued: "info", sent: "success", failed: "danger", cancelled: "neutral" } as const;

/** Every notice and how it went, newest first. */
export function DeliveryLog() {
  const { t } = useTranslation();
  const formats = useFormats();
  const notices = useQuery(queries.onCall.notices());
  const columns = ["when", "what", "to", "how", "state"] as const;
  return (
    <Answer of={notices} rows={4}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty level={2} title={t("onCall.log.empty")}>
            {t("onCall.log.emptyText")}
          </Empty>
        ) : (
          <Scrollable className="table-scroll" label={t("onCall.tab.log")}>
            <table className="ds-table figures" data-size="sm">
              <thead>
                <tr>
                  {columns.map((column) => (
                    <th key={column} scope="col">
                      {t(`onCall.column.${column}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {items.map((notice: Notice) => (
                  <tr key={notice.id}>
                    <th scope="row">{formats.dateTime(notice.createdAt)}</th>
                    <td>
                      {notice.alarmId === undefined ? (
                        notice.subject
                      ) : (
                        <Link
                          className="ds-link"
                          to={{ page: "alarms", show: "active", alarmId: notice.alarmId }}
                        >
                          {notice.subject}
                        </Link>
                      )}
                    </td>
                    <td>{notice.to}</td>
                    <td>{t(`onCall.channel.${notice.channel}`)}</td>
                    <td>
                      <Tag data-size="sm" data-color={colours[notice.state]}>
                        {t(`onCall.state.${notice.state}`)}
                      </Tag>
                      {notice.attempts > 1 && (
                        <span className="quiet"> {t("onCall.attempts", { count: notice.attempts })}</span>
                      )}
                      {notice.error !== undefined && <span className="quiet"> {notice.error}</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrollable>
        )
      }
    </Answer>
  );
}
