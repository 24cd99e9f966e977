import type { JsonObject } from '@backstage/types';
import type { KubernetesObject } from '../model';
import {
  env,
  secretEnv,
  selectorLabels,
  service,
  unlessEmpty,
  type Context,
  type Labels,
} from './context';
import { since } from './history';
import { orDefault, toInt, toText } from './valuesView';
import { publicImage, workload } from './workload';

/** Address of the proxy for S3 clients; none where it is off. */
function endpoint({
  values,
  names,
  capabilities,
}: Context): string | undefined {
  if (!values.has('s3proxy.enabled')) return undefined;
  switch (capabilities.s3proxy) {
    case 'azure-storage-account':
      return `http://${values.text('s3proxy.fullnameOverride')}`;
    case 'azure-flat':
      return `http://${names.fullname}-s3proxy-svc:${toInt(
        orDefault(values.at('s3proxy.service.port'), 80),
      )}`;
    default:
      return undefined;
  }
}

/** What the control plane knows of the proxy. */
export function s3proxyEnv(context: Context): JsonObject[] {
  const url = endpoint(context);
  return url === undefined
    ? []
    : [
        env('ADAPTIVE_HARMONY__SHARED_DIRECTORY__ENDPOINT', url),
        env('ADAPTIVE_HARMONY__SHARED_DIRECTORY__FORCE_PATH_STYLE', 'true'),
      ];
}

/** What the default group of old charts knows of the proxy; their pools know nothing. */
export function s3proxyGroupEnv(context: Context): JsonObject[] {
  const url = endpoint(context);
  return url === undefined
    ? []
    : [env('AWS_ENDPOINT_URL', url), env('S3_FORCE_PATH_STYLE', 'true')];
}

/** Credentials of the object storage as environment of the parts; charts from 0.42.0. */
export function s3CredentialsFrom(context: Context): JsonObject {
  const { values, names, capabilities } = context;
  if (!since(capabilities.version, 'emptyPlaceholders')) return {};
  const existing = values.text('secrets.existingS3CredsSecret');
  const proxied = capabilities.s3proxy === 'azure-flat';
  const isOn =
    existing !== '' ||
    values.has('secrets.s3Creds') ||
    (proxied && values.has('s3proxy.enabled'));
  return isOn
    ? {
        envFrom: [
          {
            secretRef: {
              name: existing || `${names.fullname}-s3-creds`,
            },
          },
        ],
      }
    : {};
}

/** The subchart of charts up to 0.21.0: its labels are its own, and an HPA of its own scales it. */
function subchart({ values, release, namespace }: Context): KubernetesObject[] {
  const name = values.text('s3proxy.fullnameOverride');
  const selector: Labels = {
    'app.kubernetes.io/name': 's3proxy',
    'app.kubernetes.io/instance': release,
  };
  const labels: Labels = {
    'helm.sh/chart': 's3proxy-0.1.0',
    ...selector,
    'app.kubernetes.io/version': '1.16.0',
    'app.kubernetes.io/managed-by': 'Helm',
  };
  const metadata = { name, namespace, labels };
  const account = values.text('s3proxy.azure.storageAccount.name');
  const probe = {
    tcpSocket: { port: 80 },
    initialDelaySeconds: 15,
    periodSeconds: 30,
    timeoutSeconds: 3,
    successThreshold: 1,
    failureThreshold: 3,
  };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        selector: { matchLabels: selector },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: name,
            containers: [
              {
                name: 's3proxy',
                image: 'andrewgaul/s3proxy:2.6.0',
                imagePullPolicy: 'IfNotPresent',
                env: [
                  env('S3PROXY_AUTHORIZATION', 'none'),
                  env('JCLOUDS_IDENTITY', account),
                  env(
                    'JCLOUDS_ENDPOINT',
                    `https://${account}.blob.core.windows.net`,
                  ),
                  env('JCLOUDS_PROVIDER', 'azureblob'),
                  env('JCLOUDS_AZUREBLOB_AUTH', 'azureKey'),
                  env('S3PROXY_ENDPOINT', 'http://0.0.0.0:80'),
                  env('S3PROXY_IGNORE_UNKNOWN_HEADERS', 'true'),
                  secretEnv('JCLOUDS_CREDENTIAL', name, 'targetCredential'),
                ],
                ports: [{ name: 'http', containerPort: 80, protocol: 'TCP' }],
                livenessProbe: probe,
                readinessProbe: probe,
                resources: {
                  limits: { cpu: '1000m', memory: '250Mi' },
                  requests: { cpu: '200m', memory: '250Mi' },
                },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        type: 'ClusterIP',
        ports: [
          { port: 80, targetPort: 'http', protocol: 'TCP', name: 'http' },
        ],
        selector,
      },
    },
  ];
}

/** The chart's own proxy, from 0.46.0. */
function ownProxy(context: Context): KubernetesObject[] {
  const { values, names } = context;
  const labels = selectorLabels(context, 's3proxy');
  const name = `${names.fullname}-s3proxy`;
  const secret =
    values.text('secrets.existingS3ProxySecret') || `${name}-secret`;
  const probe = (initialDelaySeconds: number, periodSeconds: number) => ({
    tcpSocket: { port: 'http' },
    initialDelaySeconds,
    periodSeconds,
  });
  return [
    workload(context, {
      kind: 'Deployment',
      name,
      component: 's3proxy',
      key: 's3proxy',
      spec: { replicas: 1 },
      pod: {
        automountServiceAccountToken: false,
        containers: [
          {
            name: 's3proxy',
            image: publicImage(values.object('s3proxy.image')),
            imagePullPolicy: toText(values.at('s3proxy.image.pullPolicy')),
            ports: [{ containerPort: 8080, name: 'http' }],
            envFrom: [{ secretRef: { name: secret } }],
            env: [
              env('S3PROXY_AUTHORIZATION', 'aws-v2-or-v4'),
              env('S3PROXY_ENDPOINT', 'http://0.0.0.0:8080'),
              env('S3PROXY_IDENTITY', 'adaptive-s3proxy'),
              // The chart's constant; the proxy is reached inside the cluster only.
              env('S3PROXY_CREDENTIAL', 'adaptive-s3proxy-credential'),
            ],
            readinessProbe: probe(5, 10),
            livenessProbe: probe(10, 30),
            ...unlessEmpty('resources', values.at('s3proxy.resources')),
          },
        ],
      },
    }),
    service(
      context,
      `${name}-svc`,
      labels,
      [['http', toInt(orDefault(values.at('s3proxy.service.port'), 80)), 8080]],
      {
        type: orDefault(values.at('s3proxy.service.type'), 'ClusterIP'),
        selector: labels,
      },
    ),
  ];
}

/** The proxy that gives Azure Blob Storage the interface of S3. */
export function predictS3Proxy(context: Context): KubernetesObject[] {
  if (endpoint(context) === undefined) return [];
  return context.capabilities.s3proxy === 'azure-flat'
    ? ownProxy(context)
    : subchart(context);
}
