import type { JsonObject, JsonValue } from '@backstage/types';
import type { ChartCapabilities } from '../capabilities';
import type { KubernetesObject } from '../model';
import type { EngineNames } from '../names';
import { since } from './history';
import { isEmpty, toText, type Maybe, type ValuesView } from './valuesView';

/** What every part of the prediction needs. */
export interface Context {
  values: ValuesView;
  capabilities: ChartCapabilities;
  names: EngineNames;
  release: string;
  namespace: string;
}

export type Labels = Record<string, string>;

const HARMONY_PORTS: Array<[string, number]> = [
  ['http', 50053],
  ['queue', 50052],
  ['torch', 7777],
];

export function harmonyPorts({
  capabilities,
}: Context): Array<[string, number]> {
  return since(capabilities.version, 'tcpStore')
    ? [...HARMONY_PORTS, ['tcpstore', 50054]]
    : HARMONY_PORTS;
}

/** Labels that select the pods of a part. */
export function selectorLabels(context: Context, component: string): Labels {
  return {
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/name': 'adaptive',
    'app.kubernetes.io/instance': context.release,
  };
}

/** Labels of all objects of the chart, selector labels included. */
export function objectLabels(context: Context, selector: Labels): Labels {
  const { chartLabel, version } = context.capabilities;
  return {
    ...(chartLabel ? { 'helm.sh/chart': `adaptive-${version}` } : {}),
    'app.kubernetes.io/version': '1.0',
    'app.kubernetes.io/managed-by': 'Helm',
    ...selector,
  };
}

/** A map of labels or annotations with text values, whatever people wrote. */
export function textMap(value: Maybe): Record<string, string> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, text]) => [key, toText(text)]),
      )
    : {};
}

/** An object of one key, or none when the value counts as empty. */
export function unlessEmpty(key: string, value: Maybe): JsonObject {
  return isEmpty(value) || value === undefined ? {} : { [key]: value };
}

export function env(name: string, value: JsonValue): JsonObject {
  return { name, value: toText(value) };
}

export function secretEnv(
  name: string,
  secret: string,
  key: string,
): JsonObject {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}

export function fieldEnv(name: string, fieldPath: string): JsonObject {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

/** `extraEnvVars` in the order in which Go templates walk a map. */
export function extraEnv(value: Maybe): JsonObject[] {
  return Object.entries(textMap(value))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => env(name, text));
}

export function imageRef(context: Context, image: JsonObject): string {
  const repository = `${toText(image.repository)}:${toText(image.tag)}`;
  const registry = context.values.text('containerRegistry');
  // Charts with an empty default registry leave out the slash, older ones do not.
  return registry === '' && since(context.capabilities.version, 'emptyRegistry')
    ? repository
    : `${registry}/${repository}`;
}

export function harmonySecretEnv(context: Context): JsonObject[] {
  const secret =
    context.values.text('secrets.existingHarmonySecret') ||
    context.names.harmonySecret;
  return [
    secretEnv('ADAPTIVE_MODEL_REGISTRY', secret, 'modelRegistryUrl'),
    secretEnv(
      'ADAPTIVE_HARMONY__SHARED_DIRECTORY__URL',
      secret,
      'sharedDirectoryUrl',
    ),
    secretEnv(
      'HARMONY_SETTING_MODEL_REGISTRY_ROOT',
      secret,
      'modelRegistryUrl',
    ),
  ];
}

export function redisSecretEnv(context: Context): JsonObject[] {
  const secret =
    context.values.text('secrets.existingRedisSecret') ||
    context.names.redisSecret;
  return [
    secretEnv('ADAPTIVE_REDIS__URL', secret, 'redisUrl'),
    secretEnv('REDIS_URL', secret, 'redisUrl'),
  ];
}

/** Where a part sends its traces, when the chart's collector is there. */
export function otelEnv({
  values,
  capabilities,
  names,
  release,
}: Context): JsonObject[] {
  if (!capabilities.otelCollector || !values.has('otelCollector.enabled')) {
    return [];
  }
  const environment =
    values.text('otelCollector.resourceAttributes.environmentName') || release;
  return [
    env(
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      `http://${names.otelCollector}-svc:4318`,
    ),
    env(
      'OTEL_RESOURCE_ATTRIBUTES',
      `deployment.environment.name=${environment}`,
    ),
  ];
}

/** Name of the account of a part, as an entry of a pod spec. */
export function serviceAccount(
  context: Context,
  part: 'controlPlane' | 'harmony' | 'sandkasten' | 'otelCollector' | 'none',
): JsonObject {
  const { values, capabilities, names } = context;
  if (capabilities.serviceAccounts === 'single') {
    return unlessEmpty('serviceAccountName', values.at('serviceAccount.name'));
  }
  if (part === 'none') {
    return {};
  }
  const own = values.text(`${part}.serviceAccount.name`);
  const created = values.has(`${part}.serviceAccount.create`);
  return own || created
    ? { serviceAccountName: own || `${names[part]}-sa` }
    : {};
}

/** Where a part keeps its pods' settings in the values. */
export interface PodSettings {
  annotations: Maybe;
  labels: Maybe;
}

export function podTemplate(
  context: Context,
  selector: Labels,
  settings: PodSettings,
  spec: JsonObject,
): JsonObject {
  const annotations = textMap(settings.annotations);
  return {
    metadata: {
      ...unlessEmpty('annotations', annotations),
      labels: {
        ...objectLabels(context, selector),
        ...textMap(settings.labels),
      },
    },
    spec: {
      ...unlessEmpty('imagePullSecrets', context.values.at('imagePullSecrets')),
      ...spec,
    },
  };
}

export function namespaced(
  context: Context,
  apiVersion: string,
  kind: string,
  name: string,
  selector: Labels,
): Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'> {
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace: context.namespace,
      labels: objectLabels(context, selector),
    },
  };
}

/** A Service; ports are `[name, port, targetPort]`. */
export function service(
  context: Context,
  name: string,
  labels: Labels,
  ports: Array<[string, number, number]>,
  spec: JsonObject,
): KubernetesObject {
  return {
    ...namespaced(context, 'v1', 'Service', name, labels),
    spec: {
      ...spec,
      ports: ports.map(([port, number, targetPort]) => ({
        name: port,
        port: number,
        targetPort,
      })),
    },
  };
}
