import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { KubernetesCredential } from '@backstage/plugin-kubernetes-node';
import { defineCluster } from './defineCluster';

describe('cluster credentials of a cloud', () => {
  let now: number;
  let answers: Array<KubernetesCredential | Error>;
  let asked: unknown[];

  beforeEach(() => {
    now = 0;
    answers = [];
    asked = [];
  });

  async function defineWhole(provider: string, role = 'arn:x') {
    const definition = await defineCluster(
      {
        name: 'eu',
        title: 'Europe',
        url: 'https://eu',
        tls: { skipVerify: false },
        provider,
        authMetadata: { 'kubernetes.io/aws-assume-role': role },
      },
      {
        config: new ConfigReader({}),
        logger: mockServices.logger.mock(),
        clock: { now: () => now, sleep: async () => {}, random: () => 0 },
        loadStrategy: async name => ({
          getCredential: async details => {
            asked.push([name, details]);
            const answer = answers.shift();
            if (answer instanceof Error || answer === undefined)
              throw answer ?? new Error('not expected');
            return answer;
          },
        }),
      },
    );
    if (!definition.watchable) throw new Error(definition.message);
    return definition;
  }

  const define = async (provider: string) =>
    (await defineWhole(provider)).credentials;

  const bearer = (token: string) => ({ type: 'bearer token' as const, token });

  it('asks the strategy with the metadata of the cluster, once a minute', async () => {
    answers = [bearer('one'), bearer('two')];
    const credentials = await define('aws');
    expect(
      await Promise.all([credentials.token(), credentials.token()]),
    ).toEqual(['one', 'one']);
    now = 59_000;
    expect(await credentials.token()).toBe('one');
    now = 60_000;
    expect(await credentials.token()).toBe('two');
    expect(asked[0]).toEqual([
      'aws',
      {
        name: 'eu',
        title: 'Europe',
        url: 'https://eu',
        authMetadata: { 'kubernetes.io/aws-assume-role': 'arn:x' },
      },
    ]);
  });

  it('is another login with another role, and the same with the same', async () => {
    const { identity } = await defineWhole('aws', 'arn:x');
    expect((await defineWhole('aws', 'arn:x')).identity).toBe(identity);
    expect((await defineWhole('aws', 'arn:y')).identity).not.toBe(identity);
    expect((await defineWhole('azure', 'arn:x')).identity).not.toBe(identity);
  });

  it('asks again when the token was refused, and says whether it is another', async () => {
    answers = [bearer('one'), bearer('one'), bearer('two')];
    const credentials = await define('azure');
    await credentials.token();
    expect(await credentials.refresh()).toBe(false);
    expect(await credentials.refresh()).toBe(true);
    expect(await credentials.token()).toBe('two');
  });

  it('asks once for all watches whose token was refused at once', async () => {
    answers = [bearer('one'), bearer('two')];
    const credentials = await define('aws');
    await credentials.token();
    const refreshes = [1, 2, 3].map(() => credentials.refresh());
    expect(await Promise.all(refreshes)).toEqual([true, true, true]);
    expect(asked).toHaveLength(2);
  });

  it('asks a cloud that refused again, but not for each watch', async () => {
    answers = [new Error('cloud is down'), bearer('one')];
    const credentials = await define('googleServiceAccount');
    await expect(credentials.token()).rejects.toThrow('cloud is down');
    await expect(credentials.token()).rejects.toThrow('cloud is down');
    expect(asked).toHaveLength(1);
    now = 5_000;
    expect(await credentials.token()).toBe('one');
  });

  it('uses a client certificate where the strategy gives one', async () => {
    answers = [{ type: 'x509 client certificate', cert: 'C', key: 'K' }];
    const credentials = await define('aws');
    expect(await credentials.certificate?.()).toEqual({ cert: 'C', key: 'K' });
    expect(await credentials.token()).toBeUndefined();
  });
});
