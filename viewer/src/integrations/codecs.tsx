import { Button } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { FileButton } from "../ui/file-button.tsx";
import { useNotice } from "../ui/notice.tsx";
import { Scrollable } from "../ui/scrollable.tsx";
import { Answer, Empty } from "../ui/states.tsx";
import { CodecDetails } from "./codec-details.tsx";
import { type ChosenFile, maxCodecBytes, NewCodec } from "./new-codec.tsx";
import { ReplayJobs } from "./replay-jobs.tsx";
import "./codecs.css";

/** Decoders of others: what there is, what each is, and a new one from a file. */
export function Codecs() {
  const { t } = useTranslation();
  const { address, go } = useNavigation();
  const notice = useNotice();
  const codecs = useQuery(queries.codecs());
  const mayWrite = useCan("codec:write");
  const [file, setFile] = useState<ChosenFile>();
  const codecId = address.page === "integrations" ? address.codecId : undefined;
  const show = (id: string | undefined) => go({ page: "integrations", tab: "codecs", codecId: id });

  async function choose(chosen: File) {
    if (chosen.size > maxCodecBytes) {
      notice(t("integrations.codecs.tooLarge", { name: chosen.name }), "problem");
      return;
    }
    setFile({ name: chosen.name, source: await chosen.text() });
  }

  const upload = mayWrite && (
    <FileButton accept=".js,.mjs,.txt,text/javascript" onFile={(chosen) => void choose(chosen)}>
      {t("integrations.codecs.choose")}
    </FileButton>
  );
  return (
    <div className="codecs">
      <div className="integrations-intro">
        <p>{t("integrations.codecs.intro")}</p>
        {upload}
      </div>
      {file !== undefined && (
        <NewCodec
          key={file.name + file.source.length}
          file={file}
          onDone={(id) => {
            setFile(undefined);
            if (id !== undefined) show(id);
          }}
        />
      )}
      <Answer of={codecs} rows={3}>
        {(items) =>
          items.length === 0 ? (
            file === undefined && (
              <Empty title={t("integrations.codecs.empty.title")}>
                {t("integrations.codecs.empty.text")}
              </Empty>
            )
          ) : (
            <Scrollable className="table-scroll" label={t("integrations.codecs.caption")}>
              <table className="ds-table figures" data-size="sm">
                <caption className="visually-hidden">{t("integrations.codecs.caption")}</caption>
                <thead>
                  <tr>
                    {(["name", "model", "version", "devices"] as const).map((column) => (
                      <th key={column} scope="col">
                        {t(`integrations.codecs.${column}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {items.map((codec) => (
                    <tr key={codec.id} aria-selected={codec.id === codecId}>
                      <th scope="row">
                        <Link
                          className="ds-link"
                          to={{ page: "integrations", tab: "codecs", codecId: codec.id }}
                          aria-current={codec.id === codecId ? "true" : undefined}
                        >
                          {codec.name}
                        </Link>
                        <span className="device-line quiet code">{codec.decoder}</span>
                      </th>
                      <td>{`${codec.vendor} ${codec.model}`.trim()}</td>
                      <td>{codec.activeVersion}</td>
                      <td>{codec.devices}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scrollable>
          )
        }
      </Answer>
      {codecId !== undefined && (
        <>
          <CodecDetails key={codecId} id={codecId} onDeleted={() => show(undefined)} />
          <Button className="codecs-close" variant="tertiary" data-size="sm" onClick={() => show(undefined)}>
            {t("state.close")}
          </Button>
        </>
      )}
      <ReplayJobs />
    </div>
  );
}
