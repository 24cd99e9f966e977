import { layoutPaths } from '../layout';
import type { EngineInput, RenderTarget } from '../model';
import { shown } from '../parse/inputReader';
import type { Findings } from './findings';
import { isClusterName, isDnsLabel, isRegistry } from './syntax';

/** What the platform team configured; a fault here is theirs, so the configuration key is named. */
export function checkTarget(
  input: EngineInput,
  target: RenderTarget,
  findings: Findings,
): void {
  const repository = `adaptive.gitops.repositories[${target.repository.id}]`;
  const { url, branch, layout } = target.repository;
  // Credentials in the URL would be committed with the Application.
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.password || (parsed?.username && parsed.protocol !== 'ssh:')) {
    findings.error(
      'repository-credentials',
      '',
      `${repository}.url has a user name or password, which would be committed`,
      'Accepted is a URL without credentials; Argo CD has its own',
    );
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(branch) || branch.includes('..')) {
    findings.error(
      'repository-branch',
      '',
      `${repository}.branch is ${shown(branch)}, which is no branch name`,
      "Accepted are letters, digits, '.', '_', '-' and '/'",
    );
  }
  if (isClusterName(input.cluster) && isDnsLabel(input.namespace)) {
    try {
      layoutPaths(layout, {
        cluster: input.cluster,
        namespace: input.namespace,
        release: input.name,
      });
    } catch (error) {
      findings.error(
        'repository-layout',
        '',
        `${repository}.layout does not fit: ${
          error instanceof Error ? error.message : error
        }`,
        'Correct the layout in the configuration',
      );
    }
  }
  if (!isRegistry(target.argocd.chartRegistry)) {
    findings.error(
      'chart-registry',
      '',
      `adaptive.argocd.chartRegistry is ${shown(
        target.argocd.chartRegistry,
      )}, which is no OCI registry`,
      'Accepted is a registry path without scheme, for example ghcr.io/adaptive-ml',
    );
  }
  checkFlux(target, findings);
}

function checkFlux({ gitops }: RenderTarget, findings: Findings): void {
  if (gitops?.tool !== 'flux') return;
  const names = [
    ['namespace', gitops.namespace],
    ['sourceName', gitops.sourceName],
  ];
  for (const [field, name] of names) {
    if (!isDnsLabel(name)) {
      findings.error(
        'flux-name',
        '',
        `The configuration of Flux has ${field} ${shown(
          name,
        )}, which is no name of an object`,
        "Accepted are at most 63 lower case letters, digits and '-'",
      );
    }
  }
  if (
    gitops.interval !== undefined &&
    !/^([1-9][0-9]*(s|m|h))+$/.test(gitops.interval)
  ) {
    findings.error(
      'flux-interval',
      '',
      `The configuration of Flux has interval ${shown(gitops.interval)}`,
      'Accepted is a duration, for example 10m',
    );
  }
}
