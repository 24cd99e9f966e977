import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import {
  startPublishTask,
  TOKEN,
  type PublishTask,
} from '../__testUtils__/publishTask';

const EDIT = 'adaptive/eu-1/team-chat/chat/edit';
const CREATE = 'adaptive/eu-1/team-chat/chat/create';
const FOLDER = 'engines/eu-1/team-chat/chat';
const SCALED = `${FOLDER}/manifests/scaledobject-llama.yaml`;
const bundled = {
  autoscaling: {
    mode: 'bundled',
    externalPrometheusEndpoint: 'http://prometheus:9090',
  },
};
const KEY = `AKIA${'ABCDEFGH'.repeat(2)}`;

// Each test runs git many times; slow machines have their time.
jest.setTimeout(60_000);

describe('adaptive:engine:publish, whatever comes', () => {
  let task: PublishTask;

  beforeEach(async () => {
    task = await startPublishTask();
  });

  afterEach(async () => {
    await task.stop();
  });

  const branches = () =>
    task.server.git('for-each-ref', '--format=%(refname:short)', 'refs/heads');

  it('names the request in which another edit of the engine waits', async () => {
    await task.commit();
    const first = await task.render({ rootUrl: 'https://one.example.com' });
    await task.run({ operation: 'edit', files: first });
    const waiting = await task.server.git('rev-parse', EDIT);
    const files = await task.render({ rootUrl: 'https://two.example.com' });
    await expect(task.run({ operation: 'edit', files })).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(
        /holds another edit of engine .* that waits to be merged .*\. See https:\/\/github\.example\.com\/acme\/platform\/pull\/1$/,
      ),
    });
    expect(await task.server.git('rev-parse', EDIT)).toBe(waiting);
    expect(task.github.pulls).toHaveLength(1);

    const { output } = await task.run({
      operation: 'edit',
      files,
      waitingEdit: 'replace',
      summary: 'Another address.',
    });
    expect(output).toMatchObject({ replaced: true });
    expect(task.github.pulls).toMatchObject([
      { body: expect.stringContaining('Another address.') },
    ]);
  });

  it.each(['edit', 'delete'])(
    'takes no KEDA from under other engines: %s',
    async operation => {
      await task.commit(bundled);
      const files = operation === 'edit' ? await task.render() : [];
      await expect(task.run({ operation, files })).rejects.toMatchObject({
        name: 'InputError',
        message: expect.stringMatching(
          /^Nothing was pushed, 1 rule is broken:\n- .*brings the KEDA of cluster eu-1/,
        ),
      });
      expect(await branches()).toBe('main');
      expect(task.pushes()).toBe(0);
      const { output } = await task.run({
        operation,
        files,
        kedaIsIndependent: true,
      });
      expect(output).toMatchObject({ pushed: true });
    },
  );

  it('pushes no secret, whatever step wrote it, and does not repeat it', async () => {
    const files = await task.render();
    await task.write(SCALED, `kind: ScaledObject\naccess: ${KEY}\n`);
    const failure = task.run({ files });
    await expect(failure).rejects.toThrow(
      `${SCALED} would have an AWS access key in line 2`,
    );
    await expect(failure).rejects.not.toThrow(KEY);
    expect(await branches()).toBe('main');
  });

  it('leaves what is in git already as it is, secrets included', async () => {
    await task.commit();
    await task.server.commit({ [`${FOLDER}/mine.txt`]: `${KEY}\n` });
    const files = await task.render({ rootUrl: 'https://one.example.com' });
    const { output } = await task.run({ operation: 'edit', files });
    expect(output).toMatchObject({ pushed: true });
  });

  it('pushes no trigger that KEDA could not read', async () => {
    const files = await task.render();
    const scaled = task.filesOf().find(({ path }) => path === SCALED);
    await task.write(
      SCALED,
      `${scaled?.content}`.replace(/query: .*/, 'query: "sum(("'),
    );
    await expect(task.run({ files })).rejects.toThrow('is no PromQL');
    expect(task.pushes()).toBe(0);
  });

  it('pushes no sealed Secret into a folder that nothing installs', async () => {
    const off = await task.render({ autoscaling: { mode: 'off' } });
    const sealed = `${FOLDER}/manifests/sealedsecret-mine.yaml`;
    await task.write(
      sealed,
      'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: mine\n',
    );
    await expect(task.run({ files: [...off, sealed] })).rejects.toThrow(
      `${sealed} would be in git, and nothing would install it`,
    );
    expect(task.pushes()).toBe(0);
    const scaled = await task.render();
    const { output } = await task.run({ files: [...scaled, sealed] });
    expect(output).toMatchObject({ pushed: true });
  });

  it('does nothing twice when a task is resumed', async () => {
    const files = await task.render();
    const first = await task.run({ files });
    expect([...task.checkpoints.keys()]).toEqual([
      'push.platform.eu-1/team-chat/chat.create',
      `review.platform.${CREATE}`,
    ]);
    const pushes = task.pushes();
    const calls = task.github.calls.length;
    const second = await task.run({ files }, { resumed: true });
    expect(second.output).toEqual(first.output);
    expect(task.pushes()).toBe(pushes);
    expect(task.github.calls).toHaveLength(calls);
  });

  it('asks for the review only, when the task ended between push and review', async () => {
    const files = await task.render();
    task.github.failWith = { status: 503, body: 'later' };
    await expect(task.run({ files })).rejects.toThrow();
    task.github.failWith = undefined;
    const pushes = task.pushes();
    const { output } = await task.run({ files }, { resumed: true });
    expect(output).toMatchObject({
      pullRequestUrl: expect.stringMatching(/\/pull\/1$/),
    });
    expect(task.pushes()).toBe(pushes);
  });

  it.each(['create', 'edit', 'delete'])(
    'has no remote effect in a dry run, and tells no secret: %s',
    async operation => {
      if (operation !== 'create') await task.commit();
      const files =
        operation === 'delete'
          ? []
          : await task.render({ rootUrl: 'https://one.example.com' });
      const { output, seen } = await task.run(
        { operation, files },
        { isDryRun: true },
      );
      expect(output).toMatchObject({ changed: true, pushed: false });
      expect(await branches()).toBe('main');
      expect(task.pushes()).toBe(0);
      expect(task.github.calls).toEqual([]);
      expect(task.checkpoints.size).toBe(0);
      expect(seen).not.toContain(TOKEN);
    },
  );

  it('tells no secret when it publishes', async () => {
    const { seen } = await task.run({ files: await task.render() });
    expect(seen).not.toContain(TOKEN);
  });

  describe('with links in the workspace', () => {
    it.each([
      ['out of it', '/etc'],
      ['to nothing, out of it', '/tmp/adaptive-not-there'],
    ])('reads no file below a folder that is a link %s', async (_, to) => {
      await symlink(to, join(task.workspacePath, 'engines'));
      await expect(
        task.run({ files: [`${FOLDER}/values.yaml`] }),
      ).rejects.toMatchObject({
        name: expect.stringMatching(/^(NotAllowedError|InputError)$/),
      });
      expect(task.server.requests).toEqual([]);
    });

    it('reads no file below a folder that is a link within it', async () => {
      const files = await task.render();
      await rm(join(task.workspacePath, FOLDER), { recursive: true });
      await mkdir(join(task.workspacePath, 'elsewhere'));
      await task.write('elsewhere/values.yaml', 'a: 1\n');
      await symlink(
        join(task.workspacePath, 'elsewhere'),
        join(task.workspacePath, FOLDER),
      );
      expect(files).toContain(`${FOLDER}/values.yaml`);
      await expect(
        task.run({ files: [`${FOLDER}/values.yaml`] }),
      ).rejects.toThrow('is not a regular file in the workspace');
    });

    it('takes no folder of its source that is a link out of it', async () => {
      await symlink('/etc', join(task.workspacePath, 'rendered'));
      await expect(
        task.run({ sourcePath: 'rendered', files: ['passwd'] }),
      ).rejects.toMatchObject({ name: 'NotAllowedError' });
    });

    it('does not wait for a pipe that nobody writes to', async () => {
      await mkdir(join(task.workspacePath, FOLDER), { recursive: true });
      execFileSync('mkfifo', [join(task.workspacePath, FOLDER, 'values.yaml')]);
      await expect(
        task.run({ files: [`${FOLDER}/values.yaml`] }),
      ).rejects.toThrow('is not a regular file in the workspace');
    });
  });

  it('takes no more bytes than an engine can have', async () => {
    const files = Array.from(
      { length: 10 },
      (_, index) => `${FOLDER}/${index}.yaml`,
    );
    for (const path of files) await task.write(path, 'x'.repeat(1_000_000));
    await expect(task.run({ files })).rejects.toThrow(
      'files have more than 8388608 bytes in all',
    );
    expect(task.server.requests).toEqual([]);
  });
});
