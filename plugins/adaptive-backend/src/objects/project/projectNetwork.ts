import {
  DisruptionBudgetObject,
  IngressClassObject,
  IngressObject,
  NetworkPolicyObject,
} from '../partTypes';
import { projectMeta } from './projectMeta';
import { isMarkedDefault, projectStatus } from './projectParts';
import {
  compact,
  number,
  Raw,
  record,
  records,
  text,
  texts,
  textMap,
} from './raw';
import { Projected, ProjectionContext } from './types';

/** Labels of a selector; undefined when it selects by expressions, which labels alone cannot tell. */
function selectedLabels(value: unknown): Record<string, string> | undefined {
  const selector = record(value);
  return records(selector.matchExpressions).length > 0
    ? undefined
    : textMap(selector.matchLabels) ?? {};
}

function services(rule: Raw): string[] {
  const names = records(record(rule.http).paths).flatMap(
    path => text(record(record(path.backend).service).name) ?? [],
  );
  return [...new Set(names)];
}

/** Ingress in an engine's namespace: under which addresses it is reached. */
export function projectIngress(
  raw: unknown,
  context: ProjectionContext,
): Projected<IngressObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  if (!context.isEngineNamespace(metadata.namespace ?? '')) return 'unwanted';
  const spec = record(record(raw).spec);
  const balancer = record(record(record(raw).status).loadBalancer);
  return compact<IngressObject>({
    metadata,
    className: context.interner.text(text(spec.ingressClassName)),
    rules: records(spec.rules).map(rule =>
      compact({ host: text(rule.host), services: services(rule) }),
    ),
    tlsHosts: records(spec.tls).flatMap(tls => texts(tls.hosts)),
    addresses: records(balancer.ingress).flatMap(
      entry => text(entry.hostname) ?? text(entry.ip) ?? [],
    ),
  });
}

/** IngressClass: who serves Ingresses. */
export function projectIngressClass(
  raw: unknown,
  context: ProjectionContext,
): Projected<IngressClassObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  return {
    metadata,
    controller: text(record(record(raw).spec).controller) ?? '',
    isDefault: isMarkedDefault(raw, 'ingressclass.kubernetes.io'),
  };
}

/** NetworkPolicy in an engine's namespace. */
export function projectNetworkPolicy(
  raw: unknown,
  context: ProjectionContext,
): Projected<NetworkPolicyObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  if (!context.isEngineNamespace(metadata.namespace ?? '')) return 'unwanted';
  const spec = record(record(raw).spec);
  return compact<NetworkPolicyObject>({
    metadata,
    podLabels: selectedLabels(spec.podSelector),
    directions: texts(spec.policyTypes),
  });
}

/** PodDisruptionBudget in an engine's namespace. */
export function projectDisruptionBudget(
  raw: unknown,
  context: ProjectionContext,
): Projected<DisruptionBudgetObject> {
  const metadata = projectMeta(raw, context);
  if (!metadata) return 'invalid';
  if (!context.isEngineNamespace(metadata.namespace ?? '')) return 'unwanted';
  const spec = record(record(raw).spec);
  const status = record(record(raw).status);
  const { minAvailable, maxUnavailable } = textMap(spec) ?? {};
  return compact<DisruptionBudgetObject>({
    metadata,
    podLabels: selectedLabels(spec.selector),
    minAvailable,
    maxUnavailable,
    status: compact<DisruptionBudgetObject['status']>({
      ...projectStatus(status, context),
      disruptionsAllowed: number(status.disruptionsAllowed),
      currentHealthy: number(status.currentHealthy),
      desiredHealthy: number(status.desiredHealthy),
      expectedPods: number(status.expectedPods),
    }),
  });
}
