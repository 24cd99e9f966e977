import { chartCapabilities } from '../capabilities';
import type { EngineInput, RepositoryLayout } from '../model';

/** Writes text into Markdown so that nothing in it is markup. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&$~:@]/g, char => `\\${char}`);
}

/** Writes text as inline code; the fence is longer than any run of backticks in the text. */
function code(text: string): string {
  const longest = Math.max(
    0,
    ...(text.match(/`+/g) ?? []).map(run => run.length),
  );
  const fence = '`'.repeat(longest + 1);
  const body = longest > 0 ? ` ${text} ` : text;
  // A pipe would end the cell of a table, even in code.
  return `${fence}${body.replace(/\|/g, '\\|')}${fence}`;
}

function secretsSection(input: EngineInput): string[] {
  const { secretKeys } = chartCapabilities(input.chartVersion);
  const row = (name: string, keys: readonly string[]) =>
    `| ${code(name)} | ${keys.map(code).join(', ')} |`;
  return [
    '## Secrets',
    '',
    `These must exist in namespace ${code(
      input.namespace,
    )} with these keys; the portal never sees their values. ${code(
      'cookiesSecret',
    )} has at least 64 characters.`,
    '',
    '| Secret | keys |',
    '| --- | --- |',
    row(input.secrets.controlPlane, secretKeys.controlPlane),
    row(input.secrets.harmony, secretKeys.harmony),
    ...(input.secrets.redis
      ? [row(input.secrets.redis, secretKeys.redis)]
      : []),
  ];
}

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

function scalingSection(input: EngineInput): string[] {
  const { defaultGroup } = chartCapabilities(input.chartVersion);
  return [
    '## Good to know',
    '',
    input.autoscaling.mode === 'platform'
      ? "- Pools are scaled by the cluster's KEDA on the series of the cluster's Prometheus, which must scrape pods with the annotation `prometheus.io/scrape: adaptive`."
      : '- Pools are not scaled: each has its `min` replicas.',
    ...(defaultGroup
      ? [
          '- The default harmony group is off. Training and evaluation need it: set `harmony.enabled: true`, which asks for 8 more GPUs unless `harmony.gpusPerReplica` says otherwise.',
        ]
      : []),
    '- Removing the Application file removes the engine from the cluster, GPUs included.',
  ];
}

/** The README beside the values, for the people who own the engine. */
export function renderReadme(
  input: EngineInput,
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
    `Values are in ${code(
      `${paths.engine}/values.yaml`,
    )}, the Argo CD Application in ${code(paths.application)}.`,
    '',
    ...poolsSection(input),
    '',
    ...secretsSection(input),
    '',
    ...scalingSection(input),
  ].join('\n')}\n`;
}
