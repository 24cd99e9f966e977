import type { JsonObject } from '@backstage/types';
import { chartCapabilities } from '../capabilities';
import type {
  EngineInput,
  KubernetesObject,
  SandkastenNetworkPolicyInput,
} from '../model';
import { engineNames } from '../names';

/** Networks that recipes must not reach: metadata services, link-local and private addresses. */
const PRIVATE_NETWORKS = [
  '169.254.0.0/16',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
];

const PUBLIC_PORTS = [80, 443, 8080, 8443];

const DNS = {
  to: [
    {
      namespaceSelector: {},
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

function tcp(...ports: number[]): JsonObject[] {
  return ports.map(port => ({ protocol: 'TCP', port }));
}

/** The engine's own parts that the sandbox service talks to, with the ports of their pods. */
function ownParts(input: EngineInput): Array<[string, number[]]> {
  const { pools, otelCollector } = chartCapabilities(input.chartVersion);
  return [
    ...[...new Set(['harmony', pools.component])].map(
      (component): [string, number[]] => [component, [50053]],
    ),
    ['control-plane', [9000, 9009]],
    ['redis', [6379]],
    ...(otelCollector
      ? [['otel-collector', [4318]] satisfies [string, number[]]]
      : []),
  ];
}

/** The NetworkPolicy of the pods that run recipes: what leaves them, in no published chart. */
export function sandkastenNetworkPolicy(
  input: EngineInput,
  policy: SandkastenNetworkPolicyInput,
): KubernetesObject {
  const names = engineNames(input.name, input.chartVersion);
  const selector = (component: string) => ({
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/name': 'adaptive',
    'app.kubernetes.io/instance': input.name,
  });
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: `${names.sandkasten}-netpol`,
      namespace: input.namespace,
      labels: {
        ...selector('sandkasten'),
        'app.kubernetes.io/managed-by': 'adaptive-portal',
      },
    },
    spec: {
      podSelector: { matchLabels: selector('sandkasten') },
      policyTypes: ['Egress'],
      egress: [
        DNS,
        ...ownParts(input).map(([component, ports]) => ({
          to: [{ podSelector: { matchLabels: selector(component) } }],
          ports: tcp(...ports),
        })),
        {
          to: [
            {
              ipBlock: {
                cidr: '0.0.0.0/0',
                except: [...PRIVATE_NETWORKS, ...(policy.blockedCidrs ?? [])],
              },
            },
          ],
          ports: tcp(...PUBLIC_PORTS),
        },
        ...(policy.allowed ?? []).map(({ cidr, port }) => ({
          to: [{ ipBlock: { cidr } }],
          ports: tcp(port),
        })),
      ],
    },
  };
}

/** What people gave for a policy that {@link sandkastenNetworkPolicy} made. */
export function readNetworkPolicy(
  egress: readonly JsonObject[],
): SandkastenNetworkPolicyInput {
  const blocks = egress.flatMap(({ to, ports }) => {
    const [first] = Array.isArray(to) ? (to as JsonObject[]) : [];
    const block = first?.ipBlock as JsonObject | undefined;
    const [port] = Array.isArray(ports) ? (ports as JsonObject[]) : [];
    return block ? [{ ...block, port: Number(port?.port) }] : [];
  });
  const [open, ...allowed] = blocks as Array<{
    cidr: string;
    except?: string[];
    port: number;
  }>;
  const blockedCidrs = (open?.except ?? []).slice(PRIVATE_NETWORKS.length);
  return {
    ...(blockedCidrs.length > 0 ? { blockedCidrs } : {}),
    ...(allowed.length > 0
      ? { allowed: allowed.map(({ cidr, port }) => ({ cidr, port })) }
      : {}),
  };
}
