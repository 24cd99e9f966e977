// Every check of the repository in one command, the same here and in continuous integration:
// types, lint, format, API reports, unused code, unit tests and, with --browser, browser tests.
// Ends with `N passed, N failed`, counting tests and checks.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from './postgres.mjs';

const root = join(import.meta.dirname, '..');
const cache = join(root, '.cache');
const jestReport = join(cache, 'jest.json');
const browserReport = join(cache, 'playwright.json');
const browser = process.argv.includes('--browser');

/** Runs a command with its output shown; resolves with the exit code. */
function run(command, args, env = {}) {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.on('error', error => {
      console.error(`error: ${command} could not be started: ${error.message}`);
      resolve(127);
    });
    child.on('close', code => resolve(code ?? 1));
  });
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function jestCounts() {
  const report = readReport(jestReport);
  return report && report.numTotalTests > 0
    ? {
        passed: report.numPassedTests,
        failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
      }
    : undefined;
}

/** The fault suite is among the unit tests; what is said of it here is not counted again. */
function faultSummary() {
  const inSuite = /plugins\/adaptive-backend\/src\/(faults|reflector)\//;
  const results = (readReport(jestReport)?.testResults ?? [])
    .filter(({ name }) => inSuite.test(name))
    .flatMap(({ assertionResults }) => assertionResults);
  const count = status => results.filter(test => test.status === status).length;
  return `  of these the fault suite (${count('passed')} passed, ${count(
    'failed',
  )} failed; 1,000 interleavings)`;
}

/** History and notifications are tested on PostgreSQL as well; that this was left out must not go unnoticed. */
function postgresSummary() {
  const tests = (readReport(jestReport)?.testResults ?? [])
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ fullName }) => fullName.includes('POSTGRES'));
  const count = status => tests.filter(test => test.status === status).length;
  return { passed: count('passed'), failed: count('failed') };
}

function unitTestDetails() {
  const { passed, failed } = postgresSummary();
  return [
    faultSummary(),
    `  of these on PostgreSQL (${passed} passed, ${failed} failed)`,
  ];
}

/** A run without a single test on PostgreSQL is no run. */
function unitTestCounts() {
  const counts = jestCounts();
  if (counts && postgresSummary().passed === 0) {
    console.error('error: no unit test ran on PostgreSQL');
    counts.failed += 1;
  }
  return counts;
}

/** The unit tests need a database; without it they fail instead of being fewer. */
async function runUnitTests(step) {
  let postgres;
  try {
    postgres = await startPostgres();
  } catch (error) {
    console.error(`error: ${error.message}`);
    return 1;
  }
  try {
    console.log(postgres.line);
    return await run('yarn', step.args, { ...step.env, ...postgres.env });
  } finally {
    await postgres.stop();
  }
}

function browserCounts() {
  const stats = readReport(browserReport)?.stats;
  return stats && stats.expected + stats.unexpected > 0
    ? { passed: stats.expected + stats.flaky, failed: stats.unexpected }
    : undefined;
}

const steps = [
  { title: 'types', args: ['tsc'] },
  { title: 'lint', args: ['lint:all'] },
  { title: 'format', args: ['prettier:check'] },
  { title: 'API reports', args: ['build:api-reports:only', '--ci'] },
  { title: 'unused code', args: ['knip'] },
  {
    title: 'unit tests',
    args: [
      'backstage-cli',
      'repo',
      'test',
      '--watchAll=false',
      '--maxWorkers=2',
      '--json',
      `--outputFile=${jestReport}`,
    ],
    env: {
      CI: 'true',
      BACKSTAGE_TEST_DISABLE_DOCKER: '1',
      ADAPTIVE_FAULT_RUNS: '1000',
    },
    run: runUnitTests,
    counts: unitTestCounts,
    details: unitTestDetails,
  },
];
steps.push({
  title: 'contract with an API server',
  command: 'node',
  args: ['tools/contract.mjs'],
});
if (browser) {
  steps.push(
    { title: 'frontend bundle', command: 'node', args: ['tools/bundle.mjs'] },
    {
      title: 'browser tests',
      args: ['playwright', 'test'],
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport },
      counts: browserCounts,
    },
  );
}

mkdirSync(cache, { recursive: true });
// An incremental compilation prints unions and members in another order than a full one does, so
// reports of the public API can only be compared after a full one.
rmSync(join(root, 'dist-types'), { recursive: true, force: true });
rmSync(jestReport, { force: true });
rmSync(browserReport, { force: true });

const totals = { passed: 0, failed: 0 };
const summary = [];
for (const step of steps) {
  console.log(`\n==> ${step.title}`);
  const begin = Date.now();
  const code = step.run
    ? await step.run(step)
    : await run(step.command ?? 'yarn', step.args, step.env);
  const seconds = Math.round((Date.now() - begin) / 1000);
  // A runner that failed without a report still is a failure.
  const counts = step.counts?.() ?? {
    passed: code === 0 && !step.counts ? 1 : 0,
    failed: code === 0 && !step.counts ? 0 : 1,
  };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  totals.passed += counts.passed;
  totals.failed += counts.failed;
  summary.push(
    `${counts.failed ? '✗' : '✓'} ${step.title} (${counts.passed} passed, ${
      counts.failed
    } failed, ${seconds} s)`,
    ...(step.details?.() ?? []),
  );
}
console.log(`\n${summary.join('\n')}\n`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed ? 1 : 0);
