import { collectionsOf, isPartial } from './collections';

const meta = (namespace: string | undefined, name = 'x') => ({
  name,
  namespace,
  uid: 'u',
  resourceVersion: '1',
});

describe('collectionsOf', () => {
  it('is one collection over the whole cluster', () => {
    expect(collectionsOf('pods')).toEqual([
      { label: 'pods', paths: ['/api/v1/pods'] },
    ]);
    expect(collectionsOf('external-secrets.io/externalsecrets')).toMatchObject([
      {
        paths: [
          '/apis/external-secrets.io/v1/externalsecrets',
          '/apis/external-secrets.io/v1beta1/externalsecrets',
        ],
      },
    ]);
  });

  it('is one collection per namespace where only some may be read', () => {
    const [a, b] = collectionsOf('apps/deployments', {
      namespaces: ['a', 'b'],
      labelSelectors: { 'apps/deployments': 'team=x' },
    });
    expect(a).toMatchObject({
      label: "apps/deployments in namespace 'a'",
      paths: ['/apis/apps/v1/namespaces/a/deployments'],
      selection: { labelSelector: 'team=x' },
    });
    expect(b.isInScope?.(meta('b'))).toBe(true);
    expect(b.isInScope?.(meta('a'))).toBe(false);
  });

  it('asks for what has no namespace as ever', () => {
    expect(collectionsOf('nodes', { namespaces: ['a'] })).toEqual([
      { label: 'nodes', paths: ['/api/v1/nodes'] },
    ]);
  });

  it('asks for the namespaces themselves by name', () => {
    const [a] = collectionsOf('namespaces', { namespaces: ['a'] });
    expect(a).toMatchObject({
      label: "namespace 'a'",
      paths: ['/api/v1/namespaces'],
      selection: { fieldSelector: 'metadata.name=a' },
    });
    expect(a.isInScope?.(meta(undefined, 'a'))).toBe(true);
    expect(a.isInScope?.(meta(undefined, 'b'))).toBe(false);
  });
});

describe('isPartial', () => {
  it('is what namespaces or labels leave out', () => {
    const scope = { namespaces: ['a'], labelSelectors: { nodes: 'gpu=true' } };
    expect(isPartial('pods')).toBe(false);
    expect(isPartial('pods', scope)).toBe(true);
    expect(isPartial('namespaces', scope)).toBe(true);
    expect(isPartial('nodes', scope)).toBe(true);
    expect(isPartial('storage.k8s.io/storageclasses', scope)).toBe(false);
    expect(isPartial('nodes', { namespaces: ['a'] })).toBe(false);
  });
});
