import {
  stringifyEngineRef,
  type InstalledApis,
} from '@adaptive-portal/plugin-adaptive-common';
import { chooseScaling } from '../fixes';
import {
  clusterName,
  hasKind,
  isItself,
  known,
  type ClusterContext,
} from './context';

/** A kind of which an engine's files may have objects, with what serves it. */
interface Need {
  rule: string;
  api: keyof InstalledApis;
  kinds: string[];
  title: string;
  path: string;
  remedy: string;
  /** The objects may belong into another cluster. */
  elsewhere?: boolean;
}

const NEEDS: readonly Need[] = [
  {
    rule: 'external-secrets-missing',
    api: 'externalSecrets',
    kinds: ['ExternalSecret', 'SecretStore'],
    title: 'the External Secrets Operator',
    path: 'secrets.mode',
    remedy: 'Have it installed, or choose another mode of secrets',
  },
  {
    rule: 'sealed-secrets-missing',
    api: 'sealedSecrets',
    kinds: ['SealedSecret'],
    title: 'the controller of Sealed Secrets',
    path: 'secrets.mode',
    remedy: 'Have it installed, or choose another mode of secrets',
  },
  {
    rule: 'pod-monitor-missing',
    api: 'podMonitor',
    kinds: ['PodMonitor'],
    title: 'the Prometheus Operator',
    path: 'autoscaling.mode',
    remedy:
      'Have it installed, or let Prometheus follow the annotations of the pods and take the PodMonitor out',
  },
  {
    rule: 'argocd-missing',
    api: 'argocd',
    kinds: ['Application', 'ApplicationSet'],
    title: 'Argo CD',
    path: '',
    remedy:
      'Nothing when Argo CD runs in another cluster; otherwise have it installed, or choose another repository',
    elsewhere: true,
  },
  {
    rule: 'flux-missing',
    api: 'flux',
    kinds: ['HelmRelease', 'OCIRepository', 'Kustomization'],
    title: 'Flux',
    path: '',
    remedy: 'Have Flux installed, or choose another repository',
  },
];

function checkNeed(
  context: ClusterContext,
  need: Need,
  installed: InstalledApis,
): void {
  const kind = need.kinds.find(found => hasKind(context, found));
  if (kind === undefined || installed[need.api]) return;
  const sentence = `${clusterName(
    context,
  )} does not serve ${kind}, which the engine's files have, as ${
    need.title
  } is not there`;
  if (need.elsewhere) {
    context.findings.warning(need.rule, need.path, sentence, need.remedy);
  } else {
    context.findings.error(need.rule, need.path, sentence, need.remedy);
  }
}

function checkPlatform(context: ClusterContext, hasKeda: boolean): void {
  const { findings, facts } = context;
  if (!hasKeda) {
    findings.error(
      'keda-missing',
      'autoscaling.mode',
      `autoscaling.mode is platform, and ${clusterName(
        context,
      )} has no KEDA, so that nothing scales the pools`,
      'Have KEDA 2.18 or newer installed for the cluster, or choose off',
      chooseScaling('off'),
    );
    return;
  }
  const served = known(context, facts.externalMetrics, {
    rule: 'external-metrics',
    path: 'autoscaling.mode',
    what: `KEDA serves the external metrics of ${clusterName(context)}`,
  });
  if (!served) return;
  if (served.byEngine) {
    findings.warning(
      'keda-of-engine',
      'autoscaling.mode',
      `autoscaling.mode is platform, but the KEDA of ${clusterName(
        context,
      )} came with ${
        served.engine ? stringifyEngineRef(served.engine) : 'an engine'
      } and goes with it; it is 2.16, and the fallback of the pools needs 2.18`,
      'Have KEDA installed for the cluster, independent of any engine',
    );
  } else if (served.service === undefined) {
    findings.warning(
      'external-metrics-missing',
      'autoscaling.mode',
      `autoscaling.mode is platform, but nobody serves external.metrics.k8s.io in ${clusterName(
        context,
      )}, where KEDA would, so that no pool is scaled`,
      'Have the metrics server of KEDA looked at',
    );
  } else if (!/keda/.test(served.service)) {
    findings.error(
      'external-metrics-owned',
      'autoscaling.mode',
      `autoscaling.mode is platform, but external.metrics.k8s.io of ${clusterName(
        context,
      )} is served by ${
        served.service
      } and not by KEDA, so that no pool is scaled`,
      'Have KEDA serve it: a cluster can have one such server',
    );
  }
}

function checkBundled(context: ClusterContext, hasKeda: boolean): void {
  const { findings, facts } = context;
  const served = known(context, facts.externalMetrics, {
    rule: 'external-metrics',
    path: 'autoscaling.mode',
    what: `another engine brought the KEDA of ${clusterName(context)}`,
  });
  // The KEDA that is there may be its own.
  if (!served || isItself(context, served.engine)) return;
  if (served.byEngine) {
    findings.error(
      'external-metrics-owned',
      'autoscaling.mode',
      `autoscaling.mode is bundled, which installs a KEDA, and ${clusterName(
        context,
      )} has one already that came with ${
        served.engine
          ? `engine ${stringifyEngineRef(served.engine)}`
          : 'another engine'
      }: the two would fight for the same objects of the cluster`,
      'Choose off, or platform when KEDA is independent of that engine',
      chooseScaling('off'),
    );
  } else if (hasKeda) {
    findings.error(
      'two-kedas',
      'autoscaling.mode',
      `autoscaling.mode is bundled, which installs a KEDA, and ${clusterName(
        context,
      )} has one: the two would fight for the same objects of the cluster`,
      'Choose platform',
      chooseScaling('platform'),
    );
  } else if (served.service !== undefined) {
    findings.error(
      'external-metrics-owned',
      'autoscaling.mode',
      `autoscaling.mode is bundled, which installs a KEDA, and external.metrics.k8s.io of ${clusterName(
        context,
      )}, which KEDA must serve, belongs to ${served.service}`,
      'Choose off, or have KEDA take its place',
      chooseScaling('off'),
    );
  }
}

/** What must be installed in the cluster, and what must not be there twice. */
export function checkInstalled(context: ClusterContext): void {
  const { input, facts } = context;
  const { mode } = input.autoscaling;
  const needed = NEEDS.filter(({ kinds }) =>
    kinds.some(kind => hasKind(context, kind)),
  );
  if (needed.length === 0 && mode === 'off') return;
  const installed = known(context, facts.installed, {
    rule: 'installed',
    path: needed[0]?.path ?? 'autoscaling.mode',
    what: `what the engine needs is installed in ${clusterName(context)}`,
  });
  if (!installed) return;
  needed.forEach(need => checkNeed(context, need, installed));
  if (mode === 'platform') checkPlatform(context, installed.keda);
  if (mode === 'bundled') checkBundled(context, installed.keda);
}
