import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KubernetesObject } from '../kube/object';
import { createTestCluster, workload } from './testing/cluster';

const SO = 'keda.sh/scaledobjects';
const HPAS = 'autoscaling/horizontalpodautoscalers';

function recorded(name: string): KubernetesObject {
  return parse(
    readFileSync(join(__dirname, '__fixtures__', `${name}.yaml`), 'utf8'),
  );
}

/** What differs from run to run is not compared. */
function timeless(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      /Time$|^uid$|^numberOfFailures$/.test(key) ? undefined : inner,
    ),
  );
}

/** Puts a recorded ScaledObject and its workload into a fresh cluster, as they were before KEDA saw them. */
function replay(name: string) {
  const cluster = createTestCluster({ gpuNodes: 1 });
  const { metadata, spec, ...rest } = recorded(name);
  const { namespace = '' } = metadata;
  const { [`scaledobject.keda.sh/name`]: _label, ...labels } =
    metadata.labels ?? {};
  const target = spec?.scaleTargetRef as {
    kind: 'Deployment' | 'StatefulSet';
    name: string;
  };
  cluster.store.create('namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  const pool = workload(target.kind, { gpus: 1, parallel: true });
  cluster.store.create(
    target.kind === 'Deployment' ? 'apps/deployments' : 'apps/statefulsets',
    { ...pool, metadata: { name: target.name, namespace } },
  );
  cluster.store.create(SO, {
    ...rest,
    spec,
    status: undefined,
    metadata: {
      name: metadata.name,
      namespace,
      labels,
      annotations: metadata.annotations,
    },
  });
  const query = String(
    (spec?.triggers as Array<{ metadata: { query: string } }>)[0].metadata
      .query,
  );
  return {
    ...cluster,
    answer: (values: () => number[]) => cluster.metrics.set(query, values),
    scaledObject: () => cluster.store.get(SO, namespace, metadata.name),
    hpa: () => cluster.store.get(HPAS, namespace, `keda-hpa-${metadata.name}`),
  };
}

const unreachable = () => {
  throw new Error('dial tcp 127.0.0.1:1: connect: connection refused');
};

describe('objects as recorded from KEDA 2.20.2 and a real HPA controller', () => {
  it('a pool that scaled out to 6', async () => {
    const pool = replay('so-engine-002-chat-70b');
    pool.answer(() => [0.6]);
    await pool.pass(120);
    const so = recorded('so-engine-002-chat-70b');
    const hpa = recorded('hpa-engine-002-chat-70b');
    expect(timeless(pool.scaledObject()?.status)).toEqual(timeless(so.status));
    expect(pool.scaledObject()?.metadata).toMatchObject({
      labels: so.metadata.labels,
      finalizers: so.metadata.finalizers,
    });
    expect(timeless(pool.hpa()?.status)).toEqual(timeless(hpa.status));
    expect(pool.hpa()?.spec).toEqual(hpa.spec);
    expect(pool.hpa()?.metadata.labels).toEqual(hpa.metadata.labels);
    expect(timeless(pool.hpa()?.metadata.ownerReferences)).toEqual(
      timeless(hpa.metadata.ownerReferences),
    );
  });

  it('a pool that fell back', async () => {
    const pool = replay('so-engine-002-inference-pool');
    pool.answer(unreachable);
    await pool.pass(400);
    expect(timeless(pool.scaledObject()?.status)).toEqual(
      timeless(recorded('so-engine-002-inference-pool').status),
    );
    expect(timeless(pool.hpa()?.status)).toEqual(
      timeless(recorded('hpa-engine-002-inference-pool').status),
    );
  });

  it('a pool whose Prometheus went away', async () => {
    const pool = replay('so-engine-001-inference-pool');
    pool.answer(() => [0.2]);
    await pool.pass(60);
    pool.answer(unreachable);
    await pool.pass(60);
    expect(timeless(pool.scaledObject()?.status)).toEqual(
      timeless(recorded('so-engine-001-inference-pool').status),
    );
    expect(timeless(pool.hpa()?.status)).toEqual(
      timeless(recorded('hpa-engine-001-inference-pool').status),
    );
  });

  it('a pool that was paused from the start', async () => {
    const pool = replay('so-engine-001-chat-70b');
    await pool.pass(30);
    const so = recorded('so-engine-001-chat-70b');
    expect(timeless(pool.scaledObject()?.status)).toEqual(timeless(so.status));
    expect(pool.scaledObject()?.metadata.labels).toEqual(so.metadata.labels);
    expect(pool.hpa()).toBeUndefined();
  });
});
