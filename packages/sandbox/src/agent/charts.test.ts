import { mergeValues, parseObjects } from './charts';

describe('mergeValues', () => {
  it('merges maps deeply and replaces everything else, as Helm does', () => {
    expect(
      mergeValues([
        'a: { x: 1, y: 2 }\nlist: [1, 2]\nkept: true',
        'a: { y: 3 }\nlist: [9]',
        '# nothing but a comment',
      ]),
    ).toEqual({ a: { x: 1, y: 3 }, list: [9], kept: true });
  });
});

describe('parseObjects', () => {
  it('reads several documents and lists, and skips empty ones', () => {
    const text = [
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }',
      '# empty',
      'apiVersion: v1\nkind: List\nitems:\n- { apiVersion: v1, kind: Secret, metadata: { name: b } }',
    ].join('\n---\n');

    expect(parseObjects(text).map(object => object.metadata.name)).toEqual([
      'a',
      'b',
    ]);
  });

  it('refuses what is no Kubernetes object', () => {
    expect(() => parseObjects('kind: ConfigMap')).toThrow(
      'A manifest has no apiVersion, kind or metadata.name',
    );
  });
});
