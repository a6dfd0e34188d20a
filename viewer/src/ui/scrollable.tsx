import type { ReactNode } from "react";
import "./scrollable.css";

/** A part that scrolls on its own: named, and reachable by keyboard so that it can be scrolled without a pointer. */
export function Scrollable({
  label,
  className,
  children,
}: {
  label: string;
  className: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: WCAG 2.1.1, what scrolls must be reachable by keyboard
    <section className={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

/** A raw message in a box of its own. */
export function RawMessage({ label, children }: { label: string; children: string }) {
  return (
    <Scrollable label={label} className="raw-message">
      <pre>{children}</pre>
    </Scrollable>
  );
}
