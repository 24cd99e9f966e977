import { chartCapabilities } from '../capabilities';
import type { EngineInput } from '../model';
import { engineNames } from '../names';
import { shown } from '../parse/inputReader';
import { namespaceOwner, parseOwner } from '../render/owner';
import type { Findings } from './findings';
import { isClusterName, isDnsLabel } from './syntax';

const MAX_RELEASE = 53;

/** From this length of the engine's name on, all its parts get one name. */
const COLLAPSING_FULLNAME = 29;
const MAX_FULLNAME = COLLAPSING_FULLNAME - 1;

/** What the chart appends to a release name that does not say `adaptive`. */
const APPENDED = '-adaptive';

function checkRelease(input: EngineInput, findings: Findings): void {
  const { name, chartVersion } = input;
  if (!isDnsLabel(name) || name.length > MAX_RELEASE) {
    findings.error(
      'release-name',
      'name',
      `name is ${shown(name)}, which is no Helm release name`,
      `Accepted are at most ${MAX_RELEASE} lower case letters, digits and '-', beginning and ending with a letter or digit`,
    );
    return;
  }
  const says = name.includes('adaptive');
  const fullname = says ? name : `${name}${APPENDED}`;
  if (fullname.length >= COLLAPSING_FULLNAME) {
    const longest = says ? MAX_FULLNAME : MAX_FULLNAME - APPENDED.length;
    findings.error(
      'names-collapse',
      'name',
      `name is ${shown(
        name,
      )}, so that the chart names the engine '${fullname.slice(
        0,
        30,
      )}' and gives all its parts one and the same name`,
      `Accepted are at most ${longest} characters${
        says ? '' : " in a name without the word 'adaptive'"
      }`,
    );
    return;
  }
  const names = engineNames(name, chartVersion);
  const cut = Object.entries({
    controlplane: names.controlPlane,
    harmony: names.harmony,
    mlflow: names.mlflow,
    sandkasten: names.sandkasten,
  }).filter(([part, partName]) => partName !== `${names.fullname}-${part}`);
  if (cut.length > 0) {
    findings.info(
      'names-cut',
      'name',
      `name is ${shown(name)}; the chart shortens ${cut
        .map(([, partName]) => `'${partName}'`)
        .join(', ')}`,
      `Names of up to ${says ? 17 : 8} characters stay whole`,
    );
  }
}

function checkOwner({ owner }: EngineInput, findings: Findings): void {
  const ref = parseOwner(owner);
  if (!ref || !['group', 'user'].includes(ref.kind) || ref.name.length > 63) {
    findings.error(
      'owner',
      'owner',
      `owner is ${shown(owner)}, which is no reference to a group or user`,
      'Accepted is for example group:default/team-chat',
    );
  } else if (namespaceOwner(owner) === undefined) {
    findings.warning(
      'owner-not-on-namespace',
      'owner',
      `owner is ${shown(
        owner,
      )}; the label on the namespace can only name a group of the catalog's default namespace, and is left out`,
      'Choose a group such as group:default/team-chat, or configure the owner by path',
    );
  }
}

/** Name, owner and place of an engine; `false` when the chart version is not known and nothing else can be said. */
export function checkIdentity(input: EngineInput, findings: Findings): boolean {
  let known = true;
  try {
    chartCapabilities(input.chartVersion);
  } catch (error) {
    known = false;
    findings.error(
      'chart-version',
      'chartVersion',
      `chartVersion is ${shown(input.chartVersion)}, which is not known`,
      error instanceof Error ? error.message : 'Choose a known version',
    );
  }
  if (known) {
    checkRelease(input, findings);
  }
  checkOwner(input, findings);
  if (!isClusterName(input.cluster)) {
    findings.error(
      'cluster-name',
      'cluster',
      `cluster is ${shown(input.cluster)}, which is no cluster name`,
      "Accepted are letters, digits, '.', '_' and '-', beginning and ending with a letter or digit",
    );
  }
  if (!isDnsLabel(input.namespace)) {
    findings.error(
      'namespace',
      'namespace',
      `namespace is ${shown(
        input.namespace,
      )}, which is no Kubernetes namespace`,
      "Accepted are at most 63 lower case letters, digits and '-', beginning and ending with a letter or digit",
    );
  } else if (/^(kube-|openshift-|default$)/.test(input.namespace)) {
    findings.error(
      'namespace-reserved',
      'namespace',
      `namespace is ${shown(input.namespace)}, which belongs to the cluster`,
      'Choose a namespace of the team',
    );
  }
  return known;
}
