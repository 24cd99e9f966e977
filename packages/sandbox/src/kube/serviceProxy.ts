import type { ServerResponse } from 'node:http';
import { isForbidden } from './authorization';
import { KubeError, forbidden, notFound } from './errors';
import { at, isRecord, listAt, numberAt, textAt } from './json';
import type { KubernetesObject } from './object';
import type { ForbiddenRule, KubeStore } from './types';

/** A request as it comes out of the proxy, at a port of a pod. */
export interface PodRequest {
  pod: KubernetesObject;
  port: number;
  method: string;
  /** Begins with a slash. */
  path: string;
  query: URLSearchParams;
  body: string;
}

/** What a pod answers. */
export interface PodAnswer {
  code: number;
  contentType: string;
  text: string;
}

/** What runs in the pods of a cluster; undefined where nothing listens. */
export type PodServer = (request: PodRequest) => PodAnswer | undefined;

/** A request to `/api/v1/namespaces/<namespace>/services/<scheme>:<name>:<port>/proxy/<path>`. */
export interface ProxyRequest {
  verb: 'get' | 'create';
  namespace: string;
  service: string;
  /** Number or name; empty where the Service has only one. */
  port: string;
  method: string;
  path: string;
  query: URLSearchParams;
}

const PATH =
  /^\/api\/v1\/namespaces\/([^/]+)\/services\/([^/]+)\/proxy(\/.*)?$/;
const SERVICES = { group: '', plural: 'services' };

/** Reads the path of a request through the service proxy; undefined for all others. */
export function parseProxyRequest(
  method: string,
  url: URL,
): ProxyRequest | undefined {
  const match = PATH.exec(url.pathname);
  if (!match || (method !== 'GET' && method !== 'POST')) return undefined;
  const [, namespace, address, path = '/'] = match;
  const parts = decodeURIComponent(address).split(':');
  const [service, port = ''] = parts.length > 2 ? parts.slice(1) : parts;
  return {
    verb: method === 'GET' ? 'get' : 'create',
    namespace: decodeURIComponent(namespace),
    service,
    port,
    method,
    path,
    query: url.searchParams,
  };
}

function unavailable(message: string): KubeError {
  return new KubeError(503, 'ServiceUnavailable', message);
}

function isReady(pod: KubernetesObject): boolean {
  return listAt(pod, 'status', 'conditions').some(
    condition =>
      textAt(condition, 'type') === 'Ready' &&
      textAt(condition, 'status') === 'True',
  );
}

/** A pod that the Service leads to. @throws KubeError 503 when there is none */
function endpointOf(
  store: KubeStore,
  service: KubernetesObject,
): KubernetesObject {
  const { name, namespace } = service.metadata;
  const selector = at(service, 'spec', 'selector');
  const terms = Object.entries(isRecord(selector) ? selector : {});
  const pod =
    terms.length > 0
      ? store
          .list('pods', {
            namespace,
            labelSelector: terms.map(([k, v]) => `${k}=${v}`).join(','),
          })
          .find(isReady)
      : undefined;
  if (!pod) throw unavailable(`no endpoints available for service "${name}"`);
  return pod;
}

/** The port of the pod. @throws KubeError 503 when the Service has no such port */
function targetPort(
  service: KubernetesObject,
  pod: KubernetesObject,
  port: string,
): number {
  const ports = listAt(service, 'spec', 'ports');
  const found =
    port === '' && ports.length === 1
      ? ports[0]
      : ports.find(
          entry =>
            String(numberAt(entry, 'port')) === port ||
            textAt(entry, 'name') === port,
        );
  const named = textAt(found, 'targetPort');
  const number =
    named === undefined
      ? numberAt(found, 'targetPort') ?? numberAt(found, 'port')
      : listAt(pod, 'spec', 'containers')
          .flatMap(container => listAt(container, 'ports'))
          .filter(entry => textAt(entry, 'name') === named)
          .map(entry => numberAt(entry, 'containerPort'))[0];
  if (number === undefined) {
    const { name } = service.metadata;
    throw unavailable(
      /^\d+$/.test(port)
        ? `no service port ${port} found for service "${name}"`
        : `no endpoints available for service "${name}:${port}"`,
    );
  }
  return number;
}

/** Hands a request on to a pod behind a Service, as far as the rules allow, and its answer back. */
export function answerProxied(
  request: ProxyRequest,
  context: {
    store: KubeStore;
    rules: ForbiddenRule[];
    pods: PodServer;
    body: string;
  },
  response: ServerResponse,
): void {
  const { verb, namespace, service: name, method, path, query } = request;
  const { store, rules, pods, body } = context;
  if (isForbidden(rules, { verb, resource: 'services/proxy', namespace })) {
    throw forbidden(
      SERVICES,
      name,
      `User cannot ${verb} resource "services/proxy" in API group "" in the namespace "${namespace}"`,
    );
  }
  const service = store.get('services', namespace, name);
  if (!service) throw notFound(SERVICES, name);
  const pod = endpointOf(store, service);
  const port = targetPort(service, pod, request.port);
  const answer = pods({ pod, port, method, path, query, body });
  if (!answer) {
    throw unavailable(
      `error trying to reach service: dial tcp ${
        textAt(pod, 'status', 'podIP') ?? 'pod'
      }:${port}: connect: connection refused`,
    );
  }
  response
    .writeHead(answer.code, { 'Content-Type': answer.contentType })
    .end(answer.text);
}
