import { plainMessage, unreadMetric, unreadMetricRemedy } from './plainMessage';

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

  /** As the HPA controller writes it of the CPU of its pods. */
  const CPU =
    'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: ';
  const CUSTOM =
    'the HPA was unable to compute the replica count: unable to get metric queue: unable to fetch metrics from custom metrics API: ';

  it.each([
    [
      `${CPU}the server could not find the requested resource (get pods.metrics.k8s.io)`,
      'The HPA cannot read metric cpu, as nothing serves metrics.k8s.io,',
      /metrics-server/,
    ],
    [
      `${CPU}the server is currently unable to handle the request (get pods.metrics.k8s.io)`,
      'The HPA cannot read metric cpu, as metrics-server does not answer,',
      /metrics-server/,
    ],
    [
      `${CUSTOM}the server could not find the metric queue for pods: not found`,
      'The HPA cannot read its metric, as there is no value of it,',
      /adapter/,
    ],
    [
      `${CUSTOM}the server is currently unable to handle the request (get pods.custom.metrics.k8s.io *)`,
      'The HPA cannot read its metric, as the metrics adapter does not answer,',
      /adapter/,
    ],
    [
      `${FAILED}the server could not find the requested resource (get s0-prometheus.external.metrics.k8s.io)`,
      `${METRIC}, as nothing serves external.metrics.k8s.io,`,
      /KEDA's metrics server/,
    ],
    [
      'the server is currently unable to handle the request',
      'The HPA cannot read its metric, as its metrics server does not answer,',
      /kubectl get apiservices/,
    ],
  ])('blames who serves the API: %s', (message, expected, remedy) => {
    expect(unreadMetric(message)).toBe(expected);
    expect(unreadMetricRemedy(message)).toMatch(remedy);
  });

  it('does without a message', () => {
    expect(unreadMetric(undefined)).toBe('The HPA cannot read its metric');
  });
});
