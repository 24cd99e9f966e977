import { engine, pool, type EngineCase } from '../__testUtils__/engineCases';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { validateEngine } from './validateEngine';

const cases: EngineCase[] = [
  [
    'error',
    'container-registry',
    'containerRegistry',
    engine({ containerRegistry: 'https://registry.example.com' }),
  ],
  [
    'error',
    'container-registry',
    'containerRegistry',
    engine({ containerRegistry: 'me:secret@registry.example.com' }),
  ],
  [
    'error',
    'image-tag',
    'images.harmony.tag',
    engine({
      images: {
        ...exampleEngine.images,
        harmony: { repository: 'a', tag: 'harmony:latest' },
      },
    }),
  ],
  [
    'error',
    'image-repository',
    'images.controlPlane.repository',
    engine({
      images: {
        ...exampleEngine.images,
        controlPlane: { repository: 'A/b', tag: 'v1' },
      },
    }),
  ],
  [
    'warning',
    'image-tag-moves',
    'images.harmony.tag',
    engine({
      images: {
        ...exampleEngine.images,
        harmony: { repository: 'a', tag: 'latest' },
      },
    }),
  ],
  [
    'warning',
    'sandkasten-image',
    'images.sandkasten',
    engine({ images: { ...exampleEngine.images, sandkasten: undefined } }),
  ],
  [
    'error',
    'secret-name',
    'secrets.redis',
    engine({ secrets: { ...exampleEngine.secrets, redis: 'redis://host' } }),
  ],
  [
    'info',
    'redis-unused',
    'secrets.redis',
    engine({
      chartVersion: '0.14.0',
      secrets: { ...exampleEngine.secrets, redis: 'r' },
    }),
  ],
  ['error', 'root-url', 'rootUrl', engine({ rootUrl: 'chat.example.com' })],
  [
    'error',
    'root-url',
    'rootUrl',
    engine({ rootUrl: 'ftp://chat.example.com' }),
  ],
  [
    'error',
    'root-url',
    'rootUrl',
    engine({ rootUrl: 'https://chat.example.com/a' }),
  ],
  [
    'error',
    'root-url',
    'rootUrl',
    engine({ rootUrl: 'https://a:b@chat.example.com' }),
  ],
  [
    'error',
    'root-url',
    'rootUrl',
    engine({ rootUrl: 'https://chat.example.com?x' }),
  ],
  [
    'error',
    'root-url',
    'rootUrl',
    engine({ rootUrl: 'https:chat.example.com' }),
  ],
  [
    'error',
    'root-url',
    'rootUrl',
    engine({ rootUrl: 'https://x..example.com' }),
  ],
  [
    'error',
    'root-url',
    'rootUrl',
    engine({ rootUrl: 'https://chat-.example.com' }),
  ],
  [
    'error',
    'root-url',
    'rootUrl',
    engine({ rootUrl: `https://${'a'.repeat(64)}.example.com` }),
  ],
  [
    'warning',
    'root-url-http',
    'rootUrl',
    engine({ rootUrl: 'http://chat.example.com' }),
  ],
  [
    'error',
    'mlflow-url',
    'mlflow.url',
    engine({ mlflow: { mode: 'external', url: 'http://u:p@mlflow' } }),
  ],
  [
    'info',
    'mlflow-not-persistent',
    'mlflow.mode',
    engine({ mlflow: { mode: 'internal' } }),
  ],
  [
    'error',
    'threshold',
    'autoscaling.ttftTimeoutThreshold',
    engine({ autoscaling: { mode: 'platform', ttftTimeoutThreshold: 0 } }),
  ],
  [
    'error',
    'threshold',
    'autoscaling.ttftTimeoutThreshold',
    engine({ autoscaling: { mode: 'platform', ttftTimeoutThreshold: 1.01 } }),
  ],
  [
    'error',
    'cool-down',
    'autoscaling.coolDownSeconds',
    engine({ autoscaling: { mode: 'platform', coolDownSeconds: 3601 } }),
  ],
  [
    'warning',
    'no-load-trigger',
    'pools[0].requestsPerSecondPerReplica',
    pool({ requestsPerSecondPerReplica: undefined }),
  ],
  [
    'error',
    'load',
    'pools[0].requestsPerSecondPerReplica',
    pool({ requestsPerSecondPerReplica: 0 }),
  ],
  [
    'error',
    'scaling-not-offered',
    'autoscaling.mode',
    engine({ chartVersion: '0.24.0' }),
  ],
];

describe('parts and scaling of an engine', () => {
  it.each(cases)('reports %s %s at %s (%#)', (severity, rule, path, input) => {
    const found = validateEngine(input, exampleTarget).filter(
      finding => finding.rule === rule,
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity, path });
    expect(found[0].sentence).not.toMatch(/[.\n]$/);
    expect(found[0].remedy).not.toBe('');
  });
});
