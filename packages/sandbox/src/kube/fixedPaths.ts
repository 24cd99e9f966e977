import type { ServerResponse } from 'node:http';
import { sendJson } from './answers';
import { reviewAccess } from './authorization';
import {
  AGGREGATED_TYPE,
  VERSION,
  discover,
  wantsAggregated,
} from './discovery';
import {
  OPENAPI_V2_PROTOBUF,
  openApiV2,
  openApiV2Protobuf,
  openApiV3,
  openApiV3Index,
} from './openapi';
import { type RequestBody, parseBody } from './requestBody';
import type { ServedType } from './resources';
import type { ForbiddenRule } from './types';

const HEALTH_PATHS = new Set(['/healthz', '/livez', '/readyz']);
const ACCESS_REVIEWS = 'selfsubjectaccessreviews';
const ACCESS_REVIEW_PATH = `/apis/authorization.k8s.io/v1/${ACCESS_REVIEWS}`;

/** A request that may be for a path that names no resource. */
export interface FixedPathRequest {
  method: string;
  path: string;
  accept: string;
  body: RequestBody;
  rules: ForbiddenRule[];
}

/** Whether a path is answered without a token, as the real server does. */
export function isOpenPath(path: string): boolean {
  return HEALTH_PATHS.has(path) || path === '/version';
}

function documentAt(
  types: ServedType[],
  path: string,
  aggregate: boolean,
): unknown {
  if (path === '/version') {
    return VERSION;
  }
  if (path === '/openapi/v2') {
    return openApiV2();
  }
  if (path === '/openapi/v3') {
    return openApiV3Index(types);
  }
  if (path.startsWith('/openapi/v3/')) {
    return openApiV3(types, path.slice('/openapi/v3/'.length));
  }
  return discover(types, path, aggregate);
}

/**
 * Answers health, version, discovery, schemas and access reviews. Returns what to count the request as; undefined, and
 * answers nothing, for other paths.
 */
export function answerFixedPath(
  request: FixedPathRequest,
  types: ServedType[],
  response: ServerResponse,
): string | undefined {
  const { method, accept, body, rules } = request;
  const path = request.path.replace(/(?<=.)\/+$/, '');
  if (method === 'POST' && path === ACCESS_REVIEW_PATH) {
    sendJson(response, 201, reviewAccess(rules, parseBody(body)));
    return `create ${ACCESS_REVIEWS}`;
  }
  if (method !== 'GET' && method !== 'HEAD') {
    return undefined;
  }
  if (HEALTH_PATHS.has(path)) {
    response.writeHead(200, { 'Content-Type': 'text/plain' }).end('ok');
    return `get ${path}`;
  }
  if (path === '/openapi/v2' && accept.includes(OPENAPI_V2_PROTOBUF)) {
    response
      .writeHead(200, { 'Content-Type': OPENAPI_V2_PROTOBUF })
      .end(openApiV2Protobuf());
    return `get ${path}`;
  }
  const aggregate =
    wantsAggregated(accept) && (path === '/api' || path === '/apis');
  const document = documentAt(types, path, aggregate);
  if (document === undefined) {
    return undefined;
  }
  sendJson(response, 200, document, aggregate ? AGGREGATED_TYPE : undefined);
  return `get ${path}`;
}
