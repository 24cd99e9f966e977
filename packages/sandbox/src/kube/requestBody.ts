import { parse as parseYaml } from 'yaml';
import { badRequest, unsupportedMediaType } from './errors';
import { isKubernetesObject, isRecord, parseJson } from './json';
import type { KubernetesObject } from './object';
import type { RequestInfo } from './requestInfo';
import { groupVersion } from './resources';

/** The body of a request, with what is needed to understand it. */
export interface RequestBody {
  /** Without parameters, lower case; empty when absent. */
  contentType: string;
  text: string;
  userAgent: string;
}

/** Reads a JSON or YAML body; 400 when it cannot be read, 415 for other types. */
export function parseBody(body: RequestBody): unknown {
  try {
    switch (body.contentType) {
      case '':
      case 'application/json':
        return parseJson(body.text);
      case 'application/yaml':
        return parseJson(JSON.stringify(parseYaml(body.text) ?? null));
      default:
    }
  } catch (error) {
    throw badRequest(`the body of the request could not be read: ${error}`);
  }
  throw unsupportedMediaType(['application/json', 'application/yaml']);
}

/** The object of a body, completed from the path; 400 where the two disagree. */
export function asObject(
  request: RequestInfo,
  value: unknown,
): KubernetesObject {
  if (!isRecord(value)) {
    throw badRequest(
      `the body of the request is no ${request.type.kind} object`,
    );
  }
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  const { namespace, name } = metadata;
  if (
    request.namespace !== undefined &&
    namespace !== undefined &&
    namespace !== '' &&
    namespace !== request.namespace
  ) {
    throw badRequest(
      `the namespace of the provided object does not match the namespace sent on the request (${String(
        namespace,
      )} is not ${request.namespace})`,
    );
  }
  if (
    request.name !== undefined &&
    name !== undefined &&
    name !== request.name
  ) {
    throw badRequest(
      `the name of the object (${String(
        name,
      )}) does not match the name on the URL (${request.name})`,
    );
  }
  const completed = {
    apiVersion: groupVersion(request.type),
    kind: request.type.kind,
    ...value,
    metadata: {
      ...metadata,
      name: request.name ?? name ?? '',
      ...(request.namespace === undefined
        ? {}
        : { namespace: request.namespace }),
    },
  };
  if (!isKubernetesObject(completed)) {
    throw badRequest(
      `the body of the request is no ${request.type.kind} object: apiVersion, kind and metadata.name must be strings`,
    );
  }
  return completed;
}
