import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLoadGenerator } from '../load';
import { startPrometheus } from '../prometheus';
import { createControlLoop, queryPrometheus } from '../sim';
import { isReadyPod, type Pod } from '../sim/core/objects';
import { createScenes } from './scenes';
import { fleetStores } from './testing';

jest.setTimeout(120_000);

const SPEED = 50;

async function until(accept: () => boolean): Promise<void> {
  while (!accept()) await sleep(200);
}

describe('load, Prometheus, KEDA, HPA and scheduler together', () => {
  it('a surge scales a pool out until the GPUs run out, with the reasons on the objects', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-loop-'));
    const stores = fleetStores({
      prometheusAddress: 'http://prometheus.monitoring',
      rateWindow: '10s',
      speed: SPEED,
    });
    const clusters = Object.entries(stores).map(([name, store]) => ({
      name,
      store,
    }));
    const load = await createLoadGenerator({ clusters });
    const { sdUrl } = load;
    const prometheus = await startPrometheus({ folder, sdUrl });
    if (!prometheus.available) throw new Error(prometheus.reason);
    const errors: Error[] = [];
    const loops = clusters.map(({ name, store }) =>
      createControlLoop({
        store,
        clusterName: name,
        speed: SPEED,
        queryPrometheus: (_address, query) =>
          queryPrometheus(prometheus.url, query),
        onError: error => errors.push(error),
      }),
    );
    const server = { setFault: () => {} };
    const scenes = createScenes({
      clusters: {
        'eu-1': { store: stores['eu-1'], server },
        'us-1': { store: stores['us-1'], server },
      },
      load,
      prometheus,
    });
    const llama = () =>
      (stores['eu-1'].list('pods', { namespace: 'team-chat' }) as Pod[]).filter(
        pod => pod.metadata.name.includes('llama-70b'),
      );
    const ready = () => llama().filter(isReadyPod).length;
    try {
      loops.forEach(loop => loop.start());
      await until(() => ready() === 2);
      await scenes.play('surge');
      await until(() => llama().length === 6 && ready() === 4);

      const reasons = stores['eu-1']
        .list('events', { namespace: 'team-chat' })
        .map(event => event.reason);
      expect(reasons).toContain('SuccessfulRescale');
      expect(reasons).toContain('FailedScheduling');
      expect(
        llama()
          .filter(pod => !pod.spec.nodeName)
          .map(pod => pod.status?.conditions?.[0].reason),
      ).toEqual(['Unschedulable', 'Unschedulable']);

      await scenes.play('gpu-node');
      await until(() => ready() === 6);
      expect(errors).toEqual([]);
    } finally {
      await Promise.all(loops.map(loop => loop.stop()));
      await prometheus.stop();
      await load.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
