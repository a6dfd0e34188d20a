import { Button, Checkbox, Field, Label, Select, Textfield } from "@digdir/designsystemet-react";
import { type FormEvent, useState } from "react";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useSession } from "../app/session.tsx";
import { preparePhoto } from "../offline/photo.ts";
import { useNotice } from "../ui/notice.tsx";
import { PhotoButton } from "./order-photos.tsx";
import { useRoundTexts } from "./texts.ts";
import { usePlace } from "./use-place.ts";
import { useDo, useRound } from "./use-round.ts";

/** A fault that somebody sees on their way. Kept at once, sent when there is a network. */
export function FaultForm({ code }: { code: string | undefined }) {
  const t = useRoundTexts();
  const { go } = useNavigation();
  const { name } = useSession();
  const act = useDo();
  const notice = useNotice();
  const round = useRound();
  const { place } = usePlace(code);
  const [buildingId, setBuildingId] = useState("");
  const [title, setTitle] = useState("");
  const [description, setDescription] = useState("");
  const [urgent, setUrgent] = useState(false);
  const [mine, setMine] = useState(false);
  const [photo, setPhoto] = useState<Awaited<ReturnType<typeof preparePhoto>>>();
  const [asked, setAsked] = useState(false);
  const missing = asked && title.trim() === "";

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (title.trim() === "" || act === undefined) return;
    const orderId = `local:${crypto.randomUUID()}`;
    const where = place ?? (buildingId === "" ? undefined : { buildingId });
    await act(
      title.trim(),
      {
        kind: "create",
        orderId,
        body: {
          title: title.trim(),
          description: description.trim(),
          type: "corrective",
          priority: urgent ? 2 : 3,
          channel: "staff",
          ...(where === undefined ? {} : { buildingId: where.buildingId }),
          ...(place?.spaceId === undefined ? {} : { spaceId: place.spaceId }),
          ...(place?.tfmTag === undefined ? {} : { tfmTag: place.tfmTag }),
          ...(mine ? { assignee: name } : {}),
        },
      },
      ...(photo === undefined
        ? []
        : [{ kind: "photo", orderId, name: "feil.jpg", when: "before", ...photo } as const]),
    );
    notice(t("fault.kept", { title: title.trim() }));
    go({ page: "round" });
  };
  return (
    <form className="round-form" onSubmit={(event) => void submit(event)} noValidate>
      <h1>{t("fault.title")}</h1>
      <section className="detail-card">
        <h2>{t("fault.where")}</h2>
        {place !== undefined ? (
          <p>
            <strong>{place.label}</strong>, {place.buildingName}
          </p>
        ) : (
          <>
            <p className="quiet">{t("fault.noPlace")}</p>
            <Link
              className="ds-button round-wide"
              data-variant="secondary"
              to={{ page: "round", at: { part: "scan" } }}
            >
              {t("fault.scanPlace")}
            </Link>
            <Field>
              <Label>{t("fault.building")}</Label>
              <Select value={buildingId} onChange={(event) => setBuildingId(event.target.value)}>
                <Select.Option value="">{t("fault.chooseBuilding")}</Select.Option>
                {(round.data?.buildings ?? []).map(({ id, name: building }) => (
                  <Select.Option key={id} value={id}>
                    {building}
                  </Select.Option>
                ))}
              </Select>
            </Field>
          </>
        )}
      </section>
      <Textfield
        label={t("fault.what")}
        value={title}
        maxLength={200}
        required
        onChange={(event) => setTitle(event.target.value)}
        error={missing ? t("fault.whatMissing") : undefined}
      />
      <PhotoButton
        onFile={(file) =>
          void preparePhoto(file).then(setPhoto, () => notice(t("order.photoBad"), "problem"))
        }
      >
        {t(photo === undefined ? "fault.photo" : "fault.otherPhoto")}
      </PhotoButton>
      {photo !== undefined && <p role="status">{t("fault.photoChosen")}</p>}
      <Textfield
        multiline
        rows={3}
        label={t("fault.more")}
        value={description}
        maxLength={10_000}
        onChange={(event) => setDescription(event.target.value)}
      />
      <Checkbox
        label={t("fault.urgent")}
        value="urgent"
        checked={urgent}
        onChange={(event) => setUrgent(event.target.checked)}
      />
      <Checkbox
        label={t("fault.mine")}
        value="mine"
        checked={mine}
        onChange={(event) => setMine(event.target.checked)}
      />
      <Button type="submit" className="round-wide" disabled={act === undefined}>
        {t("fault.send")}
      </Button>
    </form>
  );
}
