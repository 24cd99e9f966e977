import type { IncomingHttpHeaders } from 'node:http';
import { sameSecret } from '../net/secrets';
import { forbidden } from './errors';
import { type JsonRecord, isRecord, textAt } from './json';
import type { RequestInfo } from './requestInfo';
import { resourceKey } from './resources';
import type { ForbiddenRule } from './types';

const USER = 'system:serviceaccount:adaptive-portal:portal';

interface Attributes {
  verb: string;
  resource: string;
  namespace?: string;
}

/** Whether the request carries the cluster's bearer token. */
export function hasToken(headers: IncomingHttpHeaders, token: string): boolean {
  const match = /^Bearer (.+)$/.exec(headers.authorization ?? '');
  return match !== null && sameSecret(match[1], token);
}

/** Whether the request carries any bearer token; an empty one is none. */
export function showsToken(headers: IncomingHttpHeaders): boolean {
  return /^Bearer ./.test(headers.authorization ?? '');
}

function matches(rule: ForbiddenRule, attributes: Attributes): boolean {
  return (
    (!rule.verbs || rule.verbs.includes(attributes.verb)) &&
    (rule.resource === undefined || rule.resource === attributes.resource) &&
    (rule.namespace === undefined || rule.namespace === attributes.namespace)
  );
}

/** Whether a rule forbids it; `resource` may have a subresource, `services/proxy` for example. */
export function isForbidden(
  rules: ForbiddenRule[],
  attributes: Attributes,
): boolean {
  return rules.some(rule => matches(rule, attributes));
}

/** Throws a 403 KubeError when a rule forbids the request. */
export function authorize(rules: ForbiddenRule[], request: RequestInfo): void {
  const { verb, resource, namespace, name, type } = request;
  if (!isForbidden(rules, { verb, resource, namespace })) {
    return;
  }
  const scope =
    namespace === undefined
      ? 'at the cluster scope'
      : `in the namespace "${namespace}"`;
  throw forbidden(
    type,
    name,
    `User "${USER}" cannot ${verb} resource "${type.plural}" in API group "${type.group}" ${scope}`,
  );
}

/** Answers a SelfSubjectAccessReview: allowed unless a rule forbids it. */
export function reviewAccess(
  rules: ForbiddenRule[],
  review: unknown,
): JsonRecord {
  const spec: JsonRecord =
    isRecord(review) && isRecord(review.spec) ? review.spec : {};
  const wanted = spec.resourceAttributes;
  const namespace = textAt(wanted, 'namespace');
  const attributes = {
    verb: textAt(wanted, 'verb') ?? '',
    resource: resourceKey({
      group: textAt(wanted, 'group') ?? '',
      plural: textAt(wanted, 'resource') ?? '',
    }),
    namespace: namespace === '' ? undefined : namespace,
  };
  const allowed = !isForbidden(rules, attributes);
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec,
    status: {
      allowed,
      ...(allowed ? {} : { reason: 'forbidden by the sandbox' }),
    },
  };
}
