import type { Engine } from '@adaptive-portal/plugin-adaptive-common';
import { safeUrl } from '@adaptive-portal/plugin-adaptive-common';
import type { WorkloadObject } from '../objects/types';
import { COMPONENT_LABEL } from './labels';

/** What an engine's control plane is told, read from its workload. */
export interface DeployedSettings {
  /** Public URL of the control plane. */
  rootUrl?: string;
  mlflow: Engine['mlflow'];
  /** Where the engine reaches MLflow, without user name and password. */
  mlflowUrl?: string;
}

function componentOf({ metadata }: WorkloadObject): string | undefined {
  return metadata.labels?.[COMPONENT_LABEL];
}

function hostOf(url: string | undefined): string | undefined {
  const safe = safeUrl(url);
  return safe && new URL(safe).hostname.replace(/\.$/, '');
}

/** Namespace of a Service's cluster-internal name; `''` for a name that is relative to its user's. */
function serviceNamespace(
  host: string,
  isNamespace: (name: string) => boolean,
): string | undefined {
  // Only an IPv6 address holds a colon.
  if (host === 'localhost' || host.includes(':')) return undefined;
  const [, namespace, kind, ...rest] = host.split('.');
  if (namespace === undefined) return '';
  if (kind === undefined) return isNamespace(namespace) ? namespace : undefined;
  const domain = rest.join('.');
  return kind === 'svc' && (domain === '' || domain.startsWith('cluster'))
    ? namespace
    : undefined;
}

/**
 * The URL when a browser outside the cluster may reach it: http or https, no credentials, and not the name of a
 * Service. `isNamespace` tells `mlflow.tools`, a Service, from `mlflow.example`.
 */
export function browserUrl(
  url: string | undefined,
  isNamespace: (name: string) => boolean,
): string | undefined {
  const host = hostOf(url);
  return host !== undefined && serviceNamespace(host, isNamespace) === undefined
    ? safeUrl(url)
    : undefined;
}

const FALSE = new Set(['false', '0', 'no', 'off']);

/**
 * Reads what the workloads of an engine were deployed with. MLflow is `internal` when the engine uses that of its own
 * release or namespace, `external` when it uses another, `off` when its control plane is told of none, and `unknown`
 * without a control plane to ask.
 */
export function readDeployedSettings(
  workloads: readonly WorkloadObject[],
  namespace: string,
  isNamespace: (name: string) => boolean,
): DeployedSettings {
  const controlPlane = workloads.find(w => componentOf(w) === 'control-plane');
  const settings: Record<string, string> = Object.assign(
    {},
    ...(controlPlane?.containers ?? []).map(c => c.settings),
  );
  const rootUrl = settings.ADAPTIVE_SERVER__ROOT_URL;
  const enabled = settings.ADAPTIVE_MLFLOW__ENABLED?.toLocaleLowerCase('en-US');
  const mlflowUrl =
    settings.ADAPTIVE_MLFLOW__URL ?? settings.MLFLOW_TRACKING_URI;
  const deployed = workloads.some(w => componentOf(w) === 'mlflow');
  const mode = (): Engine['mlflow'] => {
    if (FALSE.has(enabled ?? '')) return 'off';
    if (mlflowUrl !== undefined) {
      const host = hostOf(mlflowUrl);
      const home = host && serviceNamespace(host, isNamespace);
      return home === '' || home === namespace ? 'internal' : 'external';
    }
    if (deployed) return 'internal';
    if (enabled !== undefined) return 'external';
    return controlPlane ? 'off' : 'unknown';
  };
  return {
    ...(rootUrl !== undefined && { rootUrl }),
    mlflow: mode(),
    ...(mlflowUrl !== undefined && { mlflowUrl }),
  };
}
