import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { picture } from './pictures';
import { TestPortal } from './portal';

const ENGINE = { cluster: 'us-1', namespace: 'team-chat-demo', name: 'demo' };
const TAB = `/catalog/default/component/${ENGINE.cluster}.${ENGINE.namespace}.${ENGINE.name}/engine`;

/** What the chart wants of its Secrets; sealed in the browser, they reach git as ciphertext only. */
const SECRETS = {
  dbUsername: 'demo',
  dbPassword: 'never-seen-outside-the-browser',
  dbHost: 'postgres.example.com',
  dbName: 'demo',
  cookiesSecret: 'never-seen-either-'.repeat(4),
  oidcProviders: '[]',
  modelRegistryUrl: 's3://models',
  sharedDirectoryUrl: 's3://shared',
};

test.describe.configure({ mode: 'serial' });

test.describe('the whole story', () => {
  let portal: TestPortal;
  let page: Page;
  let reviewUrl: string;

  test.beforeAll(async ({ browser }) => {
    // Controllers thirty times as fast as real ones: minutes of stabilisation pass in seconds.
    portal = await TestPortal.start({ speed: 30 });
    page = await portal.signIn(browser, /pat/i);
  });

  test.afterAll(() => portal?.stop());

  test('shows the fleet, and what is wrong with it', async () => {
    await page.getByRole('link', { name: 'Engines', exact: true }).click();

    const troubled = page.getByRole('row', { name: /search-eu/ });
    await expect(troubled).toContainText('waiting for GPUs');
    await expect(page.getByRole('row', { name: /chat-us/ })).toContainText(
      'Healthy',
    );
    await picture(page, 'fleet');

    await page.getByRole('tab', { name: 'Problems' }).click();
    await expect(
      page.getByRole('row', { name: /search-eu.*Critical/ }).first(),
    ).toContainText(/waits? for 8 GPUs/);
    await picture(page, 'problems');
    await page.getByRole('tab', { name: 'Capacity' }).click();
    await expect(page.getByText(/^Pool rerank-110b of/)).toContainText(
      'waits for 8 GPUs',
    );
    await picture(page, 'capacity');
  });

  test('creates an engine from the template', async ({ browser }) => {
    // Whoever is in the owning team may do it.
    const author = await portal.signIn(browser, /erin/i);
    await author.goto('/create/templates/default/adaptive-engine');
    await author.getByLabel('Name').first().fill(ENGINE.name);
    await author.getByLabel('Owner').fill('Chat');
    await author.getByRole('option', { name: /chat/i }).first().click();
    await author.getByLabel('Cluster').click();
    await author.getByRole('option', { name: /United States/ }).click();
    await author.getByLabel('Namespace').fill(ENGINE.namespace);
    await author.getByLabel('Root URL').fill('https://demo.example.com');
    await author.getByRole('button', { name: 'Next' }).click();

    // Its own name is part of what the row is called.
    await author
      .getByRole('group', { name: /^Pool/ })
      .getByLabel('Name')
      .fill('small');
    const pool = author.getByRole('group', { name: 'Pool small' });
    await pool.getByLabel('Max replicas').fill('4');
    await pool.getByLabel('Requests/s per replica').fill('4');
    await picture(author, 'form');
    await author.getByRole('button', { name: 'Next' }).click();

    await author
      .getByLabel('Container registry')
      .fill('registry.example.com/adaptive');
    await author.getByLabel('Harmony tag').fill('1.4.2');
    await author.getByLabel('Control plane tag').fill('1.4.2');
    await author.getByLabel('Sandkasten tag').fill('1.4.2');
    await author.getByLabel(/^How the Secrets come/).click();
    await author.getByRole('option', { name: 'Sealed Secrets' }).click();
    for (const [key, value] of Object.entries(SECRETS)) {
      await author.getByLabel(key, { exact: true }).fill(value);
    }
    // What was typed is sealed when its field is left, and gone from the page.
    await author.getByLabel('Container registry').focus();
    await expect(author.getByText('dbPassword: sealed')).toBeVisible();
    expect(await author.content()).not.toContain(SECRETS.dbPassword);
    await author.getByRole('button', { name: 'Next' }).click();
    await author.getByRole('button', { name: 'Next' }).click();
    // More of the chart stays as it is.
    await author.getByRole('button', { name: /^Ingress and TLS/ }).waitFor();
    await author.getByRole('button', { name: 'Next' }).click();
    // The only repository is chosen as soon as the list of them is there.
    await expect(author.getByText(/branch main/)).toBeVisible();
    await expect(author.getByText(/files would change/)).toBeVisible();
    await author.getByRole('button', { name: 'Review' }).click();
    await author.getByRole('button', { name: 'Create' }).click();

    const review = author.getByRole('link', { name: /branch adaptive/i });
    await expect(review).toBeVisible({ timeout: 60_000 });
    reviewUrl = (await review.getAttribute('href')) ?? '';
    await author.context().close();
  });

  test('put one commit on a branch of its own, in git', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clone-'));
    try {
      const git = (...args: string[]) =>
        execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
      git('clone', '-q', portal.gitUrl(), '.');
      const branch = `origin/adaptive/${ENGINE.cluster}/${ENGINE.namespace}/${ENGINE.name}/create`;
      const files = git('diff', '--name-only', 'origin/main', branch)
        .trim()
        .split('\n');

      expect(git('rev-list', '--count', `origin/main..${branch}`).trim()).toBe(
        '1',
      );
      expect(files).toContain(
        `applications/${ENGINE.cluster}/${ENGINE.namespace}.${ENGINE.name}.yaml`,
      );
      expect(files).toContain(
        `engines/${ENGINE.cluster}/${ENGINE.namespace}/${ENGINE.name}/values.yaml`,
      );
      expect(files).toContain(
        `engines/${ENGINE.cluster}/${ENGINE.namespace}/${ENGINE.name}/catalog-info.yaml`,
      );
      const text = git('show', branch);
      for (const secret of [...portal.secrets(), 'never-seen']) {
        expect(text).not.toContain(secret);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('comes up in the catalog once it is merged', async () => {
    const review = await page.context().newPage();
    await review.goto(reviewUrl);
    await review.getByRole('button', { name: /merge/i }).click();
    await expect(review.getByText(/merged/i).first()).toBeVisible();
    await review.close();

    await expect(async () => {
      await page.goto(TAB);
      await expect(
        page.getByRole('heading', { name: 'Compute pools' }),
      ).toBeVisible({
        timeout: 3_000,
      });
    }).toPass({ timeout: 60_000 });
    await expect(
      page.getByRole('row', { name: /small/ }).first(),
    ).toContainText('1 ready', { timeout: 90_000 });
    expect(
      await portal.secretValue({
        cluster: ENGINE.cluster,
        namespace: ENGINE.namespace,
        name: 'adaptive-control-plane',
        key: 'dbPassword',
      }),
    ).toBe(SECRETS.dbPassword);
  });

  test('scales out under load, on the page and without a reload', async () => {
    await page.evaluate(() => {
      Object.assign(window, { sameDocument: true });
    });
    await portal.play('surge', { engine: ENGINE.name, pool: 'small' });

    const row = page.getByRole('row', { name: /small/ }).first();
    await expect(row).toContainText(/[234] ready/, { timeout: 240_000 });
    expect(await page.evaluate(() => Reflect.get(window, 'sameDocument'))).toBe(
      true,
    );
    await page.getByRole('button', { name: /small/ }).first().click();
    await expect(page.getByText('HPA', { exact: true })).toBeVisible();
    // Metrics of an engine that is new arrive some scrapes later.
    await expect(row).toContainText(/\d %/, { timeout: 120_000 });
    await picture(page, 'scaling');
  });

  test('changes it from its page, and says before what that does', async () => {
    await page.goto(TAB);
    await page.getByRole('link', { name: 'Change', exact: true }).click();
    await expect(page.getByText(/branch main/)).toBeVisible();
    await page.getByRole('button', { name: 'Next' }).click();
    // The engine comes from git, as it was merged.
    const pool = page.getByRole('group', { name: 'Pool small' });
    await expect(pool.getByLabel('Max replicas')).toHaveValue('4');
    await pool.getByLabel('Max replicas').fill('6');
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByText(/files would change/)).toBeVisible();
    await expect(page.getByRole('row', { name: /^small/ })).toContainText(
      '1 to 4 → 1 to 6',
    );
    await page
      .getByRole('heading', { name: 'Replicas and GPUs' })
      .scrollIntoViewIfNeeded();
    await picture(page, 'plan');
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('button', { name: 'Change', exact: true }).click();

    const review = page.getByRole('link', { name: /branch adaptive/i });
    await expect(review).toBeVisible({ timeout: 60_000 });
    await page.goto((await review.getAttribute('href')) ?? '');
    await page.getByRole('button', { name: /merge/i }).click();
    await expect(page.getByText(/merged/i).first()).toBeVisible();
    await page.goto(TAB);
    await expect(
      page
        .getByRole('row', { name: /small/ })
        .first()
        .getByRole('img', { name: /maximum 6/ }),
    ).toBeVisible({ timeout: 60_000 });
  });

  test('answers pages from memory, without asking a cluster', async () => {
    // Once a minute the background looks for APIs that were not there; another try is not disturbed by that.
    await expect(async () => {
      const before = await portal.requestsOfClusters();
      expect(before).toBeGreaterThan(0);
      await page.goto('/adaptive');
      await expect(page.getByRole('row', { name: /chat-us/ })).toBeVisible();
      await page.goto(TAB);
      await expect(
        page.getByRole('row', { name: /small/ }).first(),
      ).toBeVisible();

      expect(await portal.requestsOfClusters()).toBe(before);
    }).toPass({ timeout: 60_000 });
  });

  test('says since when a cluster hangs, and goes on with the others', async () => {
    await portal.play('cluster-hanging', { cluster: ENGINE.cluster });

    await expect(page.getByText(/unreachable since/i).first()).toBeVisible({
      timeout: 60_000,
    });
    await expect(
      page.getByRole('row', { name: /small/ }).first(),
    ).toContainText(/ready/);
    await picture(page, 'unreachable');
    await page.goto('/adaptive');
    await expect(page.getByRole('row', { name: /chat-us/ })).toContainText(
      /unreachable/i,
    );
    await expect(page.getByRole('row', { name: /search-eu/ })).toContainText(
      /live/i,
    );

    await portal.play('reset');
    await expect(page.getByRole('row', { name: /chat-us/ })).toContainText(
      /live/i,
      { timeout: 60_000 },
    );
  });

  test('kept every credential out of its log', () => {
    const log = portal.log();

    for (const secret of [...portal.secrets(), 'never-seen']) {
      expect(log).not.toContain(secret);
    }
  });
});

test.describe('two teams', () => {
  let portal: TestPortal;

  test.beforeAll(async () => {
    portal = await TestPortal.start({ speed: 30 });
  });

  test.afterAll(() => portal?.stop());

  test('each sees its own engines, and of others nothing', async ({
    browser,
  }) => {
    const erin = await portal.signIn(browser, /erin/i);
    await erin.goto('/adaptive');
    await expect(erin.getByRole('row', { name: /chat-eu/ })).toBeVisible();
    await expect(erin.getByRole('row', { name: /search-eu/ })).toHaveCount(0);

    const sam = await portal.signIn(browser, /sam/i);
    await sam.goto('/adaptive');
    await expect(sam.getByRole('row', { name: /search-eu/ })).toBeVisible();
    await expect(sam.getByRole('row', { name: /chat-eu/ })).toHaveCount(0);
    await sam.goto('/adaptive/eu-1/team-chat/chat-eu');
    await expect(sam.getByText(/no engine|not found/i).first()).toBeVisible();
  });
});
