import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readState, type PlatformState } from './platform/state';
import { kubectlPath } from './testing/kubectl';

async function runningPlatform(folder: string): Promise<PlatformState> {
  const state = await readState(folder);
  if (!state) {
    throw new Error('The sandbox is not running; start it with ./dev start');
  }
  return state;
}

/** Plays a scene on the running platform, or lists the scenes. */
export async function playScene(
  stateFolder: string,
  [id, ...params]: string[],
): Promise<number> {
  const { controlUrl } = await runningPlatform(stateFolder);
  if (!id) {
    const { scenes, current } = await (
      await fetch(`${controlUrl}/scenes`)
    ).json();
    for (const scene of scenes) {
      const mark = scene.id === current ? '*' : ' ';
      console.log(
        `${mark} ${String(scene.id).padEnd(18)} ${scene.description}`,
      );
    }
    return 0;
  }
  const query = new URLSearchParams(
    params.map(param => {
      const at = param.indexOf('=');
      return at < 0 ? [param, ''] : [param.slice(0, at), param.slice(at + 1)];
    }),
  );
  const response = await fetch(
    `${controlUrl}/scenes/${encodeURIComponent(id)}?${query}`,
    { method: 'POST' },
  );
  const body = await response.json();
  if (!response.ok) {
    console.error(`error: ${body.error}`);
    return 1;
  }
  console.log(body.message);
  return 0;
}

export async function showStatus(stateFolder: string): Promise<number> {
  const state = await readState(stateFolder);
  if (!state) {
    console.log('The sandbox is not running.');
    return 1;
  }
  const status = await (await fetch(`${state.controlUrl}/status`)).json();
  for (const [name, value] of Object.entries(status)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    console.log(`${name.padEnd(12)} ${text}`);
  }
  return 0;
}

/** Prints the token that scripts may call the running portal's API with. */
export async function showToken(stateFolder: string): Promise<number> {
  await runningPlatform(stateFolder);
  console.log(await readFile(join(stateFolder, 'token'), 'utf8'));
  return 0;
}

/** Runs a real kubectl against one of the simulated clusters. */
export async function kubectl(
  stateFolder: string,
  [cluster, ...args]: string[],
): Promise<number> {
  const { kubeconfig } = await runningPlatform(stateFolder);
  if (!cluster) {
    throw new Error(
      'kubectl needs the name of a cluster, for example: ./dev kubectl eu-1 get pods -A',
    );
  }
  const child = spawnSync(
    await kubectlPath(),
    ['--kubeconfig', kubeconfig, '--context', cluster, ...args],
    { stdio: 'inherit' },
  );
  return child.status ?? 1;
}
