import plugin from '.';

const LAZY = [
  './components/engine/EntityEngineContent',
  './components/overview/EntityEngineCard',
  './components/fleet/FleetPage',
  './fields',
] as const;

describe('the plugin', () => {
  it('is discovered by its default export', () => {
    expect(plugin).toMatchObject({
      $$type: '@backstage/FrontendPlugin',
      id: 'adaptive',
    });
  });

  it.each([
    'api:adaptive',
    'page:adaptive',
    'page:adaptive/engine',
    'sub-page:adaptive/engines',
    'sub-page:adaptive/clusters',
    'sub-page:adaptive/sources',
    'entity-content:adaptive/engine',
    'entity-card:adaptive/engine',
    'entity-icon-link:adaptive/grafana',
    'entity-icon-link:adaptive/mlflow',
    'entity-icon-link:adaptive/control-plane',
    'scaffolder-form-field:adaptive/cluster-picker',
    'scaffolder-form-field:adaptive/pools-field',
    'scaffolder-form-field:adaptive/repository-picker',
  ] as const)('has the extension %s', id => {
    expect(plugin.getExtension(id)).toBeDefined();
  });

  it('loads pages and fields only when they are opened', async () => {
    jest.resetModules();
    const loaded: string[] = [];
    for (const path of LAZY) {
      jest.doMock(path, () => {
        loaded.push(path);
        return {};
      });
    }
    await import('.');
    expect(loaded).toEqual([]);
    await import('./fields');
    expect(loaded).toEqual(['./fields']);
  });
});
