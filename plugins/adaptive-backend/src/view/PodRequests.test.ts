import fc from 'fast-check';
import { DefaultObjectStore } from '../store/DefaultObjectStore';
import { gpuNode, meta, podOf, poolWorkload } from './__testUtils__/objects';
import { capacityOf, computeCapacity } from './capacity';
import { PodRequests } from './PodRequests';

const NODES = ['gpu-1', 'gpu-2', 'gpu-3'];

/** One change of a pod: where it is, and on which node; no node takes it away. */
const change = fc.record({
  namespace: fc.constantFrom('chat', 'search', 'other'),
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  node: fc.constantFrom(undefined, ...NODES),
  cpu: fc.constantFrom('100m', '1', '3300m'),
  finished: fc.boolean(),
});

describe('requests by node', () => {
  it('are those of all pods, whatever changed in which order', () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 5 })), batches => {
        const store = new DefaultObjectStore({ clusters: ['eu-1'] });
        const objects = store.add('eu-1');
        for (const name of NODES) objects.set('nodes', gpuNode(name));
        const requests = new PodRequests();
        requests.update(objects, []);
        for (const batch of batches) {
          for (const { namespace, name, node, cpu, finished } of batch) {
            const workload = poolWorkload({
              requests: { cpu, 'nvidia.com/gpu': '1' },
            });
            const pod = podOf(workload, name, 'ready', { node });
            if (node === undefined) objects.delete('pods', namespace, name);
            else {
              objects.set('pods', {
                ...pod,
                metadata: { ...meta(name), namespace },
                phase: finished ? 'Succeeded' : 'Running',
              });
            }
          }
          requests.update(objects, new Set(batch.map(b => b.namespace)));
          const kept = capacityOf(objects.list('nodes'), node =>
            requests.on(node),
          );
          const fresh = computeCapacity(
            objects.list('nodes'),
            objects.list('pods'),
          );
          expect(kept.gpus).toEqual(fresh.gpus);
          for (const [i, { requested }] of kept.nodes.entries()) {
            expect(requested.pods).toBe(fresh.nodes[i].requested.pods);
            expect(requested.cpu ?? 0).toBeCloseTo(
              fresh.nodes[i].requested.cpu ?? 0,
              6,
            );
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
