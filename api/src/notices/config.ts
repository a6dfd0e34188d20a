export interface NoticeConfig {
  /** `smtps://user:password@host:465`. Never logged. */
  readonly smtpUrl: string | undefined;
  readonly smtpFrom: string;
  /** A gateway that sends short messages: it gets `{to, text, id}`, signed as webhooks are. */
  readonly smsUrl: string | undefined;
  readonly smsSecret: string;
  /** What links in notices begin with. */
  readonly publicUrl: string | undefined;
}

/** @throws Error that names the variable and what it must be; never with its value, which may carry a password */
export function readNoticeConfig(
  env: Readonly<Record<string, string | undefined>>,
  publicUrl: string | undefined,
): NoticeConfig {
  const url = (name: string, protocols: readonly string[]): string | undefined => {
    const text = env[name];
    if (text === undefined || text === "") return undefined;
    if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol))
      throw new Error(`${name}: must be an address that begins with ${protocols.join("// or ")}//`);
    return text;
  };
  const smtpUrl = url("KR_SMTP_URL", ["smtp:", "smtps:"]);
  const smtpFrom = env.KR_SMTP_FROM ?? "";
  if (smtpUrl !== undefined && !smtpFrom.includes("@"))
    throw new Error(
      `KR_SMTP_FROM=${smtpFrom}: must be the address that notices are sent from, as KR_SMTP_URL is set`,
    );
  return {
    smtpUrl,
    smtpFrom,
    smsUrl: url("KR_SMS_WEBHOOK_URL", ["http:", "https:"]),
    smsSecret: env.KR_SMS_WEBHOOK_SECRET ?? "",
    publicUrl,
  };
}
