import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

export interface DebianProgram {
  /** Name of the executable. */
  readonly program: string;
  /** Debian's package that brings it. */
  readonly package: string;
  /** Environment variable that may hold the path of another one. */
  readonly variable: string;
}

export const mosquitto: DebianProgram = {
  program: "mosquitto",
  package: "mosquitto",
  variable: "KR_MOSQUITTO",
};
export const influxd: DebianProgram = { program: "influxd", package: "influxdb", variable: "KR_INFLUXD" };
export const victoriaMetrics: DebianProgram = {
  program: "victoria-metrics",
  package: "victoria-metrics",
  variable: "KR_VICTORIA_METRICS",
};

const folders = ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin", "/opt/homebrew/bin"];

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function find(program: string): string | undefined {
  return [...folders, ...(process.env.PATH ?? "").split(delimiter)]
    .map((folder) => join(folder, program))
    .find(runs);
}

/**
 * Path of a program that is not ours and that tests or comparisons need, so that they are never skipped: the one its variable names,
 * one on the machine, else Debian's package, fetched now (`apt-get` as root) with a line on standard error that says so.
 * @throws Error that tells what to install when there is none and none can be had
 */
export function ensureDebianProgram(wanted: DebianProgram): string {
  const given = process.env[wanted.variable];
  if (given !== undefined && given !== "") {
    if (runs(given)) return given;
    throw new Error(
      `${wanted.variable}=${given}: there is no such program; unset it to have one found or fetched`,
    );
  }
  const found = find(wanted.program);
  if (found !== undefined) return found;
  if (process.platform === "linux" && process.getuid?.() === 0 && runs("/usr/bin/apt-get")) {
    process.stderr.write(
      `No ${wanted.program} found: installing Debian's package ${wanted.package} with apt-get …\n`,
    );
    // Standard output may be read by a machine: all of this goes to standard error.
    const install = (...parameters: string[]) =>
      spawnSync("apt-get", parameters, {
        stdio: ["ignore", 2, 2],
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      });
    install("update", "-qq");
    install("install", "-y", "-qq", "--no-install-recommends", wanted.package);
    const installed = find(wanted.program);
    if (installed !== undefined) return installed;
  }
  throw new Error(
    `${wanted.program} is missing and could not be fetched: install it (Debian: apt-get install ${wanted.package}) or set ${wanted.variable} to its path`,
  );
}
