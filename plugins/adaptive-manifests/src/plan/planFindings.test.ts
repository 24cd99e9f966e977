import type {
  ClusterFacts,
  Finding,
} from '@adaptive-portal/plugin-adaptive-common';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { exampleFacts, nodeGroup } from '../__testUtils__/exampleFacts';
import type { EngineInput, RenderedFile } from '../model';
import { renderEngine } from '../render';
import { planEngine, type PlanEngineOptions } from './planEngine';

const FILES = renderEngine(exampleEngine, exampleTarget);

function edited(
  name: string,
  edit: (content: string) => string,
  files: RenderedFile[] = FILES,
): RenderedFile[] {
  return files.map(({ path, content }) => ({
    path,
    content: path.endsWith(name) ? edit(content) : content,
  }));
}

function findings(options: Partial<PlanEngineOptions>): Finding[] {
  return planEngine({
    operation: 'apply',
    before: [],
    after: FILES,
    input: exampleEngine,
    target: exampleTarget,
    ...options,
  }).findings;
}

function rules(options: Partial<PlanEngineOptions>): string[] {
  return findings(options).map(({ rule }) => rule);
}

describe('findings of a plan', () => {
  it('are those of the engine, once each', () => {
    const input: EngineInput = {
      ...exampleEngine,
      rootUrl: 'http://chat.example.com',
    };
    const after = renderEngine(input, exampleTarget);
    expect(rules({ input, after })).toEqual(['root-url-http']);
    // Without the input they are those of what the files say.
    expect(rules({ input: undefined, after })).toEqual(['root-url-http']);
  });

  it('include those of the strict schemas', () => {
    const finding: Finding = {
      rule: 'schema',
      severity: 'error',
      path: 'manifests/a.yaml',
      sentence: 'spec.unknown is no field',
      remedy: 'Leave it out',
    };
    expect(findings({ schemaFindings: [finding, finding] })).toEqual([finding]);
  });

  it('include faults of ScaledObjects that people wrote', () => {
    const after = edited('scaledobject-judge.yaml', content =>
      content.replace(/ignoreNullValues: "false"/g, 'ignoreNullValues: "true"'),
    );
    expect(rules({ after })).toContain('trigger-blind');
  });

  it('say of bundled autoscaling once what is wrong with it', () => {
    const input: EngineInput = {
      ...exampleEngine,
      autoscaling: { mode: 'bundled', coolDownSeconds: 60 },
    };
    const target = { ...exampleTarget, autoscaling: {} };
    expect(
      rules({ input, target, after: renderEngine(input, target) }),
    ).toEqual([
      'bundled-keda',
      'trigger-blind',
      'scale-in-under-timeouts',
      'bundled-prometheus',
      'cool-down-inert',
    ]);
  });

  it('look for secrets in what would be committed, and show none', () => {
    const leak = edited('/values.yaml', content =>
      content.replace('cookiesSecret: ""', 'cookiesSecret: hunter2hunter2'),
    );
    const plan = planEngine({ operation: 'apply', before: FILES, after: leak });
    expect(plan.findings.map(({ rule }) => rule)).toContain('secret-in-git');
    expect(JSON.stringify(plan)).not.toContain('hunter2');
    // What the branch has already is not committed again; taking it away must not show it.
    expect(rules({ before: leak, after: leak })).not.toContain('secret-in-git');
    const mended = planEngine({
      operation: 'apply',
      before: leak,
      after: FILES,
    });
    expect(JSON.stringify(mended)).not.toContain('hunter2');
    expect(mended.changes).toContainEqual(
      expect.objectContaining({
        kind: 'Values',
        keys: [
          { key: 'secrets.cookiesSecret', change: 'changed', hidden: true },
        ],
      }),
    );
  });

  it('stop a change that takes the KEDA of a cluster away', () => {
    const target = { ...exampleTarget, autoscaling: {} };
    const before = renderEngine(
      { ...exampleEngine, autoscaling: { mode: 'bundled' } },
      target,
    );
    expect(rules({ before })).toContain('keda-pruned');
    expect(rules({ operation: 'delete', before, after: [] })).toContain(
      'keda-pruned',
    );
    expect(rules({ before, after: before, input: undefined })).not.toContain(
      'keda-pruned',
    );
  });

  it('name files that cannot be read, without their content', () => {
    const broken = edited('/values.yaml', () => 'a: [hunter2');
    const [error] = findings({ before: FILES, after: broken });
    expect(error).toMatchObject({ rule: 'file-unreadable', severity: 'error' });
    expect(error.sentence).toMatch(/values\.yaml is no YAML: see line 1$/);
    const warned = findings({ before: broken, after: FILES });
    expect(warned.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['file-unreadable-before', 'change-unchecked']),
    );
    expect(warned.every(({ severity }) => severity !== 'error')).toBe(true);
  });

  it('say what the chart would refuse of values that people wrote', () => {
    const after = edited('/values.yaml', content =>
      content.replace(
        'existingHarmonySecret: chat-harmony',
        'existingHarmonySecret: ""',
      ),
    );
    const [error] = findings({ after });
    expect(error).toMatchObject({ rule: 'chart-refuses', severity: 'error' });
  });
});

describe('findings of a plan about the cluster', () => {
  const full = nodeGroup({ free: 0, largestFreeOnOneNode: 0, requested: 64 });
  const a100 = nodeGroup({ product: 'NVIDIA-A100-SXM4-80GB' });
  const facts: ClusterFacts = {
    ...exampleFacts,
    nodes: { value: [full, a100] },
    engineGpus: { value: 17 },
  };
  const [llama, judge] = exampleEngine.pools;

  function rolled(change: object): Partial<PlanEngineOptions> {
    const input = {
      ...exampleEngine,
      pools: [{ ...llama, ...change }, judge],
    };
    return {
      before: FILES,
      input,
      after: renderEngine(input, exampleTarget),
      facts,
    };
  }

  it('say when new pods wait for the GPUs of the old ones', () => {
    expect(rules(rolled({ imageTag: 'v2' }))).toEqual(['rollout-waits']);
    expect(rules(rolled({ maxReplicas: 5 }))).toEqual([]);
    // Of four replicas one ends before the next one starts.
    expect(
      rules({ ...rolled({ imageTag: 'v2', minReplicas: 4 }) }),
    ).not.toContain('rollout-waits');
  });

  it('are part of the pools and GPUs as well', () => {
    const plan = planEngine({
      operation: 'apply',
      before: FILES,
      after: FILES,
      facts,
    });
    expect(plan.gpus.held).toBe(17);
    expect(plan.pools[0].fit).toEqual({
      verdict: 'fits',
      products: ['NVIDIA-H100-80GB-HBM3'],
      capacity: 64 / 8,
      free: 0,
      limit: 'gpus',
    });
    expect(plan.pools[1].fit).toMatchObject({ verdict: 'fits', free: 64 });
  });

  it('are not asked for when an engine goes', () => {
    expect(
      rules({
        operation: 'delete',
        before: FILES,
        after: [],
        facts: { ...facts, known: false },
      }),
    ).toEqual([]);
  });
});
