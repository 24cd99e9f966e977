import type { EngineInput, RenderTarget } from '../model';
import { toYaml } from '../yaml/toYaml';
import { environmentTarget, inEnvironment } from './environments';
import { scrapeConfig } from './podMonitor';

type Metrics = NonNullable<RenderTarget['autoscaling']['metrics']>;

/** What Prometheus must do for the series of the pools to exist. */
const COLLECTED: Record<Metrics, string> = {
  annotations:
    ', which must scrape pods with the annotation `prometheus.io/scrape: adaptive`.',
  podMonitor:
    ', whose operator finds the pods by the PodMonitor of this engine.',
  scrapeConfig: ', which needs the job below.',
  none: '; the platform team collects them.',
};

/** How the pools are scaled, and where the series for it come from. */
export function scalingSentence(
  { autoscaling: { mode } }: EngineInput,
  { metrics = 'annotations' }: RenderTarget['autoscaling'],
): string {
  switch (mode) {
    case 'platform':
      return `- Pools are scaled by the cluster's KEDA on the series of the cluster's Prometheus${COLLECTED[metrics]}`;
    case 'bundled':
      return '- Pools are scaled by a KEDA that this engine installs for the whole cluster. Switching it off, removing the engine or moving to chart 0.24 removes every ScaledObject of the cluster.';
    default:
      return '- Pools are not scaled: each has its `min` replicas.';
  }
}

/** The engine in each of its places, with what is configured there. */
function places(
  input: EngineInput,
  target: RenderTarget,
): Array<[EngineInput, RenderTarget]> {
  return input.environments && target.gitops?.tool === 'applicationSet'
    ? input.environments.map(environment => [
        inEnvironment(input, environment),
        environmentTarget(target, environment),
      ])
    : [[input, target]];
}

/** Jobs for a Prometheus that is configured by hand; nothing where it finds the pods itself. */
export function scrapeSection(
  input: EngineInput,
  target: RenderTarget,
): string[] {
  if (input.autoscaling.mode === 'bundled') return [];
  const jobs = places(input, target)
    .filter(([, { autoscaling }]) => autoscaling.metrics === 'scrapeConfig')
    .map(([engine, { autoscaling }]) => scrapeConfig(engine, autoscaling));
  if (jobs.length === 0) return [];
  return [
    '',
    '## Metrics',
    '',
    'Prometheus collects the series of the compute pools with this in its `prometheus.yml`:',
    '',
    '```yaml',
    toYaml({ scrape_configs: jobs }).trimEnd(),
    '```',
  ];
}
