import type { EngineInput, Finding, RenderTarget } from '../model';
import { shown } from '../parse/inputReader';
import { environmentTarget, inEnvironment } from '../render/environments';
import type { Findings } from './findings';
import { leaveOut, setAt } from './fixes';
import { isDnsLabel } from './syntax';

function checkNames(input: EngineInput, findings: Findings): void {
  const { environments = [] } = input;
  const poolNames = input.pools.map(({ name }) => name);
  environments.forEach((environment, index) => {
    const path = `environments[${index}]`;
    const place = ({ cluster, namespace }: typeof environment) =>
      `${cluster}/${namespace ?? input.namespace}`;
    const earlier = environments.slice(0, index);
    if (!isDnsLabel(environment.name)) {
      findings.error(
        'environment-name',
        `${path}.name`,
        `${path}.name is ${shown(environment.name)}`,
        "Accepted are at most 63 lower case letters, digits and '-'",
      );
    }
    if (
      earlier.some(
        other =>
          other.name === environment.name ||
          place(other) === place(environment),
      )
    ) {
      findings.error(
        'environments-equal',
        path,
        `${path} has the name, or the cluster and namespace, of another environment`,
        'Give each a name and a place of its own',
      );
    }
    const pools = environment.pools ?? [];
    pools.forEach(({ name }, at) => {
      if (!poolNames.includes(name)) {
        findings.error(
          'environment-pool',
          `${path}.pools`,
          `${path}.pools has ${shown(name)}, which is no pool of the engine`,
          `Accepted: ${poolNames.map(shown).join(', ')}`,
          leaveOut(`${path}.pools[${at}]`),
        );
      }
    });
  });
}

function checkTool(
  { environments }: EngineInput,
  { gitops }: RenderTarget,
  findings: Findings,
): void {
  const isSet = gitops?.tool === 'applicationSet';
  if (isSet !== (environments !== undefined)) {
    findings.error(
      'environments-tool',
      'environments',
      isSet
        ? 'environments is missing, and the repository installs engines by ApplicationSet'
        : 'environments is given, and the repository does not install engines by ApplicationSet',
      isSet
        ? 'Give at least one'
        : 'Leave it out, or choose another repository',
      isSet ? undefined : leaveOut('environments'),
    );
    return;
  }
  if (!isSet) return;
  const kinds = new Set<string>();
  (environments ?? []).forEach(({ cluster }, index) => {
    const facts = Object.hasOwn(gitops.clusters, cluster)
      ? gitops.clusters[cluster]
      : undefined;
    if (facts) {
      kinds.add('name' in facts.destination ? 'name' : 'server');
    } else {
      findings.error(
        'environment-cluster',
        `environments[${index}].cluster`,
        `environments[${index}].cluster is ${shown(
          cluster,
        )}, which is not configured`,
        'Choose a cluster that the portal watches',
      );
    }
  });
  if (kinds.size > 1) {
    findings.error(
      'environment-destinations',
      'environments',
      'environments has clusters that Argo CD knows by name and others by server, and an ApplicationSet can only name one kind',
      'Ask the platform team to configure all clusters alike',
    );
  }
}

/**
 * Environments of an engine: their names and places, and every rule of an engine in each of them.
 *
 * @param validate - finds what is wrong with an engine without environments
 */
export function checkEnvironments(
  input: EngineInput,
  target: RenderTarget | undefined,
  findings: Findings,
  validate: (input: EngineInput, target?: RenderTarget) => Finding[],
): void {
  if (target) checkTool(input, target, findings);
  const [first, ...others] = input.environments ?? [];
  if (!first) return;
  if (
    first.cluster !== input.cluster ||
    first.namespace !== undefined ||
    first.rootUrl !== undefined ||
    first.pools !== undefined
  ) {
    findings.error(
      'environment-first',
      'environments[0]',
      'environments[0] differs from the engine, and the first environment is the engine itself',
      'Give it a name and the cluster of the engine only',
      setAt('environments[0]', { name: first.name, cluster: input.cluster }),
    );
  }
  checkNames(input, findings);
  if (input.secrets.mode === 'sealedSecrets') {
    findings.error(
      'environment-sealed',
      'secrets.mode',
      'secrets.mode is sealedSecrets, and what is sealed for one cluster and namespace cannot be opened in another',
      'Choose externalSecrets, existing or manual',
    );
  }
  const known = new Set(findings.all.map(({ sentence }) => sentence));
  others.forEach((environment, index) => {
    const own = validate(
      inEnvironment(input, environment),
      target && environmentTarget(target, environment),
    );
    // A fix would lead into the engine as it is there, not into the input.
    for (const { fix: _, ...finding } of own) {
      if (!known.has(finding.sentence)) {
        known.add(finding.sentence);
        findings.all.push({
          ...finding,
          path: `environments[${index + 1}]${
            finding.path ? `.${finding.path}` : ''
          }`,
        });
      }
    }
  });
}
