import { layoutPaths } from '@adaptive-portal/plugin-adaptive-manifests';
import type {
  ClusterTargets,
  GitOpsRepositoryConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { renderSealedSecret } from '../seal/sealedSecret';
import { readSealingKey } from '../seal/sealValue';
import { writeWorkspaceFile } from '../workspace/writeWorkspaceFile';
import { engineRefSchema, readEngineRef } from './engineRef';
import { assertWatchedCluster, findRepository } from './lookups';
import { sealExamples } from './sealAction.examples';

const SECRET_NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
const SECRET_KEY = /^[A-Za-z0-9._-]{1,253}$/;
const MAX_KEYS = 100;
/** The control plane does not start with a shorter one, and once it is sealed nobody can look. */
const MIN_COOKIES_SECRET = 64;

/** What the action works with. */
export interface SealActionOptions {
  repositories: GitOpsRepositoryConfig[];
  clusters: ClusterTargets;
  /** For tests. */
  now?: () => Date;
}

/**
 * Looks up the values of the keys among the task's secrets.
 *
 * @throws InputError naming the key, and never what stands beside it: it may be a value that somebody put there
 */
function valuesOf(
  keys: Record<string, string>,
  secrets: Record<string, string>,
): Map<string, string> {
  const entries = Object.entries(keys);
  if (entries.length === 0 || entries.length > MAX_KEYS) {
    throw new InputError(
      `keys has ${entries.length} entries, accepted are 1 to ${MAX_KEYS}`,
    );
  }
  return new Map(
    entries.map(([key, secret], index) => {
      if (!SECRET_KEY.test(key)) {
        throw new InputError(
          `keys has a key (number ${
            index + 1
          }) that no Secret can have; accepted are letters, digits, '-', '_' and '.'`,
        );
      }
      const value = Object.hasOwn(secrets, secret)
        ? secrets[secret]
        : undefined;
      if (value === undefined || value === '') {
        throw new InputError(
          `keys.${key} does not name a secret of this task; accepted is the name of a secret, never its value`,
        );
      }
      if (key === 'cookiesSecret' && value.length < MIN_COOKIES_SECRET) {
        throw new InputError(
          `keys.cookiesSecret leads to a value that is too short; accepted are at least ${MIN_COOKIES_SECRET} characters, for example of openssl rand -hex 32`,
        );
      }
      return [key, value];
    }),
  );
}

/**
 * Creates the action `adaptive:secrets:seal`: secrets of the task in, a SealedSecret in the workspace out. It reaches no
 * server; the values go nowhere but into the encryption.
 */
export function createSealAction(options: SealActionOptions) {
  const { repositories, clusters, now = () => new Date() } = options;
  return createTemplateAction({
    id: 'adaptive:secrets:seal',
    description:
      "Encrypts secrets of the task as a SealedSecret with a cluster's public certificate, among the manifests of an engine",
    examples: sealExamples,
    supportsDryRun: true,
    schema: {
      input: {
        repositoryId: z =>
          z
            .string()
            .describe('Id of a repository in adaptive.gitops.repositories'),
        engineRef: engineRefSchema,
        name: z => z.string().describe('Name of the Secret'),
        keys: z =>
          z
            .record(z.string())
            .describe(
              "By key of the Secret, the name of one of the task's secrets; never a value",
            ),
        certificate: z =>
          z
            .string()
            .optional()
            .describe(
              "The controller's public certificate, PEM; default: the one of the cluster in adaptive.clusters",
            ),
      },
      output: {
        files: z => z.array(z.string()).describe('Path of the file'),
      },
    },
    async handler(ctx) {
      const { repositoryId, name, keys } = ctx.input;
      const repository = findRepository(repositories, repositoryId);
      const engine = readEngineRef(ctx.input.engineRef);
      const { cluster, namespace } = engine;
      assertWatchedCluster(clusters.watched, cluster);
      if (!SECRET_NAME.test(name)) {
        throw new InputError(
          `name ${JSON.stringify(
            name.slice(0, 80),
          )} is not the name of a Secret; accepted are at most 253 lower-case letters, digits, '-' and '.'`,
        );
      }
      const configured = `adaptive.clusters.${cluster}.sealedSecrets.certificate`;
      const certificate =
        ctx.input.certificate ??
        clusters.forCluster(cluster).sealedSecretsCertificate;
      if (certificate === undefined) {
        throw new InputError(
          `There is no certificate to seal with: give certificate, or set ${configured}`,
        );
      }
      const publicKey = readSealingKey(
        certificate,
        ctx.input.certificate === undefined ? configured : 'certificate',
        now(),
      );
      const values = valuesOf(keys, ctx.secrets ?? {});
      const { manifests } = layoutPaths(repository.layout, engine);
      const path = `${manifests}/sealedsecret-${name}.yaml`;
      await writeWorkspaceFile(
        ctx.workspacePath,
        path,
        renderSealedSecret({ name, namespace, values }, publicKey),
      );
      ctx.logger.info(
        `Sealed ${values.size} values of Secret '${namespace}/${name}'`,
      );
      ctx.output('files', [path]);
    },
  });
}
