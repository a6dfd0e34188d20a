import { Alert, Button, Details, Fieldset, Radio, Textfield } from "@digdir/designsystemet-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { FileButton } from "../ui/file-button.tsx";
import { Empty, explain, Loading } from "../ui/states.tsx";
import { Place, Title } from "./report-place.tsx";
import { photoFits, photoTypes, sendPhoto } from "./send-photo.ts";

const shortest = 3;

/** What is wrong, with a photo if one likes. Name and address are nobody's business unless one wants an answer. */
export function ReportForm({ token, onSent }: { token: string; onSent: (secret: string) => void }) {
  const { t } = useTranslation();
  const place = useQuery({
    queryKey: ["report-target", token],
    queryFn: ({ signal }) => call("GET /reports/{placeToken}", { params: { placeToken: token }, signal }),
  });
  const [kind, setKind] = useState<"fault" | "request">("fault");
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [photo, setPhoto] = useState<File>();
  const [photoRefused, setPhotoRefused] = useState(false);
  const [asked, setAsked] = useState(false);
  const send = useMutation({
    mutationFn: async () => {
      const reporter = {
        ...(name.trim() !== "" && { name: name.trim() }),
        ...(email.trim() !== "" && { email: email.trim() }),
      };
      const { secret } = await call("POST /reports/{placeToken}", {
        params: { placeToken: token },
        body: { kind, text: text.trim(), ...(Object.keys(reporter).length > 0 && { reporter }) },
      });
      // The report is in; a photo that does not get through can be added on its page.
      if (photo !== undefined) await sendPhoto(secret, photo).catch(() => undefined);
      return secret;
    },
    onSuccess: onSent,
  });

  if (place.error !== null) {
    const unknown = place.error instanceof ApiProblem && place.error.status < 500 && place.error.status > 0;
    return (
      <>
        <Title>{t("report.title")}</Title>
        <Empty title={unknown ? t("report.unknown.title") : t("state.error.title")} level={2}>
          {unknown ? t("report.unknown.text") : explain(place.error, t)}
        </Empty>
      </>
    );
  }
  if (place.data === undefined) return <Loading rows={3} />;
  const missing = asked && text.trim().length < shortest;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (text.trim().length >= shortest) send.mutate();
  };
  return (
    <form className="report-form" onSubmit={submit} noValidate>
      <Title>{t("report.title")}</Title>
      <Place label={place.data.label} buildingName={place.data.buildingName} />
      {place.data.open > 0 && (
        <Alert data-color="info" data-size="sm">
          {t("report.open", { count: place.data.open })}
        </Alert>
      )}
      <Fieldset>
        <Fieldset.Legend>{t("report.kind.label")}</Fieldset.Legend>
        {(["fault", "request"] as const).map((option) => (
          <Radio
            key={option}
            name="kind"
            label={t(`report.kind.${option}`)}
            value={option}
            checked={kind === option}
            onChange={() => setKind(option)}
          />
        ))}
      </Fieldset>
      <Textfield
        multiline
        rows={4}
        label={t("report.text")}
        value={text}
        maxLength={4000}
        required
        onChange={(event) => setText(event.target.value)}
        error={missing ? t("report.textMissing") : undefined}
      />
      <div className="report-photo">
        <FileButton
          accept={photoTypes.join(",")}
          onFile={(file) => {
            setPhotoRefused(!photoFits(file));
            setPhoto(photoFits(file) ? file : undefined);
          }}
        >
          {photo === undefined ? t("report.photo") : t("report.otherPhoto")}
        </FileButton>
        {photo !== undefined && <span>{photo.name}</span>}
        {photoRefused && <span role="alert">{t("report.photoRefused")}</span>}
        <p className="quiet">{t("report.photoHelp")}</p>
      </div>
      <Details>
        <Details.Summary>{t("report.contact.title")}</Details.Summary>
        <Details.Content className="report-contact">
          <p className="quiet">{t("report.contact.help")}</p>
          <Textfield
            label={t("report.contact.name")}
            value={name}
            maxLength={200}
            autoComplete="name"
            onChange={(event) => setName(event.target.value)}
          />
          <Textfield
            label={t("report.contact.email")}
            type="email"
            value={email}
            maxLength={254}
            autoComplete="email"
            onChange={(event) => setEmail(event.target.value)}
          />
        </Details.Content>
      </Details>
      {send.error !== null && (
        <Alert data-color="danger" data-size="sm" role="alert">
          {send.error instanceof ApiProblem && send.error.status === 429
            ? t("report.tooMany")
            : t("report.failed", { detail: explain(send.error, t) })}
        </Alert>
      )}
      <Button type="submit" loading={send.isPending}>
        {t("report.submit")}
      </Button>
    </form>
  );
}
