import type { JsonObject } from '@backstage/types';
import type { KubernetesObject } from '../model';
import { claimHead, claimTemplate } from './claims';
import {
  extraEnv,
  fieldEnv,
  selectorLabels,
  service,
  unlessEmpty,
  type Context,
} from './context';
import { since } from './history';
import { toInt, toText } from './valuesView';
import { publicImage, workload } from './workload';

function container(context: Context): JsonObject {
  const { values } = context;
  return {
    name: 'redis',
    image: publicImage(values.object('redis.image')),
    imagePullPolicy: values.text('redis.image.pullPolicy'),
    resources: values.object('redis.resources'),
  };
}

const CONFIG_MOUNT = { name: 'redis-config', mountPath: '/config' };

function configVolume({ names }: Context): JsonObject {
  return { name: 'redis-config', configMap: { name: names.redisConfigMap } };
}

/** Ports of a node of the cluster: the second is for the nodes among themselves. */
function clusterPorts(port: number): Array<[string, number]> {
  return [
    ['redis', port],
    ['cluster-bus', port + 10_000],
  ];
}

/** Only chart 0.36.0 has a Redis of several nodes. */
function redisCluster(context: Context, port: number): KubernetesObject[] {
  const { values, names } = context;
  const labels = selectorLabels(context, 'redis');
  const headless = `${names.redis}-headless`;
  const persistent = values.has('redis.persistence.enabled');
  const ports = clusterPorts(port);
  return [
    workload(context, {
      kind: 'StatefulSet',
      name: names.redis,
      component: 'redis',
      key: 'redis',
      spec: {
        replicas: values.has('redis.replicas')
          ? toInt(values.at('redis.replicas'))
          : 3,
        serviceName: headless,
        podManagementPolicy: 'Parallel',
        ...(persistent
          ? claimTemplate(
              context,
              'redis',
              claimHead(context, 'redis-data', labels),
            )
          : {}),
      },
      pod: {
        ...unlessEmpty('affinity', values.at('redis.affinity')),
        ...unlessEmpty(
          'topologySpreadConstraints',
          values.at('redis.topologySpreadConstraints'),
        ),
        automountServiceAccountToken: false,
        containers: [
          {
            ...container(context),
            command: ['redis-server'],
            args: [
              '/config/redis.conf',
              '--aclfile',
              '/config/default.acl',
              '--cluster-announce-hostname',
              `$(POD_NAME).${headless}.$(POD_NAMESPACE).svc.cluster.local`,
            ],
            ports: ports.map(([name, containerPort]) => ({
              name,
              containerPort,
            })),
            env: [
              fieldEnv('POD_NAME', 'metadata.name'),
              fieldEnv('POD_NAMESPACE', 'metadata.namespace'),
              ...extraEnv(values.at('redis.extraEnvVars')),
            ],
            volumeMounts: [
              CONFIG_MOUNT,
              { name: 'redis-data', mountPath: '/data' },
            ],
          },
        ],
        volumes: [
          configVolume(context),
          ...(persistent ? [] : [{ name: 'redis-data', emptyDir: {} }]),
        ],
      },
    }),
    service(
      context,
      headless,
      labels,
      ports.map(([name, number]) => [name, number, number]),
      { clusterIP: 'None', selector: labels },
    ),
  ];
}

function singleRedis(context: Context, port: number): KubernetesObject {
  const { values, capabilities } = context;
  const variables = extraEnv(values.at('redis.extraEnvVars'));
  return workload(context, {
    kind: 'Deployment',
    name: context.names.redis,
    component: 'redis',
    key: 'redis',
    spec: { replicas: 1 },
    pod: {
      ...(since(capabilities.version, 'redisWithoutToken')
        ? { automountServiceAccountToken: false }
        : {}),
      containers: [
        {
          ...container(context),
          ports: [{ containerPort: port, name: 'redis' }],
          args: ['--aclfile', '/config/default.acl'],
          ...(variables.length > 0 ? { env: variables } : {}),
          volumeMounts: [CONFIG_MOUNT],
        },
      ],
      volumes: [configVolume(context)],
    },
  });
}

/** The Redis of the chart, unless it is elsewhere. */
export function predictRedis(context: Context): KubernetesObject[] {
  const { values, names, capabilities } = context;
  if (capabilities.externalRedis && !values.has('redis.install.enabled')) {
    return [];
  }
  const port = toInt(toText(values.at('redis.port')));
  const labels = selectorLabels(context, 'redis');
  return [
    ...(capabilities.version === '0.36.0'
      ? redisCluster(context, port)
      : [singleRedis(context, port)]),
    service(context, names.redisService, labels, [['redis', port, port]], {
      selector: labels,
    }),
  ];
}
