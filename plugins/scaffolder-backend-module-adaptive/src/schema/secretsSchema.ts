import type { z as zod } from 'zod/v3';
import { remoteKeySchema } from './parts';

type Zod = typeof zod;

/** One map per Secret of the chart; `entry` is what a key of it has. */
function perSecret<T extends zod.ZodTypeAny>(z: Zod, entry: T, what: string) {
  const keys = (of: string) =>
    z.record(entry).describe(`By key of the Secret of ${of}`);
  return z
    .object({
      controlPlane: keys('the control plane'),
      harmony: keys('harmony'),
      redis: keys('Redis').nullish(),
    })
    .passthrough()
    .describe(what);
}

/** Schema of the Secrets that the chart reads: names and places, never values. */
export function secretsSchema(z: Zod) {
  return z
    .object({
      controlPlane: z
        .string()
        .describe('Name of the Secret of the control plane'),
      harmony: z.string().describe('Name of the Secret of harmony'),
      redis: z
        .string()
        .nullish()
        .describe('Name of the Secret of an external Redis'),
      s3Credentials: z
        .string()
        .nullish()
        .describe(
          'Name of a Secret that becomes the environment of all parts, charts from 0.42.0',
        ),
      mode: z
        .enum(['existing', 'manual', 'externalSecrets', 'sealedSecrets'])
        .nullish()
        .describe(
          'existing, the default: they are in the namespace; manual: the README has the commands; externalSecrets: copied from a store; sealedSecrets: sealed for the cluster',
        ),
      store: z
        .object({
          name: z.string().describe('Name of the store'),
          kind: z
            .enum(['SecretStore', 'ClusterSecretStore'])
            .describe('Kind of the store'),
        })
        .passthrough()
        .nullish()
        .describe('externalSecrets: the store'),
      remoteKeys: perSecret(
        z,
        remoteKeySchema(z, 'Entry of the store'),
        'externalSecrets: where each key of each Secret is in the store',
      ).nullish(),
      encryptedData: perSecret(
        z,
        z.string().describe('What kubeseal made of the value'),
        'sealedSecrets: what each key of each Secret was sealed to',
      ).nullish(),
    })
    .passthrough()
    .describe('Secrets that the chart reads, by name; never their values');
}
