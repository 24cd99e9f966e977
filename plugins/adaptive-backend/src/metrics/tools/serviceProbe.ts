import { isError } from '@backstage/errors';
import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type {
  ClusterAnswer,
  ClusterReader,
} from '../../clusters/ClusterReader';
import { KubeTransportError } from '../../clusters/KubeTransportError';
import { describeFailure, isRecord, SourceError } from '../http';
import type { ToolPods } from '../types';
import { MissingGrantError } from './ask';
import type { Probe } from './ask';
import type { ToolId } from './config';

/** Ports by which a Service of the tool is known, besides its only one. */
const PORTS: Record<ToolId, readonly number[]> = {
  mlflow: [5000],
  grafana: [3000],
};
const PAGE = 500;
const MAX_PAGES = 10;

/** The API server itself gave no answer, so that nothing in its cluster can be asked. */
export class ApiServerError extends SourceError {}

/** What is remembered of one tool from round to round. */
export interface ServiceMemory {
  /** Why nothing is asked by POST, and until when, milliseconds since the epoch. */
  noPost?: { reason: string; until: number };
}

/** A refused POST stays in the audit log of the cluster: once an hour is enough to see that it was granted. */
const REFUSED_MS = 3_600_000;

/** Where a tool is asked. */
export interface ServiceQuestion {
  id: ToolId;
  ref: EngineRef;
  pods: ToolPods;
  reader: ClusterReader;
  memory: ServiceMemory;
  clock: () => number;
  signal: AbortSignal;
  timeoutMs: number;
  maxBytes: number;
}

type Raw = Record<string, unknown>;

async function read(
  question: ServiceQuestion,
  path: string,
  json?: string,
): Promise<ClusterAnswer> {
  const { reader, ref, signal, timeoutMs, maxBytes } = question;
  try {
    return await reader.ask(ref.cluster, path, {
      signal,
      timeoutMs,
      maxBytes,
      json,
    });
  } catch (error) {
    throw error instanceof KubeTransportError
      ? new SourceError(`The API server ${error.message}`)
      : describeFailure(error, timeoutMs);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the API server itself says is wrong; undefined for an answer that came through it. */
function apiStatus(text: string): { message: string } | undefined {
  const body = parse(text);
  return isRecord(body) && body.kind === 'Status' && body.apiVersion === 'v1'
    ? { message: String(body.message ?? 'no message').slice(0, 200) }
    : undefined;
}

/** @throws SourceError for what the API server refused */
function throwIfRefused({ status, text }: ClusterAnswer, needed: string): void {
  if (status >= 300 && status < 400) {
    throw new SourceError(
      `Answered ${status}: a redirect, which is not followed`,
      status,
    );
  }
  if (status < 400) return;
  const said = apiStatus(text);
  if (!said) return;
  if (status === 403) {
    throw new SourceError(`Needs ${needed}`, status);
  }
  throw new SourceError(
    `The API server answered ${status}: ${said.message}`,
    status,
  );
}

function labelsOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function selects(selector: Raw, labels: Record<string, string>): boolean {
  return Object.entries(selector).every(
    ([name, value]) => labels[name] === value,
  );
}

/**
 * Whether a Service leads to pods of the tool and to no others. One without a selector leads wherever somebody wrote,
 * and one of type ExternalName out of the cluster: neither is asked.
 */
function leadsTo(spec: Raw, { tool, others }: ToolPods): boolean {
  const selector = labelsOf(spec.selector);
  return (
    spec.type !== 'ExternalName' &&
    Object.keys(selector).length > 0 &&
    tool.some(labels => selects(selector, labels)) &&
    !others.some(labels => selects(selector, labels))
  );
}

function portOf(id: ToolId, spec: Raw): Raw | undefined {
  const ports = Array.isArray(spec.ports) ? spec.ports.filter(isRecord) : [];
  const known = ports.find(({ port, targetPort }) =>
    PORTS[id].some(number => number === port || number === targetPort),
  );
  return known ?? (ports.length === 1 ? ports[0] : undefined);
}

/** `https:mlflow:443`, as the API server's proxy wants it. */
function addressOf(id: ToolId, service: Raw): string | undefined {
  const port = portOf(id, labelsOf(service.spec));
  const { name } = labelsOf(service.metadata);
  if (!port || typeof port.port !== 'number' || typeof name !== 'string') {
    return undefined;
  }
  const isTls =
    port.appProtocol === 'https' || port.name === 'https' || port.port === 443;
  return `${isTls ? 'https' : 'http'}:${name}:${port.port}`;
}

/** @throws ApiServerError when the API server does not answer, SourceError for an answer that is no list */
async function readPage(question: ServiceQuestion, path: string): Promise<Raw> {
  const { namespace } = question.ref;
  let answer: ClusterAnswer;
  try {
    answer = await read(question, path);
  } catch (error) {
    throw new ApiServerError(isError(error) ? error.message : String(error));
  }
  throwIfRefused(answer, `list on services in ${namespace}`);
  const body = parse(answer.text);
  if (answer.status !== 200 || !isRecord(body) || !Array.isArray(body.items)) {
    throw new SourceError(
      `The API server answered ${answer.status} without a list of services`,
    );
  }
  return body;
}

async function listServices(question: ServiceQuestion): Promise<Raw[]> {
  const path = `/api/v1/namespaces/${encodeURIComponent(
    question.ref.namespace,
  )}/services?limit=${PAGE}`;
  const services: Raw[] = [];
  let token: unknown = '';
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const body = await readPage(
      question,
      token ? `${path}&continue=${encodeURIComponent(String(token))}` : path,
    );
    services.push(
      ...(Array.isArray(body.items) ? body.items : []).filter(isRecord),
    );
    token = labelsOf(body.metadata).continue;
    if (!token) break;
  }
  return services;
}

/** Why a POST was refused before it reached the tool; undefined where it was not. */
function refusalOf(
  { status, text }: ClusterAnswer,
  namespace: string,
): string | undefined {
  if (status === 403 && apiStatus(text)) {
    return `needs create on services/proxy in ${namespace}`;
  }
  return status === 405
    ? 'whatever stands before it lets no POST through (405)'
    : undefined;
}

/**
 * Asks by POST, for which a permission of its own is needed.
 *
 * @throws MissingGrantError when that was refused, now or lately
 */
async function post(
  question: ServiceQuestion,
  path: string,
  json: unknown,
): Promise<ClusterAnswer> {
  const { memory, clock, ref } = question;
  if (memory.noPost && clock() < memory.noPost.until) {
    throw new MissingGrantError(memory.noPost.reason);
  }
  const answer = await read(question, path, JSON.stringify(json));
  const reason = refusalOf(answer, ref.namespace);
  memory.noPost = reason ? { reason, until: clock() + REFUSED_MS } : undefined;
  if (reason) throw new MissingGrantError(reason, answer.status);
  throwIfRefused(answer, `create on services/proxy in ${ref.namespace}`);
  return answer;
}

/**
 * Finds the Service that leads to the tool's pods, to ask it through the API server's proxy with the credentials of the
 * cluster, and with none of the configured headers. What is sent is a GET, or a search for which MLflow takes a POST only.
 *
 * @throws ApiServerError when the API server does not answer, SourceError when there is no such Service
 */
export async function serviceProbe(question: ServiceQuestion): Promise<Probe> {
  const { id, ref, pods } = question;
  const services = await listServices(question);
  const address = services
    .filter(({ spec }) => leadsTo(labelsOf(spec), pods))
    .flatMap(service => addressOf(id, service) ?? [])
    .sort()[0];
  if (address === undefined) {
    throw new SourceError(
      `No Service in ${ref.namespace} leads to its pods, and only to them, at a port that is known as its`,
    );
  }
  const base = `/api/v1/namespaces/${encodeURIComponent(
    ref.namespace,
  )}/services/${encodeURIComponent(address)}/proxy`;
  return {
    async ask(path, json) {
      if (json !== undefined) return post(question, `${base}${path}`, json);
      const answer = await read(question, `${base}${path}`);
      throwIfRefused(answer, `get on services/proxy in ${ref.namespace}`);
      return answer;
    },
  };
}
