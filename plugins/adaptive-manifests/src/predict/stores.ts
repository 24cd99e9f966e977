import type { JsonObject } from '@backstage/types';
import type { KubernetesObject } from '../model';
import {
  env,
  extraEnv,
  secretEnv,
  selectorLabels,
  service,
  unlessEmpty,
  type Context,
} from './context';
import { claimHead, claimTemplate } from './claims';
import { since } from './history';
import { isObject, orDefault, toInt } from './valuesView';
import { publicImage, workload } from './workload';

function mlflowEnv({ values }: Context): JsonObject[] {
  const serves = values.has('mlflow.serveArtifacts');
  return [
    env('MLFLOW_BACKEND_STORE_URI', values.text('mlflow.backendStoreUri')),
    env(
      'MLFLOW_DEFAULT_ARTIFACT_ROOT',
      values.text('mlflow.defaultArtifactRoot'),
    ),
    env('MLFLOW_HOST', '0.0.0.0'),
    env('MLFLOW_PORT', '5000'),
    env('MLFLOW_WORKERS', values.text('mlflow.workers')),
    env('MLFLOW_SERVE_ARTIFACTS', `${serves}`),
    ...(serves
      ? [
          env(
            'MLFLOW_ARTIFACTS_DESTINATION',
            `${values.text('mlflow.mountPath')}/artifacts`,
          ),
        ]
      : []),
    ...extraEnv(values.at('mlflow.extraEnvVars')),
  ];
}

function mlflowPod(context: Context, persistent: boolean): JsonObject {
  const { values } = context;
  const mount = orDefault(
    values.at('mlflow.persistence.mountPath'),
    '/mlflow-storage',
  );
  return {
    containers: [
      {
        name: 'mlflow',
        image: values.text('mlflow.imageUri'),
        imagePullPolicy: values.text('mlflow.image.pullPolicy'),
        command: ['mlflow'],
        args: ['server'],
        ports: [{ containerPort: 5000, name: 'http' }],
        env: mlflowEnv(context),
        ...unlessEmpty('resources', values.at('mlflow.resources')),
        volumeMounts: [
          ...(persistent ? [{ name: 'mlflow-data', mountPath: mount }] : []),
          ...values.list('mlflow.volumeMounts').filter(isObject),
        ],
      },
    ],
    volumes: values.list('mlflow.volumes').filter(isObject),
  };
}

export function predictMlflow(context: Context): KubernetesObject[] {
  const { values, names, capabilities } = context;
  if (!values.has('mlflow.enabled') || values.has('mlflow.external.enabled')) {
    return [];
  }
  const labels = selectorLabels(context, 'mlflow');
  const stateful = capabilities.mlflow === 'statefulset';
  const persistent = stateful && values.has('mlflow.persistence.enabled');
  return [
    workload(context, {
      kind: stateful ? 'StatefulSet' : 'Deployment',
      name: names.mlflow,
      component: 'mlflow',
      key: 'mlflow',
      spec: stateful
        ? {
            serviceName: names.mlflowService,
            replicas: 1,
            ...(persistent
              ? claimTemplate(context, 'mlflow', {
                  metadata: { name: 'mlflow-data' },
                })
              : {}),
          }
        : { replicas: toInt(orDefault(values.at('mlflow.replicaCount'), 1)) },
      pod: mlflowPod(context, persistent),
    }),
    service(context, names.mlflowService, labels, [['http', 5000, 5000]], {
      type: 'ClusterIP',
      selector: labels,
    }),
  ];
}

function postgresProbe(
  { values }: Context,
  initialDelaySeconds: number,
): JsonObject {
  const quoted = (key: string) =>
    JSON.stringify(values.text(`installPostgres.${key}`));
  return {
    exec: {
      command: [
        '/bin/sh',
        '-c',
        `exec pg_isready -U ${quoted('username')} -d ${quoted(
          'database',
        )} -h 127.0.0.1 -p ${values.text('installPostgres.port')}`,
      ],
    },
    initialDelaySeconds,
    periodSeconds: 10,
    timeoutSeconds: 5,
    successThreshold: 1,
    failureThreshold: 6,
  };
}

export function predictPostgres(context: Context): KubernetesObject[] {
  const { values, names, capabilities } = context;
  if (!values.has('installPostgres.enabled')) {
    return [];
  }
  const port = toInt(values.at('installPostgres.port'));
  const labels = selectorLabels(context, 'postgresql');
  const persistent = values.has('installPostgres.persistence.enabled');
  return [
    workload(context, {
      kind: 'StatefulSet',
      name: names.postgres,
      component: 'postgresql',
      key: 'installPostgres',
      spec: {
        serviceName: names.postgresHeadless,
        replicas: 1,
        ...(persistent
          ? claimTemplate(
              context,
              'installPostgres',
              claimHead(context, 'postgresql-data', labels),
            )
          : {}),
      },
      pod: {
        containers: [
          {
            name: 'postgresql',
            image: publicImage(values.object('installPostgres.image')),
            imagePullPolicy: values.text('installPostgres.image.pullPolicy'),
            ports: [{ containerPort: port, name: 'postgresql' }],
            env: [
              env('POSTGRES_DB', values.text('installPostgres.database')),
              env('POSTGRES_USER', values.text('installPostgres.username')),
              secretEnv('POSTGRES_PASSWORD', names.postgresSecret, 'password'),
              env('PGDATA', '/var/lib/postgresql/data/pgdata'),
              ...extraEnv(values.at('installPostgres.extraEnvVars')),
            ],
            resources: values.object('installPostgres.resources'),
            ...(since(capabilities.version, 'manyDbConnections')
              ? { args: ['-c', 'max_connections=5000'] }
              : {}),
            livenessProbe: postgresProbe(context, 30),
            readinessProbe: postgresProbe(context, 5),
            volumeMounts: [
              {
                name: 'postgresql-data',
                mountPath: '/var/lib/postgresql/data',
              },
            ],
          },
        ],
        ...(persistent
          ? {}
          : { volumes: [{ name: 'postgresql-data', emptyDir: {} }] }),
      },
    }),
    service(
      context,
      names.postgresHeadless,
      labels,
      [['postgresql', port, port]],
      { type: 'ClusterIP', clusterIP: 'None', selector: labels },
    ),
    service(
      context,
      names.postgresService,
      labels,
      [['postgresql', port, port]],
      { type: 'ClusterIP', selector: labels },
    ),
  ];
}
