import type { JsonObject } from '@backstage/types';
import type { KubernetesObject } from '../model';
import {
  env,
  extraEnv,
  harmonySecretEnv,
  imageRef,
  namespaced,
  otelEnv,
  redisSecretEnv,
  selectorLabels,
  service,
  unlessEmpty,
  type Context,
} from './context';
import { since } from './history';
import { s3CredentialsFrom } from './s3proxy';
import { isObject, orDefault, toInt } from './valuesView';
import { publicImage, workload } from './workload';

/** Newer sandboxes start a pod per recipe. */
function recipeRunnerEnv(context: Context): JsonObject[] {
  const { values, namespace, capabilities } = context;
  const { version } = capabilities;
  const repository = since(version, 'recipeRunnerRepository')
    ? values.text('sandkasten.recipeRunner.repository')
    : 'recipe-runner';
  const tag = values.text('sandkasten.image.tag');
  return [
    ...(since(version, 'recipeRunnerNamespace')
      ? [env('K8S_RECIPE_RUNNER_NAMESPACE', namespace)]
      : []),
    ...(since(version, 'recipeRunnerImage')
      ? [
          env(
            'K8S_RECIPE_RUNNER_IMAGE',
            `${values.text('containerRegistry')}/${repository}:${tag}`,
          ),
        ]
      : []),
  ];
}

export function predictSandkasten(context: Context): KubernetesObject[] {
  const { values, names, capabilities } = context;
  const port = toInt(orDefault(values.at('sandkasten.servicePort'), 3005));
  const controlPlanePort = orDefault(values.at('controlPlane.servicePort'), 80);
  const { version } = capabilities;
  const usesHarmony = !since(version, 'sandkastenWithoutHarmony');
  return [
    workload(context, {
      kind: 'Deployment',
      name: names.sandkasten,
      component: 'sandkasten',
      key: 'sandkasten',
      account: 'sandkasten',
      spec: {
        replicas: toInt(orDefault(values.at('sandkasten.replicaCount'), 1)),
      },
      pod: {
        volumes: [
          { name: 'working-dir', emptyDir: {} },
          ...values.list('volumes').filter(isObject),
        ],
        containers: [
          {
            name: 'sandkasten',
            image: imageRef(context, values.object('sandkasten.image')),
            imagePullPolicy: values.text('sandkasten.image.pullPolicy'),
            securityContext: {
              allowPrivilegeEscalation: true,
              privileged: true,
            },
            ports: [{ containerPort: port }],
            ...s3CredentialsFrom(context),
            ...unlessEmpty('resources', values.at('sandkasten.resources')),
            volumeMounts: [
              ...values.list('volumeMounts').filter(isObject),
              { name: 'working-dir', mountPath: '/working_dir' },
            ],
            env: [
              ...(since(version, 'sandkastenUsesHarmonySecret')
                ? harmonySecretEnv(context)
                : []),
              ...(since(version, 'sandkastenUsesRedis')
                ? redisSecretEnv(context)
                : []),
              ...(usesHarmony
                ? [env('HARMONY_WS_ENDPOINT', `ws://${names.harmony}:80`)]
                : []),
              ...(since(version, 'sandkastenCallsControlPlane') && usesHarmony
                ? [
                    env(
                      'CONTROL_PLANE_URL',
                      `http://${names.controlPlane}:${controlPlanePort}`,
                    ),
                  ]
                : []),
              ...otelEnv(context),
              ...recipeRunnerEnv(context),
              ...extraEnv(values.at('sandkasten.extraEnvVars')),
            ],
          },
        ],
      },
    }),
    service(
      context,
      names.sandkastenService,
      selectorLabels(context, 'sandkasten'),
      [['http', port, port]],
      { selector: selectorLabels(context, 'sandkasten') },
    ),
  ];
}

const OTEL_PORTS: Array<[string, number]> = [
  ['otlp-http', 4318],
  ['metrics', 8888],
];

/** The OpenTelemetry collector of charts from 0.33. */
export function predictOtelCollector(context: Context): KubernetesObject[] {
  const { values, names, capabilities } = context;
  if (!capabilities.otelCollector || !values.has('otelCollector.enabled')) {
    return [];
  }
  const labels = selectorLabels(context, 'otel-collector');
  const variables = extraEnv(values.at('otelCollector.extraEnvVars'));
  const probe = (initialDelaySeconds: number, periodSeconds: number) => ({
    httpGet: { path: '/', port: 13133 },
    initialDelaySeconds,
    periodSeconds,
  });
  return [
    workload(context, {
      kind: 'Deployment',
      name: names.otelCollector,
      component: 'otel-collector',
      key: 'otelCollector',
      account: 'otelCollector',
      spec: { replicas: orDefault(values.at('otelCollector.replicaCount'), 1) },
      pod: {
        containers: [
          {
            name: 'otel-collector',
            image: publicImage(values.object('otelCollector.image')),
            imagePullPolicy: values.text('otelCollector.image.pullPolicy'),
            args: ['--config=/etc/otelcol/config.yaml'],
            ports: OTEL_PORTS.map(([name, containerPort]) => ({
              name,
              containerPort,
              protocol: 'TCP',
            })),
            ...unlessEmpty('resources', values.at('otelCollector.resources')),
            ...(variables.length > 0 ? { env: variables } : {}),
            volumeMounts: [
              { name: 'otel-collector-config', mountPath: '/etc/otelcol' },
            ],
            livenessProbe: probe(10, 10),
            readinessProbe: probe(5, 5),
          },
        ],
        volumes: [
          {
            name: 'otel-collector-config',
            configMap: { name: `${names.otelCollector}-config` },
          },
        ],
      },
    }),
    {
      ...namespaced(
        context,
        'v1',
        'Service',
        `${names.otelCollector}-svc`,
        labels,
      ),
      spec: {
        type: orDefault(values.at('otelCollector.service.type'), 'ClusterIP'),
        selector: labels,
        ports: OTEL_PORTS.map(([name, port]) => ({
          name,
          port,
          targetPort: port,
          protocol: 'TCP',
        })),
      },
    },
  ];
}
