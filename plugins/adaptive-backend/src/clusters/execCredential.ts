import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CredentialsError } from './CredentialsError';
import { Raw, record, records, text, texts } from '../objects/project/raw';

/** What an API server takes for a login. */
export interface Login {
  token?: string;
  cert?: string;
  key?: string;
  /** Milliseconds since the epoch; absent when it is good until refused. */
  expiresAt?: number;
  /** When it ends for good unless somebody writes another, as ISO 8601. */
  endsAt?: string;
}

/** Where a credential plugin runs, and what it is told. */
export interface ExecOptions {
  /** Of the kubeconfig, which relative commands begin at. */
  folder: string;
  /** As a kubeconfig describes it, for a plugin that wants to know. */
  cluster?: Raw;
  /** Default 30 s. */
  timeoutMs?: number;
}

const run = promisify(execFile);

// A cloud's sign-in takes a second or two; what takes longer waits for somebody to type.
const TIMEOUT_MS = 30_000;
const MAX_OUTPUT = 1024 * 1024;

function environment(
  exec: Raw,
  apiVersion: string,
  cluster: Raw | undefined,
): NodeJS.ProcessEnv {
  const own = records(exec.env).map(({ name, value }) => [
    text(name) ?? '',
    text(value) ?? '',
  ]);
  return {
    ...process.env,
    ...Object.fromEntries(own),
    KUBERNETES_EXEC_INFO: JSON.stringify({
      apiVersion,
      kind: 'ExecCredential',
      spec: { interactive: false, cluster },
    }),
  };
}

function findReason(error: unknown): string {
  const { code, killed } = record(error);
  if (code === 'ENOENT') return 'is not there';
  if (code === 'EACCES') return 'may not be run';
  return killed === true ? 'did not end in time' : 'failed';
}

function readStatus(output: string): Login {
  let status: Raw;
  try {
    status = record(record(JSON.parse(output)).status);
  } catch {
    throw new CredentialsError('gave no JSON');
  }
  const login = {
    token: text(status.token),
    cert: text(status.clientCertificateData),
    key: text(status.clientKeyData),
  };
  // A request without any login would be answered, as one of nobody.
  if (!login.token && !(login.cert && login.key))
    throw new CredentialsError('gave neither a token nor a certificate');
  const expiresAt = Date.parse(text(status.expirationTimestamp) ?? '');
  return { ...login, ...(!Number.isNaN(expiresAt) && { expiresAt }) };
}

/**
 * Runs a credential plugin of a kubeconfig (`user.exec`), never through a shell.
 *
 * @throws CredentialsError without the plugin's output, which may hold the token
 */
export async function execCredential(
  exec: Raw,
  options: ExecOptions,
): Promise<Login> {
  const { folder, cluster, timeoutMs = TIMEOUT_MS } = options;
  const command = text(exec.command);
  const apiVersion = text(exec.apiVersion);
  if (command === undefined || apiVersion === undefined)
    throw new CredentialsError(
      'exec of the kubeconfig lacks command or apiVersion',
    );
  try {
    const { stdout } = await run(command, texts(exec.args), {
      cwd: folder,
      env: environment(exec, apiVersion, cluster),
      timeout: timeoutMs,
      // One that does not listen would stay, with another beside it every minute.
      killSignal: 'SIGKILL',
      maxBuffer: MAX_OUTPUT,
    });
    return readStatus(stdout);
  } catch (error) {
    const reason =
      error instanceof CredentialsError ? error.message : findReason(error);
    throw new CredentialsError(`the credential plugin '${command}' ${reason}`);
  }
}
