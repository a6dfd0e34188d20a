import { Button } from "@digdir/designsystemet-react";
import type { DeviceProfile } from "@kontrollrom/contracts/device-profile.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { Answer, Empty, explain } from "../ui/states.tsx";
import { ProfileForm } from "./profile-form.tsx";

/** What devices of one kind have in common. */
export function Profiles() {
  const { t } = useTranslation();
  const profiles = useQuery(queries.profiles());
  const mayWrite = useCan("register:write");
  const [open, setOpen] = useState<DeviceProfile | "new">();
  return (
    <>
      <div className="integrations-tools">
        <p className="profiles-intro">{t("integrations.profiles.intro")}</p>
        {mayWrite && (
          <Button data-size="sm" onClick={() => setOpen("new")}>
            {t("integrations.profiles.add")}
          </Button>
        )}
      </div>
      <Answer of={profiles} rows={4}>
        {(items) =>
          items.length === 0 ? (
            <Empty level={2} title={t("integrations.profiles.empty.title")}>
              {t("integrations.profiles.empty.text")}
            </Empty>
          ) : (
            <ul className="refused" aria-label={t("integrations.profiles.caption")}>
              {items.map((profile) => (
                <ProfileItem
                  key={profile.id}
                  profile={profile}
                  onEdit={mayWrite ? () => setOpen(profile) : undefined}
                />
              ))}
            </ul>
          )
        }
      </Answer>
      {open !== undefined && (
        <ProfileForm profile={open === "new" ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </>
  );
}

function ProfileItem({ profile, onEdit }: { profile: DeviceProfile; onEdit: (() => void) | undefined }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useQueryClient();
  const notice = useNotice();
  const remove = useMutation({
    mutationFn: () => call("DELETE /device-profiles/{id}", { params: { id: profile.id } }),
    onSuccess: () => {
      notice(t("integrations.profiles.removed", { name: profile.name }));
      void client.invalidateQueries({ queryKey: ["device-profiles"] });
    },
    onError: (error) => notice(explain(error, t), "problem"),
  });
  const facts = [
    [profile.vendor, profile.model].filter(Boolean).join(" "),
    profile.decoder,
    profile.expectedIntervalS === undefined ? "" : formats.duration(profile.expectedIntervalS * 1000),
  ].filter(Boolean);
  return (
    <li className="refused-item">
      <div>
        <p>
          <strong>{profile.name}</strong>
        </p>
        {facts.length > 0 && <p className="figures">{facts.join(" · ")}</p>}
        {profile.points.length > 0 && <p className="quiet code">{profile.points.join(" ")}</p>}
        {profile.notes !== undefined && <p className="quiet">{profile.notes}</p>}
        <p className="figures">
          <Link
            className="ds-link"
            to={{ page: "integrations", tab: "devices", list: { profileId: profile.id } }}
          >
            {t("integrations.profiles.deviceCount", { count: profile.devices })}
          </Link>
        </p>
      </div>
      {onEdit !== undefined && (
        <div className="form-dialog-actions">
          <Button
            data-size="sm"
            variant="secondary"
            aria-label={t("integrations.profiles.editOne", { name: profile.name })}
            onClick={onEdit}
          >
            {t("integrations.profiles.edit")}
          </Button>
          <Button
            data-size="sm"
            variant="tertiary"
            data-color="danger"
            loading={remove.isPending}
            aria-label={t("integrations.profiles.removeOne", { name: profile.name })}
            onClick={() => remove.mutate()}
          >
            {t("integrations.profiles.remove")}
          </Button>
        </div>
      )}
    </li>
  );
}
