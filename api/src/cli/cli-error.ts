/** Something that the person at the keyboard can mend; the message is all they see. */
export class CliError extends Error {
  override readonly name = "CliError";
}
