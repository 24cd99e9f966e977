import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Problem } from '@adaptive-portal/plugin-adaptive-common';
import { Interner } from '../objects/project/Interner';
import { projectHpa } from '../objects/project/projectHpa';
import { projectScaledObject } from '../objects/project/projectScaledObject';
import {
  applicationOf,
  componentWorkload,
  condition,
  podOf,
  poolWorkload,
  scaledObjectOf,
} from '../view/__testUtils__/objects';
import {
  LIVE,
  reading,
  TestPlatform,
} from '../view/__testUtils__/TestPlatform';
import { ENGINE_PROBLEMS, POOL_PROBLEMS } from './detectProblems';

function healthyPlatform(): TestPlatform {
  const platform = new TestPlatform();
  const names = Array.from({ length: 8 }, (_, n) => `gpu-${n + 2}`);
  platform.nodes(['gpu-1'], ...names.map((name): [string] => [name]));
  platform.readings.set('llama-70b', reading(0.02));
  return platform;
}

/** A ScaledObject with which nothing is wrong. */
const SOUND = {
  fallback: { failureThreshold: 3, replicas: 2 },
  metricType: 'Value' as const,
};

function codes(platform: TestPlatform): string[] {
  return platform.engine().problems.map(p => p.code);
}

function problem(platform: TestPlatform, code: string): Problem {
  const found = platform.engine().problems.find(p => p.code === code);
  if (!found) throw new Error(`${code} not among ${codes(platform)}`);
  return found;
}

describe('normal states are no problems', () => {
  it('finds nothing wrong with a sound pool at min', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND, hpa: { targetType: 'Value' } });
    expect(codes(platform)).toEqual([]);
    expect(platform.engine().status).toBe('healthy');
  });
});

describe('recorded objects of KEDA 2.20.2', () => {
  const context = { interner: new Interner(), isEngineNamespace: () => true };
  const fixtures = join(__dirname, '../objects/project/__fixtures__');
  const read = (file: string): unknown =>
    parse(readFileSync(join(fixtures, file), 'utf8'));

  function recorded(scaledObject: string, hpa?: string): TestPlatform {
    const platform = healthyPlatform();
    const so = projectScaledObject(read(scaledObject), context);
    if (typeof so === 'string') throw new Error(so);
    const workload = poolWorkload({
      kind: so.target.kind === 'StatefulSet' ? 'StatefulSet' : 'Deployment',
      key: so.target.name.replace('adaptive-harmony-', ''),
    });
    const namespace = 'chat';
    platform.put(
      workload.kind === 'Deployment' ? 'apps/deployments' : 'apps/statefulsets',
      workload,
    );
    platform.put('keda.sh/scaledobjects', {
      ...so,
      metadata: { ...so.metadata, namespace },
    });
    const projected = hpa && projectHpa(read(hpa), context);
    if (projected && typeof projected !== 'string') {
      platform.put('autoscaling/horizontalpodautoscalers', {
        ...projected,
        metadata: { ...projected.metadata, namespace },
      });
    }
    return platform;
  }

  it('paused', () => {
    const platform = recorded('so-engine-001-chat-70b.yaml');
    const found = problem(platform, 'paused');
    expect(found.sentence).toBe('Autoscaling is paused at 2 replicas.');
    expect(found.evidence[0]).toEqual({
      object: 'ScaledObject chat/adaptive-harmony-chat-70b',
      field: "metadata.annotations['autoscaling.keda.sh/paused-replicas']",
      value: '2',
    });
    expect(codes(platform)).not.toContain('hpa-missing');
  });

  it('Prometheus that KEDA cannot reach', () => {
    const platform = recorded(
      'so-engine-001-inference-pool.yaml',
      'hpa-engine-001-inference-pool.yaml',
    );
    expect(codes(platform)).toEqual(
      expect.arrayContaining([
        'scaledobject-not-ready',
        'hpa-cannot-read-metric',
      ]),
    );
    expect(problem(platform, 'hpa-cannot-read-metric')).toMatchObject({
      severity: 'critical',
      since: '2026-11-22T02:29:18Z',
      evidence: [
        {
          object: 'HPA chat/keda-hpa-adaptive-harmony-inference-pool',
          field: 'status.conditions[ScalingActive].reason',
          value: 'FailedGetExternalMetric',
        },
      ],
    });
    const [pool] = platform.engine().computePools;
    expect(pool.scalingPath.limitedBy).toBe('trigger');
    expect(pool.scalingPath.agreement).toBe('notApplicable');
  });

  it('fallback active although Ready', () => {
    const platform = recorded(
      'so-engine-002-inference-pool.yaml',
      'hpa-engine-002-inference-pool.yaml',
    );
    expect(problem(platform, 'fallback-active').sentence).toBe(
      'KEDA cannot read the metric (s0-prometheus failed 23 times) and holds the pool by its fallback of 2 replicas.',
    );
    expect(codes(platform)).not.toContain('no-fallback');
    expect(platform.engine().computePools[0].autoscaling.fallbackActive).toBe(
      true,
    );
  });

  it('the healthy pool: its size is explained by its average', () => {
    const platform = recorded(
      'so-engine-002-chat-70b.yaml',
      'hpa-engine-002-chat-70b.yaml',
    );
    const [pool] = platform.engine().computePools;
    expect(pool.scalingPath).toMatchObject({
      agreement: 'explained',
      computedReplicas: 6,
    });
  });
});

describe('GPUs', () => {
  it('pending-for-gpus says what was asked, what is free and what excludes nodes', () => {
    const platform = new TestPlatform();
    platform.nodes(
      ['gpu-1'],
      [
        'gpu-2',
        { taints: [{ key: 'team', value: 'search', effect: 'NoSchedule' }] },
      ],
      ['gpu-3', { unschedulable: true }],
    );
    platform.pool({ pods: ['ready', 'pending'], scaledObject: SOUND });
    const found = problem(platform, 'pending-for-gpus');
    expect(found.sentence).toBe(
      '1 pod waits for 8 GPUs (8 each). Of the 8 GPUs on the 1 node that this pool may use 0 are free, at most 0 on one node. 1 node cordoned, 1 node tainted team=search, 1 node without enough free nvidia.com/gpu.',
    );
    expect(found.evidence[0].value).toContain('Insufficient nvidia.com/gpu');
    expect(platform.onlyPool().status).toBe('waitingForGpus');
  });

  it('a pod that the scheduler has not looked at yet waits for nothing', () => {
    const platform = healthyPlatform();
    const workload = platform.pool({ scaledObject: SOUND, pods: ['ready'] });
    platform.put('pods', {
      ...podOf(workload, 'new', 'pending'),
      conditions: [],
    });
    expect(codes(platform)).not.toContain('pending-for-gpus');
  });

  it('trusts the scheduler when nodes cannot be listed', () => {
    const platform = new TestPlatform();
    platform.freshness.set('eu-1 nodes', { ...LIVE, lastSeenAt: undefined });
    platform.pool({ pods: ['ready', 'pending'] });
    expect(problem(platform, 'pending-for-gpus').sentence).toBe(
      '1 pod waits for 8 GPUs (8 each).',
    );
  });

  it('max-above-what-fits', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1'], ['gpu-2']);
    platform.pool({ scaledObject: SOUND });
    expect(problem(platform, 'max-above-what-fits')).toMatchObject({
      severity: 'info',
      sentence:
        'Max is 6 replicas, but 2 fit on the 2 nodes that this pool may use, even if nothing else ran there.',
    });
  });

  it('node-not-ready', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1', { ready: false }]);
    platform.pool();
    expect(problem(platform, 'node-not-ready').sentence).toBe(
      'Node gpu-1 is not Ready; 2 pods of this pool are on it.',
    );
  });
});

describe('metrics', () => {
  it('blind-trigger: unscraped pods and a trigger that swallows gaps', () => {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', reading('noSeries'));
    platform.pool({ scaledObject: SOUND });
    expect(problem(platform, 'blind-trigger').sentence).toBe(
      'The trigger sees nothing: reason noSeries. KEDA takes that for 0, so the pool sits at min (2) whatever happens.',
    );
    expect(platform.onlyPool().status).toBe('blind');
  });

  it.each([
    [
      'pods that are scraped and were never asked',
      reading('noSeries', { up: 2 }),
    ],
    ['nobody asks', reading('noRequests')],
    ['the source is down', reading('sourceDown')],
  ])('is not blind when %s', (_name, said) => {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', said);
    platform.pool({ scaledObject: SOUND });
    expect(codes(platform)).not.toContain('blind-trigger');
  });

  it('series-missing: scraped pods without a series are worth a look, no alarm', () => {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', reading('noSeries', { up: 2 }));
    platform.pool({ scaledObject: SOUND });
    expect(codes(platform)).toEqual(['series-missing']);
    expect(platform.onlyPool().status).toBe('healthy');
  });

  it('pods-not-scraped', () => {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', reading(0.1, { up: 1 }));
    platform.pool({ scaledObject: SOUND });
    expect(problem(platform, 'pods-not-scraped').sentence).toContain(
      'scrapes only 1 of them',
    );
  });

  it('shared-metric: an equally named pool of another engine, only without a namespace matcher', () => {
    const platform = healthyPlatform();
    const other = poolWorkload();
    platform.put('apps/deployments', {
      ...other,
      metadata: { ...other.metadata, namespace: 'search' },
    });
    const workload = platform.pool({ scaledObject: SOUND });
    expect(codes(platform)).not.toContain('shared-metric');
    platform.put(
      'keda.sh/scaledobjects',
      scaledObjectOf(workload, {
        ...SOUND,
        query: 'sum(rate(harmony_ttft_timeout_count{pool="llama-70b"}[5m]))',
      }),
    );
    expect(problem(platform, 'shared-metric').sentence).toContain(
      'pool llama-70b of eu-1/search/adaptive',
    );
  });

  it('timeouts-with-nothing-scaling', () => {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', reading(0.4));
    platform.pool({ scaledObject: null, hpa: null });
    expect(problem(platform, 'timeouts-with-nothing-scaling').sentence).toBe(
      '40 % of the requests time out, and nothing scales this pool: it stays at 2 replicas, 2 Ready.',
    );
    platform.readings.set('llama-70b', reading(0.05));
    expect(codes(platform)).toEqual([]);
  });
});

describe('scaling', () => {
  it('at-max-with-timeouts', () => {
    const platform = healthyPlatform();
    platform.readings.set('llama-70b', reading(0.3));
    platform.pool({ workload: { replicas: 6 }, scaledObject: SOUND });
    expect(problem(platform, 'at-max-with-timeouts').sentence).toBe(
      '30 % of the requests time out (threshold 10 %), and the pool is at its max of 6 replicas.',
    );
    platform.readings.set('llama-70b', reading(0.05));
    expect(codes(platform)).not.toContain('at-max-with-timeouts');
  });

  it('wrong-metric-type and no-fallback for what the chart makes', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: { maxReplicaCount: 20 } });
    expect(problem(platform, 'wrong-metric-type').sentence).toContain(
      'never ask for more than 10, although max is 20',
    );
    expect(problem(platform, 'no-fallback').severity).toBe('info');
  });

  it('says who paused, and when', () => {
    const platform = healthyPlatform();
    platform.pool({
      scaledObject: {
        ...SOUND,
        annotations: { 'autoscaling.keda.sh/paused-scale-in': 'true' },
        pausedBy: { manager: 'kubectl-annotate', at: '2026-11-22T13:00:00Z' },
      },
    });
    expect(problem(platform, 'paused')).toMatchObject({
      sentence: 'Scaling in is paused by kubectl-annotate.',
      since: '2026-11-22T13:00:00Z',
    });
    expect(platform.onlyPool().status).toBe('healthy');
  });

  it('is not paused by a pause that says false', () => {
    const platform = healthyPlatform();
    platform.pool({
      scaledObject: {
        ...SOUND,
        annotations: { 'autoscaling.keda.sh/paused': 'false' },
      },
    });
    expect(codes(platform)).toEqual([]);
  });

  it('hpa-cannot-scale', () => {
    const platform = healthyPlatform();
    platform.pool({
      scaledObject: SOUND,
      hpa: {
        conditions: [
          condition('AbleToScale', 'False', 'FailedGetScale', 'not found'),
        ],
      },
    });
    expect(problem(platform, 'hpa-cannot-scale').sentence).toContain(
      'not found',
    );
    expect(platform.onlyPool().scalingPath.limitedBy).toBe('hpa');
  });

  it('hpa-missing', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND, hpa: null });
    expect(problem(platform, 'hpa-missing').severity).toBe('critical');
  });

  it('desired-not-reached only after ten minutes', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND, pods: ['ready', 'starting'] });
    expect(codes(platform)).toEqual([]);
    expect(platform.onlyPool().status).toBe('scalingOut');
    platform.now += 11 * 60_000;
    expect(problem(platform, 'desired-not-reached').sentence).toBe(
      '2 replicas wanted, 1 Ready: 1 pod started and not Ready for more than 10 minutes.',
    );
  });
});

describe('pods', () => {
  it.each([
    ['crash-loop', { waiting: 'CrashLoopBackOff' }],
    ['image-pull', { waiting: 'ImagePullBackOff' }],
    ['oom-killed', { waiting: 'CrashLoopBackOff', lastReason: 'OOMKilled' }],
    ['container-config-error', { waiting: 'CreateContainerConfigError' }],
  ])('%s', (code, state) => {
    const platform = healthyPlatform();
    platform.pool({
      scaledObject: SOUND,
      pods: ['ready', { ...state, message: 'the message' }],
    });
    const found = problem(platform, code);
    expect(found.severity).toBe('critical');
    expect(found.sentence).toContain('the message');
    expect(found.evidence[0].object).toBe(
      'Pod chat/adaptive-harmony-llama-70b-1',
    );
    expect(platform.onlyPool().status).toBe('degraded');
  });

  it('a pool none of whose pods runs has failed', () => {
    const platform = healthyPlatform();
    const crash = { waiting: 'CrashLoopBackOff' };
    platform.pool({ scaledObject: SOUND, pods: [crash, crash] });
    expect(codes(platform)).toEqual(
      expect.arrayContaining(['crash-loop', 'zero-ready']),
    );
    expect(platform.onlyPool().status).toBe('failed');
    expect(platform.engine().status).toBe('failed');
  });

  it('a new pool may take its time', () => {
    const platform = healthyPlatform();
    platform.now = Date.parse('2026-11-22T13:05:00Z');
    platform.pool({ scaledObject: SOUND, pods: ['starting', 'starting'] });
    expect(codes(platform)).not.toContain('zero-ready');
    expect(platform.onlyPool().status).toBe('starting');
  });

  it('pods-not-created', () => {
    const platform = healthyPlatform();
    const workload = platform.pool({ scaledObject: SOUND, pods: ['ready'] });
    platform.put('apps/deployments', {
      ...workload,
      metadata: { ...workload.metadata, resourceVersion: 'next' },
      status: {
        ...workload.status,
        conditions: [
          condition('ReplicaFailure', 'True', 'FailedCreate', 'exceeded quota'),
        ],
      },
    });
    expect(problem(platform, 'pods-not-created').sentence).toBe(
      'Pods cannot be created: exceeded quota.',
    );
    expect(platform.onlyPool().scalingPath.limitedBy).toBe('workload');
  });

  it('pod-failed', () => {
    const platform = healthyPlatform();
    const workload = platform.pool({ scaledObject: SOUND });
    platform.put('pods', {
      ...podOf(workload, 'evicted', 'ready', {
        owner: 'a ReplicaSet that is gone',
      }),
      phase: 'Failed',
      reason: 'Evicted',
    });
    expect(problem(platform, 'pod-failed').sentence).toBe(
      '1 pod failed: Evicted.',
    );
    expect(platform.onlyPool().replicas.current).toBe(2);
  });
});

describe('the engine', () => {
  function withApplication(
    status: Parameters<typeof applicationOf>[0],
  ): TestPlatform {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND });
    platform.put('argoproj.io/applications', applicationOf(status));
    return platform;
  }

  it.each([
    ['out-of-sync', { sync: 'OutOfSync' }],
    ['application-degraded', { health: 'Degraded' }],
    ['sync-failed', { operationPhase: 'Failed', operationMessage: 'no chart' }],
  ])('%s', (code, status) => {
    const platform = withApplication(status);
    const found = problem(platform, code);
    expect(found.sentence).toContain('argocd/chat-eu');
    expect(found.pool).toBeUndefined();
    expect(codes(withApplication({}))).toEqual([]);
  });

  it('prometheus-down', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND });
    platform.prometheus = {
      status: 'unreachable',
      since: '2026-11-22T14:00:00Z',
      message: 'refused',
    };
    expect(problem(platform, 'prometheus-down')).toMatchObject({
      sentence: 'Metric source Main does not answer: refused.',
      since: '2026-11-22T14:00:00Z',
    });
  });

  it('cluster-not-live', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: SOUND });
    platform.freshness.set('eu-1', { ...LIVE, status: 'stale' });
    expect(problem(platform, 'cluster-not-live').severity).toBe('warning');
  });

  it('component-not-ready', () => {
    const platform = healthyPlatform();
    platform.put('apps/deployments', componentWorkload('redis', { ready: 0 }));
    expect(problem(platform, 'component-not-ready').sentence).toBe(
      'Redis: 0 of 1 replica Ready.',
    );
    expect(platform.engine().status).toBe('degraded');
  });
});

describe('the table', () => {
  it('has a code once, in kebab case', () => {
    const all = [...POOL_PROBLEMS, ...ENGINE_PROBLEMS].map(m => m.code);
    expect(new Set(all).size).toBe(all.length);
    for (const code of all) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('keeps the time at which a problem was first seen', () => {
    const platform = healthyPlatform();
    platform.pool({ scaledObject: { metricType: 'Value' } });
    const before = platform.engine();
    const [first] = before.problems;
    platform.now += 60_000;
    expect(platform.engine(before).problems[0].since).toBe(first.since);
    expect(platform.engine(before).version).toBe(before.version);
  });
});
