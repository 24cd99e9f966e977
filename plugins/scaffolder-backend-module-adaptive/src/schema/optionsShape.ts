import type { z as zod } from 'zod/v3';
import {
  disruptionBudgetSchema,
  placementShape,
  remoteKeySchema,
  resourcesSchema,
  storageSchema,
  textMapSchema,
} from './parts';
import { partsShape } from './partsShape';

type Zod = typeof zod;

function ingressSchema(z: Zod) {
  const path = z
    .object({
      path: z.string().describe('Path, for example /'),
      pathType: z
        .enum(['Prefix', 'Exact', 'ImplementationSpecific'])
        .describe('How the path is compared'),
    })
    .passthrough();
  return z
    .object({
      className: z.string().nullish().describe('IngressClass'),
      hosts: z
        .array(
          z
            .object({
              host: z.string().describe('Host name'),
              paths: z
                .array(path)
                .nullish()
                .describe('Without paths, everything below /'),
            })
            .passthrough(),
        )
        .describe('Hosts that are served'),
      annotations: textMapSchema(z, 'Annotations of the Ingress').nullish(),
      tls: z
        .array(
          z
            .object({
              secretName: z
                .string()
                .describe('Secret of type kubernetes.io/tls'),
              hosts: z.array(z.string()).describe('Hosts it is for'),
            })
            .passthrough(),
        )
        .nullish()
        .describe('TLS by host'),
    })
    .passthrough()
    .describe('How the control plane is reached from outside the cluster');
}

function sandkastenSchema(z: Zod) {
  const allowed = z
    .object({
      cidr: z.string().describe('Private addresses, as CIDR'),
      port: z.number().describe('TCP port'),
    })
    .passthrough();
  return z
    .object({
      ...placementShape(z),
      replicas: z.number().nullish().describe('Pods'),
      resources: resourcesSchema(
        z,
        'CPU and memory, charts from 0.12.3',
      ).nullish(),
      disruptionBudget: disruptionBudgetSchema(
        z,
        ', charts from 0.27.0',
      ).nullish(),
      networkPolicy: z
        .object({
          blockedCidrs: z
            .array(z.string())
            .nullish()
            .describe('Networks to block beside the private ones, as CIDR'),
          allowed: z
            .array(allowed)
            .nullish()
            .describe('Private addresses that recipes may reach'),
        })
        .passthrough()
        .nullish()
        .describe('NetworkPolicy for the pods, which no published chart has'),
    })
    .passthrough()
    .describe('The service that runs recipes');
}

function oidcSchema(z: Zod) {
  return z
    .array(
      z
        .object({
          name: z.string().describe('Shown on the sign-in page'),
          key: z.string().describe('Part of the callback URL'),
          issuerUrl: z.string().describe('URL of the issuer'),
          clientId: z.string().describe('Id of the client'),
          clientSecret: remoteKeySchema(
            z,
            'Where the client secret is in the store of secrets.store; a value is refused',
          ).nullish(),
          scopes: z
            .array(z.string())
            .nullish()
            .describe('Default email and profile'),
          pkce: z.boolean().nullish().describe('Default true'),
          allowSignUp: z.boolean().nullish().describe('Default true'),
          requireEmailVerified: z
            .boolean()
            .nullish()
            .describe('Charts from 0.13.0'),
        })
        .passthrough(),
    )
    .describe('Providers of sign-in');
}

function environmentsSchema(z: Zod) {
  const pool = z
    .object({
      name: z.string().describe('Name of a pool of the engine'),
      minReplicas: z.number().describe('Fewest replicas'),
      maxReplicas: z.number().describe('Most replicas'),
    })
    .passthrough();
  return z
    .array(
      z
        .object({
          name: z.string().describe('For example dev, staging, production'),
          cluster: z.string().describe('Name of a cluster the portal watches'),
          namespace: z.string().nullish().describe("Default: the engine's"),
          rootUrl: z.string().nullish().describe("Default: the engine's"),
          pools: z
            .array(pool)
            .nullish()
            .describe('Sizes that differ from those of the engine'),
        })
        .passthrough(),
    )
    .describe(
      'Environments, where the repository is for an ApplicationSet; the first is the engine itself',
    );
}

function storesShape(z: Zod) {
  return {
    prometheus: z
      .object({
        retention: z
          .string()
          .nullish()
          .describe("Duration; the chart's default is 30d"),
        replicas: z
          .number()
          .nullish()
          .describe("Copies that scrape the same; the chart's default is 2"),
        storage: storageSchema(z, 'Volume of each copy').nullish(),
      })
      .passthrough()
      .nullish()
      .describe('Prometheus of charts up to 0.31.1; off when absent'),
    postgres: z
      .object({
        passwordSecret: z
          .string()
          .describe('Name of the Secret with the key password'),
        storage: storageSchema(z, 'Volume').nullish(),
      })
      .passthrough()
      .nullish()
      .describe('PostgreSQL of the chart; when absent it is elsewhere'),
    redis: z
      .object({
        mode: z
          .enum(['internal', 'external'])
          .describe(
            'internal: installed by the chart; external: one that is there',
          ),
        url: z
          .string()
          .nullish()
          .describe('external: address without credentials'),
      })
      .passthrough()
      .nullish()
      .describe('Redis'),
    tensorboard: z
      .object({
        storage: storageSchema(z, 'Volume').nullish(),
        resources: resourcesSchema(z, 'CPU and memory').nullish(),
      })
      .passthrough()
      .nullish()
      .describe('Tensorboard, charts up to 0.21.0; off when absent'),
    s3proxy: z
      .object({
        secret: z
          .string()
          .describe("Name of the Secret with the account's key"),
        accountName: z
          .string()
          .nullish()
          .describe('Storage account, charts up to 0.21.0'),
      })
      .passthrough()
      .nullish()
      .describe('Azure Blob Storage behind the S3 interface'),
    monitoring: z
      .object({
        chartVersion: z
          .string()
          .nullish()
          .describe('Version of the chart monitoring'),
        storage: storageSchema(z, 'Volume').nullish(),
      })
      .passthrough()
      .nullish()
      .describe('Grafana and logs; off when absent'),
  };
}

/** Everything about an engine that may be left out. */
export function optionsShape(z: Zod) {
  return {
    ingress: ingressSchema(z).nullish(),
    ...partsShape(z),
    sandkasten: sandkastenSchema(z).nullish(),
    defaultGroup: z
      .object({
        replicas: z.number().describe('Replicas'),
        gpusPerReplica: z.number().describe('GPUs of each replica'),
        resources: resourcesSchema(z, 'CPU and memory of a replica').nullish(),
        nodeSelector: textMapSchema(z, 'Labels of the nodes').nullish(),
      })
      .passthrough()
      .nullish()
      .describe('Harmony group for training, charts up to 0.23.0'),
    ...storesShape(z),
    oidc: oidcSchema(z).nullish(),
    imagePullSecrets: z
      .array(z.string())
      .nullish()
      .describe('Names of Secrets of type kubernetes.io/dockerconfigjson'),
    environments: environmentsSchema(z).nullish(),
    extraValues: z
      .record(z.unknown())
      .nullish()
      .describe(
        'Any other value of the chart; only keys of the chosen version, and none that another field sets',
      ),
  };
}
