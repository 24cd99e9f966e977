import { readFiles } from './documents';
import { objectChanges } from './objectChanges';

function changes(before: string, after: string, path = 'a/values.yaml') {
  const read = (content: string) => readFiles([{ path, content }]).objects;
  return objectChanges(read(before), read(after));
}

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

describe('objectChanges', () => {
  it('follows an object from file to file', () => {
    const [one] = readFiles([{ path: 'a.yaml', content: CONFIG }]).objects;
    const more = `${CONFIG}data: {x: y}\n`;
    const [two] = readFiles([{ path: 'b.yaml', content: more }]).objects;
    expect(objectChanges([one], [two])).toEqual([
      {
        kind: 'ConfigMap',
        name: 'a',
        path: 'b.yaml',
        change: 'changed',
        keys: [{ key: 'data', change: 'added', after: { x: 'y' } }],
      },
    ]);
  });

  it('tells objects of several documents, and of extraObjects, apart', () => {
    const object = (replicas: number) =>
      `  - apiVersion: keda.sh/v1alpha1\n    kind: ScaledObject\n    metadata: {name: a, namespace: n}\n    spec: {maxReplicaCount: ${replicas}}\n`;
    const found = changes(
      `a: 1\nextraObjects:\n${object(1)}`,
      `a: 1\nextraObjects:\n${object(2)}`,
    );
    expect(found).toMatchObject([
      {
        kind: 'ScaledObject',
        name: 'n/a',
        keys: [{ key: 'spec.maxReplicaCount', before: 1, after: 2 }],
      },
    ]);
    expect(
      changes(
        `${CONFIG}---\n${CONFIG.replace('a}', 'b}')}`,
        `${CONFIG.replace('a}', 'b}')}`,
        'm.yaml',
      ),
    ).toMatchObject([{ kind: 'ConfigMap', name: 'a', change: 'removed' }]);
  });

  it('shows nothing of Secrets, sealed or not', () => {
    const secret = (value: string) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {user: ${value}}\n`;
    const found = changes(secret('erin'), secret('sam'), 's.yaml');
    expect(found[0].keys).toEqual([
      { key: 'stringData.user', change: 'changed', hidden: true },
    ]);
  });
});
