import { fleetEngines, fleetFiles, fleetLoad, seedFleet } from '../fleet';
import { validateEngine } from '@adaptive-portal/plugin-adaptive-manifests';
import type { KubeStore } from '../kube/types';
import { createLoadModel } from '../load/generator';
import { createControlLoop } from '../sim';
import { isReadyPod, type Pod } from '../sim/core/objects';
import { createScenes } from './scenes';
import { fleetStores } from './testing';

const REF = {
  cluster: 'eu-1',
  namespace: 'team-chat',
  release: 'chat-eu',
  pool: 'llama-70b',
};

function setUp() {
  let now = Date.parse('2026-11-22T02:00:00Z');
  const clock = { now: () => now };
  const stores = fleetStores({
    clock,
    prometheusAddress: 'http://prometheus.example',
    rateWindow: '1m',
  });
  const errors: Error[] = [];
  const loops = Object.entries(stores).map(([clusterName, store]) =>
    createControlLoop({
      store,
      clusterName,
      clock,
      queryPrometheus: async () => [0],
      onError: error => errors.push(error),
    }),
  );
  const faults: string[] = [];
  const prometheus = {
    available: true as const,
    url: 'http://prometheus.example',
    running: true,
    async pause() {
      this.running = false;
    },
    async resume() {
      this.running = true;
    },
    isRunning() {
      return this.running;
    },
    async stop() {},
  };
  const load = createLoadModel({
    clusters: Object.entries(stores).map(([name, store]) => ({ name, store })),
    clock,
  });
  const server = (name: string) => ({
    setFault: ({ type }: { type: string }) => {
      faults.push(`${name} ${type}`);
    },
  });
  const scenes = createScenes({
    clusters: {
      'eu-1': { store: stores['eu-1'], server: server('eu-1') },
      'us-1': { store: stores['us-1'], server: server('us-1') },
    },
    load,
    prometheus,
  });
  return {
    stores,
    load,
    scenes,
    faults,
    prometheus,
    errors,
    async pass(seconds: number) {
      for (let i = 0; i < seconds; i += 5) {
        now += 5000;
        for (const loop of loops) await loop.tick();
      }
    },
  };
}

function pods(store: KubeStore, namespace: string, part: string): Pod[] {
  return (store.list('pods', { namespace }) as Pod[]).filter(pod =>
    pod.metadata.name.includes(part),
  );
}

const ready = (list: Pod[]) => list.filter(isReadyPod).length;

describe('the seeded fleet', () => {
  it('comes up, except the pool that no node has room for', async () => {
    const { stores, pass, errors } = setUp();
    await pass(90);
    const waiting = Object.values(stores)
      .flatMap(store => store.list('pods') as Pod[])
      .filter(pod => !isReadyPod(pod));
    expect(waiting.map(pod => pod.spec.containers[0].name)).toEqual([
      'harmony',
    ]);
    expect(waiting[0].metadata.namespace).toBe('team-search');
    expect(waiting[0].status?.conditions?.[0].message).toBe(
      '0/6 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 5 Insufficient nvidia.com/gpu. ' +
        'preemption: 0/6 nodes are available: 2 Preemption is not helpful for scheduling, 4 No preemption victims found for incoming pod.',
    );
    expect(ready(pods(stores['eu-1'], 'team-chat', 'llama-70b'))).toBe(2);
    expect(
      stores['us-1']
        .list('apps/statefulsets')
        .map(set => set.metadata.labels?.['app.kubernetes.io/pool'])
        .filter(pool => pool !== undefined)
        .sort(),
    ).toEqual(['llama-70b', 'qwen-32b']);
    expect(errors).toEqual([]);
  });

  it('has four of six llama replicas when GPUs run out, and all after nodes arrive', async () => {
    const { stores, scenes, pass } = setUp();
    await pass(90);
    const [llama] = stores['eu-1']
      .list('keda.sh/scaledobjects')
      .filter(object => object.metadata.name.includes('llama-70b'));
    stores['eu-1'].modify(
      'keda.sh/scaledobjects',
      'team-chat',
      llama.metadata.name,
      object => ({ ...object, spec: { ...object.spec, minReplicaCount: 6 } }),
    );
    await pass(120);
    const count = () => ready(pods(stores['eu-1'], 'team-chat', 'llama-70b'));
    expect(count()).toBe(4);
    await scenes.play('gpu-node');
    await scenes.play('gpu-node');
    expect(stores['eu-1'].list('nodes')).toHaveLength(8);
    await pass(120);
    expect(count()).toBe(6);
    expect(ready(pods(stores['eu-1'], 'team-search', 'rerank'))).toBe(1);
    await scenes.play('reset');
    expect(stores['eu-1'].list('nodes')).toHaveLength(6);
  });

  it('is made of inputs that the generator accepts, and files per engine', () => {
    const findings = fleetEngines()
      .filter(input => input.chartVersion === '0.23.0')
      .flatMap(input => validateEngine(input))
      .filter(finding => finding.severity === 'error');
    expect(findings).toEqual([]);
    const paths = fleetFiles({
      repository: { id: 'p', url: 'http://git.example', branch: 'main' },
      prometheusAddress: 'http://prometheus.example',
    }).map(file => file.path);
    expect(paths).toContain('engines/eu-1/team-chat/chat-eu/values.yaml');
    expect(paths).toContain(
      'engines/us-1/team-chat/chat-us/manifests/scaledobject-qwen-32b.yaml',
    );
    expect(paths.filter(path => path.startsWith('applications/'))).toHaveLength(
      3,
    );
  });

  it('is seeded twice without harm', () => {
    const { stores } = setUp();
    const before = stores['eu-1'].list('nodes');
    seedFleet({ stores });
    expect(stores['eu-1'].list('nodes')).toEqual(before);
    expect(() => seedFleet({ stores: { 'eu-1': stores['eu-1'] } })).toThrow(
      "The fleet needs the cluster 'us-1'",
    );
  });
});

describe('scenes', () => {
  it('start quiet, with the load that every seeded pool carries', () => {
    const { scenes, load } = setUp();
    expect(scenes.current()).toBe('quiet');
    for (const { ref, offer } of fleetLoad()) {
      expect(load.offer(ref)).toEqual(offer);
      expect(offer.rate).toBeGreaterThan(0);
    }
    expect(scenes.list().map(scene => scene.id)).toEqual([
      'quiet',
      'idle',
      'surge',
      'scale-in',
      'blind',
      'gpu-node',
      'paused',
      'prometheus-down',
      'cluster-hanging',
      'token-refused',
      'reset',
    ]);
  });

  it('surge asks a pool for what it carries at its maximum only', async () => {
    const { scenes, load } = setUp();
    await scenes.play('surge');
    const { rate, capacityPerReplica } = load.offer(REF);
    expect(rate).toBeGreaterThan(4 * capacityPerReplica);
    expect(rate).toBeLessThan(6 * capacityPerReplica);
    await scenes.play('surge');
    expect(load.offer(REF).rate).toBe(rate);
    await scenes.play('quiet');
    expect(load.offer(REF).rate).toBe(6);
  });

  it('idle and scale-in take the load away', async () => {
    const { scenes, load } = setUp();
    await scenes.play('idle');
    expect(load.offer(REF).rate).toBe(0);
    await scenes.play('scale-in', { engine: 'search-eu', pool: 'rerank-110b' });
    expect(
      load.offer({
        cluster: 'eu-1',
        namespace: 'team-search',
        release: 'search-eu',
        pool: 'rerank-110b',
      }).rate,
    ).toBeCloseTo(0.5);
  });

  it('blind takes a pool out of discovery until reset', async () => {
    const { scenes, load, pass } = setUp();
    await pass(90);
    const seen = () =>
      load
        .discovery('x')
        .filter(
          ({ labels }) =>
            labels.inference_pool?.startsWith('llama') &&
            labels.cluster === 'eu-1',
        ).length;
    expect(seen()).toBe(2);
    await scenes.play('blind');
    expect(seen()).toBe(0);
    await scenes.play('reset');
    expect(seen()).toBe(2);
  });

  it('paused annotates the ScaledObject, reset takes it back', async () => {
    const { scenes, stores } = setUp();
    const annotations = () =>
      stores['us-1']
        .list('keda.sh/scaledobjects')
        .map(o => o.metadata.annotations?.['autoscaling.keda.sh/paused']);
    await scenes.play('paused', { engine: 'chat-us', pool: 'qwen-32b' });
    expect(annotations().filter(value => value === 'true')).toHaveLength(1);
    // As from the command line: who paused can be told.
    expect(
      stores['us-1']
        .list('keda.sh/scaledobjects')
        .flatMap(({ metadata }) => metadata.managedFields ?? [])
        .map(({ manager }) => manager),
    ).toContain('kubectl-annotate');
    await scenes.play('reset');
    expect(annotations().every(value => value === undefined)).toBe(true);
  });

  it('failures hit the named source only, and reset heals them', async () => {
    const { scenes, faults, prometheus } = setUp();
    await scenes.play('cluster-hanging');
    await scenes.play('token-refused', { cluster: 'eu-1' });
    expect(faults).toEqual(['us-1 hang', 'eu-1 refuseToken']);
    await scenes.play('prometheus-down');
    expect(prometheus.isRunning()).toBe(false);
    await scenes.play('reset');
    expect(prometheus.isRunning()).toBe(true);
    expect(faults.slice(2)).toEqual(['eu-1 none', 'us-1 none']);
    expect(scenes.current()).toBe('quiet');
  });

  it.each([
    ['nope', {}, "There is no scene 'nope', expected one of: quiet, idle"],
    [
      'surge',
      { pool: 'nope' },
      "There is no pool 'nope' of engine 'chat-eu', expected one of: chat-eu/judge, chat-eu/llama-70b",
    ],
    [
      'cluster-hanging',
      { cluster: 'mars' },
      "There is no cluster 'mars', expected one of: eu-1, us-1",
    ],
    ['gpu-node', { nodes: '9' }, "Invalid nodes '9', expected a whole number"],
  ])('refuse %s with %p in words', async (id, params, message) => {
    await expect(setUp().scenes.play(id, { ...params })).rejects.toThrow(
      message,
    );
  });
});
