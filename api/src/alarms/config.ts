export interface AlarmConfig {
  readonly shelveMaxMinutes: number;
  readonly serviceModeMaxMinutes: number;
  /** Among how many operators alarms are divided: the figures of EEMUA 191 are for one. */
  readonly operators: number;
}

const names = {
  KR_SHELVE_MAX_HOURS: { plain: 24, least: 1, most: 8784 },
  KR_SERVICE_MODE_MAX_HOURS: { plain: 168, least: 1, most: 8784 },
  KR_ALARM_OPERATORS: { plain: 1, least: 1, most: 1000 },
} as const;

/** @throws Error that names the variable, its value and what it must be */
export function readAlarmConfig(env: Readonly<Record<string, string | undefined>>): AlarmConfig {
  const read = (name: keyof typeof names): number => {
    const { plain, least, most } = names[name];
    const text = env[name];
    if (text === undefined || text === "") return plain;
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new Error(`${name}=${text}: must be a whole number from ${least} to ${most}`);
    return value;
  };
  return {
    shelveMaxMinutes: read("KR_SHELVE_MAX_HOURS") * 60,
    serviceModeMaxMinutes: read("KR_SERVICE_MODE_MAX_HOURS") * 60,
    operators: read("KR_ALARM_OPERATORS"),
  };
}
