import { Alert, Button, Heading, Textfield } from "@digdir/designsystemet-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";
import { TryCodec } from "./try-codec.tsx";

export interface ChosenFile {
  readonly name: string;
  readonly source: string;
}

export const maxCodecBytes = 512 * 1024;

/** A codec from a file: tried out, named and saved. */
export function NewCodec({ file, onDone }: { file: ChosenFile; onDone: (id: string | undefined) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const [name, setName] = useState(file.name.replace(/\.[^.]+$/, ""));
  const [vendor, setVendor] = useState("");
  const [model, setModel] = useState("");
  const [note, setNote] = useState("");
  const [asked, setAsked] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      call("POST /codecs", {
        body: { name: name.trim(), vendor: vendor.trim(), model: model.trim(), note, source: file.source },
      }),
    onSuccess: (codec) => {
      for (const key of ["codecs", "decoders"]) void client.invalidateQueries({ queryKey: [key] });
      notice(t("integrations.codecs.saved", { name: codec.name }), "done");
      onDone(codec.id);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (name.trim() !== "") save.mutate();
  };
  return (
    <section className="detail-card codec-card" aria-labelledby="new-codec">
      <Heading level={2} data-size="2xs" id="new-codec">
        {t("integrations.codecs.newTitle", { name: file.name })}
      </Heading>
      <form onSubmit={submit} noValidate className="codec-form">
        <Textfield
          data-size="sm"
          label={t("integrations.codecs.name")}
          value={name}
          maxLength={100}
          required
          onChange={(event) => setName(event.target.value)}
          error={asked && name.trim() === "" ? t("integrations.codecs.nameMissing") : undefined}
        />
        <Textfield
          data-size="sm"
          label={t("integrations.codecs.vendor")}
          value={vendor}
          maxLength={100}
          onChange={(event) => setVendor(event.target.value)}
        />
        <Textfield
          data-size="sm"
          label={t("integrations.codecs.modelName")}
          value={model}
          maxLength={100}
          onChange={(event) => setModel(event.target.value)}
        />
        <Textfield
          data-size="sm"
          label={t("integrations.codecs.note")}
          value={note}
          maxLength={500}
          onChange={(event) => setNote(event.target.value)}
        />
        {save.error !== null && (
          <Alert data-color="danger" data-size="sm" role="alert">
            {explain(save.error, t)}
          </Alert>
        )}
        <div className="codec-actions">
          <Button type="submit" data-size="sm" loading={save.isPending}>
            {t("integrations.codecs.save")}
          </Button>
          <Button type="button" data-size="sm" variant="tertiary" onClick={() => onDone(undefined)}>
            {t("state.cancel")}
          </Button>
        </div>
      </form>
      <TryCodec what={{ source: file.source }} />
    </section>
  );
}
