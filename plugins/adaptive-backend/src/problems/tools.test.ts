import type { EngineService } from '@adaptive-portal/plugin-adaptive-common';
import { LIVE } from '../view/__testUtils__/TestPlatform';
import {
  codes,
  healthyPlatform,
  problem,
  SOUND,
} from './__testUtils__/platform';

function platform() {
  const healthy = healthyPlatform();
  healthy.pool({ scaledObject: SOUND });
  return healthy;
}

describe('tools', () => {
  const service = (
    id: EngineService['id'],
    status: EngineService['freshness']['status'],
  ): EngineService => ({
    id,
    title: id === 'mlflow' ? 'MLflow' : 'Grafana',
    freshness: { ...LIVE, lastSeenAt: undefined, status, message: 'refused' },
    facts: [],
  });

  it.each([
    ['mlflow' as const, 'warning', 'MLflow does not answer: refused.'],
    ['grafana' as const, 'info', 'Grafana does not answer: refused.'],
  ])('%s is down', (id, severity, sentence) => {
    const found = platform();
    found.services = [service(id, 'unreachable')];
    expect(problem(found, `${id}-down`)).toMatchObject({ severity, sentence });
    expect(found.engine().services).toHaveLength(1);
  });

  it('that cannot be asked from here are no problem', () => {
    const found = platform();
    found.services = [service('mlflow', 'notWatchable')];
    expect(codes(found)).toEqual([]);
  });

  it('change the engine when their state changes, not when they are heard', () => {
    const found = platform();
    found.services = [{ ...service('mlflow', 'live'), freshness: { ...LIVE } }];
    const before = found.engine().version;
    found.services[0].freshness.lastSeenAt = '2026-11-22T14:05:00Z';
    expect(found.engine().version).toBe(before);
    found.services[0].freshness.status = 'stale';
    expect(found.engine().version).not.toBe(before);
  });
});

describe('alert-firing', () => {
  const alert = {
    name: 'GpuHot',
    state: 'firing' as const,
    severity: 'warning',
    summary: 'GPU is at 90 °C',
    source: 'main',
    labels: { pod: 'p-1' },
  };

  it('tells several alerts of one name as one', () => {
    const found = platform();
    found.alerts = [
      { ...alert, since: '2026-11-22T13:58:00Z' },
      { ...alert, labels: { pod: 'p-2' }, since: '2026-11-22T13:50:00Z' },
    ];
    expect(problem(found, 'alert-firing')).toMatchObject({
      sentence: 'Alert GpuHot (warning) fires 2 times: GPU is at 90 °C.',
      since: '2026-11-22T13:50:00Z',
      evidence: [{ value: 'pod=p-1' }, { value: 'pod=p-2' }],
    });
    expect(found.engine().alerts).toHaveLength(2);
  });

  it('is not one that is silenced or pending', () => {
    const found = platform();
    found.alerts = [
      { ...alert, silenced: { by: 'pat' } },
      { ...alert, state: 'pending' },
    ];
    expect(codes(found)).toEqual([]);
  });

  it.each([
    ['critical', 'critical'],
    ['warning', 'warning'],
    ['page', 'info'],
    [undefined, 'info'],
  ])('with the label severity %s is %s', (severity, expected) => {
    const found = platform();
    found.alerts = [{ ...alert, severity }];
    expect(problem(found, 'alert-firing').severity).toBe(expected);
  });

  it.each([
    [{ inference_pool: 'llama-70b' }, 'llama-70b'],
    [{ app_kubernetes_io_pool: 'llama-70b' }, 'llama-70b'],
    [{ pool: 'llama-70b' }, 'llama-70b'],
    [{ pod: 'adaptive-harmony-llama-70b-0' }, 'llama-70b'],
    [{ pod: 'adaptive-control-plane-0' }, undefined],
  ])('of %j is about the pool %s', (labels, pool) => {
    const found = platform();
    found.alerts = [{ ...alert, severity: 'critical', labels: { ...labels } }];
    expect(problem(found, 'alert-firing').pool).toBe(pool);
    const ofPool = found.onlyPool().problems.map(({ code }) => code);
    expect(ofPool).toEqual(pool === undefined ? [] : ['alert-firing']);
    expect(found.engine().problems).toHaveLength(1);
  });

  it('names an Alertmanager only where one has alerts of this cluster', () => {
    const found = platform();
    found.alerts = [alert];
    const remedy = () => problem(found, 'alert-firing').remedy;
    expect(remedy()).toContain('Look at the rule GpuHot in Prometheus');
    expect(remedy()).not.toContain('Alertmanager');
    const url = 'http://alertmanager';
    const alertmanagers = [{ id: 'am', url, clusters: ['us-1'] }];
    found.configure({ metrics: { alertmanagers } });
    expect(remedy()).not.toContain('Alertmanager');
    alertmanagers[0].clusters = ['eu-1'];
    found.configure({ metrics: { alertmanagers } });
    expect(remedy()).toContain('silence it in Alertmanager');
  });
});
