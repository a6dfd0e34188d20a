/** How long the samples of a point are kept. */
export interface Retention {
  /** As they were measured, days. */
  readonly rawDays: number;
  /** As hours, days; as long as the samples at least. */
  readonly hourlyDays: number;
}

/** 13 months of samples, so that a month can be set against the same of the year before; ten years of hours. */
export const defaultRetention: Retention = { rawDays: 396, hourlyDays: 3652 };
