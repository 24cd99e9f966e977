import fc from 'fast-check';
import { parseJson } from './json';
import { jsonPatch, mergePatch, strategicMerge } from './patch';

const json = fc.jsonValue().map(value => parseJson(JSON.stringify(value)));

const DOCUMENT = { a: { b: 1, c: [1, 2, 3] }, d: 'x' };

describe('mergePatch', () => {
  it('merges maps, replaces lists, and removes with null', () => {
    expect(
      mergePatch(DOCUMENT, { a: { b: null, c: [9], e: { f: null } }, g: 1 }),
    ).toEqual({ a: { c: [9], e: {} }, d: 'x', g: 1 });
  });

  it('leaves the target as it was', () => {
    const before = JSON.stringify(DOCUMENT);
    mergePatch(DOCUMENT, { a: { b: 2 } });
    expect(JSON.stringify(DOCUMENT)).toBe(before);
  });

  it('applied twice gives what applied once gives', () => {
    fc.assert(
      fc.property(json, json, (target, patch) => {
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
      }),
    );
  });
});

describe('jsonPatch', () => {
  it.each([
    [[{ op: 'add', path: '/a/c/1', value: 9 }], [1, 9, 2, 3]],
    [[{ op: 'add', path: '/a/c/-', value: 9 }], [1, 2, 3, 9]],
    [[{ op: 'remove', path: '/a/c/0' }], [2, 3]],
    [[{ op: 'replace', path: '/a/c/2', value: 9 }], [1, 2, 9]],
    [[{ op: 'move', from: '/a/c/0', path: '/a/c/2' }], [2, 3, 1]],
    [[{ op: 'copy', from: '/a/c/0', path: '/a/c/-' }], [1, 2, 3, 1]],
    [
      [
        { op: 'test', path: '/a/c', value: [1, 2, 3] },
        { op: 'remove', path: '/a/c/0' },
      ],
      [2, 3],
    ],
  ])('%j', (patch, expected) => {
    expect(jsonPatch(DOCUMENT, patch)).toEqual({
      ...DOCUMENT,
      a: { b: 1, c: expected },
    });
  });

  it('reads escaped keys', () => {
    expect(
      jsonPatch({ 'a/b': { '~': 1 } }, [
        { op: 'replace', path: '/a~1b/~0', value: 2 },
      ]),
    ).toEqual({ 'a/b': { '~': 2 } });
  });

  it.each([
    [[{ op: 'remove', path: '/nowhere' }], 422],
    [[{ op: 'replace', path: '/a/c/7', value: 1 }], 422],
    [[{ op: 'add', path: '/no/where', value: 1 }], 422],
    [[{ op: 'test', path: '/d', value: 'y' }], 422],
    [[{ op: 'jump', path: '/d' }], 400],
    [[{ op: 'remove', path: 'd' }], 400],
    [[{ op: 'add', path: '/__proto__/x', value: 1 }], 400],
    [{}, 400],
  ])('refuses %j with %i', (patch, code) => {
    expect(() => jsonPatch(DOCUMENT, patch)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('strategicMerge', () => {
  const pod = {
    containers: [
      { name: 'main', image: 'a:1', env: [{ name: 'A', value: '1' }] },
      { name: 'side', image: 's:1' },
    ],
    tolerations: [{ key: 'gpu' }],
    finalizers: ['one'],
  };

  it('merges containers and their environment by name', () => {
    expect(
      strategicMerge(pod, {
        containers: [
          {
            name: 'main',
            image: 'a:2',
            env: [
              { name: 'A', value: '2' },
              { name: 'B', value: '3' },
            ],
          },
        ],
      }),
    ).toEqual({
      ...pod,
      containers: [
        {
          name: 'main',
          image: 'a:2',
          env: [
            { name: 'A', value: '2' },
            { name: 'B', value: '3' },
          ],
        },
        { name: 'side', image: 's:1' },
      ],
    });
  });

  it('merges conditions by type and taints by key', () => {
    expect(
      strategicMerge(
        {
          conditions: [{ type: 'Ready', status: 'False' }],
          taints: [{ key: 'a', effect: 'NoSchedule' }],
        },
        {
          conditions: [{ type: 'Ready', status: 'True' }, { type: 'New' }],
          taints: [{ key: 'a', $patch: 'delete' }],
        },
      ),
    ).toEqual({
      conditions: [{ type: 'Ready', status: 'True' }, { type: 'New' }],
      taints: [],
    });
  });

  it('replaces lists without a merge key, as the real one does tolerations', () => {
    expect(
      strategicMerge(pod, { tolerations: [{ key: 'other' }] }),
    ).toMatchObject({ tolerations: [{ key: 'other' }] });
  });

  it('unites finalizers and removes those it is told to', () => {
    expect(strategicMerge(pod, { finalizers: ['two', 'one'] })).toMatchObject({
      finalizers: ['one', 'two'],
    });
    expect(
      strategicMerge(pod, { '$deleteFromPrimitiveList/finalizers': ['one'] }),
    ).toMatchObject({ finalizers: [] });
  });

  it('deletes, replaces and keeps what the directives say', () => {
    expect(
      strategicMerge(pod, { containers: [{ name: 'side', $patch: 'delete' }] }),
    ).toMatchObject({ containers: [{ name: 'main' }] });
    expect(
      strategicMerge(pod, {
        containers: [{ $patch: 'replace' }, { name: 'new' }],
      }),
    ).toMatchObject({ containers: [{ name: 'new' }] });
    expect(
      strategicMerge(
        { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
        { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
      ),
    ).toEqual({ strategy: { type: 'Recreate' } });
    expect(
      strategicMerge({ a: { b: 1 }, c: 1 }, { a: { $patch: 'delete' } }),
    ).toEqual({ c: 1 });
  });

  it('accepts an order of elements', () => {
    expect(
      strategicMerge(pod, {
        '$setElementOrder/containers': [{ name: 'side' }, { name: 'main' }],
        containers: [{ name: 'side', image: 's:2' }],
      }),
    ).toMatchObject({ containers: [{ name: 'main' }, { image: 's:2' }] });
  });
});
