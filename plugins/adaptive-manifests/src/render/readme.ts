import { chartCapabilities } from '../capabilities';
import type { EngineInput, RenderTarget, RepositoryLayout } from '../model';
import { code, plain } from './markdown';
import { scalingSentence, scrapeSection } from './readmeMetrics';
import { secretsSection } from './readmeSecrets';

function poolsSection(input: EngineInput): string[] {
  return [
    '## Compute pools',
    '',
    '| pool | min | max | GPUs per replica |',
    '| --- | ---: | ---: | ---: |',
    ...input.pools.map(
      pool =>
        `| ${code(pool.name)} | ${pool.minReplicas} | ${pool.maxReplicas} | ${
          pool.gpusPerReplica
        } |`,
    ),
  ];
}

function scalingSection(input: EngineInput, target: RenderTarget): string[] {
  const { defaultGroup } = chartCapabilities(input.chartVersion);
  return [
    '## Good to know',
    '',
    scalingSentence(input, target.autoscaling),
    ...(defaultGroup && !input.defaultGroup
      ? [
          '- The default harmony group is off. Training and evaluation need it: set `harmony.enabled: true`, which asks for 8 more GPUs unless `harmony.gpusPerReplica` says otherwise.',
        ]
      : []),
    target.gitops?.tool === 'flux'
      ? '- Removing the file of the Flux Kustomizations removes the engine from the cluster, GPUs included.'
      : '- Removing the Application file removes the engine from the cluster, GPUs included.',
  ];
}

const INSTALLERS = {
  argocd: 'Argo CD Application',
  applicationSet: 'Argo CD ApplicationSet',
  flux: 'Flux Kustomizations',
};

/** The README beside the values, for the people who own the engine. */
export function renderReadme(
  input: EngineInput,
  target: RenderTarget,
  paths: RepositoryLayout,
): string {
  return `${[
    `# ${plain(input.name)}`,
    '',
    ...(input.description ? [plain(input.description), ''] : []),
    `Adaptive engine ${code(input.name)} in namespace ${code(
      input.namespace,
    )} of cluster ${code(input.cluster)}, owned by ${code(
      input.owner,
    )}. Chart ${code(input.chartVersion)}.`,
    '',
    `Values are in ${code(`${paths.engine}/values.yaml`)}, the ${
      INSTALLERS[target.gitops?.tool ?? 'argocd']
    } in ${code(paths.application)}.`,
    '',
    ...poolsSection(input),
    '',
    ...secretsSection(input, target, paths),
    '',
    ...scalingSection(input, target),
    ...scrapeSection(input, target),
  ].join('\n')}\n`;
}
