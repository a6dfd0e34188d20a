/**
 * A device's id in the one way that register and road write it. A DevEUI is hexadecimal and may come in either case and with separators:
 * it becomes lower case and bare. Other ids stay as they are.
 */
export function plainDeviceId(text: string): string {
  if (text.length < 16 || text.length > 31) return text;
  const bare = text.replace(/[-:\s]/g, "");
  return /^[0-9a-fA-F]{16}$/.test(bare) ? bare.toLowerCase() : text;
}
