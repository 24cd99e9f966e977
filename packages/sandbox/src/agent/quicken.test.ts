import type { KubernetesObject } from '../kube/object';
import { quicken } from './quicken';

const scaledObject: KubernetesObject = {
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledObject',
  metadata: { name: 'pool' },
  spec: {
    maxReplicaCount: 4,
    advanced: {
      horizontalPodAutoscalerConfig: {
        behavior: {
          scaleUp: {
            stabilizationWindowSeconds: 60,
            policies: [{ type: 'Pods', value: 1, periodSeconds: 300 }],
          },
          scaleDown: {
            policies: [{ type: 'Pods', value: 1, periodSeconds: 10 }],
          },
        },
      },
    },
  },
};

describe('quicken', () => {
  it('shortens windows and periods, and nothing else', () => {
    expect(quicken(scaledObject, 30)).toEqual({
      ...scaledObject,
      spec: {
        maxReplicaCount: 4,
        advanced: {
          horizontalPodAutoscalerConfig: {
            behavior: {
              scaleUp: {
                stabilizationWindowSeconds: 2,
                policies: [{ type: 'Pods', value: 1, periodSeconds: 10 }],
              },
              scaleDown: {
                policies: [{ type: 'Pods', value: 1, periodSeconds: 1 }],
              },
            },
          },
        },
      },
    });
  });

  it('leaves other kinds and ScaledObjects without behaviour alone', () => {
    const bare = { ...scaledObject, spec: { maxReplicaCount: 4 } };

    expect(quicken(bare, 5)).toBe(bare);
    expect(quicken({ ...scaledObject, kind: 'Deployment' }, 5).spec).toBe(
      scaledObject.spec,
    );
  });
});
