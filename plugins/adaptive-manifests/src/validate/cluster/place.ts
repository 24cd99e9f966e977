import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import { shown } from '../../parse/inputReader';
import { clusterName, isItself, known, type ClusterContext } from './context';

/** What the chart asks for (`kubeVersion`). */
const MIN_MINOR = 28;

function checkVersion(context: ClusterContext): void {
  const { facts, findings } = context;
  const about = {
    rule: 'kubernetes-version',
    path: 'cluster',
    what: `Kubernetes of ${clusterName(context)} is new enough`,
  };
  const version = known(context, facts.kubernetesVersion, about);
  if (version === undefined) return;
  const match = /^v?(\d+)\.(\d+)/.exec(version);
  if (!match) {
    known(context, { reason: `its version is ${shown(version)}` }, about);
  } else if (Number(match[1]) < 2 && Number(match[2]) < MIN_MINOR) {
    findings.error(
      'kubernetes-version',
      'cluster',
      `${clusterName(context)} has Kubernetes ${
        match[0]
      }, and the chart needs 1.${MIN_MINOR} or newer`,
      'Choose another cluster, or have this one upgraded first',
    );
  }
}

function checkGpuOperator(context: ClusterContext): void {
  const { facts, findings } = context;
  const found = known(context, facts.gpuOperator, {
    rule: 'gpu-operator',
    path: 'cluster',
    what: `the GPU Operator is in ${clusterName(context)}`,
  });
  if (found !== false) return;
  const nodes = facts.nodes.value;
  const hasGpus = nodes?.some(({ allocatable }) => allocatable > 0) ?? true;
  const remedy =
    "Have NVIDIA's GPU Operator installed, or its device plugin with GPU feature discovery";
  if (hasGpus) {
    findings.warning(
      'gpu-operator-missing',
      'cluster',
      `${clusterName(
        context,
      )} has no node with the labels of the GPU Operator, so that no pool can choose its product, and drivers are in doubt`,
      remedy,
    );
  } else {
    findings.error(
      'gpu-operator-missing',
      'cluster',
      `${clusterName(
        context,
      )} has neither the labels of the GPU Operator nor a node that offers GPUs, so that no pod of a pool could start`,
      remedy,
    );
  }
}

function checkNamespace(context: ClusterContext): void {
  const { input, facts, findings } = context;
  const found = known(context, facts.namespace, {
    rule: 'namespace-taken',
    path: 'namespace',
    what: `namespace ${shown(input.namespace)} has an engine already`,
  });
  if (!found?.taken || isItself(context, found.engine)) return;
  const who = found.engine
    ? `engine ${stringifyEngineRef(found.engine)}`
    : 'another engine';
  findings.error(
    'namespace-taken',
    'namespace',
    `namespace is ${shown(
      input.namespace,
    )}, where ${who} runs: some objects of the chart have names without the release in them, so that two engines of one namespace overwrite each other's`,
    'Choose a namespace without an engine',
  );
}

/**
 * Place of an engine: whether the cluster is watched, how old what is known of it is, and whether the place is free.
 *
 * @returns `false` when nothing is known of the cluster
 */
export function checkPlace(context: ClusterContext): boolean {
  const { input, facts, findings } = context;
  if (!facts.known) {
    findings.error(
      'cluster-unknown',
      'cluster',
      `cluster is ${shown(input.cluster)}, which the portal does not watch`,
      'Choose a cluster of the list, or ask the platform team to add it',
    );
    return false;
  }
  const { freshness } = facts;
  if (freshness && freshness.status !== 'live') {
    findings.info(
      'cluster-not-live',
      'cluster',
      `What ${clusterName(context)} has is ${
        freshness.lastSeenAt === undefined
          ? 'not known'
          : `as it was at ${freshness.lastSeenAt}`
      }${freshness.message === undefined ? '' : `: ${freshness.message}`}`,
      'Repeat the plan when the cluster answers again',
    );
  }
  checkVersion(context);
  checkGpuOperator(context);
  checkNamespace(context);
  const others = (input.environments ?? []).slice(1);
  if (others.length > 0) {
    findings.info(
      'environments-unchecked',
      'environments',
      `What the clusters of ${others
        .map(({ name }) => shown(name))
        .join(', ')} have could not be checked: a plan looks at ${clusterName(
        context,
      )}, that of the first environment`,
      'Look at these clusters by other means',
    );
  }
  return true;
}
