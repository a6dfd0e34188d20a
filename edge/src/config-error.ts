/** What was configured cannot be; the message is one line for whoever set it. */
export class ConfigError extends Error {
  readonly code = "config";
}
