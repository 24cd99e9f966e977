import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What other commands need to find the running platform. */
export interface PlatformState {
  /** Process id of the supervisor. */
  pid: number;
  /** Process group of the portal's backend. */
  portalPid?: number;
  portalUrl?: string;
  controlUrl: string;
  gitUrl: string;
  prometheusUrl?: string;
  kubeconfig: string;
}

const FILE = 'state.json';

export async function writeState(
  folder: string,
  state: PlatformState,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, FILE), JSON.stringify(state, null, 2), {
    mode: 0o600,
  });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not ours to signal, yet alive.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** State of the platform that runs now; `undefined` when none does. */
export async function readState(
  folder: string,
): Promise<PlatformState | undefined> {
  const state = await readStateFile(folder);
  return state && isAlive(state.pid) ? state : undefined;
}

async function readStateFile(
  folder: string,
): Promise<PlatformState | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, FILE), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Ends what a platform that was killed the hard way left running. */
export async function sweepLeftovers(folder: string): Promise<void> {
  const state = await readStateFile(folder);
  if (state && !isAlive(state.pid) && state.portalPid !== undefined) {
    try {
      process.kill(-state.portalPid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
  await clearState(folder);
}

export async function clearState(folder: string): Promise<void> {
  await rm(join(folder, FILE), { force: true });
}
