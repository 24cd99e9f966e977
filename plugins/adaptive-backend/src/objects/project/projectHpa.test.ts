import { metadata, recorded } from './__testUtils__/recorded';
import { testContext } from './__testUtils__/testContext';
import { projectHpa } from './projectHpa';

describe('projectHpa', () => {
  it('reads a recorded one of KEDA', () => {
    expect(
      projectHpa(recorded('hpa-engine-002-inference-pool'), testContext()),
    ).toMatchObject({
      metadata: {
        ownerReferences: [{ kind: 'ScaledObject', controller: true }],
      },
      target: { kind: 'StatefulSet', name: 'adaptive-harmony-inference-pool' },
      minReplicas: 2,
      maxReplicas: 6,
      metrics: [
        {
          type: 'External',
          name: 's0-prometheus',
          targetType: 'AverageValue',
          target: '100m',
        },
      ],
      status: {
        currentReplicas: 2,
        desiredReplicas: 2,
        currentMetrics: [
          { type: 'External', name: 's0-prometheus', averageValue: '100m' },
        ],
      },
    });
  });

  it('reads scaling rules, zero included, and resource metrics', () => {
    expect(
      projectHpa(
        {
          metadata,
          spec: {
            metrics: [
              {
                type: 'Resource',
                resource: {
                  name: 'cpu',
                  target: { type: 'Utilization', averageUtilization: 80 },
                },
              },
            ],
            behavior: {
              scaleUp: {
                stabilizationWindowSeconds: 0,
                policies: [
                  { type: 'Percent', value: 50, periodSeconds: 300 },
                  { type: 'Odd' },
                ],
                tolerance: 0.05,
              },
              scaleDown: { selectPolicy: 'Disabled' },
            },
          },
          status: { currentMetrics: [{ type: '' }] },
        },
        testContext(),
      ),
    ).toMatchObject({
      metrics: [
        {
          type: 'Resource',
          name: 'cpu',
          targetType: 'Utilization',
          target: '80',
        },
      ],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 0,
          policies: [{ type: 'Percent', value: 50, periodSeconds: 300 }],
          tolerance: '0.05',
        },
        scaleDown: { selectPolicy: 'Disabled' },
      },
      status: { currentMetrics: [] },
    });
  });
});
