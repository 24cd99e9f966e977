import { chartKey } from './keyRanges';

describe('chartKey', () => {
  it.each([
    ['secrets.dbUrl', '0.17.0', true],
    ['secrets.dbUrl', '0.18.0', false],
    ['autoscaling.externalPrometheusEndpoint', '0.23.0', true],
    ['autoscaling.externalPrometheusEndpoint', '0.24.0', false],
    ['harmony.shmSize', '0.18.0', false],
    ['harmony.shmSize', '0.19.0', true],
    ['prometheus.server.retention', '0.31.1', true],
    ['prometheus.server.retention', '0.33.0', false],
    ['controlPlane.podLabels.team', '0.12.0', true],
    ['extraObjects', '0.44.0', false],
    ['extraObjects', '0.45.0', true],
    ['s3proxy.enabled', '0.21.0', true],
    ['s3proxy.enabled', '0.22.0', false],
    ['s3proxy.enabled', '0.46.0', true],
    ['redis.persistence.accessModes', '0.36.0', true],
    ['redis.persistence.accessModes', '0.36.1', false],
    ['nameOverride', '0.23.0', false],
    ['harmony', '0.23.0', true],
    ['nonsense', '0.23.0', false],
    ['harmony.image', '9.9.9', false],
  ])('of %s in chart %s is %s', (path, version, known) => {
    expect(chartKey(path, version).known).toBe(known);
  });

  it('names all ranges of a key that came back', () => {
    expect(chartKey('s3proxy.enabled', '0.23.0').ranges).toEqual([
      { from: '0.12.0', to: '0.21.0' },
      { from: '0.46.0', to: '0.48.2' },
    ]);
  });
});
