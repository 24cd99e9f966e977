import { parseFieldSelector, parseLabelSelector } from './selectors';
import { pod } from './testing/objects';

describe('parseLabelSelector', () => {
  const web = pod('web', {
    labels: { app: 'web', 'a.b/tier': 'front', e: '' },
  });

  it.each([
    ['app=web', true],
    ['app==web', true],
    ['app = web', true],
    ['app=db', false],
    ['app!=db', true],
    ['missing!=db', true],
    ['app!=web', false],
    ['app', true],
    ['missing', false],
    ['!missing', true],
    ['!app', false],
    ['e=', true],
    ['app in (web,db)', true],
    ['app in (db, cache)', false],
    ['app notin (db)', true],
    ['missing notin (db)', true],
    ['app notin (web)', false],
    ['a.b/tier=front,app in (web),!missing', true],
    ['a.b/tier=front,app=db', false],
    ['', true],
  ])('%s on labels app=web, a.b/tier=front: %s', (selector, expected) => {
    expect(parseLabelSelector(selector)(web)).toBe(expected);
  });

  it('matches objects without labels by absence only', () => {
    expect(parseLabelSelector('!app')(pod('bare'))).toBe(true);
    expect(parseLabelSelector('app')(pod('bare'))).toBe(false);
  });

  it.each(['app=a b', 'app in web', '=x', 'app=/x', '-a'])(
    'refuses %s with 400',
    selector => {
      expect(() => parseLabelSelector(selector)).toThrow(
        expect.objectContaining({ code: 400 }),
      );
    },
  );
});

describe('parseFieldSelector', () => {
  const running = pod('web', { nodeName: 'n1', phase: 'Running' });

  it.each([
    ['metadata.name=web', true],
    ['metadata.name!=web', false],
    ['metadata.namespace==demo', true],
    ['spec.nodeName=n1,status.phase=Running', true],
    ['status.phase!=Failed,status.phase!=Succeeded', true],
    ['spec.nodeName=', false],
  ])('%s: %s', (selector, expected) => {
    expect(parseFieldSelector(selector, 'pods')(running)).toBe(expected);
  });

  it('knows the fields of events', () => {
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'e' },
      involvedObject: { kind: 'Pod', name: 'web' },
      reason: 'FailedScheduling',
      type: 'Warning',
    };
    const matches = parseFieldSelector(
      'involvedObject.name=web,reason=FailedScheduling,type=Warning',
      'events',
    );
    expect(matches(event)).toBe(true);
    expect(matches({ ...event, type: 'Normal' })).toBe(false);
  });

  it('refuses fields that the resource does not index', () => {
    expect(() => parseFieldSelector('spec.replicas=1', 'pods')).toThrow(
      'field label not supported: spec.replicas',
    );
    expect(() => parseFieldSelector('status.phase=x', 'configmaps')).toThrow(
      expect.objectContaining({ code: 400 }),
    );
  });
});
