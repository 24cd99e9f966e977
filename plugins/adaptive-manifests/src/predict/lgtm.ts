import type { KubernetesObject } from '../model';
import {
  env,
  namespaced,
  selectorLabels,
  unlessEmpty,
  type Context,
} from './context';
import { publicImage } from './workload';

const PORTS: Array<[string, number]> = [
  ['grafana', 3000],
  ['loki', 3100],
  ['pyroscope', 4040],
  ['otel-grpc', 4317],
  ['otel-http', 4318],
  ['prometheus', 9090],
];

/** Grafana and logs in one pod, of charts from 0.38.0. */
export function predictLgtm(context: Context): KubernetesObject[] {
  const { values, names, capabilities } = context;
  if (capabilities.monitoringChart || !values.has('lgtm.enabled')) return [];
  const name = `${names.fullname}-lgtm`;
  const labels = selectorLabels(context, 'lgtm');
  const variables = Object.entries(values.object('lgtm.env'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => env(key, value ?? null));
  return [
    {
      ...namespaced(context, 'apps/v1', 'Deployment', name, labels),
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name: 'lgtm',
                image: publicImage(values.object('lgtm.image')),
                imagePullPolicy: values.text('lgtm.image.pullPolicy'),
                ...(variables.length > 0 ? { env: variables } : {}),
                ports: PORTS.filter(([port]) => port !== 'loki').map(
                  ([, containerPort]) => ({ containerPort }),
                ),
                readinessProbe: { exec: { command: ['cat', '/tmp/ready'] } },
                ...unlessEmpty('resources', values.at('lgtm.resources')),
                volumeMounts: [{ name: 'data', mountPath: '/data' }],
              },
            ],
            ...unlessEmpty('nodeSelector', values.at('lgtm.nodeSelector')),
            ...unlessEmpty('tolerations', values.at('lgtm.tolerations')),
            volumes: [
              {
                name: 'data',
                ...(values.has('lgtm.persistence.enabled')
                  ? { persistentVolumeClaim: { claimName: `${name}-pvc` } }
                  : { emptyDir: {} }),
              },
            ],
          },
        },
      },
    },
    {
      ...namespaced(context, 'v1', 'Service', `${name}-svc`, labels),
      spec: {
        selector: labels,
        ports: PORTS.map(([port, number]) => ({
          name: port,
          protocol: 'TCP',
          port: number,
          targetPort: number,
        })),
      },
    },
  ];
}
