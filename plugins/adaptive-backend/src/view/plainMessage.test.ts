import { plainMessage, unreadMetric } from './plainMessage';

/** As the HPA controller writes it. */
const FAILED =
  'the HPA was unable to compute the replica count: unable to get external metric engine-001/s0-prometheus/&LabelSelector{MatchLabels:map[string]string{scaledobject.keda.sh/name: pool,},MatchExpressions:[]LabelSelectorRequirement{},}: unable to fetch metrics from external metrics API: ';

describe('plainMessage', () => {
  it('leaves the cause, without Go structs and what leads to it', () => {
    expect(
      plainMessage(`${FAILED}rpc error: code = Unknown desc = no luck`),
    ).toBe('no luck');
  });

  it('cuts what is still long, and leaves what is plain alone', () => {
    expect(plainMessage('x'.repeat(400))).toHaveLength(160);
    expect(plainMessage('Triggers are not working')).toBe(
      'Triggers are not working',
    );
    expect(plainMessage('')).toBeUndefined();
    expect(plainMessage(undefined)).toBeUndefined();
  });
});

describe('unreadMetric', () => {
  const METRIC = 'The HPA cannot read metric s0-prometheus';

  it.each([
    [
      'rpc error: code = Unknown desc = error when getting metric values metric:s0-prometheus encountered error',
      `${METRIC}, as KEDA answers its question with an error,`,
    ],
    [
      'the server is currently unable to handle the request (get s0-prometheus.external.metrics.k8s.io)',
      `${METRIC}, as KEDA's metrics server does not answer,`,
    ],
    [
      'the server could not find the requested resource',
      `${METRIC}, as nothing serves external.metrics.k8s.io,`,
    ],
    [
      'rpc error: code = DeadlineExceeded desc = context deadline exceeded',
      `${METRIC}, as KEDA's metrics server does not answer in time,`,
    ],
    [
      'no metrics returned from external metrics API',
      `${METRIC}, as there is no value of it,`,
    ],
    ['the moon is full.', `${METRIC} (the moon is full)`],
  ])('%s', (cause, expected) => {
    expect(unreadMetric(`${FAILED}${cause}`)).toBe(expected);
  });

  it('does without a message', () => {
    expect(unreadMetric(undefined)).toBe('The HPA cannot read its metric');
  });
});
