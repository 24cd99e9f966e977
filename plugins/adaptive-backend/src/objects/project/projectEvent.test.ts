import { metadata, recorded } from './__testUtils__/recorded';
import { testContext } from './__testUtils__/testContext';
import { projectEvent } from './projectEvent';
import { records } from './raw';

describe('projectEvent', () => {
  const namespaces = ['engine-001', 'engine-002'];

  it('keeps all recorded events of workloads, HPAs and ScaledObjects with their latest time', () => {
    const events = records(recorded('events').items).map(event =>
      projectEvent(event, testContext(...namespaces)),
    );
    expect(events).not.toContain('unwanted');
    expect(events).toContainEqual(
      expect.objectContaining({
        reason: 'ScaledObjectPaused',
        at: '2026-11-22T02:24:47.345093Z',
        involved: expect.objectContaining({ kind: 'ScaledObject' }),
      }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({ reason: 'SuccessfulRescale' }),
    );
  });

  it('tells how often something happened, and since when', () => {
    const projected = projectEvent(
      {
        metadata,
        reason: 'SuccessfulRescale',
        count: 3,
        firstTimestamp: '2026-11-22T13:00:00Z',
        lastTimestamp: '2026-11-22T14:00:00Z',
        involvedObject: {
          kind: 'HorizontalPodAutoscaler',
          name: 'x',
          namespace: 'engine-001',
        },
      },
      testContext(...namespaces),
    );
    expect(projected).toMatchObject({
      count: 3,
      firstAt: '2026-11-22T13:00:00Z',
      at: '2026-11-22T14:00:00Z',
    });
  });

  const event = (
    kind: string,
    type: string,
    reason: string,
    namespace = 'engine-001',
  ) =>
    projectEvent(
      {
        metadata,
        type,
        reason,
        involvedObject: { kind, name: 'x', namespace },
      },
      testContext(...namespaces),
    );

  it.each([
    ['Pod', 'Warning', 'FailedScheduling'],
    ['Pod', 'Normal', 'TriggeredScaleUp'],
    ['ReplicaSet', 'Warning', 'FailedCreate'],
  ])('keeps %s %s %s', (kind, type, reason) => {
    expect(event(kind, type, reason)).toMatchObject({ type, reason });
  });

  it.each([
    ['Pod', 'Normal', 'Pulled', 'engine-001'],
    ['ConfigMap', 'Warning', 'Odd', 'engine-001'],
    ['constructor', 'Warning', 'Odd', 'engine-001'],
    ['Pod', 'Warning', 'FailedScheduling', 'other-tenant'],
  ])('does not keep %s %s %s in %s', (kind, type, reason, namespace) => {
    expect(event(kind, type, reason, namespace)).toBe('unwanted');
  });

  it('keeps those of nodes and Applications wherever they are', () => {
    expect(event('Node', 'Normal', 'NodeNotReady', 'default')).toMatchObject({
      count: 1,
    });
    expect(
      event('Application', 'Normal', 'OperationCompleted', 'argocd'),
    ).toMatchObject({
      type: 'Normal',
    });
  });
});
