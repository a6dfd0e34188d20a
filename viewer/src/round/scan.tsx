import { Button, Textfield } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { createDecoder } from "./decoder.ts";
import { labelCode } from "./label-code.ts";
import { useRoundTexts } from "./texts.ts";

type CameraState = "starting" | "on" | "denied" | "none";

/** Between two looks at the picture, ms. */
const lookEveryMs = 150;

/** The camera looks for a label; whoever has no camera types what stands on it. */
export function Scan() {
  const t = useRoundTexts();
  const { go } = useNavigation();
  const [foreign, setForeign] = useState(false);
  const found = (text: string): boolean => {
    const code = labelCode(text);
    setForeign(code === undefined);
    if (code !== undefined) go({ page: "round", at: { part: "place", code } }, { replace: true });
    return code !== undefined;
  };
  const { video, state } = useCamera(found);
  return (
    <section className="round-scan">
      <h1>{t("scanner.title")}</h1>
      <div className="round-camera-view" data-state={state}>
        <video ref={video} muted playsInline aria-label={t("scanner.title")} hidden={state !== "on"} />
        {state === "on" && <span className="round-aim" aria-hidden />}
        <p role="status">
          {foreign ? t("scanner.foreign") : t(state === "on" ? "scanner.aim" : `scanner.${state}`)}
        </p>
      </div>
      <ByHand onCode={found} />
    </section>
  );
}

function useCamera(onText: (text: string) => boolean) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>("starting");
  const take = useRef(onText);
  take.current = onText;
  useEffect(() => {
    let stopped = false;
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = async () => {
      if (navigator.mediaDevices?.getUserMedia === undefined) return setState("none");
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          video: { facingMode: "environment", width: { ideal: 1280 } },
          audio: false,
        });
      } catch (error) {
        if (!stopped)
          setState(error instanceof DOMException && error.name === "NotAllowedError" ? "denied" : "none");
        return;
      }
      const element = video.current;
      if (stopped || element === null) return release(stream);
      element.srcObject = stream;
      setState("on");
      const [decoder] = await Promise.all([createDecoder(), element.play().catch(() => undefined)]);
      const look = async () => {
        if (stopped) return;
        const codes = element.readyState >= 2 ? await decoder.detect(element).catch(() => []) : [];
        const [first] = codes;
        if (!stopped && (first === undefined || !take.current(first.rawValue)))
          timer = setTimeout(() => void look(), lookEveryMs);
      };
      await look();
    };
    void run();
    return () => {
      stopped = true;
      clearTimeout(timer);
      release(stream);
    };
  }, []);
  return { video, state };
}

function release(stream: MediaStream | undefined) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

function ByHand({ onCode }: { onCode: (text: string) => boolean }) {
  const t = useRoundTexts();
  const readsRegister = useCan("register:read");
  const [text, setText] = useState("");
  const [asked, setAsked] = useState("");
  const hits = useQuery({
    queryKey: ["search", "places", asked],
    queryFn: ({ signal }) => call("GET /search", { query: { q: asked, limit: "30" }, signal }),
    enabled: asked !== "" && readsRegister,
    retry: false,
  });
  const places = hits.data?.items.filter(({ kind }) => kind === "room" || kind === "component") ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = text.trim();
    if (wanted === "" || (labelCode(wanted) !== undefined && onCode(wanted))) return;
    setAsked(wanted);
  };
  return (
    <>
      <form className="round-inline" onSubmit={submit}>
        <Textfield
          label={t("scanner.code")}
          value={text}
          maxLength={200}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" variant="secondary" loading={hits.isFetching}>
          {t("scanner.open")}
        </Button>
      </form>
      {hits.error !== null && <p role="status">{t("scanner.offline")}</p>}
      {hits.data !== undefined && places.length === 0 && (
        <p role="status">{t("scanner.nothing", { q: asked })}</p>
      )}
      {places.length > 0 && (
        <section>
          <h2>{t("scanner.hits")}</h2>
          <ul className="round-hits">
            {places.map((hit) => (
              <li key={`${hit.kind} ${hit.id}`}>
                <Link
                  className="round-row"
                  to={{ page: "round", at: { part: "place", code: `${hit.kind}:${hit.id}` } }}
                >
                  <span className="round-row-text">
                    <span className="round-row-title">{hit.title}</span>
                    <span className="quiet">
                      {[hit.detail, hit.buildingName].filter(Boolean).join(" · ")}
                    </span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
