import { Button, Field, Label, Search, Select } from "@digdir/designsystemet-react";
import { GraphRelation } from "@kontrollrom/contracts/graph.ts";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { Link } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { RemoveButton } from "../ui/remove-button.tsx";
import { Answer, explain } from "../ui/states.tsx";
import { addressOfNode } from "./graph-node.ts";

/** What a thing hangs together with: from drawings, tags and places, and what somebody has written. */
export function Relations({ of, buildingId }: { of: string; buildingId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayWrite = useCan("register:write");
  const relations = useQuery({
    queryKey: ["relations", of],
    queryFn: ({ signal }) => call("GET /relations", { query: { of }, signal }),
  });
  const reload = () => void client.invalidateQueries({ queryKey: ["relations"] });
  return (
    <section className="detail-card">
      <h2>{t("register.relations.title")}</h2>
      <Answer of={relations} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t("register.relations.none")}</p>
          ) : (
            <ul className="register-list">
              {items.map(({ id, relation, to, source }) => {
                const address = addressOfNode(to);
                const name = [to.name, to.tag].filter(Boolean).join(" · ");
                return (
                  <li key={`${relation} ${to.id}`}>
                    <span>
                      {t(`register.relations.kind.${relation}`)}{" "}
                      {address === undefined ? name : <Link to={address}>{name}</Link>}
                    </span>
                    <span className="quiet">{t(`register.relations.source.${source}`)}</span>
                    {mayWrite && id !== undefined && (
                      <RemoveButton
                        name={name}
                        remove={() => call("DELETE /relations/{id}", { params: { id } })}
                        onRemoved={reload}
                      />
                    )}
                  </li>
                );
              })}
            </ul>
          )
        }
      </Answer>
      {mayWrite && <AddRelation of={of} buildingId={buildingId} onAdded={reload} />}
    </section>
  );
}

const shown = 8;

function AddRelation({ of, buildingId, onAdded }: { of: string; buildingId: string; onAdded: () => void }) {
  const { t } = useTranslation();
  const notice = useNotice();
  const [relation, setRelation] = useState<GraphRelation>("feeds");
  const [text, setText] = useState("");
  const name = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ["graph", buildingId, name],
    queryFn: ({ signal }) =>
      call("POST /graph/query", {
        body: { find: "thing", things: { thing: { name } }, relations: [], buildingId, limit: 50 },
        signal,
      }),
    enabled: name.length >= 2,
    placeholderData: keepPreviousData,
  });
  const add = useMutation({
    mutationFn: (to: string) => call("POST /relations", { body: { from: of, relation, to } }),
    onSuccess: ({ to }) => {
      setText("");
      notice(t("register.component.saved", { name: to.name }));
      onAdded();
    },
    onError: (error) => notice(explain(error, t), "problem"),
  });
  const hits = name.length < 2 ? [] : (found.data?.items ?? []).filter(({ id }) => id !== of);
  return (
    <div className="register-relate">
      <Field data-size="sm">
        <Label>{t("register.relations.add")}</Label>
        <Select value={relation} onChange={(event) => setRelation(GraphRelation.parse(event.target.value))}>
          {GraphRelation.options.map((each) => (
            <Select.Option key={each} value={each}>
              {t(`register.relations.kind.${each}`)}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Search data-size="sm">
        <Search.Input
          aria-label={t("register.relations.find")}
          placeholder={t("register.relations.find")}
          maxLength={100}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Search.Clear />
      </Search>
      <p role="status" className="quiet">
        {name.length >= 2 && found.data !== undefined && hits.length === 0 && t("register.relations.nothing")}
      </p>
      {hits.length > 0 && (
        <ul className="register-list">
          {hits.slice(0, shown).map((node) => (
            <li key={node.id}>
              <span>
                {[node.name, node.tag].filter(Boolean).join(" · ")}{" "}
                <span className="quiet">{node.class.replaceAll("_", " ")}</span>
              </span>
              <Button
                variant="tertiary"
                data-size="sm"
                disabled={add.isPending}
                aria-label={t("register.relations.choose", { name: node.name })}
                onClick={() => add.mutate(node.id)}
              >
                {t("register.relations.addOne")}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
