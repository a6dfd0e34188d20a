import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import "./notice.css";

type Tone = "done" | "problem";
const NoticeContext = createContext<(text: string, tone?: Tone) => void>(() => {});

/** Says what happened, to eyes and to screen readers, without taking the place of anything. */
export function NoticeProvider({ children }: { children: ReactNode }) {
  const [notice, setNotice] = useState<{ text: string; tone: Tone; at: number }>();
  const show = useCallback(
    (text: string, tone: Tone = "done") => setNotice({ text, tone, at: Date.now() }),
    [],
  );
  useEffect(() => {
    if (notice === undefined) return;
    const timer = setTimeout(() => setNotice(undefined), notice.tone === "problem" ? 15_000 : 6000);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <NoticeContext value={show}>
      {children}
      <div className="notice-place" role={notice?.tone === "problem" ? "alert" : "status"}>
        {notice !== undefined && (
          <p className="notice" data-tone={notice.tone} key={notice.at}>
            {notice.text}
          </p>
        )}
      </div>
    </NoticeContext>
  );
}

export const useNotice = () => useContext(NoticeContext);
