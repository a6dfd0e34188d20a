import { Button, Dialog, Search } from "@digdir/designsystemet-react";
import type { SearchHit } from "@kontrollrom/contracts/register.ts";
import { MagnifyingGlassIcon } from "@navikt/aksel-icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState } from "react";
import { type Address, controlRoom } from "../app/address.ts";
import { useNavigation } from "../app/navigation.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { Failed } from "../ui/states.tsx";
import "./search-box.css";

/** The button in the top bar; Ctrl or ⌘ and K opens it from anywhere. */
export function SearchBox() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
  return (
    <>
      <Button
        variant="tertiary"
        data-size="sm"
        className="search-button"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpen(true)}
      >
        <MagnifyingGlassIcon aria-hidden fontSize="1.4rem" />
        <span className="visually-hidden">{t("register.search.open")}</span>
      </Button>
      {open && <SearchDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function SearchDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  // The dialog gives its first button the focus when it opens; one came to write.
  useEffect(() => field.current?.focus(), []);
  const q = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => call("GET /search", { query: { q, limit: "30" }, signal }),
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
  const hits = q === "" ? [] : (found.data?.items ?? []);
  const current = hits[Math.min(at, hits.length - 1)];

  function choose(hit: SearchHit) {
    const to = addressOf(hit);
    if (typeof to === "string") window.open(to, "_blank", "noopener");
    else go(to);
    onClose();
  }
  function keys(event: KeyboardEvent) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((before) => Math.max(0, Math.min(hits.length - 1, before + step)));
    } else if (event.key === "Enter" && current !== undefined) {
      event.preventDefault();
      choose(current);
    }
  }
  return (
    <Dialog open onClose={onClose} className="search-dialog" aria-label={t("register.search.label")}>
      <Search data-size="md">
        <Search.Input
          ref={field}
          role="combobox"
          aria-label={t("register.search.label")}
          aria-expanded={hits.length > 0}
          aria-controls="search-hits"
          aria-activedescendant={current && `hit-${current.kind}-${current.id}`}
          placeholder={t("register.search.hint")}
          maxLength={100}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={keys}
        />
      </Search>
      <p role="status" className="quiet">
        {found.error === null && q !== "" && found.data !== undefined
          ? hits.length === 0
            ? t("register.search.none", { q })
            : t("register.search.found", { count: hits.length })
          : ""}
      </p>
      {found.error !== null && <Failed error={found.error} retry={() => void found.refetch()} />}
      <div id="search-hits" role="listbox" aria-label={t("register.search.label")} className="search-hits">
        {hits.map((hit) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field that owns the list
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, as a combobox has it
          <div
            key={`${hit.kind} ${hit.id}`}
            id={`hit-${hit.kind}-${hit.id}`}
            role="option"
            aria-selected={hit === current}
            className="search-hit"
            ref={(element) => {
              if (hit === current) element?.scrollIntoView({ block: "nearest" });
            }}
            onClick={() => choose(hit)}
          >
            <span className="search-kind">{t(`register.search.kind.${hit.kind}`)}</span>
            <span className="search-title">{hit.title}</span>
            <span className="search-detail">
              {[hit.detail, hit.kind === "building" ? "" : hit.buildingName].filter(Boolean).join(" · ")}
            </span>
          </div>
        ))}
      </div>
    </Dialog>
  );
}

/** Where a thing is shown; a document is opened as it is. */
function addressOf(hit: SearchHit): Address | string {
  switch (hit.kind) {
    case "property":
      return { page: "register", propertyId: hit.id };
    case "building":
      return { page: "register", buildingId: hit.id };
    case "component":
      return { page: "register", componentId: hit.id };
    case "room":
      return controlRoom({ buildingId: hit.buildingId, spaceId: hit.id });
    case "device":
      return { page: "integrations", tab: "devices", deviceId: hit.id };
    case "work-order":
      return { page: "work-orders", orderId: hit.id, show: "all" };
    case "document":
      return `/api/v1/documents/${encodeURIComponent(hit.id)}/file`;
  }
}
