import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { InputError } from '@backstage/errors';
import { Raw, record, records, text, texts } from '../objects/project/raw';

/** What an API server takes for a login. */
export interface Login {
  token?: string;
  cert?: string;
  key?: string;
  /** Milliseconds since the epoch; absent when it is good until refused. */
  expiresAt?: number;
}

const run = promisify(execFile);

// A cloud's sign-in takes a second or two; what takes longer waits for somebody to type.
const TIMEOUT_MS = 30_000;
const MAX_OUTPUT = 1024 * 1024;

function environment(exec: Raw, apiVersion: string): NodeJS.ProcessEnv {
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
      spec: { interactive: false },
    }),
  };
}

/**
 * Runs a credential plugin of a kubeconfig (`user.exec`), never through a shell.
 *
 * @throws an error without the plugin's output, which may hold the token
 */
export async function execCredential(
  exec: Raw,
  folder: string,
): Promise<Login> {
  const command = text(exec.command);
  const apiVersion = text(exec.apiVersion);
  if (command === undefined || apiVersion === undefined)
    throw new InputError('exec of the kubeconfig lacks command or apiVersion');
  let output: string;
  try {
    const { stdout } = await run(command, texts(exec.args), {
      cwd: folder,
      env: environment(exec, apiVersion),
      timeout: TIMEOUT_MS,
      maxBuffer: MAX_OUTPUT,
    });
    output = stdout;
  } catch {
    throw new Error(`The credential plugin '${command}' failed`);
  }
  let status: Raw;
  try {
    status = record(record(JSON.parse(output)).status);
  } catch {
    throw new Error(`The credential plugin '${command}' gave no JSON`);
  }
  const expiresAt = Date.parse(text(status.expirationTimestamp) ?? '');
  return {
    token: text(status.token),
    cert: text(status.clientCertificateData),
    key: text(status.clientKeyData),
    ...(!Number.isNaN(expiresAt) && { expiresAt }),
  };
}
