import { parser } from '@prometheus-io/lezer-promql';
import fc from 'fast-check';
import { parse, parseAllDocuments } from 'yaml';
import type { EngineInput } from '../model';
import { parseEngineInput } from '../parse';
import { arbitraryFullEngine } from '../__testUtils__/arbitraryEngine';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { validateEngine } from '../validate';
import { renderEngine } from './renderEngine';

const FOLDER = 'engines/eu-1/team-chat/chat';

function files(input: EngineInput, target = exampleTarget) {
  return new Map(
    renderEngine(input, target).map(({ path, content }) => [path, content]),
  );
}

function yamlOf(input: EngineInput, path: string) {
  return parse(files(input).get(path) ?? '');
}

/** What readers of either YAML version complain about. */
function yamlFaults(content: string): unknown[] {
  return (['1.1', '1.2'] as const).flatMap(version =>
    parseAllDocuments(content, { version }).flatMap(({ errors, warnings }) => [
      ...errors,
      ...warnings,
    ]),
  );
}

function promQlErrors(query: string): number {
  let errors = 0;
  parser.parse(query).iterate({
    enter: node => {
      errors += node.type.isError ? 1 : 0;
    },
  });
  return errors;
}

describe('renderEngine', () => {
  it('writes the files of an engine', () => {
    const text = renderEngine(exampleEngine, exampleTarget)
      .map(({ path, content }) => `=== ${path}\n${content}`)
      .join('');
    expect(text).toMatchSnapshot();
  });

  it('renders any valid engine to the same bytes twice, in YAML that reads back', () => {
    fc.assert(
      fc.property(arbitraryFullEngine, input => {
        const errors = validateEngine(input, exampleTarget).filter(
          ({ severity }) => severity === 'error',
        );
        expect(errors).toEqual([]);
        const rendered = renderEngine(input, exampleTarget);
        const again = renderEngine(
          parseEngineInput(JSON.parse(JSON.stringify(input))),
          exampleTarget,
        );
        expect(again).toEqual(rendered);
        expect(
          rendered.filter(({ content }) => !content.endsWith('\n')),
        ).toEqual([]);
        expect(
          rendered
            .filter(({ path }) => path.endsWith('.yaml'))
            .flatMap(({ content }) => yamlFaults(content)),
        ).toEqual([]);
      }),
    );
  });

  it('keeps every text a text, whatever reads the YAML', () => {
    const hostile = [
      '${{ secrets.TOKEN }}',
      '{{ .Values.secret }}',
      '" quote \' and ` tick \\ slash',
      '!!binary aGk=',
      '&anchor *alias <<: merge',
      '# comment',
      'a: b',
      'yes',
      'y',
      '1e3',
      '0x1f',
      '12:30:45',
      '2026-01-01',
      '~',
      '- item',
      '...',
    ];
    for (const text of hostile) {
      const input = { ...exampleEngine, description: text };
      const content = files(input).get(`${FOLDER}/catalog-info.yaml`) ?? '';
      for (const version of ['1.1', '1.2'] as const) {
        const [component] = parseAllDocuments(content, { version });
        expect(component.getIn(['metadata', 'description'])).toBe(text);
      }
    }
  });

  it('lets no text of a description become markup or a line of the README', () => {
    const input = {
      ...exampleEngine,
      description: '<img src=x> [a](javascript:b) | `x` # y',
    };
    const readme = files(input).get(`${FOLDER}/README.md`) ?? '';
    expect(readme).toContain(
      '\\<img src=x\\> \\[a\\]\\(javascript\\:b\\) \\| \\`x\\` \\# y',
    );
  });

  it('keeps a hostile pool name inside its PromQL string', () => {
    const name = 'x"} or vector(1) #';
    const target = {
      ...exampleTarget,
      autoscaling: {
        ...exampleTarget.autoscaling,
        clusterLabel: { name: 'cluster', value: 'a"\\\n' },
      },
    };
    const [pool] = exampleEngine.pools;
    // Such a name is refused before; the file name is refused as well.
    expect(() =>
      renderEngine({ ...exampleEngine, pools: [{ ...pool, name }] }, target),
    ).toThrow('cannot name a file');
    const spaced = renderEngine(
      { ...exampleEngine, pools: [{ ...pool, name: 'Pool A' }] },
      target,
    ).find(({ path }) => path.endsWith('scaledobject-pool-a.yaml'));
    const [ttft, load] = parse(spaced?.content ?? '').spec.triggers;
    expect(ttft.metadata.query).toContain(
      '{cluster="a\\"\\\\\\n",namespace="team-chat",pool="Pool A"}',
    );
    expect(promQlErrors(ttft.metadata.query)).toBe(0);
    expect(promQlErrors(load.metadata.query)).toBe(0);
  });

  it('scales each pool by timeouts and by load, and keeps what runs when series are missing', () => {
    const so = yamlOf(
      exampleEngine,
      `${FOLDER}/manifests/scaledobject-judge.yaml`,
    );
    const requests =
      'sum(rate(harmony_generation_requests_count{cluster="eu-1",namespace="team-chat",pool="judge"}[5m]))';
    const up =
      '0 * count(up{cluster="eu-1",namespace="team-chat",inference_pool="judge"} == 1)';
    expect(so.spec.triggers).toEqual([
      {
        type: 'prometheus',
        name: 'ttft',
        metricType: 'Value',
        metadata: {
          serverAddress: 'http://prometheus.monitoring:9090',
          query: `clamp_max((sum(rate(harmony_ttft_timeout_count{cluster="eu-1",namespace="team-chat",pool="judge"}[5m])) or ${up}) / clamp_min(${requests} or ${up}, 0.1), 1)`,
          threshold: '0.1',
          ignoreNullValues: 'false',
        },
      },
      {
        type: 'prometheus',
        name: 'load',
        metricType: 'AverageValue',
        metadata: {
          serverAddress: 'http://prometheus.monitoring:9090',
          query: `${requests} or ${up}`,
          threshold: '12.5',
          ignoreNullValues: 'false',
        },
      },
    ]);
    expect(so.spec.fallback).toEqual({
      failureThreshold: 3,
      replicas: 1,
      behavior: 'currentReplicasIfHigher',
    });
    expect(so.spec).not.toHaveProperty('cooldownPeriod');
    expect(so.metadata.name).toBe('chat-adaptive-harmony-judge');
  });

  it('takes threshold, cool-down and rate window from input and target', () => {
    const rendered = renderEngine(
      {
        ...exampleEngine,
        autoscaling: {
          mode: 'platform',
          ttftTimeoutThreshold: 0.25,
          coolDownSeconds: 0,
        },
      },
      {
        ...exampleTarget,
        autoscaling: { prometheusAddress: 'http://p', rateWindow: '2m' },
      },
    ).find(({ path }) => path.endsWith('scaledobject-judge.yaml'));
    const { spec } = parse(rendered?.content ?? '');
    expect(spec.triggers[0].metadata.threshold).toBe('0.25');
    expect(spec.triggers[0].metadata.query).toContain('[2m]');
    expect(spec.triggers[0].metadata.query).not.toContain('cluster=');
    expect(
      spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown
        .stabilizationWindowSeconds,
    ).toBe(0);
  });

  it('leaves the replicas of scaled pools to KEDA, and only those', () => {
    const path = 'applications/eu-1/team-chat.chat.yaml';
    const scaled = yamlOf(exampleEngine, path);
    expect(scaled.spec.ignoreDifferences).toEqual(
      ['llama-70b', 'judge'].map(key => ({
        group: 'apps',
        kind: 'Deployment',
        name: `chat-adaptive-harmony-${key}`,
        namespace: 'team-chat',
        jsonPointers: ['/spec/replicas'],
      })),
    );
    const fixed = yamlOf(
      { ...exampleEngine, autoscaling: { mode: 'off' } },
      path,
    );
    expect(fixed.spec).not.toHaveProperty('ignoreDifferences');
    // A source with a folder that git does not have would fail.
    expect(fixed.spec.sources).toHaveLength(2);
    expect(scaled.spec.sources[2].path).toBe(`${FOLDER}/manifests`);
  });

  it('says on the namespace who owns it only where a label can', () => {
    const path = 'applications/eu-1/team-chat.chat.yaml';
    const metadata = (owner: string) =>
      yamlOf({ ...exampleEngine, owner }, path).spec.syncPolicy
        .managedNamespaceMetadata;
    expect(metadata('team-chat')).toEqual({
      labels: { 'adaptive-portal.io/owner': 'team-chat' },
    });
    expect(metadata('user:default/team-chat')).toBeUndefined();
    expect(metadata('group:other/team-chat')).toBeUndefined();
  });

  it('repeats in every pool what a pool before it may have set', () => {
    const [first, second] = yamlOf(exampleEngine, `${FOLDER}/values.yaml`)
      .harmony.computePool;
    expect(Object.keys(second)).toEqual(Object.keys(first));
    expect(second.resources.requests).toEqual({ cpu: 12, memory: '200Gi' });
    expect(first.resources.requests).toEqual({ cpu: 30, memory: '500Gi' });
  });

  it.each([
    ['0.17.0', { dbUrl: '' }],
    ['0.18.0', { db: { username: '', password: '', host: '', database: '' } }],
  ])('empties the placeholders of chart %s', (chartVersion, expected) => {
    const { secrets } = yamlOf(
      { ...exampleEngine, chartVersion },
      `${FOLDER}/values.yaml`,
    );
    expect(secrets).toEqual({
      existingControlPlaneSecret: 'chat-control-plane',
      existingHarmonySecret: 'chat-harmony',
      existingRedisSecret: '',
      ...expected,
      cookiesSecret: '',
      modelRegistryUrl: '',
      sharedDirectoryUrl: '',
      auth: { oidc: { providers: [] } },
    });
  });

  it('refuses paths that would leave the repository', () => {
    for (const namespace of ['../..', 'a/b', '/etc', '.git', '.GIT', '..']) {
      expect(() =>
        renderEngine({ ...exampleEngine, namespace }, exampleTarget),
      ).toThrow('is not a plain part of a path');
    }
    for (const engine of ['../{release}', '/etc/{release}', '.git/{release}']) {
      const target = {
        ...exampleTarget,
        repository: {
          ...exampleTarget.repository,
          layout: { ...exampleTarget.repository.layout, engine },
        },
      };
      expect(() => renderEngine(exampleEngine, target)).toThrow(
        'not a plain relative path',
      );
    }
  });
});
