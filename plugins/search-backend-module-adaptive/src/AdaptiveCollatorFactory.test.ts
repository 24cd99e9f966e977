import type { EnginesRequest } from '@adaptive-portal/plugin-adaptive-common';
import { mockServices } from '@backstage/backend-test-utils';
import {
  type AdaptiveCollatorOptions,
  AdaptiveCollatorFactory,
  type AdaptiveDocument,
} from './AdaptiveCollatorFactory';
import { engineFixture as engine } from './__testUtils__/engineFixture';

describe('AdaptiveCollatorFactory', () => {
  async function collate(client: AdaptiveCollatorOptions['client']) {
    const factory = new AdaptiveCollatorFactory({
      client,
      auth: mockServices.auth({ pluginId: 'search' }),
      locationTemplate: '/adaptive/:cluster/:namespace/:release',
    });
    const documents: AdaptiveDocument[] = [];
    for await (const document of await factory.getCollator()) {
      documents.push(document);
    }
    return { factory, documents };
  }

  it('documents engines and their pools, with who may see them', async () => {
    const { documents, factory } = await collate({
      getEngines: async () => ({
        items: [engine('chat', ['llama 70b/x'])],
        totalItems: 1,
      }),
    });
    const common = {
      cluster: 'eu-1',
      namespace: 'team-chat',
      release: 'chat',
      owner: 'group:default/team-chat',
      location: '/adaptive/eu-1/team-chat/chat',
      authorization: { resourceRef: 'eu-1/team-chat/chat' },
    };
    expect(documents).toEqual([
      {
        ...common,
        kind: 'engine',
        title: 'Engine chat on eu-1, live',
        text: 'Adaptive engine chat on cluster eu-1, namespace team-chat, chart version 0.23.0. Compute pools: llama 70b/x.',
      },
      {
        ...common,
        location: '/adaptive/eu-1/team-chat/chat#pool-llama%2070b%2Fx',
        kind: 'compute pool',
        pool: 'llama 70b/x',
        title: 'Compute pool llama 70b/x of chat on eu-1, live',
        text: 'Compute pool llama 70b/x of engine chat on cluster eu-1, namespace team-chat.',
      },
    ]);
    expect(factory.visibilityPermission.name).toBe('adaptive.engine.read');
  });

  it('reads all pages, as the search plugin', async () => {
    const asked: unknown[] = [];
    const { documents } = await collate({
      getEngines: async ({ cursor }: EnginesRequest = {}, options) => {
        asked.push([cursor, typeof options?.token]);
        return cursor
          ? { items: [engine('b')], totalItems: 2 }
          : { items: [engine('a')], totalItems: 2, nextCursor: 'next' };
      },
    });
    expect(documents.map(({ title }) => title)).toEqual([
      'Engine a on eu-1, live',
      'Engine b on eu-1, live',
    ]);
    expect(asked).toEqual([
      [undefined, 'string'],
      ['next', 'string'],
    ]);
  });

  it('fails with the API, so that the last index stays', async () => {
    await expect(
      collate({
        getEngines: async () => {
          throw new Error('503');
        },
      }),
    ).rejects.toThrow('503');
  });
});
