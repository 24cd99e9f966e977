import type { JsonObject } from '@backstage/types';
import { chartKey } from '../capabilities';
import type { KubernetesObject } from '../model';
import { claimHead, claimTemplate } from './claims';
import {
  env,
  extraEnv,
  secretEnv,
  selectorLabels,
  service,
  type Context,
} from './context';
import { orDefault, toInt } from './valuesView';
import { publicImage, workload } from './workload';

function isOn({ values, capabilities }: Context): boolean {
  return (
    values.has('clickhouse.enabled') &&
    chartKey('clickhouse.enabled', capabilities.version).known
  );
}

function secretName({ values, names }: Context): string {
  return (
    values.text('secrets.existingClickHouseSecret') ||
    `${names.fullname}-clickhouse-secret`
  );
}

/** What the control plane knows of ClickHouse. */
export function clickhouseEnv(context: Context): JsonObject[] {
  if (!isOn(context)) return [];
  const secret = secretName(context);
  return [
    secretEnv('ADAPTIVE_CLICKHOUSE__URL', secret, 'clickhouseUrl'),
    secretEnv('ADAPTIVE_CLICKHOUSE__USERNAME', secret, 'clickhouseUsername'),
    secretEnv('ADAPTIVE_CLICKHOUSE__PASSWORD', secret, 'clickhousePassword'),
    secretEnv('ADAPTIVE_CLICKHOUSE__DATABASE', secret, 'clickhouseDatabase'),
    env('ADAPTIVE_CLICKHOUSE__ENABLED', 'true'),
  ];
}

/** Where the data are: a claim, a folder of the node, or memory. */
function volume(context: Context): { spec: JsonObject; pod: JsonObject } {
  const { values } = context;
  const labels = selectorLabels(context, 'clickhouse');
  const { enabled, type, hostPath, memorySizeLimit } = values.object(
    'clickhouse.persistence',
  );
  const inPod = (source: JsonObject) => ({
    spec: {},
    pod: { volumes: [{ name: 'clickhouse-data', ...source }] },
  });
  if (!enabled) return inPod({ emptyDir: {} });
  if (type === 'hostPath') {
    return inPod({
      hostPath: { path: hostPath, type: 'DirectoryOrCreate' },
    });
  }
  if (type === 'memory') {
    const sizeLimit = orDefault(memorySizeLimit, '4Gi');
    return inPod({ emptyDir: { medium: 'Memory', sizeLimit } });
  }
  return {
    spec: claimTemplate(
      context,
      'clickhouse',
      claimHead(context, 'clickhouse-data', labels),
    ),
    pod: {},
  };
}

function probe(initialDelaySeconds: number): JsonObject {
  return {
    httpGet: { path: '/ping', port: 'http' },
    initialDelaySeconds,
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold: 6,
  };
}

function container(
  context: Context,
  ports: Array<[string, number, number]>,
): JsonObject {
  const { values } = context;
  const secret = secretName(context);
  return {
    name: 'clickhouse',
    image: publicImage(values.object('clickhouse.image')),
    imagePullPolicy: values.text('clickhouse.image.pullPolicy'),
    ports: ports.map(([name, containerPort]) => ({ containerPort, name })),
    env: [
      secretEnv('CLICKHOUSE_DB', secret, 'clickhouseDatabase'),
      secretEnv('CLICKHOUSE_USER', secret, 'clickhouseUsername'),
      secretEnv('CLICKHOUSE_PASSWORD', secret, 'clickhousePassword'),
      env('CLICKHOUSE_DEFAULT_ACCESS_MANAGEMENT', '1'),
      ...extraEnv(values.at('clickhouse.extraEnvVars')),
    ],
    livenessProbe: probe(30),
    readinessProbe: probe(5),
    resources: values.object('clickhouse.resources'),
    volumeMounts: [
      { name: 'clickhouse-data', mountPath: '/var/lib/clickhouse' },
    ],
  };
}

/** The ClickHouse that charts from 0.43.1 install when asked to. */
export function predictClickhouse(context: Context): KubernetesObject[] {
  const { values, names } = context;
  if (!isOn(context) || !values.has('clickhouse.install.enabled')) return [];
  const labels = selectorLabels(context, 'clickhouse');
  const name = `${names.fullname}-clickhouse`;
  const ports = (['http', 'native'] as const).map(
    (port): [string, number, number] => {
      const number = toInt(values.at(`clickhouse.${port}Port`));
      return [port, number, number];
    },
  );
  const { spec, pod } = volume(context);
  return [
    workload(context, {
      kind: 'StatefulSet',
      name,
      component: 'clickhouse',
      key: 'clickhouse',
      spec: { replicas: 1, serviceName: `${name}-headless`, ...spec },
      pod: {
        automountServiceAccountToken: false,
        containers: [container(context, ports)],
        ...pod,
      },
    }),
    service(context, `${name}-headless`, labels, ports, {
      type: 'ClusterIP',
      clusterIP: 'None',
      selector: labels,
    }),
    service(context, `${name}-svc`, labels, ports, { selector: labels }),
  ];
}
