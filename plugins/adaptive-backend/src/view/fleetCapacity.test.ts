import { assembleCluster, knownCapacity } from './clusterView';
import { fleetCapacity } from './fleetCapacity';
import { PodRequests } from './PodRequests';
import { TestPlatform } from './__testUtils__/TestPlatform';

describe('capacity of the fleet', () => {
  function platformOfTwoProducts() {
    const platform = new TestPlatform();
    platform.nodes(
      ['gpu-1'],
      ['gpu-2', { labels: { 'nvidia.com/gpu.product': 'A100' } }],
    );
    platform.pool({
      workload: { replicas: 3, gpus: '4' },
      pods: ['ready', 'pending'],
    });
    platform.pool({
      workload: { key: 'judge', replicas: 1, gpus: '2' },
      node: 'gpu-2',
    });
    return platform;
  }

  function capacityOf(platform: TestPlatform, visible = true) {
    const watch = platform.clusterStatus('eu-1');
    const objects = platform.store.cluster('eu-1');
    const requests = new PodRequests();
    if (objects) requests.update(objects, []);
    const capacity = objects && knownCapacity(objects, watch, requests);
    return fleetCapacity(
      [assembleCluster(watch, 1, capacity)],
      visible ? [platform.engine()] : [],
    ).items[0];
  }

  it.each(['pods', 'nodes'] as const)(
    'takes nothing for free where only some %s are watched',
    resource => {
      const platform = platformOfTwoProducts();
      expect(capacityOf(platform).products).toHaveLength(2);
      platform.partial.add(resource);
      expect(capacityOf(platform).products).toBeUndefined();
    },
  );

  it('says who holds what of each product, and who waits', () => {
    const ref = { cluster: 'eu-1', namespace: 'chat', release: 'adaptive' };
    const { products, waiting } = capacityOf(platformOfTwoProducts());
    expect(
      products?.map(({ product, free, engines, otherAllocated }) => ({
        product,
        free,
        engines,
        otherAllocated,
      })),
    ).toEqual([
      {
        product: 'A100',
        free: 6,
        engines: [{ ref, allocated: 2 }],
        otherAllocated: 0,
      },
      {
        product: 'NVIDIA-H100-80GB-HBM3',
        free: 4,
        engines: [{ ref, allocated: 4 }],
        otherAllocated: 0,
      },
    ]);
    expect(waiting).toEqual([
      {
        ref,
        pool: 'llama-70b',
        resource: 'nvidia.com/gpu',
        pods: 1,
        gpus: 4,
      },
    ]);
  });

  it('counts engines that may not be seen with other tenants', () => {
    const { products, waiting } = capacityOf(platformOfTwoProducts(), false);
    expect(products?.map(p => [p.engines, p.otherAllocated])).toEqual([
      [[], 2],
      [[], 4],
    ]);
    expect(waiting).toEqual([]);
  });

  it('has no products where nodes cannot be listed', () => {
    const platform = platformOfTwoProducts();
    platform.freshness.set('eu-1 nodes', {
      status: 'notPermitted',
      since: '2026-11-22T13:00:00Z',
    });
    expect(capacityOf(platform)).not.toHaveProperty('products');
  });
});
