import type { JsonObject } from '@backstage/types';
import {
  evaluateTemplate,
  readTemplate,
} from '../../__testUtils__/evaluateTemplate';
import { changeOfForm, readChange } from './editChange';
import { editTemplateUrl } from './editTemplateUrl';
import { poolDifference } from './poolDifference';

const pool = { minReplicas: 1, maxReplicas: 2, gpusPerReplica: 1 };
const engine = {
  chartVersion: '0.23.0',
  pools: [
    { ...pool, name: 'Llama 70b', nodeSelector: { a: 'b' } },
    { ...pool, name: 'judge', requestsPerSecondPerReplica: 3 },
  ],
};

describe('poolDifference', () => {
  it('is nothing for the pools as they are', () => {
    expect(poolDifference(engine, engine.pools)).toEqual({});
  });

  it('names what is changed, added and removed, and nothing else', () => {
    expect(
      poolDifference(engine, [
        { ...engine.pools[0], name: 'llama-70b', maxReplicas: 8 },
        { ...pool, name: 'new' },
        { ...pool },
      ]),
    ).toEqual({
      setPools: [
        { name: 'Llama 70b', maxReplicas: 8 },
        { name: 'new', ...pool },
      ],
      removePools: ['judge'],
    });
  });

  it('leaves a cell that is emptied as it is in git', () => {
    const judge = { ...pool, name: 'judge' };
    expect(poolDifference(engine, [engine.pools[0], judge])).toEqual({});
  });
});

describe('changeOfForm', () => {
  const { change: expression } = readTemplate(
    'adaptive-engine-edit',
  ).spec.steps.find((step: { id: string }) => step.id === 'fetch').input;

  it.each<[string, JsonObject]>([
    ['an object', { change: { setPools: [{ name: 'a', maxReplicas: 3 }] } }],
    ['an empty object', { change: {} }],
    ['set-pools', { change: 'set-pools', pools: [{ name: 'a', ...pool }] }],
    ['remove-pools', { change: 'remove-pools', poolNames: ['a'] }],
    ['pause', { change: 'pause' }],
    ['resume', { change: 'resume', scalingPools: ['a'] }],
    ['chart-version', { change: 'chart-version', chartVersion: '0.22.0' }],
  ])('is what the template makes of %s', (_, parameters) => {
    expect(JSON.parse(JSON.stringify(changeOfForm(parameters)))).toEqual(
      evaluateTemplate(expression, parameters),
    );
  });
});

describe('readChange', () => {
  it('reads what is there, and lets go of what says nothing', () => {
    expect(
      readChange({
        setPools: [{ name: 'a', maxReplicas: 3 }, { maxReplicas: 3 }],
        removePools: [],
        chartVersion: '',
        autoscaling: { action: 'pause', pools: ['a', 1] },
        other: true,
      }),
    ).toEqual({
      setPools: [{ name: 'a', maxReplicas: 3 }],
      autoscaling: { action: 'pause', pools: ['a'] },
    });
  });

  it('refuses an action that it does not know', () => {
    expect(() => readChange({ autoscaling: { action: 'stop' } })).toThrow(
      "accepted are 'pause' and 'resume'",
    );
  });
});

describe('editTemplateUrl', () => {
  const place = { cluster: 'eu-1', namespace: 'team', release: 'chat' };
  const read = (url: string) =>
    JSON.parse(new URL(url, 'http://x').searchParams.get('formData') ?? '');

  it('fills in engine and change, so that the form reads them', () => {
    const change = { setPools: [{ name: 'a & b', maxReplicas: 3 }] };
    const url = editTemplateUrl(place, change);
    expect(url).toMatch(
      /^\/create\/templates\/default\/adaptive-engine-edit\?formData=%7B/,
    );
    expect(read(url)).toEqual({
      entityRef: 'component:default/eu-1.team.chat',
      change,
    });
  });

  it('takes what is known better', () => {
    const url = editTemplateUrl(
      place,
      {},
      { entityRef: 'component:x/y', repositoryId: 'r', base: '/portal/create' },
    );
    expect(url).toMatch(/^\/portal\/create\/templates/);
    expect(read(url)).toEqual({
      entityRef: 'component:x/y',
      repositoryId: 'r',
      change: {},
    });
  });

  it('names only fields that the template has', () => {
    const [{ propertyNames }] = readTemplate('adaptive-engine-edit').spec
      .parameters;
    const fields = read(editTemplateUrl(place, {}, { repositoryId: 'r' }));
    expect(propertyNames.enum).toEqual(
      expect.arrayContaining(Object.keys(fields)),
    );
  });
});
