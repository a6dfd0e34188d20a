import { spawnSync } from "node:child_process";
import { ensureChromium } from "./ensure-chromium.ts";

/** All that must be true before a change lands: `npm test`. `--only browser` runs the browser tests alone. */
const steps: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: "lint", command: ["biome", "check", "--error-on-warnings"] },
  { name: "types", command: ["tsc", "-p", "tsconfig.json"] },
  { name: "types of the viewer", command: ["tsc", "-p", "viewer/tsconfig.json"] },
  { name: "unit tests", command: ["vitest", "run", "--project", "unit"] },
  { name: "integration tests", command: ["vitest", "run", "--project", "integration"] },
  { name: "viewer build", command: ["vite", "build", "viewer", "--logLevel", "warn"] },
  { name: "browser tests", command: ["vitest", "run", "--project", "browser"] },
];

const onlyBrowser = process.argv.includes("browser");
const chosen = onlyBrowser ? steps.slice(-2) : steps;
const environment = { ...process.env, KR_CHROMIUM: await ensureChromium() };

for (const { name, command } of chosen) {
  const [program = "", ...parameters] = command;
  const started = Date.now();
  process.stdout.write(`\n── ${name} ──\n`);
  const { status, error } = spawnSync(program, parameters, {
    stdio: "inherit",
    env: environment,
    shell: process.platform === "win32",
  });
  if (error) throw error;
  if (status !== 0) {
    process.stderr.write(`\n${name} failed (${[program, ...parameters].join(" ")})\n`);
    process.exit(status ?? 1);
  }
  process.stdout.write(`── ${name}: passed in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}
