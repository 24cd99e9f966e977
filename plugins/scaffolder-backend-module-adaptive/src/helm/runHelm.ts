import { execFile, type ExecFileException } from 'node:child_process';

/** What Helm may write before it counts as broken. */
const MAX_OUTPUT = 20 * 1024 * 1024;

/**
 * What Helm may know of this process: where it and its own files are, and how the network is reached. Everything else,
 * such as the backend's own secrets, is kept from it.
 */
const ENVIRONMENT =
  /^(PATH|HOME|TMPDIR|LANG|LC_ALL|HELM_.*|XDG_.*|DOCKER_CONFIG|SSL_CERT_(FILE|DIR)|(https?|no)_proxy|(HTTPS?|NO)_PROXY)$/;

/** One run of Helm. */
export interface HelmRun {
  args: string[];
  /** The environment of this process; Helm gets a few variables of it. */
  env: NodeJS.ProcessEnv;
  timeoutMs: number;
  signal?: AbortSignal;
}

/** How a run ended. */
export type HelmOutcome =
  /** There is no `helm` on the PATH. */
  | { end: 'absent' }
  /** It took too long, or wrote too much, and was killed. */
  | { end: 'killed'; why: string }
  | { end: 'done'; ok: boolean; stdout: string; stderr: string };

function isAbsent({ code }: ExecFileException): boolean {
  return code === 'ENOENT' || code === 'EACCES';
}

/**
 * Runs `helm` of the PATH, without a shell. A Helm that is missing, fails or hangs is an answer, not an exception.
 *
 * @throws AbortError when the signal aborts
 */
export async function runHelm(run: HelmRun): Promise<HelmOutcome> {
  const { args, timeoutMs, signal } = run;
  const env = Object.fromEntries(
    Object.entries(run.env).filter(([name]) => ENVIRONMENT.test(name)),
  );
  return new Promise((resolve, reject) => {
    execFile(
      'helm',
      args,
      {
        env,
        signal,
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: MAX_OUTPUT,
        encoding: 'utf8',
      },
      (error, stdout, stderr) => {
        if (!error) {
          resolve({ end: 'done', ok: true, stdout, stderr });
        } else if (signal?.aborted) {
          reject(error);
        } else if (isAbsent(error)) {
          resolve({ end: 'absent' });
        } else if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
          resolve({
            end: 'killed',
            why: `wrote more than ${MAX_OUTPUT} bytes`,
          });
        } else if (error.killed) {
          resolve({
            end: 'killed',
            why: `did not finish in ${timeoutMs / 1000} s`,
          });
        } else {
          resolve({ end: 'done', ok: false, stdout, stderr });
        }
      },
    );
  });
}
