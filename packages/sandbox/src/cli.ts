import { parseArgs } from 'node:util';
import { dirname, join } from 'node:path';
import { kubectl, playScene, showStatus, showToken } from './commands';
import { start } from './start';

// The sources run in place: the package's own folder is two below the root.
const ROOT = join(dirname(require.resolve('../package.json')), '../..');

const USAGE = `usage: sandbox start [--speed N] [--port N] [--state FOLDER] [--reset] [--no-portal]
       sandbox scene [ID] [NAME=VALUE ...]
       sandbox status
       sandbox token
       sandbox kubectl CLUSTER ARGS...`;

/** An input of the command line that cannot work; shown without a stack. */
class UsageError extends Error {}

function positiveNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new UsageError(`--${name} is '${text}', expected a number above 0`);
  }
  return value;
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535) {
    throw new UsageError(`--port is '${text}', expected 0 to 65535`);
  }
  return value;
}

async function runStart(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      speed: { type: 'string', default: '5' },
      port: { type: 'string', default: '7007' },
      state: { type: 'string', default: join(ROOT, '.sandbox') },
      reset: { type: 'boolean', default: false },
      'no-portal': { type: 'boolean', default: false },
    },
  });
  return await start({
    root: ROOT,
    speed: positiveNumber('speed', values.speed),
    port: port(values.port),
    stateFolder: values.state,
    reset: values.reset,
    withPortal: !values['no-portal'],
  });
}

async function main([command, ...args]: string[]): Promise<number> {
  const stateFolder =
    process.env.ADAPTIVE_SANDBOX_STATE ?? join(ROOT, '.sandbox');
  switch (command) {
    case 'start':
      return await runStart(args);
    case 'scene':
      return await playScene(stateFolder, args);
    case 'status':
      return await showStatus(stateFolder);
    case 'token':
      return await showToken(stateFolder);
    case 'kubectl':
      return await kubectl(stateFolder, args);
    default:
      throw new UsageError(USAGE);
  }
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  error => {
    const known =
      error instanceof UsageError || error?.code?.startsWith('ERR_PARSE_ARGS');
    console.error(`error: ${known ? error.message : error?.stack ?? error}`);
    process.exit(known ? 2 : 1);
  },
);
