import { createTransport } from "nodemailer";
import { sendTimeoutMs } from "./delivery.ts";

/** The way to the mail server: nothing is waited for without a bound, and no message can name a file or an address to read. */
export function createMailTransport(smtpUrl: string) {
  return createTransport({
    url: smtpUrl,
    connectionTimeout: sendTimeoutMs,
    greetingTimeout: sendTimeoutMs,
    socketTimeout: sendTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
