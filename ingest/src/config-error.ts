/** The environment asks for something that cannot be; the message is one line for the operator, without secrets. */
export class ConfigError extends Error {
  readonly code = "config";
}
