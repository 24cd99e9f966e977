import fc from 'fast-check';
import { parse, parseAllDocuments } from 'yaml';
import { extractEngine } from '../extract';
import type { EngineInput, RenderTarget } from '../model';
import { arbitraryFullEngine } from '../__testUtils__/arbitraryEngine';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { relativePath } from './kustomize';
import { renderEngine } from './renderEngine';

const target: RenderTarget = {
  ...exampleTarget,
  gitops: { tool: 'flux', namespace: 'flux-system', sourceName: 'platform' },
};

const ROOT = 'engines/eu-1/team-chat/chat';

function rendered(input: EngineInput) {
  const files = new Map(
    renderEngine(input, target).map(({ path, content }) => [path, content]),
  );
  return {
    paths: [...files.keys()],
    one: (path: string) => parse(files.get(path) ?? ''),
    all: (path: string) =>
      parseAllDocuments(files.get(path) ?? '').map(document => document.toJS()),
  };
}

describe('an engine for Flux', () => {
  const engine: EngineInput = {
    ...exampleEngine,
    postgres: { passwordSecret: 'chat-db' },
    monitoring: {},
    sandkasten: { networkPolicy: {} },
    extraValues: { auth: { session: { expiration_seconds: 60 } } },
  };
  const { paths, one, all } = rendered(engine);

  it('has three Kustomizations, each after the one before', () => {
    const kustomizations = all('applications/eu-1/team-chat.chat.yaml');
    expect(
      kustomizations.map(({ spec }) => [spec.path, spec.wait, spec.dependsOn]),
    ).toEqual([
      [`./${ROOT}/manifests/secrets`, true, undefined],
      [`./${ROOT}`, true, [{ name: kustomizations[0].metadata.name }]],
      [
        `./${ROOT}/manifests/scaling`,
        true,
        [{ name: kustomizations[1].metadata.name }],
      ],
    ]);
    expect(paths.some(path => path.includes('argo'))).toBe(false);
  });

  it('installs the chart from its registry, with values from git and the password from its Secret', () => {
    const [source, release] = all(`${ROOT}/helmrelease.yaml`);
    expect(source.spec).toMatchObject({
      url: 'oci://ghcr.io/adaptive-ml/adaptive',
      ref: { tag: '0.23.0' },
      layerSelector: { operation: 'copy' },
    });
    expect(release.spec).toMatchObject({
      releaseName: 'chat',
      chartRef: { kind: 'OCIRepository', name: source.metadata.name },
      valuesFrom: [
        { kind: 'ConfigMap', name: 'chat-values', valuesKey: 'values.yaml' },
        {
          kind: 'ConfigMap',
          name: 'chat-values',
          valuesKey: 'values.extra.yaml',
        },
        {
          kind: 'Secret',
          name: 'chat-db',
          valuesKey: 'password',
          targetPath: 'installPostgres.password',
        },
      ],
    });
  });

  it('leaves the replicas to whatever scales the pools', () => {
    const [, release] = all(`${ROOT}/helmrelease.yaml`);
    expect(release.spec.driftDetection).toEqual({
      mode: 'enabled',
      ignore: ['llama-70b', 'judge'].map(pool => ({
        paths: ['/spec/replicas'],
        target: { kind: 'Deployment', name: `chat-adaptive-harmony-${pool}` },
      })),
    });
    const off = rendered({ ...engine, autoscaling: { mode: 'off' } });
    expect(off.all(`${ROOT}/helmrelease.yaml`)[1].spec.driftDetection).toEqual({
      mode: 'enabled',
    });
  });

  it('lists only files that are there', () => {
    for (const folder of ['', '/manifests/secrets', '/manifests/scaling']) {
      const { resources, configMapGenerator = [] } = one(
        `${ROOT}${folder}/kustomization.yaml`,
      );
      const listed = [
        ...resources,
        ...configMapGenerator.flatMap(
          ({ files }: { files: string[] }) => files,
        ),
      ].map(file => `${ROOT}${folder}/${file}`);
      expect(listed.filter(file => !paths.includes(file))).toEqual([]);
      expect(listed.length).toBeGreaterThan(0);
    }
  });

  it('is read back as it was', () => {
    expect(extractEngine(renderEngine(engine, target))).toEqual(engine);
  });

  it('renders alike once read back, whatever the engine', () => {
    fc.assert(
      fc.property(arbitraryFullEngine, input => {
        const files = renderEngine(input, target);
        const again = renderEngine(extractEngine(files), target);
        const yaml = (some: typeof files) =>
          some.filter(({ path }) => !path.endsWith('README.md'));
        expect(yaml(again)).toEqual(yaml(files));
      }),
      { numRuns: 40 },
    );
  });

  it('finds its way between folders', () => {
    expect(relativePath('a/b', 'a/b/c/d.yaml')).toBe('c/d.yaml');
    expect(relativePath('a/b', 'a/x/d.yaml')).toBe('../x/d.yaml');
  });
});
