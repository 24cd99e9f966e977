import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, type Browser, type Page } from '@playwright/test';
import { parse } from 'yaml';
import { readState } from '../src/platform/state';
import { kubectlPath } from '../src/testing/kubectl';

const ROOT = join(__dirname, '../../..');

/** A portal on an embedded platform of its own, as `./dev start` runs it. */
export class TestPortal {
  private constructor(
    private readonly child: ChildProcess,
    private readonly stateFolder: string,
    readonly url: string,
    readonly controlUrl: string,
  ) {}

  static async start(options: { speed: number }): Promise<TestPortal> {
    const stateFolder = mkdtempSync(join(tmpdir(), 'adaptive-e2e-'));
    let output = '';
    const child = spawn(
      process.execPath,
      [
        '--no-warnings',
        '--require',
        join(ROOT, 'node_modules/@backstage/cli/config/nodeTransform.cjs'),
        join(ROOT, 'packages/sandbox/src/cli.ts'),
        'start',
        '--port',
        '0',
        '--speed',
        String(options.speed),
        '--state',
        stateFolder,
      ],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const collect = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    for (;;) {
      const state = await readState(stateFolder);
      if (state?.portalUrl) {
        return new TestPortal(
          child,
          stateFolder,
          state.portalUrl,
          state.controlUrl,
        );
      }
      if (child.exitCode !== null) {
        throw new Error(`The portal did not start:\n${output}`);
      }
      await sleep(250);
    }
  }

  async stop(): Promise<void> {
    const exited = new Promise(resolve => this.child.once('exit', resolve));
    this.child.kill('SIGINT');
    await exited;
    rmSync(this.stateFolder, { recursive: true, force: true });
  }

  /** Plays a scene, as `./dev scene` does. */
  async play(scene: string, params: Record<string, string> = {}) {
    const response = await fetch(
      `${this.controlUrl}/scenes/${scene}?${new URLSearchParams(params)}`,
      { method: 'POST' },
    );
    expect(response.ok, await response.text()).toBe(true);
  }

  /** Clone URL of the GitOps repository with the portal's credentials. */
  gitUrl(): string {
    const config = parse(
      readFileSync(join(this.stateFolder, 'app-config.yaml'), 'utf8'),
    );
    const [repository] = config.adaptive.gitops.repositories;
    const url = new URL(repository.url);
    url.username = repository.username;
    url.password = repository.token;
    return url.href;
  }

  /** Every credential of the generated configuration. */
  secrets(): string[] {
    const config = parse(
      readFileSync(join(this.stateFolder, 'app-config.yaml'), 'utf8'),
    );
    return [
      config.adaptive.gitops.repositories[0].token,
      config.auth.providers.oidc.development.clientSecret,
      config.auth.session.secret,
      config.backend.auth.externalAccess[0].options.token,
      ...config.kubernetes.clusterLocatorMethods[0].clusters.map(
        (cluster: { serviceAccountToken: string }) =>
          cluster.serviceAccountToken,
      ),
    ];
  }

  /** One value of a Secret in a cluster, as the real kubectl reads it. */
  async secretValue(secret: {
    cluster: string;
    namespace: string;
    name: string;
    key: string;
  }): Promise<string> {
    const { cluster, namespace, name, key } = secret;
    const encoded = execFileSync(
      await kubectlPath(),
      [
        ...['--kubeconfig', join(this.stateFolder, 'kubeconfig')],
        ...['--context', cluster, '--namespace', namespace],
        ...['get', 'secret', name, '-o', `jsonpath={.data.${key}}`],
      ],
      { encoding: 'utf8' },
    );
    return Buffer.from(encoded, 'base64').toString();
  }

  log(): string {
    return readFileSync(join(this.stateFolder, 'portal.log'), 'utf8');
  }

  /** Requests that the clusters' API servers answered so far, but for the background's signs of life. */
  async requestsOfClusters(): Promise<number> {
    const { requestsToClusters } = await (
      await fetch(`${this.controlUrl}/status`)
    ).json();
    return Object.values<Record<string, number>>(requestsToClusters)
      .flatMap(counts => Object.entries(counts))
      .filter(([request]) => !/(z|version)$/.test(request))
      .reduce((sum, [, count]) => sum + count, 0);
  }

  /** A page of somebody who signed in; `user` as the identity provider's page names them. */
  async signIn(browser: Browser, user: RegExp): Promise<Page> {
    const context = await browser.newContext({ baseURL: this.url });
    const page = await context.newPage();
    await page.goto('/');
    const popup = page.waitForEvent('popup');
    await page.getByRole('button', { name: /sign in/i }).click();
    await (await popup).getByRole('button', { name: user }).click();
    await expect(
      page.getByRole('link', { name: 'Engines', exact: true }),
    ).toBeVisible();
    return page;
  }
}
