import { Field, Label, Select } from "@digdir/designsystemet-react";
import { DocumentKind, type DocumentSubject, documentMediaTypes } from "@kontrollrom/contracts/document.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { upload } from "../data/upload.ts";
import { useTranslation } from "../i18n/text.ts";
import { FileButton } from "../ui/file-button.tsx";
import { useNotice } from "../ui/notice.tsx";
import { Answer, explain } from "../ui/states.tsx";

/** The documents of a thing, each one tap away, and a way to add one. */
export function Documents({ subject, subjectId }: { subject: DocumentSubject; subjectId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const mayWrite = useCan("register:write");
  const [kind, setKind] = useState<DocumentKind>("manual");
  const documents = useQuery({
    queryKey: ["documents", subject, subjectId],
    queryFn: ({ signal }) => call("GET /documents", { query: { subject, subjectId, limit: "200" }, signal }),
  });
  const add = useMutation({
    mutationFn: (file: File) => {
      const title = file.name.replace(/\.\w{1,5}$/, "");
      const query = { subject, subjectId, kind, name: file.name, title };
      return upload("POST /documents", file, { query, mediaType: file.type }, () => {});
    },
    onSuccess: (answer) => {
      void client.invalidateQueries({ queryKey: ["documents"] });
      notice(t("register.documents.added", { name: answer.title }));
    },
    onError: (error) => notice(explain(error, t), "problem"),
  });
  return (
    <section className="detail-card">
      <h2>{t("register.documents.title")}</h2>
      <Answer of={documents} rows={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t("register.documents.none")}</p>
          ) : (
            <ul className="register-list">
              {items.map((document) => (
                <li key={document.id}>
                  <a href={`/api/v1/documents/${document.id}/file`} target="_blank" rel="noopener">
                    {document.title}
                  </a>
                  <span className="quiet">
                    {t(`register.documents.kind.${document.kind}`)} ·{" "}
                    {t("register.documents.version", { version: document.version })}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {mayWrite && (
        <div className="register-add">
          <Field data-size="sm">
            <Label>{t("register.documents.chooseKind")}</Label>
            <Select value={kind} onChange={(event) => setKind(DocumentKind.parse(event.target.value))}>
              {DocumentKind.options.map((each) => (
                <Select.Option key={each} value={each}>
                  {t(`register.documents.kind.${each}`)}
                </Select.Option>
              ))}
            </Select>
          </Field>
          <FileButton
            accept={Object.keys(documentMediaTypes).join(",")}
            disabled={add.isPending}
            onFile={(file) => add.mutate(file)}
          >
            {t("register.documents.add")}
          </FileButton>
        </div>
      )}
    </section>
  );
}
