import { Heading } from "@digdir/designsystemet-react";
import type { ReactNode } from "react";

export function Place({
  label,
  buildingName,
}: {
  label?: string | undefined;
  buildingName?: string | undefined;
}) {
  return (
    <p className="report-place">
      <strong>{label ?? buildingName}</strong>
      {label !== undefined && label !== buildingName && <span>{buildingName}</span>}
    </p>
  );
}

export function Title({ children }: { children: ReactNode }) {
  return (
    <Heading level={1} data-size="sm">
      {children}
    </Heading>
  );
}
