import type { z as zod } from 'zod/v3';

type Zod = typeof zod;

/** CPU and memory of one pod. */
export function resourcesSchema(z: Zod, what: string) {
  return z
    .object({
      cpu: z.number().describe('Cores'),
      memory: z.string().describe('Quantity, for example 500Gi'),
    })
    .passthrough()
    .describe(`${what}, as request and as limit`);
}

/** A volume. */
export function storageSchema(z: Zod, what: string) {
  return z
    .object({
      size: z.string().describe('Quantity, for example 10Gi'),
      storageClass: z
        .string()
        .nullish()
        .describe("Name of a StorageClass; without it the cluster's default"),
    })
    .passthrough()
    .describe(what);
}

/** Free keys with text as values. */
export function textMapSchema(z: Zod, what: string) {
  return z.record(z.string()).describe(what);
}

/** Tolerations in the words of Kubernetes. */
export function tolerationsSchema(z: Zod, what: string) {
  return z
    .array(
      z
        .object({
          key: z.string().nullish().describe('Key of the taint'),
          operator: z
            .enum(['Exists', 'Equal'])
            .nullish()
            .describe('How the value is compared'),
          value: z.string().nullish().describe('Value of the taint'),
          effect: z
            .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
            .nullish()
            .describe('Effect of the taint; all effects without it'),
        })
        .passthrough(),
    )
    .describe(what);
}

/** Where pods run, and with what environment. */
export function placementShape(z: Zod) {
  return {
    nodeSelector: textMapSchema(z, 'Labels of the nodes').nullish(),
    tolerations: tolerationsSchema(z, 'Taints its pods tolerate').nullish(),
    extraEnv: textMapSchema(
      z,
      'Environment variables; never secrets',
    ).nullish(),
  };
}

/** An entry of a secret store. */
export function remoteKeySchema(z: Zod, what: string) {
  return z
    .object({
      key: z.string().describe('Name of the entry in the secret store'),
      property: z.string().nullish().describe('Field of a structured entry'),
    })
    .passthrough()
    .describe(what);
}

/** What a drain of nodes leaves alone. */
export function disruptionBudgetSchema(z: Zod, where: string) {
  return z
    .object({
      minAvailable: z.number().nullish().describe('Pods that go on'),
      maxUnavailable: z.number().nullish().describe('Pods that may be missing'),
    })
    .passthrough()
    .describe(`How many pods a drain leaves alone, one of the two${where}`);
}
