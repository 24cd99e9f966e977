import type { WorkloadObject } from '../objects/types';
import {
  componentWorkload,
  meta,
  NAMESPACE,
  poolWorkload,
  RELEASE,
  scaledObjectOf,
} from './__testUtils__/objects';
import { TestPlatform } from './__testUtils__/TestPlatform';

/** A workload with labels as other charts write them. */
function workload(
  name: string,
  labels: Record<string, string>,
  more: Partial<WorkloadObject> = {},
): WorkloadObject {
  const base = componentWorkload('x');
  const containers = [{ name, image: `elsewhere/${name}:1`, requests: {} }];
  return { ...base, containers, metadata: meta(name, labels), ...more };
}

const subchart = (name: string, component: string, release = RELEASE) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/instance': release,
  'app.kubernetes.io/component': component,
  'app.kubernetes.io/managed-by': 'Helm',
});

/** What charts 0.2 to 0.23 install beside the chart's own workloads, and the monitoring chart of that time. */
function bundle(platform: TestPlatform, release = RELEASE) {
  platform.put('apps/deployments', componentWorkload('control-plane'));
  platform.put(
    'apps/statefulsets',
    workload(
      'adaptive-prometheus',
      subchart('prometheus', 'prometheus', release),
      {
        kind: 'StatefulSet',
        replicas: 2,
      },
    ),
  );
  for (const name of ['keda-operator', 'keda-operator-metrics-apiserver']) {
    platform.put(
      'apps/deployments',
      workload(name, subchart(name, 'operator', release)),
    );
  }
  platform.put(
    'apps/deployments',
    workload('grafana', {
      app: 'grafana',
      role: 'monitoring',
      'app.kubernetes.io/component': 'web',
    }),
  );
  platform.put(
    'apps/statefulsets',
    workload('loki', { app: 'loki' }, { kind: 'StatefulSet' }),
  );
}

const titles = (platform: TestPlatform) =>
  platform.engine().components.map(({ title }) => title);

describe('what runs beside the chart’s own workloads', () => {
  it('is what its subcharts and the monitoring chart made', () => {
    const platform = new TestPlatform();
    bundle(platform);
    expect(titles(platform)).toEqual([
      'Control plane',
      'Prometheus',
      'Grafana',
      'Loki',
      'KEDA operator',
      'KEDA metrics server',
    ]);
    expect(platform.engine().components[1]).toMatchObject({
      id: 'prometheus',
      workload: 'adaptive-prometheus',
      desired: 2,
    });
  });

  it('is not what another release brought along', () => {
    const platform = new TestPlatform();
    bundle(platform, 'other');
    expect(titles(platform)).toEqual(['Control plane', 'Grafana', 'Loki']);
  });

  it('leaves the monitoring of a namespace with two engines to neither', () => {
    const platform = new TestPlatform();
    bundle(platform);
    const second = componentWorkload('control-plane');
    platform.put('apps/deployments', {
      ...second,
      metadata: meta('second-adaptive-control-plane', {
        ...second.metadata.labels,
        'app.kubernetes.io/instance': 'second',
      }),
    });
    expect(titles(platform)).not.toContain('Grafana');
    expect(titles(platform)).toContain('Prometheus');
  });

  it('counts when it is down', () => {
    const platform = new TestPlatform();
    bundle(platform);
    const down = workload(
      'adaptive-prometheus',
      subchart('prometheus', 'prometheus'),
      {
        kind: 'StatefulSet',
        replicas: 2,
      },
    );
    platform.put('apps/statefulsets', {
      ...down,
      status: { ...down.status, readyReplicas: 0 },
    });
    const [problem] = platform.engine().problems;
    expect(problem).toMatchObject({
      code: 'component-not-ready',
      sentence: 'Prometheus: 0 of 2 replicas Ready.',
    });
  });

  it.each([
    ['0.48', ['otel-collector', 'lgtm', 'clickhouse', 's3proxy']],
    ['0.12 to 0.23', ['sandkasten', 'mlflow', 'redis', 'postgresql']],
  ])('has every part of chart %s', (_, components) => {
    const platform = new TestPlatform();
    platform.put('apps/deployments', componentWorkload('control-plane'));
    for (const component of components) {
      platform.put('apps/deployments', componentWorkload(component));
    }
    platform.put('apps/deployments', workload('m', subchart('minio', 'minio')));
    const { components: found } = platform.engine();
    expect(found.map(({ id }) => id).sort()).toEqual(
      ['control-plane', 'minio', ...components].sort(),
    );
    for (const { id, title } of found) expect(title).not.toBe(id);
  });
});

describe('a pool with two workloads', () => {
  const OLD = '2026-11-22T09:00:00Z';

  /** As after the upgrade to 0.24, which makes a StatefulSet of the Deployment: the old one is not pruned. */
  function twice(currentMade: string) {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1'], ['gpu-2']);
    const old = platform.pool();
    platform.put('apps/deployments', {
      ...old,
      metadata: { ...old.metadata, creationTimestamp: OLD },
    });
    const current = poolWorkload({ kind: 'StatefulSet' });
    platform.put('apps/statefulsets', {
      ...current,
      metadata: {
        ...current.metadata,
        name: 'renamed-llama-70b',
        creationTimestamp: currentMade,
      },
    });
    platform.put(
      'keda.sh/scaledobjects',
      scaledObjectOf({
        ...current,
        metadata: { ...current.metadata, name: 'renamed-llama-70b' },
      }),
    );
    return platform;
  }

  it('is the newest one; the other is a part that somebody has to take away', () => {
    const engine = twice('2026-11-22T13:00:00Z').engine();
    expect(
      engine.computePools.map(({ name, workload: w }) => [name, w.name]),
    ).toEqual([['llama-70b', 'renamed-llama-70b']]);
    expect(engine.computePools[0].autoscaling.scaledObject).toBe(
      'renamed-llama-70b',
    );
    expect(engine.components).toMatchObject([
      {
        title: 'Pool llama-70b, earlier Deployment',
        workload: 'adaptive-harmony-llama-70b',
        ready: 2,
      },
    ]);
    expect(engine.problems.find(p => p.code === 'pool-twice')?.sentence).toBe(
      'Pool llama-70b has two workloads: StatefulSet renamed-llama-70b, and the earlier Deployment adaptive-harmony-llama-70b with 2 replicas Ready that nothing counts.',
    );
  });

  it('is left ten minutes to change over', () => {
    const engine = twice('2026-11-22T14:00:00Z').engine();
    expect(engine.problems.map(p => p.code)).not.toContain('pool-twice');
  });
});

describe('two engines with a pool of one name', () => {
  it('in one namespace keep their own pods, ScaledObjects and HPAs', () => {
    const platform = new TestPlatform();
    platform.nodes(['gpu-1']);
    platform.pool({ workload: { replicas: 1 } });
    const other = poolWorkload({ replicas: 3 });
    const labels = {
      ...other.metadata.labels,
      'app.kubernetes.io/instance': 'second',
    };
    platform.put('apps/deployments', {
      ...other,
      metadata: { ...other.metadata, name: 'second-llama', labels },
      selector: { ...other.selector, 'app.kubernetes.io/instance': 'second' },
    });
    const [pool] = platform.engine().computePools;
    expect(pool).toMatchObject({
      name: 'llama-70b',
      workload: { name: 'adaptive-harmony-llama-70b' },
      autoscaling: { scaledObject: 'adaptive-harmony-llama-70b' },
      replicas: { current: 1 },
    });
    expect(platform.engine().ref).toMatchObject({
      namespace: NAMESPACE,
      release: RELEASE,
    });
  });
});
