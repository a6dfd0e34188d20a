import { defineConfig } from "vitest/config";

/**
 * Three projects by cost: `unit` is pure logic and runs in seconds, `integration` joins real parts
 * (broker, stores, processes), `browser` drives the real page in Chromium.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["*/src/**/*.test.ts", "scripts/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/*.integration.test.ts", "**/*.browser.test.ts"],
        },
      },
      {
        test: {
          name: "integration",
          include: ["*/{src,test}/**/*.integration.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Most of them wait for something most of the time; more at once would only slow each other.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "browser",
          include: ["*/{src,test}/**/*.browser.test.ts"],
          globalSetup: "viewer/test/seeded-demo.ts",
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // A loaded machine draws slowly: what is waited for is the thing itself.
          expect: { poll: { timeout: 30_000 } },
          fileParallelism: false,
        },
      },
    ],
  },
});
