import type { NoticeConfig } from "./config.ts";
import { type Channel, failed, reasonOf } from "./delivery.ts";
import { createMailTransport } from "./mail-transport.ts";

/** Plain text by SMTP, with a Message-ID that stays the same when it is sent again. */
export function createEmailChannel(
  config: Pick<NoticeConfig, "smtpFrom"> & { readonly smtpUrl: string },
  addressOf: (personId: string) => string | undefined,
): Channel & { close(): void } {
  const { username, password, hostname } = new URL(config.smtpUrl);
  const transport = createMailTransport(config.smtpUrl);
  const domain = config.smtpFrom.split("@").at(-1)?.replace(/[>\s]/g, "") || hostname;
  const secrets = [password, decodeURIComponent(password), username].filter((secret) => secret.length > 2);
  return {
    kind: "email",
    async send(personId, message) {
      const to = addressOf(personId);
      if (to === undefined) return failed("has no e-mail address", true);
      try {
        await transport.sendMail({
          from: config.smtpFrom,
          to,
          subject: message.subject,
          text: message.link === undefined ? message.text : `${message.text}\n\n${message.link}`,
          messageId: `<${message.id}@${domain}>`,
          headers: { "Auto-Submitted": "auto-generated", "X-Kontrollrom-Notice": message.id },
        });
        return { ok: true };
      } catch (error) {
        const code = (error as { responseCode?: number }).responseCode ?? 0;
        // 5xx about the receiver stays so; about the login or the connection it may be put right.
        return failed(reasonOf(error, secrets), code >= 550 && code < 560);
      }
    },
    close: () => transport.close(),
  };
}
