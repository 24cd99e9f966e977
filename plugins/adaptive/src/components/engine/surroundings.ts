import type {
  EngineDisruptionBudget,
  EngineIngress,
  EngineQuota,
  EngineSecret,
  EngineSurroundings,
  EngineVariant,
  EngineVolume,
} from '@adaptive-portal/plugin-adaptive-common';
import { clockTime, count } from '../../format';
import type { Wording } from '../common/tones';

/**
 * One object beside the workloads of an engine.
 *
 * @internal
 */
export interface Surrounding {
  kind: string;
  name: string;
  state: Wording;
  /** What it is set to, or why its state is what it is. */
  details: string[];
}

const calm = (label: string): Wording => ({ label, tone: 'calm' });
const trouble = (label: string): Wording => ({ label, tone: 'warning' });
const unknown: Wording = { label: 'Not known', tone: 'unknown' };

const given = (...texts: Array<string | false | undefined>): string[] =>
  texts.filter((text): text is string => Boolean(text));

function volume(claim: EngineVolume): Surrounding {
  const { name, phase, reason, storageClass, size } = claim;
  return {
    kind: 'PersistentVolumeClaim',
    name,
    state:
      phase === 'Bound'
        ? calm(phase)
        : (phase === 'Unknown' && unknown) || trouble(phase),
    details: given(size, storageClass && `class ${storageClass}`, reason),
  };
}

const SECRET_STATE: Record<EngineSecret['state'], Wording> = {
  synced: calm('Synced'),
  failed: trouble('Not synced'),
  unknown,
};

function secret(entry: EngineSecret): Surrounding {
  const { kind, object, name, store, state, reason, refreshedAt } = entry;
  return {
    kind,
    name: object,
    state: SECRET_STATE[state],
    details: given(
      name !== object && `makes Secret ${name}`,
      store && `from ${store}`,
      refreshedAt && `last read at ${clockTime(refreshedAt)}`,
      reason,
    ),
  };
}

function ingress(entry: EngineIngress): Surrounding {
  const { name, className, hosts, tlsHosts, addresses } = entry;
  return {
    kind: 'Ingress',
    name,
    state: addresses.length > 0 ? calm('Served') : trouble('Not served'),
    details: given(
      hosts
        .map(host => (tlsHosts.includes(host) ? `${host} (TLS)` : host))
        .join(', '),
      className && `class ${className}`,
      addresses.length === 0 && 'No controller has given it an address',
    ),
  };
}

function budget(entry: EngineDisruptionBudget): Surrounding {
  const { name, minAvailable, maxUnavailable, disruptionsAllowed } = entry;
  return {
    kind: 'PodDisruptionBudget',
    name,
    state:
      disruptionsAllowed === undefined
        ? unknown
        : {
            label: `${count(disruptionsAllowed, 'pod')} may go`,
            tone: disruptionsAllowed === 0 ? 'info' : 'calm',
          },
    details: given(
      minAvailable !== undefined && `at least ${minAvailable} available`,
      maxUnavailable !== undefined && `at most ${maxUnavailable} unavailable`,
    ),
  };
}

function quota({ name, limits }: EngineQuota): Surrounding {
  const full = limits.filter(({ used, hard }) => used === hard);
  return {
    kind: 'ResourceQuota',
    name,
    state:
      full.length > 0
        ? { label: 'Used up', tone: 'warning' }
        : calm('Has room'),
    details: limits.map(
      ({ resource, used, hard }) => `${resource}: ${used} of ${hard}`,
    ),
  };
}

function variant(entry: EngineVariant): Surrounding {
  const { name, workload, modelId, desired, applied, reason } = entry;
  return {
    kind: 'VariantAutoscaling',
    name,
    state:
      desired === undefined
        ? unknown
        : {
            label: `Wants ${desired}`,
            tone: applied === false ? 'warning' : 'calm',
          },
    details: given(
      `of ${workload}`,
      modelId && `model ${modelId}`,
      applied === false && 'The advice was not handed on to the scaler',
      reason,
    ),
  };
}

/**
 * Everything around an engine as rows, by kind; and kinds that cannot be listed, which is not the same as none.
 *
 * @internal
 */
export function describeSurroundings(surroundings: EngineSurroundings): {
  rows: Surrounding[];
  notListed: string[];
} {
  const { networkPolicies, volumes, secrets, ingresses, variants } =
    surroundings;
  const { disruptionBudgets, quotas } = surroundings;
  const rows = [
    ...(secrets ?? []).map(secret),
    ...(volumes ?? []).map(volume),
    ...(ingresses ?? []).map(ingress),
    ...(networkPolicies ?? []).map(({ name, directions }) => ({
      kind: 'NetworkPolicy',
      name,
      state: calm('In force'),
      details: given(directions.join(' and ')),
    })),
    ...(disruptionBudgets ?? []).map(budget),
    ...(quotas ?? []).map(quota),
    ...(variants ?? []).map(variant),
  ];
  const lists: Array<[string, unknown]> = [
    ['secrets', secrets],
    ['volumes', volumes],
    ['ingresses', ingresses],
    ['network policies', networkPolicies],
    ['disruption budgets', disruptionBudgets],
    ['quotas', quotas],
  ];
  return {
    rows,
    notListed: lists.filter(([, list]) => !list).map(([name]) => name),
  };
}

/**
 * Whether there is anything to say about them: something is there, or is not known.
 *
 * @internal
 */
export function hasSurroundings(surroundings: EngineSurroundings): boolean {
  const { rows, notListed } = describeSurroundings(surroundings);
  return rows.length > 0 || notListed.length > 0;
}
