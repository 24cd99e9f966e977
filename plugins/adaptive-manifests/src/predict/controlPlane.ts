import type { JsonObject } from '@backstage/types';
import type { KubernetesObject } from '../model';
import {
  env,
  extraEnv,
  fieldEnv,
  harmonySecretEnv,
  imageRef,
  namespaced,
  objectLabels,
  otelEnv,
  podTemplate,
  redisSecretEnv,
  secretEnv,
  selectorLabels,
  service,
  serviceAccount,
  textMap,
  unlessEmpty,
  type Context,
} from './context';
import { clickhouseEnv } from './clickhouse';
import { since } from './history';
import { s3CredentialsFrom, s3proxyEnv } from './s3proxy';
import { tensorboardEnv } from './tensorboard';
import { mlflowUrl } from './harmonyPod';
import { isObject, orDefault, toInt } from './valuesView';

/** Variable that each key of the control plane's Secret becomes. */
const SECRET_VARIABLES: Record<string, string> = {
  dbUrl: 'ADAPTIVE_DB__URL',
  dbUsername: 'ADAPTIVE_DB__USERNAME',
  dbPassword: 'ADAPTIVE_DB__PASSWORD',
  dbHost: 'ADAPTIVE_DB__HOST',
  dbName: 'ADAPTIVE_DB__DATABASE',
  cookiesSecret: 'ADAPTIVE_APP__SECRET',
  oidcProviders: 'ADAPTIVE_AUTH__OIDC__PROVIDERS',
  internalJwtPrivateKeyV4Base64:
    'ADAPTIVE_AUTH__INTERNAL_API_JWT__PRIVATE_KEY_V4_BASE64',
};

/** Where Grafana and the logs are, when the chart brings them. */
function grafanaEnv({ values, names, capabilities }: Context): JsonObject[] {
  if (
    capabilities.monitoringChart ||
    !values.has('lgtm.enabled') ||
    !values.has('otelCollector.enabled')
  ) {
    return [];
  }
  const host = `http://${names.fullname}-lgtm-svc`;
  return [
    env('ADAPTIVE_GRAFANA__URL', `${host}:3000`),
    env('ADAPTIVE_GRAFANA__LOKI_URL', `${host}:3100`),
  ];
}

function controlPlaneEnv(context: Context): JsonObject[] {
  const { values, names, capabilities } = context;
  const secret =
    values.text('secrets.existingControlPlaneSecret') ||
    names.controlPlaneSecret;
  const setting = (name: string, path: string, fallback: string) =>
    env(name, orDefault(values.at(path), fallback));
  return [
    ...harmonySecretEnv(context),
    ...redisSecretEnv(context),
    ...capabilities.secretKeys.controlPlane.map(key =>
      secretEnv(SECRET_VARIABLES[key], secret, key),
    ),
    ...placeEnv(context),
    env(
      'ADAPTIVE_HARMONY__SHARED_DIRECTORY__TYPE',
      values.text('controlPlane.sharedDirType'),
    ),
    setting(
      'ADAPTIVE_DB__RUN_MIGRATIONS',
      'controlPlane.runDbMigrations',
      'true',
    ),
    ...(since(capabilities.version, 'noBindAddress')
      ? []
      : [env('ADAPTIVE_SERVER__BIND', '0.0.0.0:9000')]),
    env('ADAPTIVE_SERVER__ROOT_URL', values.text('controlPlane.rootUrl')),
    env('IMAGE_TAG', values.text('controlPlane.image.tag')),
    setting('ADAPTIVE_AUTH__SESSION__SECURE', 'auth.session.secure', 'true'),
    setting(
      'ADAPTIVE_AUTH__SESSION__EXPIRATION_SECONDS',
      'auth.session.expiration_seconds',
      '518400',
    ),
    setting('ADAPTIVE_AUTH__DEFAULT_TEAM', 'auth.default_team', 'default'),
    setting('ADAPTIVE_AUTH__DEFAULT_ROLE', 'auth.default_role', 'admin'),
    env('ADAPTIVE_AUTH__ADMINS', JSON.stringify(values.list('auth.admins'))),
    ...(values.has('mlflow.enabled')
      ? [
          env('ADAPTIVE_MLFLOW__ENABLED', 'true'),
          env('ADAPTIVE_MLFLOW__URL', mlflowUrl(context)),
          env('MLFLOW_TRACKING_URI', mlflowUrl(context)),
        ]
      : []),
    ...grafanaEnv(context),
    ...clickhouseEnv(context),
    ...s3proxyEnv(context),
    ...tensorboardEnv(context),
    ...extraEnv(values.at('controlPlane.extraEnvVars')),
  ];
}

function ingress(context: Context): KubernetesObject[] {
  const { values, names } = context;
  if (!values.has('ingress.enabled')) {
    return [];
  }
  const backend = {
    service: {
      name: names.controlPlane,
      port: { number: toInt(values.at('controlPlane.servicePort')) },
    },
  };
  const rules = values
    .list('ingress.hosts')
    .filter(isObject)
    .map(({ host, paths }) => ({
      ...unlessEmpty('host', host),
      http: {
        paths: (Array.isArray(paths) ? paths : [])
          .filter(isObject)
          .map(({ path, pathType }) => ({
            ...unlessEmpty('path', path),
            pathType: orDefault(pathType, 'ImplementationSpecific'),
            backend,
          })),
      },
    }));
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name: names.controlPlane,
        namespace: context.namespace,
        labels: objectLabels(context, {}),
        ...unlessEmpty(
          'annotations',
          textMap(values.at('ingress.annotations')),
        ),
      },
      spec: {
        ...unlessEmpty('ingressClassName', values.at('ingress.className')),
        ...unlessEmpty('tls', values.at('ingress.tls')),
        rules,
      },
    },
  ];
}

/** A read-only container needs a place for its temporary files. */
function tmpVolume({ values, capabilities }: Context): {
  volumes: JsonObject[];
  mounts: JsonObject[];
} {
  if (!since(capabilities.version, 'tmpVolume')) {
    return { volumes: [], mounts: [] };
  }
  const sizeLimit = values.text('controlPlane.tmpSizeLimit');
  return {
    volumes: [{ name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit } }],
    mounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
}

/** What newer control planes know about where they run. */
function placeEnv(context: Context): JsonObject[] {
  const { values, names, capabilities } = context;
  const port = orDefault(values.at('controlPlane.servicePort'), 80);
  return [
    ...otelEnv(context),
    ...(since(capabilities.version, 'controlPlaneReadsNamespace')
      ? [
          fieldEnv(
            since(capabilities.version, 'controlPlaneKnowsNamespace')
              ? 'ADAPTIVE_K8S__NAMESPACE'
              : 'K8S_NAMESPACE',
            'metadata.namespace',
          ),
        ]
      : []),
    ...(since(capabilities.version, 'controlPlaneCallsSandkasten')
      ? [
          env(
            'ADAPTIVE_SERVER__CLUSTER_ROOT_URL',
            `http://${names.controlPlane}:${port}`,
          ),
          env(
            'ADAPTIVE_SANDBOX__URL',
            `http://${names.sandkastenService}:${orDefault(
              values.at('sandkasten.servicePort'),
              3005,
            )}`,
          ),
        ]
      : []),
  ];
}

/** Deployment, Service and, where enabled, Ingress of the control plane. */
export function predictControlPlane(context: Context): KubernetesObject[] {
  const { values, names } = context;
  const labels = selectorLabels(context, 'control-plane');
  const tmp = tmpVolume(context);
  const servicePort = toInt(
    orDefault(values.at('controlPlane.servicePort'), 80),
  );
  return [
    {
      ...namespaced(
        context,
        'apps/v1',
        'Deployment',
        names.controlPlane,
        labels,
      ),
      spec: {
        replicas: toInt(orDefault(values.at('controlPlane.replicaCount'), 1)),
        selector: { matchLabels: labels },
        template: podTemplate(
          context,
          labels,
          {
            annotations: values.at('controlPlane.podAnnotations'),
            labels: values.at('controlPlane.podLabels'),
          },
          {
            ...serviceAccount(context, 'controlPlane'),
            ...unlessEmpty('volumes', [
              ...tmp.volumes,
              ...values.list('volumes'),
            ]),
            ...unlessEmpty(
              'nodeSelector',
              values.at('controlPlane.nodeSelector'),
            ),
            ...unlessEmpty(
              'tolerations',
              values.at('controlPlane.tolerations'),
            ),
            containers: [
              {
                name: 'control-plane',
                image: imageRef(context, values.object('controlPlane.image')),
                imagePullPolicy: values.text('controlPlane.image.pullPolicy'),
                ports: [{ containerPort: 9000 }],
                ...unlessEmpty('volumeMounts', [
                  ...tmp.mounts,
                  ...values.list('volumeMounts'),
                ]),
                ...unlessEmpty(
                  'securityContext',
                  values.at('controlPlane.securityContext'),
                ),
                ...s3CredentialsFrom(context),
                env: controlPlaneEnv(context),
                ...unlessEmpty(
                  'resources',
                  values.at('controlPlane.resources'),
                ),
              },
            ],
          },
        ),
      },
    },
    service(
      context,
      names.controlPlane,
      labels,
      [
        ['http', servicePort, 9000],
        ['internal', 9009, 9009],
      ],
      { selector: labels },
    ),
    ...ingress(context),
  ];
}
