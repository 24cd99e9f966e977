import { defineConfig } from '@playwright/test';

/** Browser tests run the whole portal on the embedded platform, in the machine's own Chromium. */
export default defineConfig({
  testDir: 'packages/sandbox/e2e-tests',
  outputDir: 'test-results',
  timeout: 600_000,
  expect: { timeout: 30_000 },
  // The tests share one portal and one story.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME
    ? [['list'], ['json']]
    : [['list']],
  use: {
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    viewport: { width: 1400, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
