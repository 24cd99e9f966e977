import { metadata, recorded } from './__testUtils__/recorded';
import { testContext } from './__testUtils__/testContext';
import { projectScaledObject } from './projectScaledObject';

describe('projectScaledObject', () => {
  it('reads a recorded one that fell back', () => {
    const projected = projectScaledObject(
      recorded('so-engine-002-inference-pool'),
      testContext(),
    );
    expect(projected).toMatchObject({
      target: { kind: 'StatefulSet', name: 'adaptive-harmony-inference-pool' },
      minReplicaCount: 2,
      maxReplicaCount: 6,
      cooldownPeriod: 180,
      fallback: { failureThreshold: 3, replicas: 2, behavior: 'static' },
      triggers: [
        {
          type: 'prometheus',
          metadata: { threshold: '0.1', serverAddress: 'http://127.0.0.1:1' },
        },
      ],
      status: {
        hpaName: 'keda-hpa-adaptive-harmony-inference-pool',
        health: {
          's0-prometheus': { numberOfFailures: 23, status: 'Failing' },
        },
        externalMetricNames: ['s0-prometheus'],
      },
    });
    expect(projected).not.toHaveProperty('pausedBy');
  });

  const claim = (manager: string, time: string, annotation: string) => ({
    manager,
    time,
    fieldsV1: {
      'f:metadata': { 'f:annotations': { [`f:${annotation}`]: {} } },
    },
  });

  it('reads the initial cooldown, 0 too', () => {
    expect(
      projectScaledObject(
        recorded('so-engine-001-inference-pool'),
        testContext(),
      ),
    ).toMatchObject({ cooldownPeriod: 180, initialCooldownPeriod: 0 });
  });

  it('says who paused it last and when', () => {
    const paused = recorded('so-engine-001-chat-70b');
    paused.metadata.managedFields = [
      claim(
        'kubectl-annotate',
        '2026-11-22T02:24:47Z',
        'autoscaling.keda.sh/paused-replicas',
      ),
      claim(
        'helm',
        '2026-11-21T00:00:00Z',
        'autoscaling.keda.sh/paused-replicas',
      ),
      claim('keda', '2026-11-23T00:00:00Z', 'something.else/paused'),
    ];
    expect(projectScaledObject(paused, testContext())).toMatchObject({
      metadata: { annotations: { 'autoscaling.keda.sh/paused-replicas': '2' } },
      pausedBy: { manager: 'kubectl-annotate', at: '2026-11-22T02:24:47Z' },
    });
  });

  it('does not say that anybody paused one that is not paused', () => {
    const running = recorded('so-engine-001-inference-pool');
    running.metadata.managedFields = [
      claim('kubectl', '2026-11-22T02:24:47Z', 'autoscaling.keda.sh/paused'),
    ];
    expect(projectScaledObject(running, testContext())).not.toHaveProperty(
      'pausedBy',
    );
  });

  it('keeps nothing of a trigger that may be a secret', () => {
    const projected = projectScaledObject(
      {
        metadata,
        spec: {
          triggers: [
            {
              type: 'prometheus',
              metadata: {
                serverAddress: 'https://user:hunter2@prometheus:9090/x',
                customHeaders: 'Authorization=Bearer hunter2',
                connection: 'amqp://hunter2',
                threshold: 0.1,
              },
            },
          ],
        },
      },
      testContext(),
    );
    expect(projected).toMatchObject({
      triggers: [
        {
          metadata: {
            serverAddress: 'https://prometheus:9090/x',
            threshold: '0.1',
          },
        },
      ],
    });
    expect(JSON.stringify(projected)).not.toContain('hunter2');
  });
});
