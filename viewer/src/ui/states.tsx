import { Button, Heading, Paragraph, Skeleton } from "@digdir/designsystemet-react";
import type { ReactNode } from "react";
import { useSession } from "../app/session.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import type { Text } from "../i18n/text.ts";
import { useTranslation } from "../i18n/text.ts";
import "./states.css";

/** Grey rows where the real ones will be. */
export function Loading({ rows = 4, height = 56 }: { rows?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <div className="loading" role="status" aria-label={t("state.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of nothing have no other identity
        <Skeleton key={row} variant="rectangle" height={height} width="100%" />
      ))}
    </div>
  );
}

/** Why there is nothing, and the one next step. */
export function Empty({
  title,
  level = 3,
  children,
  action,
}: {
  title: string;
  level?: 2 | 3;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="empty-state">
      <Heading level={level} data-size="2xs">
        {title}
      </Heading>
      {children !== undefined && <Paragraph data-size="sm">{children}</Paragraph>}
      {action}
    </div>
  );
}

/** What went wrong, what is kept, and what to do; or whom to ask when it is not theirs to see. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const session = useSession();
  if (error instanceof ApiProblem && error.status === 403) {
    return (
      <Empty title={t("state.noAccess.title")}>
        {t("state.noAccess.text", { role: t(`role.${session.role}`) })}
      </Empty>
    );
  }
  return (
    <div className="empty-state" role="alert">
      <Heading level={3} data-size="2xs">
        {t("state.error.title")}
      </Heading>
      <Paragraph data-size="sm">
        {explain(error, t)} {t("state.error.kept")}
      </Paragraph>
      {retry !== undefined && (
        <Button variant="secondary" data-size="sm" onClick={retry}>
          {t("state.retry")}
        </Button>
      )}
    </div>
  );
}

type Translate = Text;

export function explain(error: unknown, t: Translate): string {
  if (error instanceof ApiProblem && error.status !== 0)
    return t("state.error.server", { detail: error.detail });
  return t("state.error.network");
}

interface Asked<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
}

/** A view of an answer with its states: what we have is shown even when the newest try failed. */
export function Answer<T>({
  of,
  rows,
  children,
}: {
  of: Asked<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  if (of.data !== undefined) return children(of.data);
  if (of.isPending && of.error === null) return <Loading {...(rows === undefined ? {} : { rows })} />;
  return <Failed error={of.error} retry={() => void of.refetch()} />;
}
