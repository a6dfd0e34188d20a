import type { ReactNode } from "react";
import { useNarrow } from "./use-narrow.ts";
import "./list-detail.css";

/** A list with the chosen item beside it; on a narrow screen the item is a page of its own. */
export function ListDetail({
  title,
  tools,
  list,
  detail,
  open,
}: {
  title: string;
  tools?: ReactNode;
  list: ReactNode;
  detail: ReactNode;
  open: boolean;
}) {
  const narrow = useNarrow();
  if (narrow && open) {
    return (
      <div className="detail-page">
        <h1 className="visually-hidden">{title}</h1>
        {detail}
      </div>
    );
  }
  return (
    <div className="list-detail">
      <div className="list-side">
        <header className="page-head">
          <h1>{title}</h1>
          {tools}
        </header>
        {list}
      </div>
      {!narrow && <div className="detail-side">{detail}</div>}
    </div>
  );
}

/** Pairs of a name and what it is. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="facts figures">{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === undefined || children === null || children === false || children === "") return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
