import { entityFixture, poolFixture } from './__testUtils__/engines';
import { engineEntities } from './engineEntities';

const options = {
  defaultOwner: 'unknown',
  isTaken: () => false,
  poolClaims: new Map<string, string>(),
};

describe('engineEntities', () => {
  it('makes a component that depends on the resources of its pools', () => {
    const engine = entityFixture('eu-1/team-chat/chat', {
      owner: 'group:default/team-chat',
      pools: [poolFixture('Llama 70B', 'llama-70-b')],
    });
    expect(engineEntities(engine, options)).toMatchObject([
      {
        kind: 'Component',
        metadata: {
          name: 'eu-1.team-chat.chat',
          annotations: {
            'backstage.io/managed-by-location': 'adaptive:eu-1/team-chat/chat',
            'backstage.io/managed-by-origin-location':
              'adaptive:eu-1/team-chat/chat',
            'adaptive-portal.io/engine': 'eu-1/team-chat/chat',
          },
        },
        spec: {
          type: 'adaptive-engine',
          lifecycle: 'production',
          owner: 'group:default/team-chat',
          dependsOn: ['resource:default/eu-1.team-chat.chat.llama-70-b'],
        },
      },
      {
        kind: 'Resource',
        metadata: {
          name: 'eu-1.team-chat.chat.llama-70-b',
          annotations: {
            'adaptive-portal.io/engine': 'eu-1/team-chat/chat',
            'adaptive-portal.io/compute-pool': 'Llama 70B',
          },
        },
        spec: {
          type: 'adaptive-compute-pool',
          owner: 'group:default/team-chat',
          dependencyOf: ['component:default/eu-1.team-chat.chat'],
        },
      },
    ]);
  });

  it('holds no live state', () => {
    const engine = entityFixture('eu-1/n/chat');
    const later = entityFixture('eu-1/n/chat', {
      status: 'failed',
      statusReason: 'all is lost',
      version: '2',
      problems: { critical: 3, warning: 0, info: 0 },
    });
    expect(engineEntities(later, options)).toEqual(
      engineEntities(engine, options),
    );
  });

  it('gives engines without an owner to the default owner', () => {
    expect(
      engineEntities(entityFixture('eu-1/n/chat'), {
        ...options,
        defaultOwner: 'group:default/platform',
      }).map(entity => entity.spec.owner),
    ).toEqual(['group:default/platform', 'group:default/platform']);
  });

  it('keeps names within 63 characters, and apart', () => {
    const long = 'a'.repeat(53);
    const names = ['one', 'two'].flatMap(namespace =>
      engineEntities(entityFixture(`eu-1/${namespace}/${long}`), options).map(
        entity => `${entity.kind}:${entity.metadata.name}`,
      ),
    );
    expect(new Set(names).size).toBe(4);
    for (const name of names) {
      expect(name.split(':')[1].length).toBeLessThanOrEqual(63);
    }
  });

  it('steps aside with a hash when the name belongs to something else', () => {
    const [component, resource] = engineEntities(
      entityFixture('eu-1/n/chat', { pools: [poolFixture('p', 'p')] }),
      {
        ...options,
        isTaken: ref =>
          ref === 'component:default/eu-1.n.chat' ||
          ref === 'resource:default/eu-1.n.chat.p',
      },
    );
    expect(component.metadata.name).toMatch(/^eu-1\.n\.chat-[0-9a-f]{8}$/);
    expect(resource.metadata.name).toMatch(/^eu-1\.n\.chat\.p-[0-9a-f]{8}$/);
    expect(component.spec.dependsOn).toEqual([
      `resource:default/${resource.metadata.name}`,
    ]);
    expect(resource.spec.dependencyOf).toEqual([
      `component:default/${component.metadata.name}`,
    ]);
  });

  it('leaves engine and pools that files claim to the files', () => {
    const engine = entityFixture('eu-1/n/chat', {
      pools: [poolFixture('p', 'p'), poolFixture('q', 'q')],
    });
    const entities = engineEntities(engine, {
      ...options,
      claim: 'component:default/our-chat',
      poolClaims: new Map([['p', 'resource:default/our-p']]),
    });
    expect(entities).toMatchObject([
      {
        kind: 'Resource',
        metadata: { name: 'eu-1.n.chat.q' },
        spec: { dependencyOf: ['component:default/our-chat'] },
      },
    ]);
  });
});
