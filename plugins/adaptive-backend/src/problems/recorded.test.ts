import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Interner } from '../objects/project/Interner';
import { projectEvent } from '../objects/project/projectEvent';
import { projectHpa } from '../objects/project/projectHpa';
import { projectScaledObject } from '../objects/project/projectScaledObject';
import { record, records } from '../objects/project/raw';
import { podOf, poolWorkload } from '../view/__testUtils__/objects';
import type { EventObject } from '../objects/types';
import { reading, TestPlatform } from '../view/__testUtils__/TestPlatform';
import { codes, healthyPlatform, problem } from './__testUtils__/platform';

describe('recorded objects of KEDA 2.20.2', () => {
  const context = { interner: new Interner(), isEngineNamespace: () => true };
  const fixtures = join(__dirname, '../objects/project/__fixtures__');
  const read = (file: string): unknown =>
    parse(readFileSync(join(fixtures, file), 'utf8'));

  function recorded(
    scaledObject: string,
    hpa?: string,
    minutesAgo?: number,
  ): TestPlatform {
    const platform = healthyPlatform();
    const so = projectScaledObject(read(scaledObject), context);
    if (typeof so === 'string') throw new Error(so);
    const made = poolWorkload({
      kind: so.target.kind === 'StatefulSet' ? 'StatefulSet' : 'Deployment',
      key: so.target.name.replace('adaptive-harmony-', ''),
    });
    const workload = {
      ...made,
      metadata: {
        ...made.metadata,
        ...(minutesAgo !== undefined && {
          creationTimestamp: new Date(
            platform.now - minutesAgo * 60_000,
          ).toISOString(),
        }),
      },
    };
    const namespace = 'chat';
    platform.put('pods', podOf(workload, 'recorded', 'ready'));
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
        {
          field: 'status.conditions[ScalingActive].message',
          value: expect.stringContaining('&LabelSelector{'),
        },
      ],
      sentence:
        'The HPA cannot read metric s0-prometheus, as KEDA answers its question with an error, and leaves the size at 2 replicas.',
    });
    const [pool] = platform.engine().computePools;
    expect(pool.scalingPath.limitedBy).toBe('trigger');
    expect(pool.scalingPath.agreement).toBe('notApplicable');
  });

  it('a pool that only begins is not blamed for the metric it cannot have yet', () => {
    const made = (minutesAgo: number) =>
      codes(
        recorded(
          'so-engine-001-inference-pool.yaml',
          'hpa-engine-001-inference-pool.yaml',
          minutesAgo,
        ),
      );
    expect(made(4)).not.toContain('scaledobject-not-ready');
    expect(made(4)).not.toContain('hpa-cannot-read-metric');
    expect(made(6)).toContain('scaledobject-not-ready');
    expect(made(6)).toContain('hpa-cannot-read-metric');
  });

  it('says what KEDA said, and at once when it says it twice', () => {
    const events = records(record(read('events.yaml')).items)
      .map(event => projectEvent(event, context))
      .flatMap(event => (typeof event === 'string' ? [] : [event]))
      .filter(({ involved, reason }) =>
        `${reason} ${involved.name}`.endsWith(
          'KEDAScalerFailed adaptive-harmony-inference-pool',
        ),
      );
    expect(events).toHaveLength(2);
    const platform = recorded(
      'so-engine-001-inference-pool.yaml',
      'hpa-engine-001-inference-pool.yaml',
      2,
    );
    const tell = (event: EventObject, minutesAgo: number) =>
      platform.put('events', {
        ...event,
        metadata: { ...event.metadata, namespace: 'chat' },
        at: new Date(platform.now - minutesAgo * 60_000).toISOString(),
      });
    tell(events[0], 1);
    expect(codes(platform)).not.toContain('scaledobject-not-ready');
    tell(events[1], 0.5);
    expect(problem(platform, 'scaledobject-not-ready')).toMatchObject({
      sentence:
        'KEDA cannot reach Prometheus at http://127.0.0.1:1 (connection refused), 2 times in the last 10 minutes: the ScaledObject decides nothing.',
      evidence: [
        { value: 'TriggerError' },
        {
          field: 'event KEDAScalerFailed',
          value: expect.stringContaining('connect: connection refused'),
        },
      ],
    });
    expect(codes(platform)).toContain('hpa-cannot-read-metric');
  });

  it('tells of a new pool at once when our own source is down as well', () => {
    const platform = recorded(
      'so-engine-001-inference-pool.yaml',
      'hpa-engine-001-inference-pool.yaml',
      2,
    );
    platform.readings.set('inference-pool', reading('sourceDown'));
    expect(codes(platform)).toContain('scaledobject-not-ready');
  });

  it('fallback active although Ready', () => {
    const platform = recorded(
      'so-engine-002-inference-pool.yaml',
      'hpa-engine-002-inference-pool.yaml',
    );
    expect(problem(platform, 'fallback-active').sentence).toBe(
      'KEDA cannot read the metric (s0-prometheus) and holds the pool at 2 replicas by its fallback (static).',
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
