import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const folders = [
  "/usr/sbin",
  "/usr/local/sbin",
  "/opt/homebrew/sbin",
  ...(process.env.PATH ?? "").split(delimiter),
];

const find = () => folders.map((folder) => join(folder, "mosquitto")).find((path) => existsSync(path));

/**
 * Path of a Mosquitto for the tests that need an MQTT broker which is not ours, and which are never skipped: `KR_MOSQUITTO`, one on
 * the machine, else one that is fetched now (`apt-get` as root on Debian) with a line that says so.
 * @throws Error that tells what to do when there is none and none can be had
 */
export function ensureMosquitto(): string {
  const wanted = process.env.KR_MOSQUITTO;
  if (wanted !== undefined) {
    if (existsSync(wanted)) return wanted;
    throw new Error(`KR_MOSQUITTO=${wanted}: there is no such file; unset it to have one found or fetched`);
  }
  const found = find();
  if (found !== undefined) return found;
  if (process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    process.stdout.write("No Mosquitto found: installing Debian's with apt-get for the tests …\n");
    const options = { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
    spawnSync("apt-get", ["update", "-qq"], options);
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "mosquitto"], options);
    const installed = find();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    "these tests need the MQTT broker Mosquitto and none could be fetched: install it (Debian: apt-get install mosquitto) or set KR_MOSQUITTO to its path",
  );
}
