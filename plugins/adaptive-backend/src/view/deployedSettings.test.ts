import { componentWorkload } from './__testUtils__/objects';
import { TestPlatform } from './__testUtils__/TestPlatform';
import { browserUrl, readDeployedSettings } from './deployedSettings';

function controlPlane(settings?: Record<string, string>) {
  const workload = componentWorkload('control-plane');
  return {
    ...workload,
    containers: workload.containers.map(c => ({ ...c, settings })),
  };
}

const isNamespace = (name: string) => ['chat', 'tools'].includes(name);

describe('the mode of MLflow', () => {
  it.each([
    ['http://adaptive-mlflow-svc:5000', 'internal'],
    ['http://mlflow.chat:5000', 'internal'],
    ['http://mlflow.chat.svc.cluster.local:5000/', 'internal'],
    ['http://mlflow.tools.svc:5000', 'external'],
    ['http://mlflow.tools', 'external'],
    ['https://mlflow.example', 'external'],
    ['databricks://profile', 'external'],
  ])('%s is %s', (url, mode) => {
    const workloads = [controlPlane({ ADAPTIVE_MLFLOW__URL: url })];
    expect(readDeployedSettings(workloads, 'chat', isNamespace).mlflow).toBe(
      mode,
    );
  });

  it.each([
    ['told that it is disabled', { ADAPTIVE_MLFLOW__ENABLED: 'False' }, 'off'],
    ['told of none', undefined, 'off'],
    [
      'told that there is one, its URL from elsewhere',
      { ADAPTIVE_MLFLOW__ENABLED: 'true' },
      'external',
    ],
  ])('a control plane %s', (_name, settings, mode) => {
    const workloads = [controlPlane(settings)];
    expect(readDeployedSettings(workloads, 'chat', isNamespace).mlflow).toBe(
      mode,
    );
  });

  it('is unknown without a control plane, internal with a deployed MLflow', () => {
    const read = (...components: string[]) =>
      readDeployedSettings(
        components.map(c => componentWorkload(c)),
        'chat',
        isNamespace,
      ).mlflow;
    expect(read('redis')).toBe('unknown');
    expect(read('mlflow')).toBe('internal');
  });
});

describe('browserUrl', () => {
  it.each([
    ['https://mlflow.example/path', 'https://mlflow.example/path'],
    ['http://localhost:5000', 'http://localhost:5000/'],
    ['http://127.0.0.1:5000', 'http://127.0.0.1:5000/'],
    ['http://[::1]:5000', 'http://[::1]:5000/'],
    ['https://mlflow.svc-eu.example', 'https://mlflow.svc-eu.example/'],
    ['http://mlflow:5000', undefined],
    ['http://mlflow.tools', undefined],
    ['http://mlflow.other.svc', undefined],
    ['http://mlflow.other.svc.cluster.local.:5000', undefined],
    ['ftp://mlflow.example', undefined],
    ['no url', undefined],
    [undefined, undefined],
  ])('%s: %s', (url, expected) => {
    expect(browserUrl(url, isNamespace)).toBe(expected);
  });
});

describe('links of what is deployed', () => {
  function linksOf(settings: Record<string, string>, config = {}) {
    const platform = new TestPlatform();
    platform.configure(config);
    platform.put('apps/deployments', controlPlane(settings));
    const engine = platform.engine();
    return Object.fromEntries(engine.links.map(l => [l.id, l.url]));
  }
  const settings = {
    ADAPTIVE_SERVER__ROOT_URL: 'https://chat.example',
    ADAPTIVE_MLFLOW__URL: 'https://mlflow.example',
  };

  it('takes the addresses that the control plane is told', () => {
    expect(linksOf(settings)).toMatchObject({
      controlPlane: 'https://chat.example/',
      mlflow: 'https://mlflow.example/',
    });
  });

  it('prefers the configured ones', () => {
    const links = {
      controlPlane: { url: 'https://{release}.example' },
      mlflow: { url: 'https://ml.example/{namespace}' },
    };
    expect(linksOf(settings, { links })).toMatchObject({
      controlPlane: 'https://adaptive.example/',
      mlflow: 'https://ml.example/chat',
    });
  });

  it('has no link to an MLflow that no browser reaches', () => {
    const links = linksOf({ ADAPTIVE_MLFLOW__URL: 'http://mlflow:5000' });
    expect(links).not.toHaveProperty('mlflow');
  });
});
