import {
  EVENTS_SELECTOR,
  PODS_SELECTOR,
  UNWANTED_EVENT_KINDS,
  UNWANTED_EVENT_REASONS,
  UNWANTED_POD_PHASES,
} from './fieldSelectors';
import { testContext } from './project/__testUtils__/testContext';
import { projectEvent } from './project/projectEvent';
import { projectPod } from './project/projectPod';

const NAMESPACE = 'engine';
const context = testContext(NAMESPACE);

const event = (kind: string, reason: string, type: string) =>
  projectEvent(
    {
      metadata: { name: 'e', namespace: NAMESPACE, uid: 'u' },
      involvedObject: { kind, namespace: NAMESPACE, name: 'x' },
      type,
      reason,
    },
    context,
  );

describe('what the API server leaves out', () => {
  it.each(UNWANTED_EVENT_KINDS)('is no event that is kept: about %s', kind => {
    expect(event(kind, 'FailedCreate', 'Warning')).toBe('unwanted');
    expect(event(kind, 'Anything', 'Normal')).toBe('unwanted');
  });

  it.each(UNWANTED_EVENT_REASONS)('is no event that is kept: %s', reason => {
    for (const kind of ['Pod', 'ReplicaSet', 'Deployment', 'StatefulSet'])
      expect(event(kind, reason, 'Normal')).toBe('unwanted');
  });

  it('is no other event', () => {
    // An API server refuses what it cannot parse, and all events would come.
    expect(EVENTS_SELECTOR).toMatch(
      /^((involvedObject\.kind|reason)!=[A-Za-z]+(,|$))+$/,
    );
    const reasons = ['Failed', 'BackOff', 'FailedScheduling', 'FailedCreate'];
    for (const reason of reasons)
      expect(UNWANTED_EVENT_REASONS).not.toContain(reason);
  });

  it.each(UNWANTED_POD_PHASES)('is no pod that is kept: %s', phase => {
    const pod = {
      metadata: { name: 'p', namespace: NAMESPACE, uid: 'u' },
      status: { phase },
    };
    expect(projectPod(pod, context)).toBe('unwanted');
    expect(projectPod(pod, testContext())).toBe('unwanted');
    expect(PODS_SELECTOR.split(',')).toContain(`status.phase!=${phase}`);
  });

  it('is no pod that holds a GPU, may hold one soon, or failed', () => {
    for (const phase of ['Pending', 'Running', 'Unknown', 'Failed'])
      expect(PODS_SELECTOR).not.toContain(phase);
  });
});
